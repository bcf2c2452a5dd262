package model

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"continuum/internal/stat/calibrate"
	"continuum/internal/stat/dist"
	"continuum/internal/stat/glm"
	"continuum/internal/stat/metric"
	"continuum/place"
)

// card writes down what is known of a model that was just trained.
func (t *Training) card(ctx context.Context, k *Kept, chance, rate *half) (*Card, error) {
	s, build := t.Spec, t.Facts.Build()
	c := &Card{
		Model: s.ID, Title: s.Title, Purpose: s.Purpose, NotFor: append([]string{}, s.NotFor...), Place: t.Facts.Place.Name,
		Build: build.ID, Content: build.ContentHash, Version: t.Product, Files: k.Files,
		Outcome: k.Outcome, Events: k.Events, Horizon: s.Horizon, Population: s.Population, Dates: t.dates,
		Years: []Year{
			t.past.year("learning, by some people; then by all", t.dates.Train.Format(time.DateOnly)),
			t.late.year("judging, by other people; then learning, by all", t.dates.Validate.Format(time.DateOnly)),
		},
		Missing: t.past.gaps(), Notices: append([]string{}, t.notices...), Choices: t.choices(),
		Returns: returns(s, t.late.People, t.before, rate.forecast, t.late.Followed),
	}
	sample, rows := t.late.judged(chance.forecast)
	var err error
	if c.Metrics, err = metric.Measure(sample, metric.Options{Fractions: []float64{0.005, 0.01, 0.02, 0.05, 0.1, 0.2}}); err != nil {
		return nil, err
	}
	if c.Curve, err = metric.DecisionCurve(sample, nil); err != nil {
		return nil, err
	}
	if c.Groups, err = groupKinds(sample, t.groups, rows); err != nil {
		return nil, err
	}
	c.Chance, c.Rate = t.judgedChance(chance, c.Metrics), t.judgedRate(rate)
	c.Reads, err = t.reads(ctx, chance)
	return c, err
}

// judged is the chances of whoever was judged, with what happened.
func (y *year) judged(forecast []float64) (metric.Sample, []int) {
	var s metric.Sample
	var rows []int
	for i, p := range forecast {
		if math.IsNaN(p) {
			continue
		}
		rows = append(rows, i)
		s.Score, s.Label, s.ID = append(s.Score, p), append(s.Label, float64(count(y.Yes[i]))), append(s.ID, y.People[i])
	}
	return s, rows
}

func (h *half) candidates() (out []Candidate, chosen string) {
	for _, c := range h.report.Validity.Candidates {
		out = append(out, Candidate{c.Name, c.Setting, c.Loss, c.AUC, c.Chosen})
	}
	return out, h.report.Validity.Chosen
}

func (t *Training) judgedChance(h *half, m *metric.Metrics) Judged {
	j := Judged{People: m.N, Events: float64(m.Events), Before: h.report.Validity.Before.Slope}
	j.Candidates, j.Chosen = h.candidates()
	j.Why = why(j, "log loss")
	j.Observed, j.Slope = figureOf(m.ObservedExpected, m.Intervals["observed_expected"]), figureOf(m.CalibrationSlope, m.Intervals["calibration_slope"])
	j.Bins = chanceBins(h.forecast, t.late.Yes)
	return j
}

func figureOf(v *float64, in dist.Interval) *Figure {
	if v == nil {
		return nil
	}
	return &Figure{*v, in.Low, in.High}
}

// why says what decided, in words.
func why(j Judged, loss string) string {
	if len(j.Candidates) < 2 {
		return "It was the only one tried."
	}
	return fmt.Sprintf("Chosen for the smallest %s on people and in a year that none of them had learned from, each recalibrated alike.", loss)
}

func (t *Training) judgedRate(h *half) Judged {
	j := t.late.judgedRate(h.forecast)
	j.Before = h.report.Validity.Before.Slope
	j.Candidates, j.Chosen = h.candidates()
	j.Why = why(j, "Poisson deviance")
	return j
}

