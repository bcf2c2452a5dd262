package learn

import (
	"fmt"
	"math"

	"continuum/internal/fault"
)

const (
	leastHappened = 10  // fewer cannot be learned from
	fewEvents     = 100 // fewer make figures that mean little
	leastGroups   = 2 * folds
)

// check finds a request that cannot be learned from.
func (r *Request) check() error {
	if r.Data == nil || r.Data.Rows == 0 {
		return fault.New(fault.Invalid, "there are no rows to learn from")
	}
	if r.Kind != Binary && r.Kind != Count {
		return fault.New(fault.Invalid, "the kind of the outcome is %q; it must be binary or count", r.Kind)
	}
	if r.Valid != nil && r.Time != nil {
		return fault.New(fault.Invalid, "either rows of a later period validate or the latest of these, not both")
	}
	err := lengths(r.Data.Rows, r.Outcome, r.Group, r.Weight, r.Offset)
	if err == nil && r.Time != nil && len(r.Time) != r.Data.Rows {
		err = fault.New(fault.Invalid, "%d times for %d rows", len(r.Time), r.Data.Rows)
	}
	if err == nil {
		err = r.outcomes(r.Outcome)
	}
	if v := r.Valid; v != nil && err == nil {
		if v.Data == nil || v.Data.Rows == 0 {
			return fault.New(fault.Invalid, "there are no rows to validate on")
		}
		if err = lengths(v.Data.Rows, v.Outcome, v.Group, v.Weight, v.Offset); err == nil {
			err = r.outcomes(v.Outcome)
		}
	}
	return err
}

func lengths(rows int, outcome []float64, group []string, weight, offset []float64) error {
	switch {
	case len(outcome) != rows:
		return fault.New(fault.Invalid, "%d outcomes for %d rows", len(outcome), rows)
	case group != nil && len(group) != rows:
		return fault.New(fault.Invalid, "%d groups for %d rows", len(group), rows)
	case weight != nil && len(weight) != rows:
		return fault.New(fault.Invalid, "%d weights for %d rows", len(weight), rows)
	case offset != nil && len(offset) != rows:
		return fault.New(fault.Invalid, "%d offsets for %d rows", len(offset), rows)
	}
	return nil
}

// outcomes finds outcomes that are none, and those of which nothing can be learned.
func (r *Request) outcomes(y []float64) error {
	happened := 0
	for i, v := range y {
		switch {
		case !(v >= 0) || math.IsInf(v, 1), r.Kind == Binary && v != 0 && v != 1:
			return &fault.Error{Code: fault.Invalid, Column: r.Name, Value: fmt.Sprint(v), Reason: fmt.Sprintf("the outcome of row %d is no %s", i+1, r.outcomeWord())}
		case v > 0:
			happened++
		}
	}
	bad := &fault.Error{Code: fault.Invalid, Column: r.Name, Fix: "choose an outcome that some have and some have not"}
	switch {
	case happened == 0:
		bad.Reason = fmt.Sprintf("the outcome has no events: it is 0 in all %d rows", len(y))
	case r.Kind == Binary && happened == len(y):
		bad.Reason = fmt.Sprintf("the outcome happens in all %d rows", len(y))
	case happened < leastHappened:
		bad.Reason = fmt.Sprintf("the outcome happens in %d of %d rows only, too few to learn from", happened, len(y))
		bad.Fix = fmt.Sprintf("give rows with at least %d events", leastHappened)
	case r.Kind == Binary && len(y)-happened < leastHappened:
		bad.Reason = fmt.Sprintf("all but %d of %d rows have the outcome, too few others to learn from", len(y)-happened, len(y))
	default:
		return nil
	}
	return bad
}

func (r *Request) outcomeWord() string {
	if r.Kind == Count {
		return "count"
	}
	return "0 or 1"
}

// groups counts the different groups; there must be enough to fold.
func (r *Request) groups() (int, error) {
	if r.Group == nil {
		return r.Data.Rows, nil
	}
	different := map[string]bool{}
	for _, g := range r.Group {
		different[g] = true
	}
	if len(different) < leastGroups && !r.Unproven && r.Valid == nil && r.Time == nil {
		return 0, fault.New(fault.Invalid, "there are %d groups that must stay together, too few for validation; at least %d are needed", len(different), leastGroups)
	}
	return len(different), nil
}
