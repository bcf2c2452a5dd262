package search

import (
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/record/definition"
)

// filter reads one filter of some types: a parameter, a chain of them, or _has.
func (r *reader) filter(of scope, name, value string, links int) (*Filter, error) {
	if links == 0 {
		return nil, fault.New(fault.Invalid, "%s: a chain of more than %d links", name, mostLinks)
	}
	if r.filters++; r.filters > mostFilters {
		return nil, &fault.Error{Code: fault.Invalid, Column: name, Reason: "the chains lead to too many types of resources", Fix: "name the types, such as subject:Patient.name"}
	}
	if rest, is := strings.CutPrefix(name, "_has:"); is {
		return r.has(name, rest, value, links)
	}
	first, rest, chained := strings.Cut(name, ".")
	code, modifier, modified := strings.Cut(first, ":")
	p := of.parameter(code)
	if p == nil {
		return nil, unknown(name, code, of)
	}
	f := &Filter{Code: code, Parameter: p}
	if modified {
		if err := f.modify(modifier); err != nil {
			return nil, err
		}
	}
	if chained {
		return f, r.chain(f, rest, value, links)
	}
	return f, r.operands(f, value)
}

func (r *reader) operands(f *Filter, value string) error {
	values := split(value, ',')
	most := mostValues
	if f.Parameter.Kind != definition.Token && f.Parameter.Kind != definition.Reference {
		most = mostRanges
	}
	if len(values) > most {
		return fault.New(fault.Invalid, "%s: %d values; at most %d are read", f.Code, len(values), most)
	}
	for _, s := range values {
		if r.values++; r.values > mostInAll {
			return &fault.Error{Code: fault.Invalid, Column: f.Code, Reason: "too many values in all parameters together", Fix: "ask for fewer at once"}
		}
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
func (r *reader) chain(f *Filter, rest, value string, links int) error {
	switch {
	case f.Parameter.Kind != definition.Reference:
		return fault.New(fault.Invalid, "%s is no reference, so nothing can be asked of its target", f.Code)
	case f.Modifier != None:
		return fault.New(fault.Invalid, "%s:%s: nothing can be asked of a target after this modifier", f.Code, f.Modifier)
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
		next, err := r.filter(scope{t}, rest, value, links-1)
		switch {
		case err == nil:
			f.Chain = append(f.Chain, Chained{t, next})
		case !isUnknown(err):
			return err
		case first == nil:
			first = err
		}
	}
	if len(f.Chain) == 0 && first == nil {
		return unknown(f.Code, rest, nil)
	}
	if len(f.Chain) == 0 {
		return first
	}
	return nil
}

// has reads Type:reference:parameter after _has.
func (r *reader) has(name, rest, value string, links int) (*Filter, error) {
	parts := strings.SplitN(rest, ":", 3)
	if len(parts) < 3 {
		return nil, &fault.Error{Code: fault.Invalid, Column: name, Reason: "_has names a type, a reference and a parameter", Fix: "write _has:Observation:patient:code=..."}
	}
	t := definition.ResourceOf(parts[0])
	if t == nil {
		return nil, &fault.Error{Code: fault.Invalid, Column: name, Value: parts[0], Reason: "no type of resource", Err: errUnknown}
	}
	p := scope{t}.parameter(parts[1])
	if p == nil || p.Kind != definition.Reference {
		return nil, unknown(name, parts[1], scope{t})
	}
	next, err := r.filter(scope{t}, parts[2], value, links-1)
	if err != nil {
		return nil, err
	}
	return &Filter{Code: name, Has: &Has{t, p, next}}, nil
}

// modify takes a modifier: a type of target, or one that the parameter's kind has.
func (f *Filter) modify(modifier string) error {
	t := definition.ResourceOf(modifier)
	switch {
	case f.Parameter.Kind == definition.Reference && t != nil:
		f.Only = t
	case slices.Contains(modifiersOf(f.Parameter), Modifier(modifier)):
		f.Modifier = Modifier(modifier)
	default:
		return &fault.Error{
			Code: fault.Invalid, Column: f.Code, Value: ":" + modifier, Reason: "no modifier of a parameter of kind " + string(f.Parameter.Kind), Err: errUnknown,
			Fix: "it has " + listed(modifiersOf(f.Parameter)),
		}
	}
	return nil
}

func listed(modifiers []Modifier) string {
	var all []string
	for _, m := range modifiers {
		all = append(all, ":"+string(m))
	}
	return strings.Join(all, ", ")
}

// modifiersOf gives those of R4's for the kind of a parameter (3.1.1.4.5) that
// what it looks at can answer.
func modifiersOf(p *definition.Parameter) []Modifier {
	switch p.Kind {
	case definition.String:
		return []Modifier{Missing, Exact, Contains}
	case definition.Token:
		all := []Modifier{Missing, Not, InText, In, NotIn, Above, Below}
		if strings.Contains(p.Code, "identifier") {
			all = append(all, OfType)
		}
		return all
	case definition.Reference:
		all := []Modifier{Missing, Identifier}
		if slices.ContainsFunc(p.Targets, func(name string) bool { return Whole(definition.ResourceOf(name)) != nil }) {
			all = append(all, Above, Below)
		}
		return all
	case definition.URI:
		return []Modifier{Missing, Above, Below}
	}
	return []Modifier{Missing}
}

// Whole is the parameter by which a resource of a type names the one of the same
// type that it is a part of, as a ward is of a hospital; nil where the type has
// no such order.
func Whole(t *definition.Type) *definition.Parameter {
	if t == nil {
		return nil
	}
	for _, code := range []string{"partof", "part-of"} {
		if p := t.Parameter(code); p != nil && slices.Contains(p.Targets, t.Name) {
			return p
		}
	}
	return nil
}
