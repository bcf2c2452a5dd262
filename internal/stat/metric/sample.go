// Package metric judges scores against what happened: whether the people a place
// puts first are those who needed help, whether a risk means what it says, what a
// list of a given length finds, and whether all of this holds in every group. The
// definitions are those of TRIPOD (Collins 2015) and of the reference programs
// (scikit-learn; OHDSI PatientLevelPrediction), to the last tie.
//
// A figure that does not exist (an AUC of a group without events) is left out and
// its reason kept in Absent; no figure is ever NaN.
package metric

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"continuum/internal/fault"
	"continuum/internal/stat/dist"
)

// Sample is one score and one outcome a person. Ties of scores are broken by
// ascending ID, which are compared as whole numbers where all are, else as text;
// people of equal or no ID keep their order.
type Sample struct {
	Score []float64 // a probability from 0 to 1
	Label []float64 // 1 where the event happened, else 0
	ID    []string  // nil: the order of rows
}

// Options widen what is measured. The zero value is what the definitions ask for.
type Options struct {
	Fractions  []float64 // of people selected, for at_k; nil is DefaultFractions
	Thresholds []float64 // of the score, for net_benefit; nil is DefaultThresholds
	Level      float64   // of intervals; 0 is 0.95
}

// What is measured unless asked otherwise.
var (
	DefaultFractions  = []float64{0.005, 0.01, 0.02, 0.05, 0.1}
	DefaultThresholds = []float64{0.05, 0.1, 0.15, 0.2, 0.3}
)

func (o Options) filled() (Options, error) {
	if o.Fractions == nil {
		o.Fractions = DefaultFractions
	}
	if o.Thresholds == nil {
		o.Thresholds = DefaultThresholds
	}
	if o.Level == 0 {
		o.Level = dist.Level
	}
	if !(o.Level > 0 && o.Level < 1) {
		return o, fault.New(fault.Invalid, "an interval's level of %v; it must lie between 0 and 1", o.Level)
	}
	for _, f := range o.Fractions {
		if !(f > 0 && f <= 1) {
			return o, fault.New(fault.Invalid, "a fraction of %v of the people; it must lie above 0 and not above 1", f)
		}
	}
	return o, checkThresholds(o.Thresholds)
}

func checkThresholds(thresholds []float64) error {
	for _, t := range thresholds {
		if !(t > 0 && t < 1) {
			return fault.New(fault.Invalid, "a threshold of %v; it must lie between 0 and 1", t)
		}
	}
	return nil
}

// check refuses what would end as a NaN.
func (s Sample) check() error {
	n := len(s.Score)
	if n == 0 {
		return fault.New(fault.Invalid, "there is nobody to measure")
	}
	if len(s.Label) != n || s.ID != nil && len(s.ID) != n {
		return fault.New(fault.Invalid, "%d scores, %d outcomes and %d ids; one of each a person is needed", n, len(s.Label), len(s.ID))
	}
	for i := range n {
		if p := s.Score[i]; !(p >= 0 && p <= 1) {
			return s.wrong(i, "a score must be a probability from 0 to 1", p)
		}
		if y := s.Label[i]; y != 0 && y != 1 {
			return s.wrong(i, "an outcome must be 0 or 1", y)
		}
	}
	return nil
}

func (s Sample) wrong(row int, reason string, value float64) error {
	return wrong(s.ID, row, reason, value)
}

func wrong(ids []string, row int, reason string, value float64) error {
	who := "row " + strconv.Itoa(row+1)
	if ids != nil {
		who = "id " + strconv.Quote(ids[row])
	}
	return &fault.Error{Code: fault.Invalid, Reason: who + ": " + reason, Value: strconv.FormatFloat(value, 'g', -1, 64)}
}

// person is one row in the order of scores.
type person struct {
	score float64
	row   int32
	event bool
}

// ascending sorts people by score, then by id.
func (s Sample) ascending() []person {
	rank := ranks(s.ID)
	people := make([]person, len(s.Score))
	for i, p := range s.Score {
		people[i] = person{p, int32(i), s.Label[i] == 1}
	}
	slices.SortFunc(people, func(a, b person) int {
		if order := cmp.Compare(a.score, b.score); order != 0 {
			return order
		}
		return cmp.Compare(rank.of(a.row), rank.of(b.row))
	})
	return people
}

// descending turns the order round; within a tie the ids still ascend.
func descending(ascending []person) []person {
	out := make([]person, 0, len(ascending))
	for end := len(ascending); end > 0; {
		from := end - 1
		for from > 0 && ascending[from-1].score == ascending[end-1].score {
			from--
		}
		out = append(out, ascending[from:end]...)
		end = from
	}
	return out
}

func events(people []person) (n int) {
	for _, p := range people {
		if p.event {
			n++
		}
	}
	return n
}

// finite makes a figure of a number; a NaN or infinity is a defect that must not
// reach anybody.
func finite(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
