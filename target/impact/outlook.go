package impact

import (
	"math"
	"math/rand/v2"
	"slices"

	"continuum/internal/fault"
	"continuum/internal/stat/dist"
)

// Doubt says how unsure the figures behind a list are, as standard deviations.
type Doubt struct {
	Event   float64   // of U, in pence
	Engaged float64   // of C, in pence
	Rate    float64   // of the log of a factor common to all rates: calibration
	Effect  []float64 // of the effect of each group
}

// Outlook is what a list is expected to be worth, and how surely.
type Outlook struct {
	Expected float64       // mean over draws, in pence
	Range    dist.Interval // of 95%, in pence
	Pays     float64       // probability that the whole list saves more than it costs
	Person   []float64     // the same for each person of the list
}

// Foresee draws what a list could be worth (parametric bootstrap). Rates and effects
// are of the people of the list; group is the place of each in doubt.Effect, so that
// those of one group are wrong together. The same seed gives the same answer.
func (t Terms) Foresee(rates, effects []float64, group []int, d Doubt, draws int, seed uint64) (Outlook, error) {
	if err := t.checkDraws(rates, effects, group, d, draws); err != nil {
		return Outlook{}, err
	}
	random := rand.New(rand.NewPCG(seed, 0x1a9e))
	totals, person := make([]float64, draws), make([]float64, len(rates))
	shift := make([]float64, len(d.Effect))
	for k := range totals {
		drawn := t.drawn(d.Event, d.Engaged, random)
		level := math.Exp(d.Rate*random.NormFloat64() - d.Rate*d.Rate/2)
		for g := range shift {
			shift[g] = d.Effect[g] * random.NormFloat64()
		}
		for i, rate := range rates {
			v := drawn.Value(rate*level, min(1, effects[i]+shift[group[i]]))
			totals[k] += v
			if v > 0 {
				person[i]++
			}
		}
	}
	return outlook(totals, person), nil
}

// drawn are terms as they could turn out, by the standard deviations of U and C.
func (t Terms) drawn(event, engaged float64, random *rand.Rand) Terms {
	t.Event = max(0, t.Event+event*random.NormFloat64())
	t.Engaged = max(0, t.Engaged+engaged*random.NormFloat64())
	return t
}

func (t Terms) checkDraws(rates, effects []float64, group []int, d Doubt, draws int) error {
	if len(effects) != len(rates) || len(group) != len(rates) {
		return fault.New(fault.Internal, "%d rates, %d effects and %d groups", len(rates), len(effects), len(group))
	}
	if draws < 1 {
		return fault.New(fault.Invalid, "%d draws; there must be one or more", draws)
	}
	for _, sd := range append([]float64{d.Event, d.Engaged, d.Rate}, d.Effect...) {
		if !(sd >= 0 && sd < math.Inf(1)) {
			return fault.New(fault.Invalid, "a standard deviation of %v; it must be 0 or more", sd)
		}
	}
	for i := range rates {
		if err := checkBoth(rates[i], effects[i]); err != nil {
			return fault.Wrap(err, "person %d of the list", i+1)
		}
		if group[i] < 0 || group[i] >= len(d.Effect) {
			return fault.New(fault.Internal, "person %d of the list is in group %d of %d", i+1, group[i], len(d.Effect))
		}
	}
	return t.Check()
}

// outlook sums up draws of a list's total, and how often each person paid.
func outlook(totals, person []float64) Outlook {
	o, pays := Outlook{Person: person}, 0
	for _, v := range totals {
		o.Expected += v / float64(len(totals))
		if v > 0 {
			pays++
		}
	}
	o.Pays = float64(pays) / float64(len(totals))
	for i := range person {
		person[i] /= float64(len(totals))
	}
	sorted := slices.Sorted(slices.Values(totals))
	at := func(q float64) float64 { return sorted[int(q*float64(len(sorted)-1)+0.5)] }
	o.Range = dist.Interval{Low: at(0.025), High: at(0.975)}
	return o
}