// judgedRate judges forecast rates; events of one person come together, which makes
// the intervals wide.
func (y *year) judgedRate(forecast []float64) Judged {
	var j Judged
	years := y.years()
	var raw, events, offset []float64
	var rows []int
	expected, of := 0.0, make([]float64, len(years))
	for i, r := range forecast {
		if math.IsNaN(r) {
			continue
		}
		rows, of[i] = append(rows, i), r*years[i]
		expected += of[i]
		raw, events, offset = append(raw, math.Log(r)), append(events, y.Events[i]), append(offset, math.Log(years[i]))
		j.Events += y.Events[i]
	}
	j.People = len(rows)
	low, high := ratioInterval(rows, y.Events, of)
	j.Observed = &Figure{j.Events / expected, low, high}
	if fit, err := calibrate.Fit(glm.Poisson, raw, events, nil, offset); err == nil {
		half := z95 * fit.SlopeError * math.Sqrt(dispersion(rows, y.Events, of))
		j.Slope = &Figure{fit.Slope, fit.Slope - half, fit.Slope + half}
	}
	j.Bins = rateBins(forecast, y.Events, years)
	return j
}

// dispersion is Pearson's, at least 1: by how much counts vary more than chance alone.
func dispersion(rows []int, events, expected []float64) float64 {
	sum := 0.0
	for _, i := range rows {
		d := events[i] - expected[i]
		sum += d * d / expected[i]
	}
	return max(1, sum/float64(len(rows)))
}

// choices say how what is not plain was handled.
func (t *Training) choices() []string {
	s := t.Spec
	out := []string{
		fmt.Sprintf("Nobody was left out for dying. The chance is that of %s before death within %d days: whoever died first counts as not having it. The rate is of events a person-year lived in the place.", s.yes(), s.Horizon),
		"Nobody was left out for moving away without weight being given to it: of the chance they are represented by those who stayed (inverse probability of censoring), in the rate they count by the time they stayed.",
		fmt.Sprintf("It learned from six people in ten on %s and was judged by the other four in ten on %s; then it learned anew from everybody on both dates, with the settings and the recalibration found.", t.dates.Train.Format(time.DateOnly), t.dates.Validate.Format(time.DateOnly)),
		fmt.Sprintf("No window reaches back further than %d days, as far as the facts go before the earliest of these dates.", t.dates.Lookback),
		"The interval of a forecast is what happened to the people judged whose forecast was nearly the same.",
	}
	if len(s.Known) > 0 {
		out = append(out, "It was said in the file that these tell much of the outcome by themselves and are known beforehand: "+strings.Join(s.Known, ", ")+".")
	}
	sets := t.Models.with(s)
	if !slices.ContainsFunc(sets, func(s *Spec) bool { return slices.Contains(s.Features.Person, "ethnicity") }) {
		return append(out, "It does not know ethnicity, which is used to judge it alone.")
	}
	for _, s := range sets {
		if s.Features.Why != "" {
			out = append(out, "It knows ethnicity, because: "+s.Features.Why)
		}
	}
	return out
}

// reads lists what the chance reads, the heaviest first, and which way each works.
func (t *Training) reads(ctx context.Context, h *half) ([]Read, error) {
	rows := spreadRows(len(t.late.People))
	ways, err := directions(ctx, h.model, t.late.Data.Take(rows))
	if err != nil {
		return nil, err
	}
	out := []Read{}
	for _, u := range h.model.Used {
		r := Read{Name: u.Name, Weight: u.Weight, Direction: ways[u.Name]}
		for _, c := range t.past.Columns {
			if c.Name == u.Name {
				r.Words, r.File, r.Line = c.Words, c.File, c.Line
			}
		}
		out = append(out, r)
	}
	return out, nil
}

// sources are the files that say what a model is.
func (m *Models) sources(s *Spec, p *place.Place) []File {
	var names []string
	for _, x := range m.with(s) {
		names = append(names, x.File)
		for _, q := range x.Features.SQL {
			names = append(names, m.files[q.File].File)
		}
	}
	if f, ok := m.files[s.Population]; ok {
		names = append(names, f.File)
	} else {
		names = append(names, "cohorts/"+s.Population+".sql")
	}
	if s.Outcome.SQL != "" {
		names = append(names, m.files[s.Outcome.SQL].File)
	}
	slices.Sort(names)
	var out []File
	for _, name := range slices.Compact(names) {
		if f, ok := p.File(strings.TrimSpace(name)); ok {
			out = append(out, File{f.Name, f.SHA256})
		}
	}
	return out
}
