package metric

import (
	"encoding/json"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"continuum/internal/fault"
)

func drawCounts(t *rapid.T) CountSample {
	n := rapid.IntRange(1, 50).Draw(t, "n")
	s := CountSample{}
	for range n {
		s.Expected = append(s.Expected, float64(rapid.IntRange(1, 8).Draw(t, "expected"))/4)
		s.Count = append(s.Count, float64(rapid.IntRange(0, 3).Draw(t, "count")))
	}
	return s
}

func TestConcordanceIsTheShareOfPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := drawCounts(t)
		m, err := MeasureCounts(s, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := json.Marshal(m); err != nil {
			t.Fatal(err)
		}
		var right, pairs float64
		for i := range s.Count {
			for j := range s.Count {
				if s.Count[i] > s.Count[j] {
					pairs++
					right += psi(s.Expected[i], s.Expected[j])
				}
			}
		}
		if (m.Concordance != nil) != (pairs > 0) || pairs > 0 && !near(*m.Concordance, right/pairs) {
			t.Fatalf("concordance %v, want %v of %v", m.Concordance, right, pairs)
		}
	})
}

// TestCountFigures against values found by hand.
func TestCountFigures(t *testing.T) {
	s := CountSample{Expected: []float64{0.5, 1, 2, 2}, Count: []float64{0, 1, 1, 4}}
	m, err := MeasureCounts(s, Options{Fractions: []float64{0.25, 0.5}})
	if err != nil {
		t.Fatal(err)
	}
	deviance := (2*0.5 + 0 + 2*(math.Log(0.5)+1) + 2*(4*math.Log(2)-2)) / 4
	if !near(m.MeanDeviance, deviance) || !near(*m.ObservedExpected, 6/5.5) {
		t.Errorf("deviance %v, want %v; observed/expected %v", m.MeanDeviance, deviance, *m.ObservedExpected)
	}
	// The third and fourth tie: the list of one takes the earlier, of one event.
	if a := m.AtK[0]; a.K != 1 || a.Events != 1 || !near(*a.Lift, 1/1.5) {
		t.Errorf("%+v", a)
	}
	if a := m.AtK[1]; a.Events != 5 || !near(*a.Share, 5.0/6) {
		t.Errorf("%+v", a)
	}
	// Ranks 1, 2, 3.5, 3.5 against 1, 2.5, 2.5, 4.
	best := 2*(2.5+2.5+16)/(4*6.0) - 5.0/4
	if want := (2*(2+3.5+14)/(4*6.0) - 5.0/4) / best; !near(*m.Gini, want) {
		t.Errorf("gini %v, want %v", *m.Gini, want)
	}
}

// TestCountsOfATrueModel have a slope of 1, a dispersion of 1 and intervals around them.
func TestCountsOfATrueModel(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var s CountSample
	for range 40_000 {
		rate := math.Exp(-2 + 0.8*r.NormFloat64())
		s.Expected, s.Count = append(s.Expected, rate), append(s.Count, poisson(r, rate))
	}
	m, err := MeasureCounts(s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if i := m.Intervals["calibration_slope"]; i.Low > 1 || i.High < 1 || i.High-i.Low > 0.12 {
		t.Errorf("slope %v within %v", *m.CalibrationSlope, i)
	}
	if d := *m.Dispersion; math.Abs(d-1) > 0.05 {
		t.Errorf("dispersion %v", d)
	}
	if i := m.Intervals["observed_expected"]; i.Low > 1 || i.High < 1 {
		t.Errorf("observed/expected %v", i)
	}
}

func poisson(r *rand.Rand, mean float64) (k float64) {
	for p := r.Float64(); p > math.Exp(-mean); p *= r.Float64() {
		k++
	}
	return k
}

func TestBadCountsAreRefused(t *testing.T) {
	for _, s := range []CountSample{
		{},
		{Expected: []float64{1}, Count: []float64{1, 2}},
		{Expected: []float64{0}, Count: []float64{1}},
		{Expected: []float64{math.NaN()}, Count: []float64{1}},
		{Expected: []float64{1}, Count: []float64{1.5}},
		{Expected: []float64{1}, Count: []float64{-1}},
	} {
		if _, err := MeasureCounts(s, Options{}); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%+v: %v", s, err)
		}
	}
}
