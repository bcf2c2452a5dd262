package definition

import (
	"iter"
	"math"
)

// Kind is the sort of a type.
type Kind uint8

// The kinds of types. A Backbone is the type of one element that has elements
// of its own, such as Patient.contact.
const (
	Primitive Kind = iota + 1
	Complex
	Backbone
	Resource
)

// Many is the Max of an element that may be repeated without bound.
const Many = math.MaxInt32

// Type is one type of R4: a primitive, a complex type, the type of a backbone
// element or a resource. SimpleQuantity, which R4 uses as a type though it is a
// profile, is among them.
type Type struct {
	Name        string // such as "Patient", "Patient.contact", "dateTime"
	Kind        Kind
	Abstract    bool
	Base        *Type         // nil for Element and Resource
	Pattern     string        // of a primitive: its regular expression as published, "" where there is none
	Constraints []*Constraint // of every value of the type; those of Base hold too

	elements    []*Element
	members     map[string]*Member
	parameters  []*Parameter
	byCode      map[string]*Parameter
	compartment []string

	compartments map[*Type][]string // codes that make a resource of each type a member of this one's
}

// TypeOf finds a type by its name, nil where R4 has none.
func TypeOf(name string) *Type { return loaded().types[name] }

// Types gives all types in the order of the tables.
func Types() iter.Seq[*Type] {
	return func(yield func(*Type) bool) {
		for _, t := range loaded().order {
			if !yield(t) {
				return
			}
		}
	}
}

// ResourceOf finds a resource that can be sent, by its name; nil for all else,
// the abstract ones among it.
func ResourceOf(name string) *Type {
	if t := TypeOf(name); t != nil && t.Kind == Resource && !t.Abstract {
		return t
	}
	return nil
}

// Is tells whether the type is the other or built on it.
func (t *Type) Is(other *Type) bool {
	for ; t != nil; t = t.Base {
		if t == other {
			return true
		}
	}
	return false
}

// Elements is all elements of the type, those of its base first.
func (t *Type) Elements() []*Element { return t.elements }

// Element finds an element as FHIRPath names it (value, not value[x] or
// valueQuantity); nil where there is none.
func (t *Type) Element(name string) *Element {
	for _, e := range t.elements {
		if e.Name == name {
			return e
		}
	}
	return nil
}

// Member finds what a member of the JSON object stands for (valueQuantity, not
// value); nil where there is none.
func (t *Type) Member(name string) *Member { return t.members[name] }

// Member is an element as JSON writes it, with the one type that the name tells.
type Member struct {
	Element *Element
	Type    *TypeRef
}
