package record

import (
	"fmt"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/record/search"
)

// Bounds of the terminology that a search asks for.
const (
	mostCodes    = 10_000 // of a value set, or below a code
	mostConcepts = 50_000 // of a code system that is looked through
	mostNested   = 8      // value sets within value sets
)

// valueSet adds the codes of a value set: one of R4's, or one that is kept.
func (a *asking) valueSet(codes *search.Codes, url string, depth int) error {
	if depth > mostNested {
		return &fault.Error{Code: fault.Invalid, Value: url, Reason: "value sets are nested too deep, or in a circle"}
	}
	address, _, _ := strings.Cut(url, "|")
	if set := definition.ValueSetOf(address); set != nil {
		codes.AddSet(set)
		return few(codes, url)
	}
	n, err := a.canonical(valueSetType, url)
	if err != nil {
		return err
	}
	if n.Missing() {
		return &fault.Error{Code: fault.Invalid, Value: url, Reason: "no value set that is known here", Fix: "put the ValueSet into the record, with this as its url"}
	}
	if !n.Get("compose").Missing() {
		err = a.composed(codes, url, n.Get("compose"), depth)
	} else {
		expanded(codes, n.Get("expansion").Get("contains"))
	}
	if err != nil {
		return err
	}
	return few(codes, url)
}

const (
	valueSetType   = "ValueSet"
	codeSystemType = "CodeSystem"
)

// few refuses more codes than a search can ask for.
func few(codes *search.Codes, of string) error {
	if codes.Count() > mostCodes {
		return &fault.Error{Code: fault.Invalid, Value: of, Reason: fmt.Sprintf("more than %d codes", mostCodes), Fix: "ask for a smaller set"}
	}
	return nil
}

// composed adds what a value set includes, without what it excludes.
func (a *asking) composed(codes *search.Codes, url string, compose resource.Node, depth int) error {
	own, out := &search.Codes{}, &search.Codes{}
	for include := range compose.Get("include").Items() {
		if err := a.include(own, url, include, depth); err != nil {
			return err
		}
	}
	for exclude := range compose.Get("exclude").Items() {
		if err := a.include(out, url, exclude, depth); err != nil {
			return err
		}
	}
	if !compose.Get("exclude").Missing() {
		if !own.Listed() {
			return &fault.Error{Code: fault.Invalid, Value: url, Reason: "the value set excludes codes of a system that is not known here", Fix: "put the CodeSystem into the record"}
		}
		own.Remove(out.Contains)
	}
	codes.AddAll(own)
	return nil
}

// include adds one part of a value set: codes of a system, all of them, or what
// other value sets have in common.
func (a *asking) include(codes *search.Codes, url string, part resource.Node, depth int) error {
	if !part.Get("filter").Missing() {
		return &fault.Error{Code: fault.Invalid, Value: url, Reason: "the value set chooses codes by a filter, which is not followed here", Fix: "list its codes"}
	}
	system, own := part.Get("system").Text(), &search.Codes{}
	begun := system != ""
	switch {
	case !begun:
	case !part.Get("concept").Missing():
		for concept := range part.Get("concept").Items() {
			own.Add(system, concept.Get("code").Text())
		}
	default:
		if err := a.wholeSystem(own, system); err != nil {
			return err
		}
	}
	for set := range part.Get("valueSet").Items() {
		other := &search.Codes{}
		if err := a.valueSet(other, set.Text(), depth+1); err != nil {
			return err
		}
		if !begun {
			own, begun = other, true
			continue
		}
		var err error
		if own, err = common(own, other, url); err != nil {
			return err
		}
	}
	codes.AddAll(own)
	return nil
}

// common gives the codes that two sets have in common, of which one is a list.
func common(a, b *search.Codes, url string) (*search.Codes, error) {
	if !a.Listed() {
		a, b = b, a
	}
	if !a.Listed() {
		return nil, &fault.Error{Code: fault.Invalid, Value: url, Reason: "the value set is what two sets have in common that are no lists"}
	}
	a.Remove(func(system, code string) bool { return !b.Contains(system, code) })
	return a, nil
}

// wholeSystem adds all codes of a system: listed where the system is kept here,
// because an element of type code does not say which system it is of.
func (a *asking) wholeSystem(codes *search.Codes, system string) error {
	tree, err := a.codeSystem(system)
	if err != nil {
		return err
	}
	if tree == nil {
		codes.AddSystem(system)
		return nil
	}
	for code := range tree.above {
		codes.Add(system, code)
	}
	return nil
}

