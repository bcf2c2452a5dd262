package metric

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestCurveFindsWhatIsTrue draws people whose risk is known and scores them wrongly.
func TestCurveFindsWhatIsTrue(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var s Sample
	for range 50_000 {
		p := 0.05 + 0.6*r.Float64()
		y := 0.0
		if r.Float64() < p {
			y = 1
		}
		s.Score, s.Label = append(s.Score, p/2), append(s.Label, y)
	}
	c, err := Calibration(s, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range c.Smooth {
		if math.Abs(p.Observed-2*p.Predicted) > 0.025 {
			t.Errorf("at %v the curve says %v, the truth is %v", p.Predicted, p.Observed, 2*p.Predicted)
		}
	}
	if math.Abs(c.Average-0.175) > 0.01 || len(c.Tenths) != 10 {
		t.Errorf("average distance %v of %d groups", c.Average, len(c.Tenths))
	}
	for _, g := range c.Tenths {
		if g.N != 5000 || g.Interval.Low > g.Observed || g.Interval.High < g.Observed {
			t.Errorf("%+v", g)
		}
	}
}

func TestDecisionCurve(t *testing.T) {
	s := Sample{Score: []float64{0.1, 0.2, 0.2, 0.6}, Label: []float64{0, 1, 0, 1}}
	c, err := DecisionCurve(s, []float64{0.2, 0.5})
	if err != nil {
		t.Fatal(err)
	}
	// At 0.2: two rightly, one needlessly helped at odds of a quarter.
	if want := 2.0/4 - 1.0/4*0.25; !near(c[0].Model, want) || c[0].Selected != 3 {
		t.Errorf("%+v, want %v", c[0], want)
	}
	if want := 1.0 / 4; !near(c[1].Model, want) || !near(c[1].TreatAll, 0) {
		t.Errorf("%+v, want %v", c[1], want)
	}
	full, err := DecisionCurve(s, nil)
	if err != nil || len(full) != 50 {
		t.Errorf("%d thresholds, %v", len(full), err)
	}
}

func BenchmarkMeasure(b *testing.B) {
	r := rand.New(rand.NewPCG(3, 4))
	var s Sample
	for range 1_000_000 {
		p := math.Pow(r.Float64(), 3)
		y := 0.0
		if r.Float64() < p {
			y = 1
		}
		s.Score, s.Label = append(s.Score, p), append(s.Label, y)
	}
	for b.Loop() {
		if _, err := Measure(s, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
