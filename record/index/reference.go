package index

import (
	"strings"

	"continuum/record/definition"
	"continuum/record/path"
)

// references gives what an element points at. What is contained in the resource
// itself is no target.
func references(v path.Value, yield func(Value)) {
	one := func(target, typ string) {
		if target = Target(target, typ); target != "" {
			yield(Value{Kind: definition.Reference, Target: target})
		}
	}
	n := v.Node()
	if v.Type() != "Reference" {
		one(textOf(v), "")
		return
	}
	one(n.Get("reference").Text(), n.Get("type").Text())
	if id := n.Get("identifier"); !id.Missing() {
		yield(Value{Kind: definition.Reference, System: id.Get("system").Text(), Code: id.Get("value").Text()})
	}
}

// Target is a reference in the form that searches compare: "Type/id" without a
// version, or a URL as it is; "" for what is contained.
func Target(reference, typ string) string {
	reference, _, _ = strings.Cut(reference, "/_history/")
	switch {
	case reference == "", reference[0] == '#':
		return ""
	case strings.Contains(reference, ":"):
		return reference
	case !strings.Contains(reference, "/") && typ != "":
		return typ + "/" + reference
	}
	return strings.TrimPrefix(reference, "/")
}