// expanded adds what an expansion lists.
func expanded(codes *search.Codes, contains resource.Node) {
	for one := range contains.Items() {
		if code := one.Get("code").Text(); code != "" && one.Get("abstract").Text() != "true" {
			codes.Add(one.Get("system").Text(), code)
		}
		expanded(codes, one.Get("contains"))
	}
}

// tree is the concepts of a code system, each with those directly above it.
type tree struct {
	above map[string][]string
	below map[string][]string
}

// codeSystem reads a code system: one of R4's, or one that is kept; nil where there
// is none, or none with its concepts.
func (a *asking) codeSystem(system string) (*tree, error) {
	if own := definition.CodeSystemOf(system); own != nil {
		t := &tree{map[string][]string{}, map[string][]string{}}
		for code, within := range own.Concepts() {
			t.above[code] = nil
			t.join(code, within)
		}
		return t, nil
	}
	n, err := a.canonical(codeSystemType, system)
	if err != nil || n.Missing() || n.Get("concept").Missing() {
		return nil, err
	}
	t := &tree{map[string][]string{}, map[string][]string{}}
	t.add(n.Get("concept"), "")
	if len(t.above) > mostConcepts {
		return nil, &fault.Error{Code: fault.Invalid, Value: system, Reason: "the code system is too large to look through", Fix: "list the codes"}
	}
	return t, nil
}

// add takes in concepts that stand within another, and those that name a parent.
func (t *tree) add(concepts resource.Node, within string) {
	for c := range concepts.Items() {
		code := c.Get("code").Text()
		if _, met := t.above[code]; !met {
			t.above[code] = nil
		}
		t.join(code, within)
		for p := range c.Get("property").Items() {
			switch p.Get("code").Text() {
			case "parent":
				t.join(code, p.Get("valueCode").Text())
			case "child":
				t.join(p.Get("valueCode").Text(), code)
			}
		}
		t.add(c.Get("concept"), code)
	}
}

func (t *tree) join(code, parent string) {
	if code != "" && parent != "" && !slices.Contains(t.above[code], parent) {
		t.above[code] = append(t.above[code], parent)
		t.below[parent] = append(t.below[parent], code)
	}
}

// subsumed adds a code and all that are below it, or above, in its system.
func (a *asking) subsumed(codes *search.Codes, modifier search.Modifier, o *search.Operand) error {
	if o.System == "" || o.Code == "" {
		return &fault.Error{Code: fault.Invalid, Value: o.Text, Reason: "the system of the code is not named", Fix: "write it as system|code"}
	}
	t, err := a.codeSystem(o.System)
	if err != nil {
		return err
	}
	if t == nil {
		return &fault.Error{Code: fault.Invalid, Value: o.System, Reason: "how the codes of this system stand above each other is not known here", Fix: "put the CodeSystem with its concepts into the record, with this as its url"}
	}
	next := t.below
	if modifier == search.Above {
		next = t.above
	}
	waiting := []string{o.Code}
	for len(waiting) > 0 {
		code := waiting[0]
		waiting = waiting[1:]
		if codes.Contains(o.System, code) {
			continue
		}
		codes.Add(o.System, code)
		waiting = append(waiting, next[code]...)
	}
	return few(codes, o.Text)
}

// canonical reads the resource of a type that a URL names, with its version where
// the URL has one, or that lies here under a key; the latest of several. Missing
// where there is none.
func (a *asking) canonical(typ, url string) (resource.Node, error) {
	t := definition.ResourceOf(typ)
	address, version, _ := strings.Cut(url, "|")
	s := &statement{}
	if id, is := strings.CutPrefix(url, typ+"/"); is {
		s.put("SELECT ordinal FROM record_resource WHERE type = ").arg(a.types[t]).put(" AND id = ").arg(id)
	} else {
		s.put("SELECT ordinal FROM record_uri WHERE parameter = ").arg(a.parameters[t]["url"]).put(" AND value = ").arg(cutText(address))
	}
	ordinals, err := s.put(" ORDER BY ordinal DESC LIMIT 20").ordinals(a.tx)
	if err != nil {
		return resource.Node{}, err
	}
	var found resource.Node
	err = a.opened(ordinals, func(_ int64, x *looking) error {
		if found.Missing() && (version == "" || x.node.Get("version").Text() == version) {
			found = x.node
		}
		return nil
	})
	return found, err
}
