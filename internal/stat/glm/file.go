package glm

import (
	"encoding/json"

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
	seen := map[string]bool{}
	for i := range m.Terms {
		t := &m.Terms[i]
		if seen[t.Column] {
			return &fault.Error{Code: fault.Invalid, Column: t.Column, Reason: "the model has two terms of this column"}
		}
		seen[t.Column] = true
		if reason := t.wrong(); reason != "" {
			return &fault.Error{Code: fault.Invalid, Column: t.Column, Reason: "the model's term " + reason}
		}
	}
	return nil
}

// wrong says what does not fit in a term; "" where all does.
func (e *Effect) wrong() string {
	switch {
	case e.Number != nil && e.Category == nil && e.Kind == string(frame.Number):
		return e.Number.wrong(len(e.Mean), len(e.Coefficients))
	case e.Category != nil && e.Number == nil && e.Kind == string(frame.Category):
		return e.Category.wrong(len(e.Mean), len(e.Coefficients))
	}
	return "must be a number or a category"
}
