package record

import (
	"continuum/record/resource"
	"continuum/record/sight"
)

// Held is a resource that is not kept here: a fact, mapped as it is read.
type Held struct {
	Resource
	Node resource.Node
}

// Beside is what a search about certain people sees beside what is kept.
type Beside struct {
	Build  string              // of the facts; pages of one search stay on it
	Held   []Held              // facts, each key once, in a fixed order
	Same   map[string][]string // "Patient/x" -> all references that mean the same person, itself among them
	Hidden []Key               // what is kept and not shown, as something held stands for it

	// Persons says who the Patients are that what is held is about: "Patient/x" -> the
	// key of the person, by whose relations a view decides. Of those it does not name
	// the record knows, or each is a person of its own.
	Persons map[string]string

	// Related are parties with a relation to a person now, by the person's key, beside
	// those that the record knows of.
	Related map[string][]sight.Party
}
