// Package index says by what a resource can be found: for each search parameter
// of R4 the values that its expression gives, in the form that searches compare.
// A value is a function of the resource and the definitions alone, so that the
// rows of an index can be made again, and taken back, from the resource itself.
package index

import (
	"math"

	"continuum/record/definition"
)

// Value is one value of a search parameter. Which fields are used depends on its
// kind.
type Value struct {
	Kind definition.SearchKind

	// Token: a code of a system. Quantity: the code of its unit. Reference: the
	// identifier that stands instead of a target.
	System, Code string
	AnySystem    bool // token: an element of type code, whose system goes without saying

	Types []Coding // token of an identifier: the codes of its type

	// String and URI: the text as written. Token: its display. Quantity: its unit.
	Text string

	// Date: microseconds since 1970 UTC, from Low up to but without High.
	Low, High int64

	// Number and Quantity: from Least to Most, mostly equal. They are compared, not
	// told: the resource has the digits.
	Least, Most float64

	// Reference: "Type/id" of a resource of this server, or a URL as written.
	Target string

	// Special: a position on the earth, in degrees.
	Latitude, Longitude float64

	Parts []Value // Composite: one value for each component, of one element
}

// Coding is a code of a system.
type Coding struct{ System, Code string }

// The ends of an open period.
const (
	Beginning = math.MinInt64
	End       = math.MaxInt64
)
