package search

import (
	"slices"

	"continuum/record/definition"
)

// scope is the types that a filter is asked of; none stands for all.
type scope []*definition.Type

func (s scope) String() string {
	switch len(s) {
	case 0:
		return "all types"
	case 1:
		return s[0].Name
	}
	return "all the types searched"
}

// parameter finds a parameter that all types of the scope have, and have with the
// same kind; nil where there is none.
func (s scope) parameter(code string) *definition.Parameter {
	if len(s) == 0 {
		return asked(definition.TypeOf("Resource").Parameter(code))
	}
	p := asked(s[0].Parameter(code))
	for _, t := range s[min(1, len(s)):] {
		next := asked(t.Parameter(code))
		if p == nil || next == nil {
			return nil
		}
		if next != p {
			p = both(p, next)
		}
	}
	return p
}

// asked leaves out the parameters that look at no element.
func asked(p *definition.Parameter) *definition.Parameter {
	if p == nil || p.Expression == "" {
		return nil
	}
	return p
}

// both is one parameter for two of the same code, nil where they are not alike.
// What it is found by in each type is another matter.
func both(a, b *definition.Parameter) *definition.Parameter {
	if a == nil || b == nil || a.Kind != b.Kind || a.Kind == definition.Composite {
		return nil
	}
	one := *a
	one.Targets = slices.Clone(a.Targets)
	for _, t := range b.Targets {
		if !slices.Contains(one.Targets, t) {
			one.Targets = append(one.Targets, t)
		}
	}
	return &one
}
