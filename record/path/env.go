package path

import (
	"time"
)

// Types tells what the model knows of FHIR types. Names of backbone elements are
// their paths, such as Patient.contact. Both methods may be called by many
// goroutines at once, and their answers must not change.
type Types interface {
	// Element gives the types of an element, asked for by its FHIRPath name (value,
	// not value[x]); several, or one, when it is a choice. No types means that the
	// type has no such element; what it inherits may be left out. Elements that
	// hold any resource have the type Resource.
	Element(typ, name string) (types []string, choice bool)
	// Base gives the type another one specialises ("" for roots such as Element);
	// known is false when there is no such type.
	Base(typ string) (base string, known bool)
}

// Options say how an expression is compiled. The zero Options take no model:
// then elements have types only by resourceType and by the suffix of a choice.
type Options struct {
	Types  Types  // nil: none
	Strict bool   // an element that its type does not have is a semantic error
	Root   string // type of the input, for what Strict finds before a run; "" unknown
}

// Env is what an expression sees beside its input. One Env may serve many
// evaluations at once as long as nobody changes it; the zero Env is usable.
type Env struct {
	Type      string                // of the input; "" takes it from resourceType
	Resource  Value                 // %resource; Nothing: the input
	Root      Value                 // %rootResource; Nothing: %resource
	Variables map[string]Collection // %name without the sign
	Now       time.Time             // now(), today(), timeOfDay(); zero: the time of the first call

	// Resolve gives what a reference points at, for resolve(): a resource, or a
	// Value of OfType where the type is all that is asked for. Nothing: not found.
	// With nil, the type is read from the reference and contained resources are found.
	Resolve func(reference Value) Value
	// Trace receives what passes trace(name); nil: nobody looks.
	Trace func(name string, items Collection)
	// Conforms answers conformsTo(profile); nil: only R4's own types are known.
	Conforms func(element Value, profile string) (conforms, known bool)
	// Member answers memberOf(valueSet); nil, or not known, is empty.
	Member func(code Value, valueSet string) (member, known bool)

	Steps int // most steps (items pushed or compared) of one evaluation; 0: ten million
	Items int // most items of one collection that must be held; 0: a hundred thousand
}

const (
	defaultSteps = 10_000_000
	defaultItems = 100_000
)

// OfType is a resource of which only the type is known, as Resolve may answer.
func OfType(name string) Value { return Value{kind: Element, typ: name} }
