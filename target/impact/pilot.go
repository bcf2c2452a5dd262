package impact

import (
	"fmt"
	"slices"

	"continuum/internal/fault"
	"continuum/internal/frame"
)

// Pilot is people of whom some, chosen at random or matched, were helped, and how
// many events each then had. All slices have one value a row of Data.
type Pilot struct {
	Data    *frame.Frame // features known before anybody was helped
	Treated []float64    // 1 helped, 0 not
	Events  []float64    // counts in the period after
}

// leastEvents of both arms together, from which a rate can be learned at all.
const leastEvents = 10

// Check finds a pilot from which nothing can be learned.
func (p *Pilot) Check() error {
	if len(p.Treated) != p.Data.Rows || len(p.Events) != p.Data.Rows {
		return fault.New(fault.Internal, "%d rows, %d treated, %d events", p.Data.Rows, len(p.Treated), len(p.Events))
	}
	for i, t := range p.Treated {
		if t != 0 && t != 1 {
			return fault.New(fault.Invalid, "row %d: treated is %v; it must be 1 (helped) or 0 (not)", i+1, t)
		}
		if y := p.Events[i]; !(y >= 0 && y <= 1e6) || y != float64(int64(y)) {
			return fault.New(fault.Invalid, "row %d: %v events; counts are whole numbers of 0 or more", i+1, y)
		}
	}
	if err := p.arms().check(); err != nil {
		return err
	}
	if slices.Min(p.Events) == slices.Max(p.Events) {
		return fault.New(fault.Invalid, "everybody of the pilot had %v events: nothing can be learned of who has more", p.Events[0])
	}
	if err := p.apart(); err != nil {
		return err
	}
	return p.leak()
}

// Arms are the two sides of a pilot.
type Arms struct {
	Treated       int     `json:"treated"`
	Control       int     `json:"control"`
	TreatedEvents float64 `json:"treated_events"`
	ControlEvents float64 `json:"control_events"`
}

func (p *Pilot) arms() (a Arms) {
	for i, t := range p.Treated {
		if t == 1 {
			a.Treated++
			a.TreatedEvents += p.Events[i]
		} else {
			a.Control++
			a.ControlEvents += p.Events[i]
		}
	}
	return a
}

func (a Arms) check() error {
	switch {
	case a.Treated == 0 || a.Control == 0:
		return fault.New(fault.Invalid, "the pilot has %d people who were helped and %d who were not; an effect needs both", a.Treated, a.Control)
	case a.TreatedEvents+a.ControlEvents == 0:
		return fault.New(fault.Invalid, "nobody of the pilot had an event: nothing can be learned of avoiding them")
	case a.TreatedEvents+a.ControlEvents < leastEvents:
		return fault.New(fault.Invalid, "the pilot has %.0f events in all; an effect needs at least %d, and hundreds to be told from chance", a.TreatedEvents+a.ControlEvents, leastEvents)
	}
	return nil
}

// share is the share of people who were helped.
func (a Arms) share() float64 { return float64(a.Treated) / float64(a.Treated+a.Control) }

// folds parts the rows into folds by their order, each with about as many of either
// arm, so that no fold lacks one.
func (p *Pilot) folds() []int {
	out, next := make([]int, p.Data.Rows), [2]int{0, folds / 2}
	for i, t := range p.Treated {
		arm := int(t)
		out[i] = next[arm] % folds
		next[arm]++
	}
	return out
}

// dominated tells where one person had so many of the events that the effect hangs on
// them: often a slip, such as a cost in the place of a count.
func (p *Pilot) dominated() string {
	var most, all float64
	for _, y := range p.Events {
		most, all = max(most, y), all+y
	}
	if most < leastEvents || most*10 < all {
		return ""
	}
	return fmt.Sprintf("one person of the pilot had %.0f of its %.0f events: the effect hangs on them; see that the number is right", most, all)
}

// weak tells where a pilot is too small for its own effect to weigh much.
func (a Arms) weak() string {
	if least := min(a.TreatedEvents, a.ControlEvents); least < 100 {
		return fmt.Sprintf("only %.0f events in the smaller arm: the effect rests mostly on what is known from elsewhere", least)
	}
	return ""
}
