package index

import (
	"continuum/record/definition"
	"continuum/record/path"
	"continuum/record/resource"
)

// tokens gives the codes of an element: what R4 3.1.1.4.10 lists by type.
func tokens(v path.Value, yield func(Value)) {
	n := v.Node()
	one := func(system, code, text string) {
		if system != "" || code != "" || text != "" {
			yield(Value{Kind: definition.Token, System: system, Code: code, Text: text})
		}
	}
	switch v.Type() {
	case "Coding":
		one(coding(n))
	case "CodeableConcept":
		text := n.Get("text").Text()
		for c := range n.Get("coding").Items() {
			one(coding(c))
		}
		one("", "", text)
	case "Identifier":
		if v := identifier(n); v.System != "" || v.Code != "" || v.Text != "" {
			yield(v)
		}
	case "ContactPoint":
		one("", n.Get("value").Text(), "")
	case "code":
		if s := textOf(v); s != "" {
			yield(Value{Kind: definition.Token, Code: s, AnySystem: true})
		}
	case "Boolean":
		if b, is := v.Data().(bool); is {
			one("", map[bool]string{true: "true", false: "false"}[b], "")
		}
	default:
		one("", textOf(v), "")
	}
}

func coding(n resource.Node) (system, code, display string) {
	return n.Get("system").Text(), n.Get("code").Text(), n.Get("display").Text()
}

// identifier has the codes of its type beside its value.
func identifier(n resource.Node) Value {
	v := Value{Kind: definition.Token, System: n.Get("system").Text(), Code: n.Get("value").Text(), Text: n.Get("type").Get("text").Text()}
	for c := range n.Get("type").Get("coding").Items() {
		system, code, _ := coding(c)
		v.Types = append(v.Types, Coding{system, code})
	}
	return v
}
