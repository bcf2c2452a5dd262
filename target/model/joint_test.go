package model

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"continuum/internal/stat/glm"
)

// crowd is people whose true rates a learned rate and a learned chance each tell with an
// error of its own; their events vary as those of people do, more than chance alone.
func crowd(seed uint64, n int, rateError, chanceError float64) (f *foreseen, truth []float64) {
	r := rand.New(rand.NewPCG(seed, 7))
	f = &foreseen{}
	for i := range n {
		log := -1.5 + r.NormFloat64()
		rate := math.Exp(log + rateError*r.NormFloat64())
		odds := math.Exp(log + chanceError*r.NormFloat64())
		chance, events := odds/(1+odds), 0.0
		for left := math.Exp(log) * r.ExpFloat64(); ; events++ {
			if left += math.Log(1 - r.Float64()); left < 0 {
				break
			}
		}
		f.people, f.rate, f.chance = append(f.people, fmt.Sprintf("p%06d", i)), append(f.rate, rate), append(f.chance, chance)
		f.events, f.exposed = append(f.events, events), append(f.exposed, 0)
		truth = append(truth, math.Exp(log))
	}
	return f, truth
}

// off is the mean Poisson loss of rates against true ones.
func off(rates, truth []float64) (loss float64) {
	for i, r := range rates {
		loss += glm.Poisson.Loss(math.Log(r), truth[i]) / float64(len(rates))
	}
	return loss
}

// TestJointIsNearerTheTruth: a rate and a chance that err apart are nearer the truth
// together, neither is left out, and the rates are as many as the events.
func TestJointIsNearerTheTruth(t *testing.T) {
	f, truth := crowd(1, 20_000, 0.6, 0.6)
	joint, rates := f.join()
	if joint == nil || joint.Rate < 0.2 || joint.Chance < 0.2 {
		t.Fatalf("joint is %+v", joint)
	}
	if before, after := off(f.rate, truth), off(rates, truth); after >= before {
		t.Errorf("loss of %.4f is no less than %.4f", after, before)
	}
	events, sum := 0.0, 0.0
	for i := range rates {
		events, sum = events+f.events[i], sum+rates[i]
	}
	if math.Abs(sum/events-1) > 0.01 {
		t.Errorf("%.0f expected of %.0f events", sum, events)
	}
}

// TestJointOfTooLittle: where events are few, or the chance tells nothing more, rates stay
// as they are.
func TestJointOfTooLittle(t *testing.T) {
	few, _ := crowd(2, 300, 0.5, 0.5)
	if joint, rates := few.join(); joint != nil || &rates[0] != &few.rate[0] {
		t.Errorf("few people have a joint of %+v", joint)
	}
	same, _ := crowd(3, 5000, 0.5, 0.5)
	for i := range same.chance {
		same.chance[i] = 0.3
	}
	if joint, _ := same.join(); joint != nil {
		t.Errorf("a chance that is the same for all has a joint of %+v", joint)
	}
}

// TestJointKeepsOrder: whoever has both a higher rate and a higher chance never gets the
// lower rate, and no rate is not a number.
func TestJointKeepsOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		j := &Joint{rapid.Float64Range(-2, 2).Draw(t, "intercept"), rapid.Float64Range(0.01, 2).Draw(t, "rate"), rapid.Float64Range(0.01, 2).Draw(t, "chance")}
		rate, chance := rapid.Float64Range(1e-6, 50).Draw(t, "rate"), rapid.Float64Range(0, 1).Draw(t, "chance")
		more := j.apply(rate*1.1, min(1, chance+0.1))
		if less := j.apply(rate, chance); math.IsNaN(less) || math.IsInf(less, 0) || more < less {
			t.Fatalf("%v and %v give %v, and more of both %v", rate, chance, less, more)
		}
	})
}
