package learn

import (
	"fmt"
	"math"
	"slices"

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
	case slices.Min(y) == slices.Max(y):
		bad.Reason = fmt.Sprintf("the outcome is %v in all %d rows", y[0], len(y))
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
		return 0, &fault.Error{
			Code: fault.Invalid, Reason: fmt.Sprintf("the groups that must stay together are too few for validation (%d)", len(different)),
			Fix: fmt.Sprintf("give rows of at least %d groups, or let rows stand for themselves", leastGroups),
		}
	}
	return len(different), nil
}

// dealt sees that whatever fold is kept back, the others have the outcome.
func (w *work) dealt() error {
	var had, not [folds]int
	for i, f := range w.fold {
		if w.Outcome[i] > 0 {
			had[f]++
		} else {
			not[f]++
		}
	}
	all, none := len(w.Outcome), 0
	for _, n := range had {
		none += n
	}
	for f := range folds {
		if had[f] == none || w.Kind == Binary && not[f] == all-none {
			return &fault.Error{Code: fault.Invalid, Column: w.Name, Reason: "too few groups have the outcome, or have it not, to validate what is learned of others", Fix: "give rows of more groups, or let rows stand for themselves"}
		}
	}
	return nil
}

// earlier sees that there is something to learn from before the rows that validate.
func (w *work) earlier(p *proof) error {
	if p.learns == nil {
		return nil
	}
	events, rows := p.learns.sums()
	bad := &fault.Error{Code: fault.Invalid, Column: w.Name, Fix: "give rows of a longer time, or validate by folds"}
	switch {
	case rows == 0:
		bad.Reason = "no row is earlier than " + p.how + ", or all that are have a group in common with these"
	case events == 0, w.Kind == Binary && events == rows:
		bad.Reason = "of the rows earlier than " + p.how + ", all have the same outcome"
	default:
		return nil
	}
	return bad
}
