package path

import "continuum/record/resource"

// Kind is the sort of a Value.
type Kind uint8

// The kinds. All but Nothing and Element are types of the System namespace.
const (
	Nothing  Kind = iota // no value: the empty collection where one item is meant
	Element              // a node of the tree, with its FHIR type
	Boolean              // bool
	Integer              // int64 within 32 bits
	Long                 // int64
	Decimal              // Number
	String               // string
	Date                 // Moment, to the day at most
	DateTime             // Moment
	Time                 // Moment without a date
	Quantity             // Amount
	Type                 // what type() tells: a type's namespace and name
)

var kindNames = [...]string{"", "Element", "Boolean", "Integer", "Long", "Decimal", "String", "Date", "DateTime", "Time", "Quantity", "TypeInfo"}

// String is the name of the kind in the System namespace.
func (k Kind) String() string { return kindNames[k] }

// Value is one item of a collection: an element of a resource or a System value.
type Value struct {
	kind  Kind
	node  resource.Node // Element: its JSON value; Missing where only extra is there
	extra resource.Node // Element: the sibling "_name" with id and extensions
	typ   string        // Element: its FHIR type, a path such as Patient.contact for backbones, "" unknown
	data  any           // everything else
}

// Collection is an ordered list of values.
type Collection []Value

// Of makes a value of a node and its FHIR type; "" takes the type from
// resourceType. For backbone elements the type is their path (Patient.contact).
func Of(n resource.Node, typ string) Value {
	if n.Missing() || n.Kind() == resource.Null {
		return Value{}
	}
	if typ == "" {
		typ = n.Get("resourceType").Text()
	}
	return Value{kind: Element, node: n, typ: typ}
}

// Bool is a System.Boolean.
func Bool(b bool) Value { return Value{kind: Boolean, data: b} }

// Int is a System.Integer, or a System.Long beyond 32 bits.
func Int(n int64) Value {
	if n != int64(int32(n)) {
		return Value{kind: Long, data: n}
	}
	return Value{kind: Integer, data: n}
}

// Text is a System.String.
func Text(s string) Value { return Value{kind: String, data: s} }

// Num is a System.Decimal.
func Num(n Number) Value { return Value{kind: Decimal, data: n} }

// When is a System.Date, DateTime or Time, as the moment is.
func When(m Moment) Value { return Value{kind: m.kind, data: m} }

// Measure is a System.Quantity.
func Measure(a Amount) Value { return Value{kind: Quantity, data: a} }

// Kind tells what sort of value it is.
func (v Value) Kind() Kind { return v.kind }

// Node is the JSON of an element, Missing for System values.
func (v Value) Node() resource.Node { return v.node }

// Extra is the JSON of an element's sibling "_name", which holds the id and the
// extensions of a primitive; Missing where there is none.
func (v Value) Extra() resource.Node { return v.extra }

// Type is the FHIR type of an element ("" where unknown), or the name of the
// System type.
func (v Value) Type() string {
	if v.kind == Element {
		return v.typ
	}
	return v.kind.String()
}

// System gives the System value of a primitive or a Quantity, itself for a
// System value, and Nothing for other elements.
func (v Value) System() Value {
	if v.kind == Element {
		return v.system()
	}
	return v
}

// Data is the Go value of a System value: bool, int64, Number, string, Moment or
// Amount; nil for elements that have none.
func (v Value) Data() any { return v.System().data }
