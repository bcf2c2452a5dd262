// Package check finds what is wrong with a resource that a partner sends, before
// it enters anybody's record: members that R4 does not know, a list where one
// value should stand, a required element that is absent, a date that is no date,
// a code outside a required value set, a reference to the wrong sort of thing. It
// follows FHIR R4 (4.0.1), sections 2.6.2 (JSON), 2.24 (data types), 2.3
// (references) and 4.1 (bindings), from the tables of record/definition. All that
// is wrong is told at once, each with its place and how to mend it, so that a
// partner need not send a message ten times to learn of ten mistakes. Invariants
// (FHIRPath rules such as obs-6) are not judged here.
package check

import (
	"fmt"
	"slices"
	"sync"

	"continuum/record/definition"
	"continuum/record/resource"
)

// Code says what sort of problem it is, in the words of FHIR's issue types
// (http://hl7.org/fhir/issue-type), as an OperationOutcome carries them.
type Code string

// The codes of problems.
const (
	Structure   Code = "structure"    // the JSON does not have the shape of the type
	Required    Code = "required"     // an element is absent
	Value       Code = "value"        // a value is not of its type or not allowed here
	CodeInvalid Code = "code-invalid" // a code is not in the value set that binds
	TooLong     Code = "too-long"     // a value is longer than FHIR allows
)

// Problem is one thing that is wrong with a resource. Its value may be personal:
// it is for the sender, never for a log.
type Problem struct {
	Path     string // where, as FHIRPath names it: Patient.contact[0].gender
	Code     Code
	Severity definition.Severity
	Reason   string // what is wrong
	Value    string // what stands there, cut short; "" where it says nothing
	Fix      string // how to mend it
}

// String gives the problem as one line.
func (p Problem) String() string {
	text := p.Path + ": " + p.Reason
	if p.Value != "" {
		text += fmt.Sprintf(" (found %q)", p.Value)
	}
	if p.Fix != "" {
		text += "; " + p.Fix
	}
	return text
}

// Refused tells whether any of the problems is an error: a resource with warnings
// only may be kept.
func Refused(problems []Problem) bool {
	return slices.ContainsFunc(problems, func(p Problem) bool { return p.Severity == definition.Error })
}

// Most is how many problems are told of one resource; what follows is not looked at.
const Most = 100

var checkers = sync.Pool{New: func() any { return new(checker) }}

// Resource finds the problems of a resource, in the order of its text; none when
// it is sound. A resource within it (contained, or an entry of a bundle) is
// checked too. A sound resource costs no allocation.
func Resource(n resource.Node) []Problem {
	c := checkers.Get().(*checker)
	c.resource(n)
	problems := c.problems
	*c = checker{steps: c.steps[:0]}
	checkers.Put(c)
	return problems
}

// checker is the walk through one resource.
type checker struct {
	steps     []step
	container resource.Node // the resource whose contained resources a # names
	problems  []Problem
}

// resource checks a resource, at the top or within another.
func (c *checker) resource(n resource.Node) {
	if n.Kind() != resource.Object {
		c.noObject(n)
		return
	}
	name := n.Get("resourceType")
	t := definition.ResourceOf(name.Text())
	if t == nil || name.Kind() != resource.String {
		c.noResource(name)
		return
	}
	outer := c.container
	if len(c.steps) == 0 {
		c.push(t.Name)
		defer c.pop()
	}
	if c.name() != "contained" {
		c.container = n
	}
	c.object(n, t)
	c.container = outer
}

// noObject tells of other JSON in the place of a resource, which at the top has
// no path yet.
func (c *checker) noObject(n resource.Node) {
	if len(c.steps) == 0 {
		c.push("Resource")
		defer c.pop()
	}
	c.kind(n, "an object")
}

// noResource tells of a resource whose type is absent or unknown.
func (c *checker) noResource(name resource.Node) {
	c.push("resourceType")
	defer c.pop()
	switch name.Kind() {
	case resource.Missing:
		c.report(Required, name, "a resource must say what it is", `add "resourceType"`)
	case resource.String:
		c.report(Value, name, "R4 has no such resource", "use the name of a resource of FHIR R4")
	default:
		c.kind(name, "a string")
	}
}
