package gbm

import (
	"fmt"
	"math"

	"continuum/internal/fault"
)

// check finds targets that cannot be learned and tells the rows that count.
func (t *Target) check(rows int, loss Loss) ([]int32, error) {
	for _, given := range []struct {
		name   string
		values []float64
		needed bool
	}{{"outcome", t.Y, true}, {"weight", t.Weight, false}, {"offset", t.Offset, false}} {
		if len(given.values) != rows && (given.values != nil || given.needed) {
			return nil, fault.New(fault.Invalid, "the %s has %d values for %d rows; one a row is needed", given.name, len(given.values), rows)
		}
	}
	counted := make([]int32, 0, rows)
	low, high := math.Inf(1), math.Inf(-1)
	for i, y := range t.Y {
		if err := t.row(i, loss); err != nil {
			return nil, err
		}
		if t.weight(i) > 0 {
			counted = append(counted, int32(i))
			low, high = min(low, y), max(high, y)
		}
	}
	return counted, varied(len(counted), low, high)
}

// varied finds outcomes from which nothing can be learned.
func varied(rows int, low, high float64) error {
	fix := "choose an outcome that some have and some have not"
	switch {
	case rows == 0:
		return &fault.Error{Code: fault.Invalid, Reason: "there are no rows to learn from", Fix: "give rows with a weight above 0"}
	case high == 0:
		return &fault.Error{Code: fault.Invalid, Reason: fmt.Sprintf("the outcome has no events: it is 0 in all %d rows", rows), Fix: fix}
	case low == high:
		return &fault.Error{Code: fault.Invalid, Reason: fmt.Sprintf("the outcome is the same in all %d rows", rows), Value: fmt.Sprint(low), Fix: fix}
	}
	return nil
}

func (t *Target) row(i int, loss Loss) error {
	y, w, offset := t.Y[i], t.weight(i), t.offset(i)
	wrong := func(what string, v float64, fix string) error {
		return &fault.Error{Code: fault.Invalid, Reason: fmt.Sprintf("the %s of row %d cannot be used", what, i+1), Value: fmt.Sprint(v), Fix: fix}
	}
	switch {
	case w != 0 && !(w >= 1e-9 && w <= 1e9):
		return wrong("weight", w, "use 0 or a number from 1e-9 to 1e9")
	case !(math.Abs(offset) <= 100):
		return wrong("offset", offset, "use a number from -100 to 100, on the log scale")
	case loss == Poisson && !(y >= 0 && y <= 1e9):
		return wrong("outcome", y, "use a count from 0 to 1e9")
	case loss == Logistic && !(y >= 0 && y <= 1):
		return wrong("outcome", y, "use a number from 0 to 1")
	}
	return nil
}

func (t *Target) weight(i int) float64 {
	if t.Weight == nil {
		return 1
	}
	return t.Weight[i]
}

func (t *Target) offset(i int) float64 {
	if t.Offset == nil {
		return 0
	}
	return t.Offset[i]
}
