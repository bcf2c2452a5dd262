package ward

import (
	"strings"
	"time"

	"continuum/internal/fault"
)

// Bound is one end of a limit; the zero value is no bound.
type Bound struct {
	At  Number
	Set bool
}

// To makes a bound.
func To(n Number) Bound { return Bound{At: n, Set: true} }

// Limit is between what values somebody's measure may lie. A value below Low or above High
// is outside, and has to be confirmed; one below NeverBelow or above NeverAbove never waits
// for that. A value at a bound is still inside.
type Limit struct {
	Low, High              Bound
	NeverBelow, NeverAbove Bound
}

// Side is where a value lies to a limit.
type Side uint8

// The sides.
const (
	Inside Side = iota
	Below
	Above
)

// String gives "inside", "below" or "above".
func (s Side) String() string { return [...]string{"inside", "below", "above"}[s] }

// Judge says on which side a value lies, and whether it never waits.
func (l Limit) Judge(n Number) (side Side, never bool) {
	switch {
	case l.NeverBelow.Set && n < l.NeverBelow.At:
		return Below, true
	case l.NeverAbove.Set && n > l.NeverAbove.At:
		return Above, true
	case l.Low.Set && n < l.Low.At:
		return Below, false
	case l.High.Set && n > l.High.At:
		return Above, false
	}
	return Inside, false
}

// check tells what is wrong with a limit, if anything.
func (l Limit) check() string {
	switch above := func(a, b Bound) bool { return a.Set && b.Set && a.At > b.At }; {
	case above(l.Low, l.High):
		return "its low end is above its high end"
	case above(l.NeverBelow, l.Low), above(l.NeverBelow, l.High):
		return "what never waits begins inside the limit, at the low end"
	case above(l.High, l.NeverAbove), above(l.Low, l.NeverAbove):
		return "what never waits begins inside the limit, at the high end"
	case above(l.NeverBelow, l.NeverAbove):
		return "every value would never wait"
	}
	return ""
}

// Personal is a limit that somebody set for one person, for a time.
type Personal struct {
	Measure     Measure
	Limit       Limit
	By, Why     string
	From, Until time.Time // Until is the first moment at which it holds no more
}

// Check says what is missing or wrong. Nobody's limits are changed for ever or by nobody.
func (p Personal) Check() error {
	wrong := func(fix, reason string) error {
		return &fault.Error{Code: fault.Invalid, Column: p.Measure.String(), Reason: "the personal limit " + reason, Fix: fix}
	}
	switch {
	case int(p.Measure) >= measures:
		return wrong("name one of "+strings.Join(names[:], ", "), "is for no measure there is")
	case strings.TrimSpace(p.By) == "":
		return wrong("say who set it", "was set by nobody")
	case p.From.IsZero() || !p.Until.After(p.From):
		return wrong("give a day of review after it begins", "has no end after its beginning")
	case p.Limit == Limit{}:
		return wrong("give a low end, a high end, or both", "has no ends")
	}
	if reason := p.Limit.check(); reason != "" {
		return wrong("put the ends in order", "makes no sense: "+reason)
	}
	return nil
}

// Plan is how one person on the ward is watched.
type Plan struct {
	Scale    Scale
	Personal []Personal
}

// Limit is what holds for a person's measure at a moment, and whose it is: nil for the general
// one. A personal limit replaces the low
// and high end of the general one; the ends that never wait stay, unless it has its own on
// that side. Of several that hold the one set last (by From) counts. Where general ends that
// never wait lie inside a personal limit they move out to it: who may have 80 is not an
// emergency at 82.
func (p *Plan) Limit(m Measure, at time.Time, rules *Rules) (Limit, *Personal) {
	general := rules.Limits[m]
	var own *Personal
	for i := range p.Personal {
		each := &p.Personal[i]
		if each.Measure == m && !at.Before(each.From) && at.Before(each.Until) && (own == nil || !each.From.Before(own.From)) {
			own = each
		}
	}
	if own == nil {
		return general, nil
	}
	l := own.Limit
	if !l.NeverBelow.Set {
		l.NeverBelow = general.NeverBelow
		if l.NeverBelow.Set && l.Low.Set {
			l.NeverBelow.At = min(l.NeverBelow.At, l.Low.At)
		}
	}
	if !l.NeverAbove.Set {
		l.NeverAbove = general.NeverAbove
		if l.NeverAbove.Set && l.High.Set {
			l.NeverAbove.At = max(l.NeverAbove.At, l.High.At)
		}
	}
	return l, own
}
