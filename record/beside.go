package record

import "continuum/record/resource"

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
}
