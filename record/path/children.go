package path

import "continuum/record/resource"

// children pushes the items of an element, each with its part of the sibling
// "_name"; an item that is null there but has a sibling is an element without a value.
func children(r *run, node, extra resource.Node, l *link, next step) bool {
	if node.Kind() != resource.Array && extra.Kind() != resource.Array {
		return child(r, node, extra, l, next)
	}
	node, extra = node.First(), extra.First()
	for !node.Missing() || !extra.Missing() {
		if !child(r, node, extra, l, next) {
			return false
		}
		node, extra = node.Next(), extra.Next()
	}
	return true
}

func child(r *run, node, extra resource.Node, l *link, next step) bool {
	if node.Kind() == resource.Null {
		node = resource.Node{}
	}
	if extra.Kind() != resource.Object {
		extra = resource.Node{}
	}
	if node.Missing() && extra.Missing() {
		return true
	}
	if !r.step() {
		return false
	}
	return next(r, Value{kind: Element, node: node, extra: extra, typ: l.ofNode(node)})
}

// eachChild pushes all the child elements of an element.
func (m *model) eachChild(r *run, v Value, next step) bool {
	if v.kind != Element {
		return true
	}
	object := v.node
	if object.Kind() != resource.Object {
		object = v.extra
	}
	for c := object.First(); !c.Missing(); c = c.Next() {
		if !r.step() {
			return false
		}
		name := c.Name()
		if name == "resourceType" || name == "fhir_comments" {
			continue
		}
		if !m.named(r, v, object, name, c, next) {
			return false
		}
	}
	return true
}

// named pushes a member with its sibling; a sibling alone stands for its element.
func (m *model) named(r *run, v Value, object resource.Node, name string, c resource.Node, next step) bool {
	if name[:min(1, len(name))] != "_" {
		extra := resource.Node{}
		if !holdsObjects(c) {
			extra = object.Get("_" + name)
		}
		return children(r, c, extra, m.childLink(v.typ, name), next)
	}
	if name = name[1:]; object.Get(name).Missing() {
		return children(r, resource.Node{}, c, m.childLink(v.typ, name), next)
	}
	return true
}

// childLink is the link of an element by its name in JSON, valueQuantity for a choice.
func (m *model) childLink(parent, name string) *link {
	l := m.link(parent, name)
	if !l.absent && (!l.guess || l.typ != "") {
		return l
	}
	for i := len(name) - 1; i > 0; i-- {
		if name[i] < 'A' || name[i] > 'Z' {
			continue
		}
		if typ, ok := m.choiceOf(parent, name[:i], name[i:]); ok {
			return &link{typ: typ}
		}
	}
	return &link{}
}

func (m *model) choiceOf(parent, name, suffix string) (string, bool) {
	l := m.link(parent, name)
	if l.choices != nil {
		typ, ok := l.choices[suffix]
		return typ, ok
	}
	typ, ok := suffixes[suffix]
	return typ, ok && l.guess
}
