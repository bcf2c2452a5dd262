package definition

import (
	"iter"
	"slices"
)

// SearchKind is the sort of a search parameter, by which its values match.
type SearchKind string

// The kinds of search parameters.
const (
	Number    SearchKind = "number"
	Date      SearchKind = "date"
	String    SearchKind = "string"
	Token     SearchKind = "token"
	Reference SearchKind = "reference"
	Composite SearchKind = "composite"
	Quantity  SearchKind = "quantity"
	URI       SearchKind = "uri"
	Special   SearchKind = "special"
)

// Parameter is a search parameter.
type Parameter struct {
	ID         string // the end of its address, such as "clinical-patient"
	Code       string // as a search names it, such as "patient"
	Kind       SearchKind
	Types      []string // the types that have it, such as "Observation" or "Resource"
	Expression string   // FHIRPath; "" for _text, _content and _query, which look at no element
	Targets    []string // of a reference: the types it may point to
	Components []Component
}

// URL is the canonical address of the parameter.
func (p *Parameter) URL() string { return "http://hl7.org/fhir/SearchParameter/" + p.ID }

// Component is one part of a composite parameter.
type Component struct {
	Parameter  *Parameter // how the part matches
	Expression string     // FHIRPath, from the element that the composite names
}

// Parameter finds a search parameter of a resource by its code, those of Resource
// and DomainResource too; nil where there is none.
func (t *Type) Parameter(code string) *Parameter {
	for ; t != nil; t = t.Base {
		if p := t.byCode[code]; p != nil {
			return p
		}
	}
	return nil
}

// Parameters gives the search parameters of a resource by code, its own first,
// then those of its base.
func (t *Type) Parameters() iter.Seq[*Parameter] {
	return func(yield func(*Parameter) bool) {
		for at := t; at != nil; at = at.Base {
			for _, p := range at.parameters {
				if !yield(p) {
					return
				}
			}
		}
	}
}

// Compartment is the codes of the search parameters by which a resource of the
// type belongs to a person's compartment; none for a type that never does.
func (t *Type) Compartment() []string { return t.compartment }

// InCompartment tells whether the search parameter makes a resource of the type a
// member of a person's compartment.
func (t *Type) InCompartment(code string) bool { return slices.Contains(t.compartment, code) }

// patient is the type whose compartment is a person's.
const patient = "Patient"

// HasCompartment tells whether resources of a type have a compartment in R4.
func HasCompartment(t *Type) bool { return t.Name == patient || t.compartments != nil }

// CompartmentOf is the codes of the search parameters by which a resource of the
// type belongs to the compartment of one of another: a Patient, an Encounter, a
// Practitioner, a RelatedPerson or a Device; none for a type that never does.
func (t *Type) CompartmentOf(whose *Type) []string {
	if whose.Name == patient {
		return t.compartment
	}
	return whose.compartments[t]
}
