package dist

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"continuum/internal/fault"
)

func nearly(a, b, tolerance float64) bool { return math.Abs(a-b) <= tolerance*max(1, math.Abs(b)) }

// TestIntervals against statsmodels 0.15 (Wilson) and chi-squared quantiles of
// scipy (Garwood).
func TestIntervals(t *testing.T) {
	for _, c := range []struct {
		name string
		got  Interval
		want Interval
	}{
		{"7 of 50", Share(7, 50, Level), Interval{0.06950833427016288, 0.26186193710585537}},
		{"0 of 20", Share(0, 20, Level), Interval{0, 0.1611251580528194}},
		{"all of 20", Share(20, 20, Level), Interval{1 - 0.1611251580528194, 1}},
		{"nobody", Share(0, 0, Level), Interval{0, 1}},
		{"no events", Events(0, Level), Interval{0, 3.6888794541139354}},
		{"one event", Events(1, Level), Interval{0.025317807984289876, 5.571643390938898}},
		{"7 events", Events(7, Level), Interval{2.8143630515198654, 14.422675361702376}},
		{"120 events", Events(120, Level), Interval{99.4919256259387, 143.49058536935226}},
		{"many events", Events(99_999, Level), Interval{99380.15576273036, 100620.74164077373}},
		{"normal", Normal(1, 2, Level), Interval{1 - 2*1.959963984540054, 1 + 2*1.959963984540054}},
	} {
		if !nearly(c.got.Low, c.want.Low, 1e-9) || !nearly(c.got.High, c.want.High, 1e-9) {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
}

// TestByarMeetsGarwood: where the approximation takes over, nothing jumps.
func TestByarMeetsGarwood(t *testing.T) {
	exact, near := Events(byar, Level), Events(byar+1, Level)
	if !nearly(near.Low, exact.Low+1, 1e-6) || !nearly(near.High, exact.High+1, 1e-6) {
		t.Errorf("%v, then %v", exact, near)
	}
}

// TestNegativeBinomial: statsmodels 0.15 NegativeBinomial on the same counts.
func TestNegativeBinomial(t *testing.T) {
	var counts []float64
	for value, rows := range map[float64]int{0: 186, 1: 94, 2: 47, 3: 29, 4: 13, 5: 16, 6: 6, 7: 2, 8: 2, 9: 1, 10: 2, 11: 1, 13: 1} {
		for range rows {
			counts = append(counts, value)
		}
	}
	d, err := FitNegativeBinomial(counts)
	if err != nil {
		t.Fatal(err)
	}
	if !nearly(d.Mean, 1.315, 1e-12) || !nearly(d.Shape, 0.7475056100918248, 1e-7) {
		t.Errorf("%+v", d)
	}
	var likelihood float64
	for _, y := range counts {
		likelihood += d.LogProbability(y)
	}
	if !nearly(likelihood, -631.1096727965578, 1e-9) {
		t.Errorf("log-likelihood %v", likelihood)
	}
}

// TestRegressionToTheMean: of simulated people with a rate of their own, those
// with y events in one year have on average Next(y) in the next.
func TestRegressionToTheMean(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	var sum, n [4]float64
	var first []float64
	for range 200_000 {
		rate := 0.5 * r.ExpFloat64() // gamma of shape 1, mean 0.5
		y, next := poisson(r, rate), poisson(r, rate)
		first = append(first, y)
		if y < 4 {
			sum[int(y)] += next
			n[int(y)]++
		}
	}
	d, err := FitNegativeBinomial(first)
	if err != nil || math.Abs(d.Shape-1) > 0.03 {
		t.Fatalf("%+v %v", d, err)
	}
	for y := range sum {
		if mean := sum[y] / n[y]; math.Abs(mean-d.Next(float64(y))) > 0.05 {
			t.Errorf("after %d: %v, expected %v", y, mean, d.Next(float64(y)))
		}
	}
}

func poisson(r *rand.Rand, mean float64) (k float64) {
	for p := r.Float64(); p > math.Exp(-mean); p *= r.Float64() {
		k++
	}
	return k
}

func TestCountsOfChanceAlone(t *testing.T) {
	d, err := FitNegativeBinomial([]float64{1, 1, 2, 2, 1, 2})
	if err != nil || !math.IsInf(d.Shape, 1) || d.Next(7) != 1.5 || d.Variance() != 1.5 {
		t.Errorf("%+v %v", d, err)
	}
	if p := math.Exp(d.LogProbability(2)); !nearly(p, math.Exp(-1.5)*1.5*1.5/2, 1e-12) {
		t.Errorf("probability %v", p)
	}
	for _, counts := range [][]float64{nil, {0, 0}, {1.5}, {-1}, {math.NaN()}, {math.Inf(1)}} {
		if _, err := FitNegativeBinomial(counts); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%v: %v", counts, err)
		}
	}
}

func ExampleNegativeBinomial_Next() {
	d := NegativeBinomial{Mean: 0.2, Shape: 0.5}
	fmt.Printf("after 3 admissions expect %.1f, after none %.2f\n", d.Next(3), d.Next(0))
	// Output: after 3 admissions expect 1.0, after none 0.14
}

func TestMoments(t *testing.T) {
	var m Moments
	if m.Deviation() != 0 || m.StandardError() != 0 {
		t.Errorf("of nobody: %+v", m)
	}
	for _, v := range []float64{1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 6} {
		m.Add(v, 1)
	}
	m.Add(math.Inf(1), 0)
	if m.Mean != 1e9+3 || !nearly(m.Deviation(), math.Sqrt(14.0/4), 1e-12) || !nearly(m.StandardError(), math.Sqrt(14.0/3/4), 1e-12) {
		t.Errorf("%+v", m)
	}
}
