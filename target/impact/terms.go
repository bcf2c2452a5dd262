package impact

import (
	"math"

	"continuum/internal/fault"
)

// Terms are what a programme costs and what it is worth where it works, in pence.
type Terms struct {
	Event      float64 // U: what one avoided event saves, at the margin
	Engaged    float64 // C: cost of somebody who takes part
	Offered    float64 // f: cost of an offer, taken up or not
	Engagement float64 // g: chance that somebody offered takes part, above 0 and at most 1
}

const mostPence = 1e12

// Check finds terms that mean nothing.
func (t Terms) Check() error {
	for _, c := range []struct {
		what string
		v    float64
	}{{"value of an avoided event", t.Event}, {"cost of somebody who takes part", t.Engaged}, {"cost of an offer", t.Offered}} {
		if !(c.v >= 0 && c.v <= mostPence) {
			return fault.New(fault.Invalid, "the %s is %v pence; it must be a number from 0 to %.0f", c.what, c.v, float64(mostPence))
		}
	}
	if !(t.Engagement > 0 && t.Engagement <= 1) {
		return fault.New(fault.Invalid, "the chance of taking part is %v; it must be above 0 and at most 1", t.Engagement)
	}
	return nil
}

// CheckRate finds what cannot be an expected number of events.
func CheckRate(rate float64) error {
	if !(rate >= 0 && rate < math.Inf(1)) {
		return fault.New(fault.Invalid, "%v events expected; it must be a number of 0 or more", rate)
	}
	return nil
}

// CheckEffect finds what cannot be a share of events avoided: nobody avoids more
// than all of them. Below 0 is harm.
func CheckEffect(effect float64) error {
	if !(effect <= 1 && effect > math.Inf(-1)) {
		return fault.New(fault.Invalid, "an effect of %v; the share of events avoided is at most 1, and below 0 where help does harm", effect)
	}
	return nil
}

// Value is V: the expected net value of offering a place to somebody with an
// expected number of events, of which a share is avoided by taking part.
func (t Terms) Value(rate, effect float64) float64 {
	return t.Engagement*(rate*effect*t.Event-t.Engaged) - t.Offered
}

// cost is what an offer costs for each person who takes part.
func (t Terms) cost() float64 { return t.Engaged + t.Offered/t.Engagement }

// BreakEvenRate is the expected number of events from which an offer pays; +Inf
// where none does.
func (t Terms) BreakEvenRate(effect float64) float64 { return quotient(t.cost(), effect*t.Event) }

// BreakEvenEffect is the share of events that must be avoided for an offer to pay;
// above 1, or +Inf, no effect is enough.
func (t Terms) BreakEvenEffect(rate float64) float64 { return quotient(t.cost(), rate*t.Event) }

// BreakEvenCost is the most that somebody who takes part may cost for an offer to
// pay, in pence; below 0 the offers alone cost more than is saved.
func (t Terms) BreakEvenCost(rate, effect float64) float64 {
	return rate*effect*t.Event - t.Offered/t.Engagement
}

// BreakEvenEvent is what an avoided event must save for an offer to pay, in pence;
// +Inf where none is avoided.
func (t Terms) BreakEvenEvent(rate, effect float64) float64 { return quotient(t.cost(), rate*effect) }

// Return is what is saved for each pound spent on somebody who takes part and on
// offering it: λ e U / (C + f/g). It is +Inf where nothing is spent.
func (t Terms) Return(rate, effect float64) float64 {
	if t.cost() == 0 {
		return math.Inf(1)
	}
	return rate * effect * t.Event / t.cost()
}

func quotient(need, each float64) float64 {
	switch {
	case need == 0:
		return 0
	case each <= 0:
		return math.Inf(1)
	}
	return need / each
}

// Pence rounds an amount to whole pence, as it is printed and kept.
func Pence(amount float64) int64 { return int64(math.Round(amount)) }
