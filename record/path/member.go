package path

import (
	"strings"
	"sync/atomic"

	"continuum/record/resource"
)

// member goes from elements to one of their elements by name. It remembers the
// link of the last type it met, which in a path is nearly always the next one too.
type member struct {
	name  string
	extra string // "_name"
	at    int
	model *model
	last  atomic.Pointer[link]
}

func (c *compiler) member(n *node, next step) step {
	m := &member{name: n.text, extra: "_" + n.text, at: n.at, model: c.model}
	return func(r *run, v Value) bool {
		if !r.step() {
			return false
		}
		if v.kind != Element {
			return m.ofSystem(r, v, next)
		}
		return m.each(r, v, next)
	}
}

func (m *member) link(typ string) *link {
	l := m.last.Load()
	if l == nil || l.parent != typ {
		l = m.model.link(typ, m.name)
		m.last.Store(l)
	}
	return l
}

func (m *member) each(r *run, v Value, next step) bool {
	object := v.node
	if object.Kind() != resource.Object {
		object = v.extra // id and extension of a primitive
	}
	l := m.link(v.typ)
	switch {
	case l.absent:
		return m.absent(r, v, object, next)
	case l.choices != nil:
		return m.choice(r, object, l.choices, next)
	case l.complex:
		return children(r, object.Get(m.name), resource.Node{}, l, next)
	}
	node, extra := m.find(object)
	if node.Missing() && extra.Missing() {
		return !l.guess || m.choice(r, object, suffixes, next)
	}
	return children(r, node, extra, l, next)
}

// find looks for the element and, where it may be a primitive, its sibling.
func (m *member) find(object resource.Node) (node, extra resource.Node) {
	for c := object.First(); !c.Missing(); c = c.Next() {
		switch {
		case c.Named(m.name):
			node = c
			if holdsObjects(c) || !extra.Missing() {
				return node, extra
			}
		case c.Named(m.extra):
			extra = c
			if !node.Missing() {
				return node, extra
			}
		}
	}
	return node, extra
}

func holdsObjects(n resource.Node) bool {
	if n.Kind() == resource.Array {
		n = n.First()
	}
	return n.Kind() == resource.Object
}

// choice looks for the one member whose name is that of the element and a type.
func (m *member) choice(r *run, object resource.Node, choices map[string]string, next step) bool {
	var node, extra resource.Node
	typ := ""
	for c := object.First(); !c.Missing(); c = c.Next() {
		name := c.Name()
		if suffix, ok := strings.CutPrefix(name, m.name); ok && choices[suffix] != "" {
			node, typ = c, choices[suffix]
		} else if suffix, ok := strings.CutPrefix(name, m.extra); ok && choices[suffix] != "" {
			extra, typ = c, choices[suffix]
		}
	}
	if typ == "" {
		return true
	}
	return children(r, node, extra, &link{typ: typ}, next)
}

// absent deals with an element that its type does not have.
func (m *member) absent(r *run, v Value, object resource.Node, next step) bool {
	if m.model.strict {
		r.failAs(Semantic, m.at, "use an element of "+v.typ, "%s has no element %q", v.typ, m.name)
		return false
	}
	if isPrimitiveType(v.typ) && m.name == "value" && object.Kind() == resource.Object {
		return children(r, object.Get("value"), resource.Node{}, &link{typ: v.typ}, next)
	}
	return true
}

// ofSystem gives the elements of a type's description and of a quantity.
func (m *member) ofSystem(r *run, v Value, next step) bool {
	switch d := v.data.(type) {
	case typeName:
		switch m.name {
		case "name":
			return next(r, Text(d.name))
		case "namespace":
			return next(r, Text(d.space))
		}
	case Amount:
		switch m.name {
		case "value":
			return next(r, Num(d.Number))
		case "unit", "code":
			return next(r, Text(d.Unit))
		}
	}
	return true
}
