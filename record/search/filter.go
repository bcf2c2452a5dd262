package search

import (
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/record/definition"
)

// filterOf reads one filter of a type: a parameter, a chain of them, or _has.
func filterOf(t *definition.Type, name, value string, links int) (*Filter, error) {
	if links == 0 {
		return nil, fault.New(fault.Invalid, "%s: a chain of more than %d links", name, mostLinks)
	}
	if rest, is := strings.CutPrefix(name, "_has:"); is {
		return hasOf(t, name, rest, value, links)
	}
	first, rest, chained := strings.Cut(name, ".")
	code, modifier, modified := strings.Cut(first, ":")
	p := parameterOf(t, code)
	if p == nil || p.Expression == "" {
		return nil, unknown(name, code, t)
	}
	f := &Filter{Code: code, Parameter: p}
	if modified {
		if err := f.modify(modifier); err != nil {
			return nil, err
		}
	}
	if chained {
		return f, f.chain(rest, value, links)
	}
	return f, f.operands(value)
}

// modify takes a modifier: a type of target, or one that the parameter's kind has.
func (f *Filter) modify(modifier string) error {
	if t := definition.ResourceOf(modifier); t != nil && f.Parameter.Kind == definition.Reference {
		f.Only = t
		return nil
	}
	if !slices.Contains(modifiers[f.Parameter.Kind], Modifier(modifier)) {
		return &fault.Error{Code: fault.Invalid, Column: f.Code, Value: ":" + modifier, Reason: "no modifier of a parameter of kind " + string(f.Parameter.Kind), Err: errUnknown}
	}
	f.Modifier = Modifier(modifier)
	return nil
}

// modifiers are those of each kind.
var modifiers = map[definition.SearchKind][]Modifier{
	definition.String:    {Missing, Exact, Contains},
	definition.Token:     {Missing, Not, InText},
	definition.Reference: {Missing, Identifier},
	definition.URI:       {Missing, Above, Below},
	definition.Date:      {Missing},
	definition.Number:    {Missing},
	definition.Quantity:  {Missing},
	definition.Composite: {Missing},
}

func (f *Filter) operands(value string) error {
	values := split(value, ',')
	if len(values) > mostValues {
		return fault.New(fault.Invalid, "%s: %d values; at most %d are read", f.Code, len(values), mostValues)
	}
	for _, s := range values {
		o, err := operandOf(f.Parameter.Kind, f.Modifier, f.Parameter.Components, s)
		if err != nil {
			return fault.Wrap(err, "%s", f.Code)
		}
		f.Any = append(f.Any, o)
	}
	return nil
}

// chain reads the filter of the target, for each type the target may be of and
// that has such a parameter.
func (f *Filter) chain(rest, value string, links int) error {
	if f.Parameter.Kind != definition.Reference {
		return fault.New(fault.Invalid, "%s is no reference, so nothing can be asked of its target", f.Code)
	}
	targets := f.Parameter.Targets
	if f.Only != nil {
		targets = []string{f.Only.Name}
	}
	var first error
	for _, name := range targets {
		t := definition.ResourceOf(name)
		if t == nil {
			continue
		}
		next, err := filterOf(t, rest, value, links-1)
		switch {
		case err == nil:
			f.Chain = append(f.Chain, Chained{t, next})
		case first == nil || isUnknown(first):
			first = err
		}
	}
	if len(f.Chain) == 0 && first == nil {
		return unknown(f.Code, rest, f.Only)
	}
	if len(f.Chain) == 0 || !isUnknown(first) && first != nil {
		return first
	}
	return nil
}

// hasOf reads Type:reference:parameter after _has.
func hasOf(t *definition.Type, name, rest, value string, links int) (*Filter, error) {
	parts := strings.SplitN(rest, ":", 3)
	if len(parts) < 3 {
		return nil, &fault.Error{Code: fault.Invalid, Column: name, Reason: "_has names a type, a reference and a parameter", Fix: "write _has:Observation:patient:code=..."}
	}
	of := definition.ResourceOf(parts[0])
	if of == nil {
		return nil, &fault.Error{Code: fault.Invalid, Column: name, Value: parts[0], Reason: "no type of resource", Err: errUnknown}
	}
	p := of.Parameter(parts[1])
	if p == nil || p.Kind != definition.Reference {
		return nil, unknown(name, parts[1], of)
	}
	next, err := filterOf(of, parts[2], value, links-1)
	if err != nil {
		return nil, err
	}
	return &Filter{Code: name, Only: t, Has: &Has{of, p, next}}, nil
}
