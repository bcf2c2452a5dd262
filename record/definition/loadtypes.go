package definition

import (
	"strconv"
	"strings"
)

// loadTypes makes every type first, so that elements can point at all of them.
func (t *tables) loadTypes() {
	count := t.makeTypes()
	elements := make([]Element, 0, count)
	own := map[*Type][]*Element{}
	var owner *Type
	for row := range rows(elementsTable) {
		c := cells(row)
		if name, isType := strings.CutPrefix(c[0], "="); isType {
			owner = t.types[name]
			t.fillType(owner, c)
			continue
		}
		elements = append(elements, t.element(owner, row, c))
		own[owner] = append(own[owner], &elements[len(elements)-1])
	}
	for _, typ := range t.order {
		typ.inherit(own)
	}
	for _, typ := range t.order {
		typ.nameMembers()
	}
}

func (t *tables) makeTypes() (elements int) {
	t.types = make(map[string]*Type, 1024)
	for row := range rows(elementsTable) {
		name, isType := strings.CutPrefix(row, "=")
		if !isType {
			elements++
			continue
		}
		name, _, _ = strings.Cut(name, "\t")
		typ := &Type{Name: name}
		t.types[name] = typ
		t.order = append(t.order, typ)
	}
	return elements
}

func (t *tables) fillType(typ *Type, c [7]string) {
	typ.Kind = Kind(strings.Index("pcbr", strings.ToLower(c[1])) + 1)
	typ.Abstract = c[1] < "a"
	typ.Base = t.typeOf(c[2])
	typ.Constraints = t.constraintsOf(c[3])
	typ.Pattern = c[4]
	if c[1] == "" || typ.Kind == 0 || c[2] != "" && typ.Base == nil {
		t.damaged("elements.tsv", typ.Name, "neither the kind nor the base of a type may be unknown")
	}
}

// typeOf is nil for the empty name, and notes an unknown one.
func (t *tables) typeOf(name string) *Type {
	typ := t.types[name]
	if typ == nil && name != "" {
		t.damaged("elements.tsv", name, "no such type")
	}
	return typ
}

func (t *tables) element(owner *Type, row string, c [7]string) Element {
	e := Element{Owner: owner, Constraints: t.constraintsOf(c[5]), Binding: t.binding(c[4])}
	e.Name, e.Choice = strings.CutSuffix(c[0], "[x]")
	least, most, ok := strings.Cut(c[1], "..")
	e.Min, e.Max = bound(least), bound(most)
	if !ok || owner == nil || e.Min < 0 || e.Max < 0 {
		t.damaged("elements.tsv", row, "the cardinality of an element has the form 0..*")
	}
	e.Summary, e.Modifier = strings.Contains(c[3], "S"), strings.Contains(c[3], "M")
	c[2], ok = strings.CutPrefix(c[2], "#")
	if ok {
		e.Same = c[2]
	}
	names := words(c[2])
	e.Types = make([]TypeRef, 0, len(names))
	for _, w := range names {
		if r := t.typeRef(w); r.Type != nil {
			e.Types = append(e.Types, r)
		}
	}
	return e
}

// bound is -1 for what is neither a number nor *.
func bound(s string) int {
	if s == "*" {
		return Many
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		return -1
	}
	return n
}

// typeRef reads Type, Type[Profile] or Type(Target|Target).
func (t *tables) typeRef(text string) (r TypeRef) {
	text, targets, _ := strings.Cut(strings.TrimSuffix(text, ")"), "(")
	text, profile, _ := strings.Cut(strings.TrimSuffix(text, "]"), "[")
	r.Type, r.Profile = t.typeOf(text), t.typeOf(profile)
	r.Targets = make([]*Type, 0, strings.Count(targets, "|")+1)
	for targets != "" {
		var target string
		target, targets, _ = strings.Cut(targets, "|")
		if to := t.typeOf(target); to != nil {
			r.Targets = append(r.Targets, to)
		}
	}
	return r
}

// inherit puts the elements of the base before the type's own; an own element of
// the same name takes the place of the inherited one.
func (t *Type) inherit(own map[*Type][]*Element) {
	if t.elements != nil {
		return
	}
	if t.Base != nil {
		t.Base.inherit(own)
		t.elements = append(make([]*Element, 0, len(t.Base.elements)+len(own[t])), t.Base.elements...)
	}
	for _, e := range own[t] {
		if inherited := t.Element(e.Name); inherited != nil {
			e.Index = inherited.Index
			t.elements[e.Index] = e
			continue
		}
		e.Index = len(t.elements)
		t.elements = append(t.elements, e)
	}
}

// nameMembers finds the names that JSON gives to the elements.
func (t *Type) nameMembers() {
	count := 0
	for _, e := range t.elements {
		count += len(e.Types)
	}
	members := make([]Member, 0, count)
	t.members = make(map[string]*Member, count)
	for _, e := range t.elements {
		for i := range e.Types {
			name := e.Name
			if e.Choice {
				name += capital(e.Types[i].Type.Name)
			}
			members = append(members, Member{e, &e.Types[i]})
			t.members[name] = &members[len(members)-1]
		}
	}
}

func capital(name string) string { return strings.ToUpper(name[:1]) + name[1:] }
