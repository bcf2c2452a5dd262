package glm

import (
	"encoding/json"
	"slices"

	"continuum/internal/fault"
	"continuum/internal/frame"
)

// UnmarshalJSON reads a model and checks that all of it fits together, so that a
// damaged file never scores anybody.
func (m *Model) UnmarshalJSON(data []byte) error {
	type plain Model
	var p plain
	if err := json.Unmarshal(data, &p); err != nil {
		return &fault.Error{Code: fault.Invalid, Reason: "this is no linear model", Err: err, Fix: "use a file that training wrote"}
	}
	read := Model(p)
	if err := read.check(); err != nil {
		return err
	}
	read.prepare()
	*m = read
	return nil
}

func (m *Model) check() error {
	if m.Family != Logistic && m.Family != Poisson {
		return fault.New(fault.Invalid, "the model's family %q is neither %q nor %q", m.Family, Logistic, Poisson)
	}
	if len(m.Terms) == 0 {
		return fault.New(fault.Invalid, "the model has no terms")
	}
	kinds := map[string]string{}
	for i := range m.Terms {
		t := &m.Terms[i]
		if p := t.Pair; p != nil && (kinds[p.First.Column] != p.First.Kind || kinds[p.Second.Column] != p.Second.Kind) {
			return &fault.Error{Code: fault.Invalid, Column: t.Column, Reason: "the model's pair stands before the terms of its columns, or takes them for another kind"}
		}
		if _, ok := kinds[t.Column]; ok {
			return &fault.Error{Code: fault.Invalid, Column: t.Column, Reason: "the model has two terms of this column"}
		}
		kinds[t.Column] = t.Kind
		if reason := t.wrong(); reason != "" {
			return &fault.Error{Code: fault.Invalid, Column: t.Column, Reason: "the model's term " + reason}
		}
	}
	return nil
}

// wrong says what does not fit in a term; "" where all does.
func (e *Effect) wrong() string {
	switch {
	case e.Number != nil && e.Category == nil && e.Pair == nil && e.Kind == string(frame.Number):
		return e.Number.wrong(len(e.Mean), len(e.Coefficients))
	case e.Category != nil && e.Number == nil && e.Pair == nil && e.Kind == string(frame.Category):
		return e.Category.wrong(len(e.Mean), len(e.Coefficients))
	}
	if e.Pair != nil && e.Number == nil && e.Category == nil && e.Kind == pairKind {
		return e.Pair.wrong(len(e.Mean), len(e.Coefficients))
	}
	return "must be a number, a category or a pair"
}

func (p *Pair) wrong(means, coefficients int) string {
	for _, s := range []*Side{&p.First, &p.Second} {
		if reason := s.wrong(); reason != "" {
			return reason
		}
	}
	if means != len(p.Cells) || coefficients != len(p.Cells) || len(p.Cells) == 0 {
		return "must have one mean and one coefficient a cell"
	}
	seen := map[[2]int]bool{}
	for _, c := range p.Cells {
		if c[0] < 0 || c[0] >= p.First.groups() || c[1] < 0 || c[1] >= p.Second.groups() || seen[c] {
			return "has a cell twice, or of groups that it does not have"
		}
		seen[c] = true
	}
	return ""
}

func (s *Side) wrong() string {
	switch {
	case s.Kind == string(frame.Category) && s.Category != nil && len(s.Cuts) == 0:
		return s.Category.wrong(len(s.Category.Groups), len(s.Category.Groups))
	case s.Kind == string(frame.Number) && s.Category == nil && slices.IsSorted(s.Cuts):
		return ""
	}
	return "must pair numbers, cut in order, or categories"
}
