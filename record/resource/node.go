package resource

import "iter"

// Node is one value of a document: small, comparable and safe to copy and to
// read from many goroutines. The zero Node is Missing, and every method of a
// Missing node answers with nothing, so look-ups may be chained without checks.
type Node struct {
	doc   *document
	index uint32
}

func (n Node) entry() *entry { return &n.doc.tape[n.index] }

// Kind is the sort of value, Missing for the zero Node.
func (n Node) Kind() Kind {
	if n.doc == nil {
		return Missing
	}
	return n.entry().kind()
}

// Missing tells whether there is no value.
func (n Node) Missing() bool { return n.doc == nil }

// Get finds the member of an object by its name; Missing where there is none or
// the node is no object. It looks along the members, which are few in FHIR.
func (n Node) Get(name string) Node {
	if n.Kind() != Object {
		return Node{}
	}
	for m := n.First(); m.doc != nil; m = m.Next() {
		if m.Named(name) {
			return m
		}
	}
	return Node{}
}

// First is the first item or member, Missing where there is none.
func (n Node) First() Node {
	if n.doc == nil || n.entry().count == 0 {
		return Node{}
	}
	return Node{n.doc, n.index + 1}
}

// Next is the item or member after this one in the same array or object,
// Missing after the last.
func (n Node) Next() Node {
	if n.doc == nil || n.entry().meta&last != 0 {
		return Node{}
	}
	return Node{n.doc, n.entry().next}
}

// Name is the decoded name of a member, "" for anything else.
func (n Node) Name() string {
	if n.doc == nil {
		return ""
	}
	return n.doc.decodedName(n.entry())
}

// Named tells whether the node is a member of that name.
func (n Node) Named(name string) bool {
	if n.doc == nil {
		return false
	}
	e := n.entry()
	if e.meta&nameEscaped == 0 && int(e.meta>>nameShift) != len(name) {
		return false
	}
	return e.name != 0 && n.doc.decodedName(e) == name
}

// Members gives the members of an object with their names, in the order received.
func (n Node) Members() iter.Seq2[string, Node] {
	return func(yield func(string, Node) bool) {
		if n.Kind() != Object {
			return
		}
		for m := n.First(); m.doc != nil; m = m.Next() {
			if !yield(m.Name(), m) {
				return
			}
		}
	}
}

// Items gives the items of an array in order; any other value gives itself once
// and Missing gives nothing.
func (n Node) Items() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		if n.Kind() != Array {
			if n.doc != nil {
				yield(n)
			}
			return
		}
		for item := n.First(); item.doc != nil && yield(item); {
			item = item.Next()
		}
	}
}

// All gives the node and everything beneath it, in the order of the text.
func (n Node) All() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		if n.doc == nil {
			return
		}
		for i := n.index; i < n.entry().next; i++ {
			if !yield(Node{n.doc, i}) {
				return
			}
		}
	}
}

// Len counts the items of an array or the members of an object; 0 for all else.
func (n Node) Len() int {
	if n.doc == nil {
		return 0
	}
	return int(n.entry().count)
}
