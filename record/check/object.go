package check

import (
	"strings"

	"continuum/record/definition"
	"continuum/record/resource"
)

// seen is which elements of an object stand in it, by their index.
type seen [mostElements / 64]uint64

// mostElements is more than any type of R4 has.
const mostElements = 128

// mark notes an element and tells whether it was there before.
func (s *seen) mark(e *definition.Element) (before bool) {
	word, bit := e.Index/64%len(s), uint64(1)<<(e.Index%64)
	before = s[word]&bit != 0
	s[word] |= bit
	return before
}

func (s *seen) has(e *definition.Element) bool {
	return s[e.Index/64%len(s)]&(1<<(e.Index%64)) != 0
}

// object checks an object against its type.
func (c *checker) object(n resource.Node, t *definition.Type) {
	switch {
	case c.full():
		return
	case n.Kind() != resource.Object:
		c.kind(n, "an object")
		return
	case n.Len() == 0:
		c.report(Structure, n, "an object may not be empty", "leave the element out")
		return
	}
	var s seen
	for m := n.First(); !m.Missing(); m = m.Next() {
		c.member(n, m, t, &s)
	}
	c.absent(t, &s)
}

// absent tells which required elements are missing.
func (c *checker) absent(t *definition.Type, s *seen) {
	for _, e := range t.Elements() {
		if e.Min > 0 && !s.has(e) {
			c.reportAt(written(e), Required, resource.Node{}, "the element is required and absent", "add it")
		}
	}
}

// written is the name of an element as the specification writes it.
func written(e *definition.Element) string {
	if e.Choice {
		return e.Name + "[x]"
	}
	return e.Name
}

// member checks one member of an object of a type.
func (c *checker) member(object, m resource.Node, t *definition.Type, s *seen) {
	name := m.Name()
	if name == "resourceType" && t.Kind == definition.Resource {
		return
	}
	plain, extends := strings.CutPrefix(name, "_")
	d := t.Member(plain)
	switch {
	case d == nil:
		c.unknown(m, t, plain)
		return
	case extends && d.Type.Type.Kind != definition.Primitive:
		c.reportAt(name, Structure, m, "only a primitive has extensions beside it", "put the extensions into "+plain)
		return
	case d.Element.Max == 0:
		c.reportAt(name, Structure, m, "the element may not stand here", "leave it out")
		return
	}
	if s.mark(d.Element) && d.Element.Choice {
		c.choices(object, m, d, t)
	}
	c.push(d.Element.Name)
	if extends {
		c.extensions(object, m, d, plain)
	} else {
		c.values(object, m, d)
	}
	c.pop()
}

// unknown tells of a member that the type does not have.
func (c *checker) unknown(m resource.Node, t *definition.Type, plain string) {
	for _, e := range t.Elements() {
		switch {
		case e.Choice && plain == e.Name:
			c.reportAt(m.Name(), Structure, m, "the name of a choice must tell the type", "write "+e.Name+" and the type, such as "+e.Name+"String")
			return
		case e.Choice && isChoice(plain, e.Name):
			c.reportAt(m.Name(), Structure, m, e.Name+" may not have this type here", "use a type that "+e.Path()+" allows")
			return
		case strings.EqualFold(plain, e.Name):
			c.reportAt(m.Name(), Structure, m, t.Name+" has no such element", "did you mean "+e.Name+"?")
			return
		}
	}
	c.reportAt(m.Name(), Structure, m, t.Name+" has no such element", "leave it out, or send it as an extension")
}

// isChoice tells whether a name is a choice with the name of a type.
func isChoice(name, choice string) bool {
	rest, ok := strings.CutPrefix(name, choice)
	if !ok || rest == "" {
		return false
	}
	return definition.TypeOf(rest) != nil || definition.TypeOf(strings.ToLower(rest[:1])+rest[1:]) != nil
}

// choices tells of a choice that stands with two types, at the second of them.
func (c *checker) choices(object, m resource.Node, d *definition.Member, t *definition.Type) {
	for other := object.First(); other != m; other = other.Next() {
		o := t.Member(strings.TrimPrefix(other.Name(), "_"))
		if o != nil && o.Element == d.Element && o.Type != d.Type {
			c.reportAt(written(d.Element), Structure, resource.Node{}, "only one type of the choice may stand", "keep one of "+other.Name()+" and "+m.Name())
			return
		}
	}
}
