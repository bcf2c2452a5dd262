package standard

import (
	"iter"
	"strings"
)

// Between stands between the names of a path.
const Between = " > "

// Type says what an item holds.
type Type string

// The types of items. Any is where the standard names none: mostly codes or words.
const (
	Text     Type = "text"   // long
	String   Type = "string" // a line
	Date     Type = "date"
	DateTime Type = "datetime"
	Decimal  Type = "decimal"
	Boolean  Type = "boolean"
	Blob     Type = "blob"
	Any      Type = "any"
)

func types() []Type { return []Type{Text, String, Date, DateTime, Decimal, Boolean, Blob, Any} }

// Element is one element of a standard.
type Element struct {
	Name     string
	Path     string // names from the top, with Between between them
	Must     bool   // at least once where its group stands at all
	Many     bool   // any number of times; else at most once
	Type     Type   // of an item; "" of a group
	Standard *Standard
	Parent   *Element // nil at the top
	Children []*Element
}

// Group tells whether the standard calls it a group.
func (e *Element) Group() bool { return e.Type == "" }

// Leaf tells whether it holds a value: an item, or a group whose elements the standard does
// not name.
func (e *Element) Leaf() bool { return len(e.Children) == 0 }

// Holds is the type of the value of a leaf: free text in a group without children.
func (e *Element) Holds() Type {
	if e.Group() {
		return Text
	}
	return e.Type
}

// Child finds an element right below.
func (e *Element) Child(name string) (*Element, bool) { return named(e.Children, name) }

// Below tells whether it stands somewhere below another; nil stands for the top.
func (e *Element) Below(other *Element) bool {
	for at := e.Parent; at != nil; at = at.Parent {
		if at == other {
			return true
		}
	}
	return other == nil
}

// Standard is a record standard.
type Standard struct {
	Name     string // as files of others call it, such as PersonalisedCSP
	Title    string // as people call it
	Elements []*Element
}

// Find finds an element by its path.
func (s *Standard) Find(path string) (*Element, bool) {
	all := s.Elements
	var e *Element
	for name := range strings.SplitSeq(path, Between) {
		var is bool
		if e, is = named(all, name); !is {
			return nil, false
		}
		all = e.Children
	}
	return e, true
}

// All goes through all elements in the order of the standard, each before its children.
func (s *Standard) All() iter.Seq[*Element] {
	return func(yield func(*Element) bool) { walk(s.Elements, yield) }
}

func walk(all []*Element, yield func(*Element) bool) bool {
	for _, e := range all {
		if !yield(e) || !walk(e.Children, yield) {
			return false
		}
	}
	return true
}

func named(all []*Element, name string) (*Element, bool) {
	for _, e := range all {
		if e.Name == name {
			return e, true
		}
	}
	return nil, false
}
