package definition

// Element is one element of a type.
type Element struct {
	Name        string // as FHIRPath names it, without [x]
	Owner       *Type  // the type that defines it
	Index       int    // its place among the elements of every type that has it
	Min, Max    int    // how often it stands; Max is Many without a bound
	Choice      bool   // written value[x]: the name of a member tells the type
	Types       []TypeRef
	Same        string // path of the element whose content this one has (contentReference), "" for most
	Summary     bool   // part of a summary (_summary=true)
	Modifier    bool   // changes the meaning of what stands beside it
	Binding     *Binding
	Constraints []*Constraint // of this element; those of its type hold too
}

// Path is where the element is defined, such as "Observation.value[x]".
func (e *Element) Path() string {
	if e.Choice {
		return e.Owner.Name + "." + e.Name + "[x]"
	}
	return e.Owner.Name + "." + e.Name
}

// Repeats tells whether JSON writes the element as an array.
func (e *Element) Repeats() bool { return e.Max > 1 }

// TypeRef is a type that an element may have.
type TypeRef struct {
	Type    *Type
	Profile *Type   // what the type is narrowed to (SimpleQuantity), nil for most
	Targets []*Type // of a Reference or canonical: the resources it may point to; none means any
}

// Points tells whether a reference may point to a resource of the type.
func (r *TypeRef) Points(to *Type) bool {
	for _, target := range r.Targets {
		if to.Is(target) {
			return true
		}
	}
	return len(r.Targets) == 0
}

// Strength is how far a binding binds.
type Strength uint8

// The strengths of a binding, the strongest first.
const (
	Required Strength = iota + 1
	Extensible
	Preferred
	Example
)

// Binding ties an element to a value set.
type Binding struct {
	Strength Strength
	ValueSet string    // its address without a version
	Codes    *ValueSet // nil where the tables do not hold its codes
	Most     string    // address of the value set that even a weaker binding may not leave, "" for most
	MostOf   *ValueSet // its codes, nil where the tables do not hold them
}

// Must is the value set that a code of the element may not leave; nil where any
// code may stand, or where the tables do not hold the codes.
func (b *Binding) Must() *ValueSet {
	switch {
	case b == nil:
		return nil
	case b.Strength == Required:
		return b.Codes
	}
	return b.MostOf
}

// Severity is how grave it is to break a constraint.
type Severity uint8

// The severities of a constraint.
const (
	Error Severity = iota + 1
	Warning
)

// Constraint is an invariant: a FHIRPath expression that must hold of a value.
type Constraint struct {
	Key        string // as published; R4 uses a few keys twice
	Severity   Severity
	Expression string
	Human      string // what it asks, in words
}
