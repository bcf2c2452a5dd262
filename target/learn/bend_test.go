package learn

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// TestTheHighestAreBentDown: scores that promise too much at the top are corrected
// there and nowhere else, and the events expected are those that came.
func TestTheHighestAreBentDown(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	const rows = 20_000
	raw, truth := make([]float64, rows), &target{kind: Count, y: make([]float64, rows)}
	for i := range raw {
		raw[i] = r.NormFloat64() - 2
		mean := math.Exp(min(raw[i], 0) + 0.3*max(0, raw[i]))
		for gap := r.ExpFloat64(); gap < mean; gap += r.ExpFloat64() {
			truth.y[i]++
		}
	}
	bend := bendOf(truth, raw)
	if bend == nil || math.Abs(bend.Slope-1) > 0.1 || bend.Above > 0.6 {
		t.Fatalf("%+v", bend)
	}
	var expected, events float64
	for i := range raw {
		expected += math.Exp(bend.apply(raw[i]))
		events += truth.y[i]
	}
	if math.Abs(expected/events-1) > 1e-6 {
		t.Errorf("%v expected, %v came", expected, events)
	}
	if err := bend.check(); err != nil {
		t.Error(err)
	}
}

// TestSoundScoresStay: where nothing is wrong at the top the line hardly changes.
func TestSoundScoresStay(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	const rows = 20_000
	raw, truth := make([]float64, rows), &target{kind: Count, y: make([]float64, rows)}
	for i := range raw {
		raw[i] = r.NormFloat64() - 2
		for gap := r.ExpFloat64(); gap < math.Exp(raw[i]); gap += r.ExpFloat64() {
			truth.y[i]++
		}
	}
	if bend := bendOf(truth, raw); bend != nil && bend.Above < 0.7 {
		t.Errorf("%+v", bend)
	}
	truth.kind = Binary
	if bend := bendOf(truth, raw); bend != nil {
		t.Errorf("chances were bent: %+v", bend)
	}
}

// TestBentEffectsAddUp: what the bend leaves of the effects adds up to what it makes
// of the score.
func TestBentEffectsAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		score := rapid.Float64Range(-5, 5)
		b := &Bend{At: score.Draw(t, "at"), Intercept: score.Draw(t, "intercept"), Slope: rapid.Float64Range(0.1, 2).Draw(t, "slope")}
		b.Above = b.Slope * rapid.Float64Range(0, 1).Draw(t, "above")
		base, effect := score.Draw(t, "base"), score.Draw(t, "effect")
		if got, want := b.apply(base)+b.share(base, base+effect)*effect, b.apply(base+effect); math.Abs(got-want) > 1e-9 {
			t.Fatalf("%+v: %v and %v add up to %v, not %v", b, base, effect, got, want)
		}
	})
}
