package metric

import (
	"math"

	"continuum/internal/stat/dist"
	"continuum/internal/stat/glm"
)

// Metrics are the figures of a model of whether something happens. A nil figure
// does not exist; Absent says why, by the figure's JSON name.
type Metrics struct {
	N                     int                      `json:"n"`
	Events                int                      `json:"events"`
	AUC                   *float64                 `json:"auc,omitempty"`
	AveragePrecision      *float64                 `json:"average_precision,omitempty"`
	Brier                 float64                  `json:"brier"`
	LogLoss               float64                  `json:"log_loss"`
	BrierSkill            *float64                 `json:"brier_skill,omitempty"`
	ObservedExpected      *float64                 `json:"observed_expected,omitempty"`
	CalibrationSlope      *float64                 `json:"calibration_slope,omitempty"`
	CalibrationIntercept  *float64                 `json:"calibration_intercept,omitempty"`
	CalibrationInTheLarge *float64                 `json:"calibration_in_the_large,omitempty"`
	ECE                   float64                  `json:"ece_10_equal_count"`
	AtK                   []AtK                    `json:"at_k"`
	NetBenefit            []NetBenefit             `json:"net_benefit"`
	Intervals             map[string]dist.Interval `json:"intervals,omitempty"`
	Absent                map[string]string        `json:"absent,omitempty"`

	// Extreme is how many scores of exactly 0 or 1 were drawn in, to 2^-52 or
	// 1-2^-52, for log_loss and the calibration line, where they would be infinite.
	Extreme int `json:"extreme_scores,omitempty"`
}

// Prevalence is the share of people who had the event.
func (m *Metrics) Prevalence() float64 { return float64(m.Events) / float64(m.N) }

// Measure computes all figures of probabilities against outcomes, in the time it
// takes to sort. Scores outside 0 to 1, NaN, and outcomes other than 0 and 1 are
// fault.Invalid.
func Measure(s Sample, o Options) (*Metrics, error) {
	o, err := o.filled()
	if err != nil {
		return nil, err
	}
	if err := s.check(); err != nil {
		return nil, err
	}
	people := s.ascending()
	m := &Metrics{N: len(people), Events: events(people), Intervals: map[string]dist.Interval{}, Absent: map[string]string{}}
	m.discriminate(people, o)
	m.precision(people, o)
	m.score(s, o)
	m.calibrate(s, o)
	m.ECE = equalCount(people)
	first := descending(people)
	for _, f := range o.Fractions {
		m.AtK = append(m.AtK, atK(first, m.Events, f, o.Level))
	}
	m.NetBenefit = decisions(people, o.Thresholds, o.Level)
	return m, nil
}

// Reasons why a figure does not exist.
const (
	noEvents    = "nobody had the event"
	allEvents   = "everybody had the event"
	oneEvent    = "an interval needs at least two people with the event and two without"
	noExpected  = "all scores are 0, so no event was expected"
	sameScores  = "all scores are equal"
	perfect     = "the scores separate those with and without the event perfectly"
	noneChosen  = "nobody is selected"
	noInterval  = "the figure does not vary, so no interval can be told"
	unsettled   = "the fit did not settle"
	nobodyCount = "the counts are all 0"
)

func (m *Metrics) absent(reason string, names ...string) {
	for _, n := range names {
		m.Absent[n] = reason
	}
}

// oneSided says why figures that compare the two kinds of people do not exist.
func (m *Metrics) oneSided() string {
	switch m.Events {
	case 0:
		return noEvents
	case m.N:
		return allEvents
	}
	return ""
}

// extreme is the distance from 0 and 1 that logarithms keep: the precision of a
// number near 1, as scikit-learn takes it.
const extreme = 0x1p-52

func draw(p float64) float64 { return min(max(p, extreme), 1-extreme) }

func logit(p float64) float64 { return glm.Logistic.Link(draw(p)) }

// score sets the figures that are means over people, with intervals by their
// standard errors.
func (m *Metrics) score(s Sample, o Options) {
	var brier, loss dist.Moments
	var expected float64
	for i, p := range s.Score {
		y := s.Label[i]
		brier.Add((p-y)*(p-y), 1)
		if p == 0 || p == 1 {
			m.Extreme++
		}
		if y == 1 {
			loss.Add(-math.Log(draw(p)), 1)
		} else {
			loss.Add(-math.Log1p(-draw(p)), 1)
		}
		expected += p
	}
	m.Brier, m.LogLoss = brier.Mean, loss.Mean
	if m.N > 1 {
		m.Intervals["brier"] = dist.Normal(m.Brier, brier.StandardError(), o.Level)
		m.Intervals["log_loss"] = dist.Normal(m.LogLoss, loss.StandardError(), o.Level)
	}
	pi := m.Prevalence()
	m.Intervals["prevalence"] = dist.Share(m.Events, m.N, o.Level)
	if why := m.oneSided(); why != "" {
		m.absent(why, "brier_skill")
	} else {
		m.BrierSkill = finite(1 - m.Brier/(pi*(1-pi)))
	}
	m.against(expected, o)
}

// against sets observed over expected, with the exact Poisson interval.
func (m *Metrics) against(expected float64, o Options) {
	ratio, interval, why := observedExpected(float64(m.Events), expected, o.Level)
	if why != "" {
		m.absent(why, "observed_expected")
		return
	}
	m.ObservedExpected, m.Intervals["observed_expected"] = &ratio, interval
}

func observedExpected(observed, expected, level float64) (ratio float64, interval dist.Interval, why string) {
	if expected <= 0 {
		return 0, interval, noExpected
	}
	interval = dist.Events(observed, level)
	return observed / expected, dist.Interval{Low: interval.Low / expected, High: interval.High / expected}, ""
}
