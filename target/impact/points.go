package impact

import "continuum/internal/fault"

// Points weigh what people value (nights at home, days without pain) beside
// pounds. They are a line of their own: only where a place says what it would pay
// for a point, and that points decide, do they enter the value by which a list is
// chosen.
type Points struct {
	Name  string
	Event float64 // points gained by an avoided event
	Pence float64 // what the place would pay for a point; 0: points are only shown
}

// Check finds points that mean nothing.
func (p Points) Check() error {
	if !(p.Event >= 0 && p.Event <= 1e9) || !(p.Pence >= 0 && p.Pence <= mostPence) {
		return fault.New(fault.Invalid, "an avoided event gains %v points (%s) worth %v pence each; both must be numbers of 0 or more", p.Event, p.Name, p.Pence)
	}
	return nil
}

// Gained are the points expected from an offer.
func (p Points) Gained(t Terms, rate, effect float64) float64 {
	return t.Engagement * rate * effect * p.Event
}

// Decide gives the terms by which pounds and points choose the list together. What
// it then totals is no saving: state the pounds by the terms without points.
func (p Points) Decide(t Terms) Terms {
	t.Event += p.Event * p.Pence
	return t
}
