package impact

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"

	"pgregory.net/rapid"
)

func ExampleShrink() {
	literature := Estimate{Mean: 0.17, SE: 0.08}
	local := Estimate{Mean: -0.02, SE: 0.16}
	s, _ := Shrink(literature, local)
	fmt.Printf("%.3f, of which the local result has %.0f%%\n", s.Mean, 100*s.Weight)
	// Output:
	// 0.132, of which the local result has 20%
}

func TestMoreLocalEvidenceWeighsMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		prior := Estimate{rapid.Float64Range(-0.5, 0.5).Draw(t, "prior"), rapid.Float64Range(0.01, 0.5).Draw(t, "prior error")}
		local := Estimate{rapid.Float64Range(-0.5, 0.5).Draw(t, "local"), rapid.Float64Range(0.02, 0.5).Draw(t, "local error")}
		s, err := Shrink(prior, local)
		if err != nil {
			t.Fatal(err)
		}
		if low, high := min(prior.Mean, local.Mean), max(prior.Mean, local.Mean); s.Mean < low-1e-12 || s.Mean > high+1e-12 {
			t.Fatalf("%v does not lie between %v and %v", s.Mean, low, high)
		}
		if s.SE >= min(prior.SE, local.SE) {
			t.Fatalf("two sources together are no surer (%v)", s.SE)
		}
		local.SE /= 2
		surer, err := Shrink(prior, local)
		if err != nil || surer.Weight <= s.Weight {
			t.Fatalf("a surer local result weighs %v, less than %v (%v)", surer.Weight, s.Weight, err)
		}
	})
}

// Groups that agree are drawn together almost wholly; groups that differ far beyond
// chance keep their own results.
func TestPoolDrawsGroupsTogetherAsFarAsTheyAgree(t *testing.T) {
	prior := Estimate{0.1, 0.1}
	alike, err := Pool(prior, []Estimate{{0.12, 0.1}, {0.08, 0.1}, {0.1, 0.1}}, 0.15)
	if err != nil {
		t.Fatal(err)
	}
	differ, err := Pool(prior, []Estimate{{0.4, 0.02}, {-0.1, 0.02}, {0.1, 0.02}}, 0.15)
	if err != nil {
		t.Fatal(err)
	}
	if alike[0].Weight > 0.6 || differ[0].Weight < 0.95 {
		t.Errorf("groups keep %v and %v of their own", alike[0].Weight, differ[0].Weight)
	}
	if math.Abs(differ[0].Mean-0.4) > 0.02 || alike[0].Mean > 0.12 {
		t.Errorf("means %v and %v", alike[0].Mean, differ[0].Mean)
	}
	if _, err := Pool(prior, []Estimate{{0.1, 0}}, 0.15); err == nil {
		t.Error("a result without error passed")
	}
	if _, err := Pool(prior, nil, 0); err == nil {
		t.Error("no spread passed")
	}
}

// The posterior of Pool covers the truth as often as it says.
func TestPoolCoversTheTruth(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	in, all := 0, 0
	for range 400 {
		average := 0.1 + 0.1*random.NormFloat64()
		spread := math.Abs(0.1 * random.NormFloat64())
		var truth []float64
		var seen []Estimate
		for range 6 {
			e := average + spread*random.NormFloat64()
			truth, seen = append(truth, e), append(seen, Estimate{min(1, e+0.1*random.NormFloat64()), 0.1})
		}
		pooled, err := Pool(Estimate{0.1, 0.1}, seen, 0.1)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range pooled {
			all++
			if math.Abs(p.Mean-truth[i]) < 1.96*p.SE {
				in++
			}
		}
	}
	if share := float64(in) / float64(all); share < 0.92 || share > 0.98 {
		t.Errorf("95%% intervals cover the truth %.1f%% of the time", 100*share)
	}
}

func TestForesee(t *testing.T) {
	terms := Terms{Event: 260_000, Engaged: 40_000, Engagement: 1}
	rates, effects, group := []float64{3, 2, 1.6}, []float64{0.1, 0.1, 0.1}, []int{0, 0, 1}
	sure, err := terms.Foresee(rates, effects, group, Doubt{Effect: []float64{0, 0}}, 10, 1)
	if err != nil {
		t.Fatal(err)
	}
	if want := 78_000 + 52_000 + 41_600 - 3*40_000.0; math.Abs(sure.Expected-want) > 1e-6 || sure.Pays < 1-1e-9 || sure.Range.Low != sure.Range.High {
		t.Errorf("without doubt %+v, want %v", sure, want)
	}
	doubt := Doubt{Event: 50_000, Engaged: 4_000, Rate: 0.1, Effect: []float64{0.05, 0.05}}
	first, err := terms.Foresee(rates, effects, group, doubt, 4000, 7)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := terms.Foresee(rates, effects, group, doubt, 4000, 7)
	if !reflect.DeepEqual(first, again) {
		t.Error("the same seed gave another answer")
	}
	if math.Abs(first.Expected-sure.Expected) > 5_000 || first.Pays < 0.6 || first.Pays > 0.9 || first.Person[0] <= first.Person[2] {
		t.Errorf("with doubt %+v", first)
	}
	for name, bad := range map[string]Doubt{"NaN": {Effect: []float64{math.NaN(), 0}}, "negative": {Event: -1, Effect: []float64{0, 0}}, "a group missing": {Effect: []float64{0}}} {
		if _, err := terms.Foresee(rates, effects, group, bad, 10, 1); err == nil {
			t.Errorf("%s passed", name)
		}
	}
}

// People who were chosen after a bad year have a better one without any help.
func TestRegressionToTheMean(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	const shape, mean = 0.5, 0.4
	last, next := make([]float64, 40_000), make([]float64, 40_000)
	var chosen []int
	for i := range last {
		rate := mean * gamma(random, shape) / shape
		last[i], next[i] = poisson(random, rate), poisson(random, rate)
		if last[i] >= 3 {
			chosen = append(chosen, i)
		}
	}
	r, err := Regress(last, nil, chosen)
	if err != nil {
		t.Fatal(err)
	}
	after := sumAt(next, chosen)
	if math.Abs(r.Next-after) > 0.06*after || r.Next > 0.7*r.Last {
		t.Errorf("%v people had %v events, %v were expected and %v happened", r.People, r.Last, r.Next, after)
	}
	if _, err := Regress([]float64{0, 0}, nil, nil); err == nil {
		t.Error("nobody with an event passed")
	}
}
