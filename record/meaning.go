package record

import (
	"slices"

	"continuum/record/definition"
	"continuum/record/search"
)

// meant gives filters as they stand for what is known here: a person by all
// references that mean them, a code or a place with those below it, a value set as
// its codes. What needs no such knowledge stays as it is.
func (a *asking) meant(filters []*search.Filter) (out []*search.Filter, err error) {
	for _, f := range filters {
		f, err := a.meaning(f)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

func (a *asking) meaning(f *search.Filter) (*search.Filter, error) {
	switch {
	case f.Has != nil:
		inner, err := a.meaning(f.Has.Filter)
		if inner == f.Has.Filter || err != nil {
			return f, err
		}
		return &search.Filter{Code: f.Code, Has: &search.Has{Type: f.Has.Type, Reference: f.Has.Reference, Filter: inner}}, nil
	case f.Chain != nil:
		return a.meaningOfChain(f)
	}
	switch f.Parameter.Kind {
	case definition.Token:
		return a.meaningOfToken(f)
	case definition.Reference:
		return a.meaningOfReference(f)
	}
	return f, nil
}

func (a *asking) meaningOfChain(f *search.Filter) (*search.Filter, error) {
	chain, changed := slices.Clone(f.Chain), false
	for i, to := range chain {
		inner, err := a.meaning(to.Filter)
		if err != nil {
			return nil, err
		}
		chain[i].Filter, changed = inner, changed || inner != to.Filter
	}
	if !changed {
		return f, nil
	}
	out := *f
	out.Chain = chain
	return &out, nil
}

// meaningOfReference adds what is below or above what is asked for, and who is the
// same person.
func (a *asking) meaningOfReference(f *search.Filter) (*search.Filter, error) {
	var keys []string
	switch f.Modifier {
	case search.Above, search.Below:
		var err error
		if keys, err = a.partsOf(f); err != nil {
			return nil, err
		}
	case search.None:
		if a.aside == nil || len(a.aside.Same) == 0 {
			return f, nil
		}
		for i := range f.Any {
			for _, key := range keysOf(f, &f.Any[i]) {
				keys = append(keys, a.aside.Same[key]...)
			}
		}
		if len(keys) == 0 {
			return f, nil
		}
	default:
		return f, nil
	}
	out := *f
	out.Any, out.Modifier = slices.Clone(f.Any), search.None
	for _, key := range keys {
		out.Any = append(out.Any, search.Operand{Text: key, Target: key})
	}
	return &out, nil
}

// meaningOfToken finds the codes that :in, :not-in, :above and :below stand for.
func (a *asking) meaningOfToken(f *search.Filter) (*search.Filter, error) {
	codes := &search.Codes{}
	for i := range f.Any {
		var err error
		switch f.Modifier {
		case search.In, search.NotIn:
			err = a.valueSet(codes, f.Any[i].Text, 0)
		case search.Above, search.Below:
			err = a.subsumed(codes, f.Modifier, &f.Any[i])
		default:
			return f, nil
		}
		if err != nil {
			return nil, err
		}
	}
	out := *f
	out.Codes = codes
	return &out, nil
}
