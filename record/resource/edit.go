package resource

import (
	"cmp"
	"slices"

	"continuum/internal/fault"
)

// Edit gathers changes to one document and writes it anew with all other bytes
// as they were. Changes name nodes of the tree, which itself never changes.
// What is set must be JSON; Quote makes a string of it. The zero Edit is not
// usable; take one from NewEdit.
type Edit struct {
	root    Node
	changes []change
	err     error
}

// change puts text where the bytes from start to end stand.
type change struct {
	start, end uint32
	text       string
}

// NewEdit begins changes to the document that root heads.
func NewEdit(root Node) *Edit { return &Edit{root: root} }

// Replace puts other JSON in place of a value.
func (e *Edit) Replace(n Node, json string) {
	if e.holds(n) {
		v := n.entry()
		e.changes = append(e.changes, change{v.start, v.end, json})
	}
}

// Set replaces a member of an object, or adds it behind the first of the members
// named in after that is there, and otherwise as the last member. The object must
// be of the document, not of what an earlier change wrote.
func (e *Edit) Set(object Node, name, json string, after ...string) {
	if !e.holds(object) {
		return
	}
	if object.Kind() != Object {
		e.refuse("a member can be set in an object only, not in %s", object.Kind())
		return
	}
	if member := object.Get(name); !member.Missing() {
		e.Replace(member, json)
		return
	}
	e.add(object, name, json, after)
}

func (e *Edit) add(object Node, name, json string, after []string) {
	first := object.First()
	if first.Missing() {
		at := object.entry().start + 1
		e.changes = append(e.changes, change{at, at, e.comma(at) + Quote(name) + ":" + json})
		return
	}
	anchor := e.anchor(object, after)
	at := anchor.entry().end
	before, between := spacing(object, first)
	e.changes = append(e.changes, change{at, at, "," + before + Quote(name) + between + json})
}

// comma sets a member apart from one that was added to the same empty object.
func (e *Edit) comma(at uint32) string {
	if slices.ContainsFunc(e.changes, func(c change) bool { return c.start == at && c.end == at }) {
		return ","
	}
	return ""
}

// anchor is the member behind which a new one goes.
func (e *Edit) anchor(object Node, after []string) Node {
	for _, name := range after {
		if m := object.Get(name); !m.Missing() {
			return m
		}
	}
	m := object.First()
	for next := m.Next(); !next.Missing(); next = next.Next() {
		m = next
	}
	return m
}

// spacing is how the sender sets a member apart: the white space before its name
// and the text between the name and the value.
func spacing(object, first Node) (before, between string) {
	text, f := first.doc.text, first.entry()
	nameEnd := f.name + f.meta>>nameShift + 1
	return text[object.entry().start+1 : f.name-1], text[nameEnd:f.start]
}

func (e *Edit) holds(n Node) bool {
	if n.doc == nil || n.doc != e.root.doc || n.index < e.root.index || n.index >= e.root.entry().next {
		e.refuse("a change names a value that is not in the document")
		return false
	}
	return true
}

func (e *Edit) refuse(format string, args ...any) {
	if e.err == nil {
		e.err = fault.New(fault.Internal, format, args...)
	}
}

// Bytes writes the document with its changes; changes of the same bytes are a
// fault.Internal, as is whatever could not be changed.
func (e *Edit) Bytes() ([]byte, error) {
	slices.SortStableFunc(e.changes, func(a, b change) int { return cmp.Compare(a.start, b.start) })
	if e.root.Missing() {
		e.refuse("there is no document to change")
	}
	size, at := 0, uint32(0)
	for _, c := range e.changes {
		if c.start < at {
			e.refuse("two changes meet at byte %d of the document", c.start)
		}
		at = c.end
		size += len(c.text)
	}
	if e.err != nil {
		return nil, e.err
	}
	return e.write(size), nil
}

func (e *Edit) write(added int) []byte {
	whole := e.root.entry()
	out := make([]byte, 0, int(whole.end-whole.start)+added)
	at := whole.start
	for _, c := range e.changes {
		out = append(out, e.root.doc.text[at:c.start]...)
		out = append(out, c.text...)
		at = c.end
	}
	return append(out, e.root.doc.text[at:whole.end]...)
}
