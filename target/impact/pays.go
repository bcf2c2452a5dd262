package impact

import (
	"fmt"
	"math"

	"continuum/internal/fault"
)

// Shortfall says by how much a programme misses paying for anybody.
type Shortfall struct {
	Highest   float64 // expected events of the person with most
	Effect    float64 // the largest effect that was assumed for anybody
	BreakEven float64 // expected events from which an offer would pay at that effect
}

// Pays tells whether there is anybody for whom an offer pays; where there is not,
// how far the best is from it. Rates and effects have one value a person.
func (t Terms) Pays(rates, effects []float64) (bool, Shortfall, error) {
	if err := t.Check(); err != nil {
		return false, Shortfall{}, err
	}
	if len(rates) != len(effects) {
		return false, Shortfall{}, fault.New(fault.Internal, "%d rates and %d effects", len(rates), len(effects))
	}
	s, pays := Shortfall{Effect: math.Inf(-1)}, false
	for i, rate := range rates {
		if err := checkBoth(rate, effects[i]); err != nil {
			return false, s, fault.Wrap(err, "person %d", i+1)
		}
		s.Highest, s.Effect = max(s.Highest, rate), max(s.Effect, effects[i])
		pays = pays || t.Value(rate, effects[i]) > 0
	}
	s.BreakEven = t.BreakEvenRate(s.Effect)
	return pays, s, nil
}

func checkBoth(rate, effect float64) error {
	if err := CheckRate(rate); err != nil {
		return err
	}
	return CheckEffect(effect)
}

// String is a sentence for people who decide.
func (s Shortfall) String() string {
	if math.IsInf(s.BreakEven, 1) {
		return "the programme avoids nothing of worth in anybody, so it cannot pay"
	}
	if s.Highest >= s.BreakEven {
		return fmt.Sprintf("nobody reaches the break-even: at the largest effect (%.0f%% of events avoided) it is %.2f events, and whoever is expected to have more, up to %.2f, is helped less", 100*s.Effect, s.BreakEven, s.Highest)
	}
	return fmt.Sprintf("nobody reaches the break-even: even at the largest effect (%.0f%% of events avoided) a person must expect %.2f events, and the highest expectation is %.2f", 100*s.Effect, s.BreakEven, s.Highest)
}
