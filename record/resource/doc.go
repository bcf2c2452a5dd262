// Package resource reads FHIR JSON as an immutable tree over the bytes as they
// were received. A shared record must give back what a partner sent: decimals
// keep their digits (1.0 and 1.00 say different things about a measurement),
// members keep their order, and nothing passes through binary floating point.
// The tree is a tape: one slice of small entries of fixed size, which point into
// the text, so that a resource costs two allocations whatever its size. Reading
// is strict as RFC 8259 and FHIR R4 (2.6.2, JSON) together ask: no key twice, no
// invalid UTF-8, no lone surrogate, nothing after the value.
package resource

// Kind is the sort of JSON value that a node is.
type Kind uint8

// The kinds. Missing is the node of a member that is not there.
const (
	Missing Kind = iota
	Null
	Bool
	Number
	String
	Array
	Object
)

var kindNames = [...]string{"nothing", "null", "true or false", "a number", "a string", "an array", "an object"}

// String names the kind in plain words for messages, such as "an array".
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "unknown"
}
