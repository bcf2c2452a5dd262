package calibrate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"continuum/internal/fault"
	"continuum/internal/stat/glm"
)

// drawn are people whose true log-odds are a line of the raw score.
func drawn(n int, a, b float64) (raw, y []float64) {
	r := rand.New(rand.NewPCG(11, 12))
	for range n {
		x := r.NormFloat64() - 2
		event := 0.0
		if r.Float64() < glm.Logistic.Mean(a+b*x) {
			event = 1
		}
		raw, y = append(raw, x), append(y, event)
	}
	return raw, y
}

func TestFitFindsTheLine(t *testing.T) {
	raw, y := drawn(40_000, 0.3, 0.7)
	f, err := Fit(glm.Logistic, raw, y, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(f.Slope-0.7) > 3*f.SlopeError || math.Abs(f.Intercept-0.3) > 3*f.InterceptError || f.SlopeError > 0.03 {
		t.Errorf("%+v", f)
	}
	again := make([]float64, len(raw))
	for i, r := range raw {
		again[i] = f.Apply(r)
	}
	g, err := Fit(glm.Logistic, again, y, nil, nil)
	if err != nil || math.Abs(g.Slope-1) > 1e-6 || math.Abs(g.Intercept) > 1e-6 {
		t.Errorf("recalibrated: %+v %v", g, err)
	}
	a, se, err := Level(glm.Logistic, again, y, nil, nil)
	if err != nil || math.Abs(a) > 1e-6 || se <= 0 {
		t.Errorf("in the large: %v %v %v", a, se, err)
	}
}

// TestLevelOfRates is the log of observed over expected, exactly.
func TestLevelOfRates(t *testing.T) {
	raw, offset, y := []float64{-1, 0, 0.5, 1}, []float64{0, 0.1, -0.2, 0}, []float64{0, 2, 1, 5}
	var expected float64
	for i := range raw {
		expected += math.Exp(raw[i] + offset[i])
	}
	a, _, err := Level(glm.Poisson, raw, y, nil, offset)
	if err != nil || math.Abs(a-math.Log(8/expected)) > 1e-8 {
		t.Errorf("%v %v, want %v", a, err, math.Log(8/expected))
	}
}

// TestShrunkGoesFromOneToFit: without a prior it is the fit, with ever more of it
// the slope goes to 1, and the expected number of events stays the observed.
func TestShrunkGoesFromOneToFit(t *testing.T) {
	raw, y := drawn(400, 0.3, 0.4)
	free, err := Fit(glm.Logistic, raw, y, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	last := free.Slope
	for _, prior := range []float64{0, 1e-6, 100, 1000, 1e9} {
		l, err := Shrunk(glm.Logistic, raw, y, nil, nil, prior)
		if err != nil {
			t.Fatal(err)
		}
		if l.Slope < last-1e-6 || l.Slope > 1+1e-9 {
			t.Errorf("prior %v: slope %v after %v", prior, l.Slope, last)
		}
		last = l.Slope
		var difference float64
		for i, r := range raw {
			difference += y[i] - l.Mean(r)
		}
		if math.Abs(difference) > 1e-5 {
			t.Errorf("prior %v: %v events too few", prior, difference)
		}
	}
	if math.Abs(last-1) > 1e-4 {
		t.Errorf("the strongest prior leaves a slope of %v", last)
	}
}

// TestShrunkTakesSeparatedPlaces: a place so small that nothing can be fitted
// still gets a line.
func TestShrunkTakesSeparatedPlaces(t *testing.T) {
	raw, y := []float64{-3, -2, -1, 0}, []float64{0, 0, 1, 1}
	if _, err := Fit(glm.Logistic, raw, y, nil, nil); fault.CodeOf(err) != fault.Invalid {
		t.Error(err)
	}
	l, err := Shrunk(glm.Logistic, raw, y, nil, nil, 200)
	if err != nil || l.Slope < 1 || l.Slope > 1.5 {
		t.Errorf("%+v %v", l, err)
	}
	if _, err := Shrunk(glm.Logistic, raw, y, nil, nil, math.NaN()); fault.CodeOf(err) != fault.Invalid {
		t.Error(err)
	}
	if _, err := Shrunk(glm.Logistic, raw, []float64{0, 0, 0, 0}, nil, nil, 5); fault.CodeOf(err) != fault.Invalid {
		t.Error(err)
	}
}

func ExampleShrunk() {
	raw := []float64{-3, -2, -2, -1, -1, 0, 0, 1}
	happened := []float64{0, 0, 0, 0, 1, 0, 1, 1}
	line, err := Shrunk(glm.Logistic, raw, happened, nil, nil, 100)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("intercept %.2f, slope %.2f\n", line.Intercept, line.Slope)
	// Output: intercept 0.34, slope 1.03
}
