package glm

import (
	"errors"
	"math"
	"strconv"

	"continuum/internal/fault"
)

// ErrSeparated marks an outcome that the columns tell apart perfectly, so that an
// unpenalised coefficient would be infinite (Albert and Anderson 1984).
var ErrSeparated = errors.New("the outcome is separated")

// outcome is what is modelled, one value a row.
type outcome struct {
	family            Family
	y, weight, offset []float64 // weight and offset may be nil: 1 and 0
	total             float64   // sum of the weights
	mean              float64   // weighted mean of y
}

// newOutcome checks everything that would otherwise end as a NaN.
func newOutcome(family Family, rows int, y, weight, offset []float64) (*outcome, error) {
	if family != Logistic && family != Poisson {
		return nil, fault.New(fault.Invalid, "there is no family %q; use %q or %q", family, Logistic, Poisson)
	}
	if len(y) != rows || weight != nil && len(weight) != rows || offset != nil && len(offset) != rows {
		return nil, fault.New(fault.Invalid, "the table has %d rows, but %d outcomes, %d weights and %d offsets were given", rows, len(y), len(weight), len(offset))
	}
	o := &outcome{family: family, y: y, weight: weight, offset: offset}
	var sum float64
	for i := range y {
		if err := o.check(i); err != nil {
			return nil, err
		}
		o.total += o.w(i)
		sum += o.w(i) * y[i]
	}
	if o.total <= 0 {
		return nil, fault.New(fault.Invalid, "no row has a weight above 0; a model needs rows to learn from")
	}
	o.mean = sum / o.total
	return o, o.checkMean()
}

func (o *outcome) check(i int) error {
	switch y := o.y[i]; {
	case math.IsNaN(y) || math.IsInf(y, 0) || y < 0:
		return bad(i, "the outcome must be a number of 0 or more", y)
	case o.family == Logistic && y > 1:
		return bad(i, "an outcome of a logistic model must be from 0 to 1", y)
	case o.weight != nil && !(o.weight[i] >= 0 && o.weight[i] < math.Inf(1)):
		return bad(i, "a weight must be a number of 0 or more", o.weight[i])
	case o.offset != nil && (math.IsNaN(o.offset[i]) || math.Abs(o.offset[i]) > furthest):
		return bad(i, "an offset must be a number; give people of no exposure a weight of 0 instead", o.offset[i])
	}
	return nil
}

func bad(row int, reason string, value float64) error {
	return &fault.Error{Code: fault.Invalid, Reason: "row " + strconv.Itoa(row+1) + ": " + reason, Value: strconv.FormatFloat(value, 'g', -1, 64)}
}

func (o *outcome) checkMean() error {
	switch {
	case o.mean == 0:
		return fault.New(fault.Invalid, "the outcome has no events: nothing can be learned; take more rows or a longer horizon")
	case o.family == Logistic && o.mean >= 1:
		return fault.New(fault.Invalid, "every row has the outcome: nothing can be learned; check how the outcome is defined")
	}
	return nil
}

func (o *outcome) w(i int) float64 {
	if o.weight == nil {
		return 1
	}
	return o.weight[i]
}

func (o *outcome) off(i int) float64 {
	if o.offset == nil {
		return 0
	}
	return o.offset[i]
}

// start is the intercept of a model without columns, exact where there is no
// offset or the family is Poisson.
func (o *outcome) start() float64 {
	if o.offset == nil {
		return o.family.Link(o.mean)
	}
	if o.family == Poisson {
		var expected float64
		for i := range o.y {
			expected += o.w(i) * o.family.Mean(o.off(i))
		}
		return math.Log(o.mean * o.total / expected)
	}
	var mean float64
	for i := range o.y {
		mean += o.w(i) * o.off(i)
	}
	return o.family.Link(o.mean) - mean/o.total
}

// saturated is the loss of perfect predictions.
func (o *outcome) saturated() (sum float64) {
	for i, y := range o.y {
		sum += o.w(i) * o.family.saturated(y)
	}
	return sum
}
