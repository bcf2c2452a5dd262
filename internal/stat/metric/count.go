package metric

import (
	"cmp"
	"math"
	"slices"

	"continuum/internal/fault"
	"continuum/internal/stat/dist"
)

// CountSample is what was expected of each person and how many events they had:
// admissions in a year, say. Ties of what was expected are broken by ID as in Sample.
type CountSample struct {
	Expected []float64 // events over the person's time, above 0
	Count    []float64 // whole numbers of 0 or more
	ID       []string  // nil: the order of rows
}

// CountMetrics are the figures of a model of how often something happens. A nil
// figure does not exist; Absent says why, by the figure's JSON name.
type CountMetrics struct {
	N                     int                      `json:"n"`
	Events                float64                  `json:"events"`
	MeanDeviance          float64                  `json:"mean_deviance"`                // Poisson, a person
	Explained             *float64                 `json:"explained_deviance,omitempty"` // share of the deviance of one rate for all
	ObservedExpected      *float64                 `json:"observed_expected,omitempty"`
	CalibrationSlope      *float64                 `json:"calibration_slope,omitempty"` // of the log rate
	CalibrationIntercept  *float64                 `json:"calibration_intercept,omitempty"`
	CalibrationInTheLarge *float64                 `json:"calibration_in_the_large,omitempty"`
	Dispersion            *float64                 `json:"dispersion,omitempty"`  // Pearson's chi-squared a person; 1 is chance alone
	Concordance           *float64                 `json:"concordance,omitempty"` // of two people of different counts, the share in the right order
	Gini                  *float64                 `json:"gini,omitempty"`        // of events over people in order of expectation; 1 is the best order
	Tenths                []Tenth                  `json:"groups"`                // ten of equal count
	AtK                   []CountAtK               `json:"at_k"`
	Intervals             map[string]dist.Interval `json:"intervals,omitempty"`
	Absent                map[string]string        `json:"absent,omitempty"`
}

// CountAtK says what a list of the k people of the highest expectation finds.
type CountAtK struct {
	Fraction  float64  `json:"fraction"`
	K         int      `json:"k"`
	Events    float64  `json:"events"`              // of the people on the list
	Mean      *float64 `json:"mean,omitempty"`      // events a person on it
	Share     *float64 `json:"share,omitempty"`     // of all events
	Lift      *float64 `json:"lift,omitempty"`      // mean over that of everybody
	Threshold *float64 `json:"threshold,omitempty"` // expectation of the k-th
	Absent    string   `json:"absent,omitempty"`
}

func (s CountSample) check() error {
	n := len(s.Expected)
	if n == 0 {
		return fault.New(fault.Invalid, "there is nobody to measure")
	}
	if len(s.Count) != n || s.ID != nil && len(s.ID) != n {
		return fault.New(fault.Invalid, "%d expectations, %d counts and %d ids; one of each a person is needed", n, len(s.Count), len(s.ID))
	}
	for i := range n {
		if e := s.Expected[i]; !(e > 0 && e < math.Inf(1)) {
			return wrong(s.ID, i, "an expected number of events must be above 0 and finite", e)
		}
		if y := s.Count[i]; !(y >= 0 && y < math.Inf(1)) || y != math.Trunc(y) {
			return wrong(s.ID, i, "a count must be a whole number of 0 or more", y)
		}
	}
	return nil
}

// counted is one row in the order of expectation.
type counted struct {
	expected, count float64
	row             int32
}

func (s CountSample) ascending() []counted {
	rank := ranks(s.ID)
	people := make([]counted, len(s.Expected))
	for i, e := range s.Expected {
		people[i] = counted{e, s.Count[i], int32(i)}
	}
	slices.SortFunc(people, func(a, b counted) int {
		return cmp.Or(cmp.Compare(a.expected, b.expected), cmp.Compare(rank.of(a.row), rank.of(b.row)))
	})
	return people
}

// MeasureCounts computes all figures of expected numbers of events against counts.
func MeasureCounts(s CountSample, o Options) (*CountMetrics, error) {
	o, err := o.filled()
	if err != nil {
		return nil, err
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	m := &CountMetrics{N: len(s.Count), Intervals: map[string]dist.Interval{}, Absent: map[string]string{}}
	for _, y := range s.Count {
		m.Events += y
	}
	people := s.ascending()
	m.fit(s, o)
	m.calibrate(s, o)
	m.order(people)
	from := 0
	for _, to := range parts(len(people), tenths) {
		m.Tenths = append(m.Tenths, countTenth(people[from:to], o.Level))
		from = to
	}
	for _, f := range o.Fractions {
		m.AtK = append(m.AtK, m.atK(people, f))
	}
	return m, nil
}

func countTenth(people []counted, level float64) Tenth {
	t := Tenth{N: len(people)}
	n := float64(t.N)
	for _, p := range people {
		t.Events += p.count
		t.Mean += p.expected / n
	}
	t.Observed = t.Events / n
	i := dist.Events(t.Events, level)
	t.Interval = dist.Interval{Low: i.Low / n, High: i.High / n}
	return t
}

// atK takes the list from the end of the ascending order, within a tie by
// ascending id.
func (m *CountMetrics) atK(people []counted, fraction float64) CountAtK {
	n := len(people)
	a := CountAtK{Fraction: fraction, K: size(n, fraction)}
	if a.K == 0 {
		a.Absent = noneChosen
		return a
	}
	threshold := people[n-a.K].expected
	from := n - a.K
	for from > 0 && people[from-1].expected == threshold {
		from--
	}
	to := n - a.K
	for to < n && people[to].expected == threshold {
		to++
	}
	for _, p := range people[to:] {
		a.Events += p.count
	}
	for _, p := range people[from : from+a.K-(n-to)] {
		a.Events += p.count
	}
	mean := a.Events / float64(a.K)
	a.Mean, a.Threshold = &mean, &threshold
	if m.Events == 0 {
		a.Absent = nobodyCount
		return a
	}
	share, lift := a.Events/m.Events, mean/(m.Events/float64(n))
	a.Share, a.Lift = &share, &lift
	return a
}
