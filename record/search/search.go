// Package search reads what a client asks for in the search language of FHIR R4
// (section 3.1.1) and says whether values of a resource answer it. Silently
// dropping a filter would show a nurse the wrong list, so what is not understood
// is refused. Whoever keeps resources finds candidates in their own way; the
// meaning of a filter is here and nowhere else.
package search

import "continuum/record/definition"

// Search is what a client asked for.
type Search struct {
	Type     *definition.Type   // nil: resources of several types
	Types    []*definition.Type // by _type, where Type is nil; none: resources of all types
	Filters  []*Filter          // a resource must pass all of them
	Sort     []SortKey
	Includes []Include
	Count    int      // most matches of a page, -1: the server's choice
	Total    string   // "none", "estimate" or "accurate"; "" where none was given
	Summary  string   // "true", "text", "data", "count" or "false"; "" where none was given
	Elements []string // of a page's resources, none: all
	Applied  []string // parameters as they were understood, in the order given

	Compartment *Compartment // whose members alone are searched; nil: all resources
}

// Of gives the types that are searched, none for all.
func (s *Search) Of() []*definition.Type {
	if s.Type != nil {
		return []*definition.Type{s.Type}
	}
	return s.Types
}

// Compartment is what belongs to one resource, mostly to a person.
type Compartment struct {
	Type *definition.Type
	ID   string
}

// Filter is one search parameter with its values, of which a resource must have
// one.
type Filter struct {
	Code      string                // as asked for
	Parameter *definition.Parameter // nil for a chain by _has
	Modifier  Modifier
	Only      *definition.Type // of a reference: its target must be of this type
	Any       []Operand
	Codes     *Codes // what :in, :not-in, :above and :below of a token mean, once that is known

	// Chain is filters of the resource that a reference points at, one for each
	// type it may be of.
	Chain []Chained
	// Has asks for a resource that points here.
	Has *Has
}

// Chained is a filter of the target of a reference, where that is of the type.
type Chained struct {
	Type   *definition.Type
	Filter *Filter
}

// Has is a filter of resources of a type that point here by a reference.
type Has struct {
	Type      *definition.Type
	Reference *definition.Parameter
	Filter    *Filter
}

// Modifier changes how values match.
type Modifier string

// The modifiers.
const (
	None       Modifier = ""
	Exact      Modifier = "exact"
	Contains   Modifier = "contains"
	Missing    Modifier = "missing"
	Not        Modifier = "not"
	InText     Modifier = "text"
	Above      Modifier = "above"
	Below      Modifier = "below"
	Identifier Modifier = "identifier"
	OfType     Modifier = "of-type"
	In         Modifier = "in"
	NotIn      Modifier = "not-in"
)

// SortKey is one key of an order.
type SortKey struct {
	Parameter  *definition.Parameter
	Descending bool
}

// Include asks for resources beside the matches.
type Include struct {
	Reverse   bool             // those that point at a match, not those a match points at
	Iterate   bool             // also at resources that were included
	Source    *definition.Type // that holds the reference; nil: any
	Reference *definition.Parameter
	Target    *definition.Type // nil: of any type
}
