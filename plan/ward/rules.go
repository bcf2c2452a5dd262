package ward

import (
	"time"

	"continuum/internal/fault"
)

// Rules are how a ward turns readings into alerts.
type Rules struct {
	Limits  [measures]Limit // general ones, by Measure; Total is the NEWS2 score
	Confirm time.Duration   // a second reading outside, on the same side, confirms within this
	Apart   time.Duration   // readings closer together than this are one: a resend confirms nothing
	Repeat  bool            // ask for a second reading; when none comes in time, that is an alert
	Batch   time.Duration   // what is found of one person within this after an alert joins it while it goes on
}

// Default are rules to start from, for people who measure about every six hours. They are
// ours, not the Royal College's: a clinician of the place must agree them. The general limits
// lie near where the NEWS2 chart begins to give 2 or 3 points. What never waits lies further
// out than the chart's 3 points, because one cold finger or slipped cuff reaches those; a
// person who is that ill shows it in a second measure, which alerts at once too. A score of 5
// or 6 has to be confirmed or be agreed by another measure, 7 does not. Who is on scale 2, and
// everybody whose normal lies near a general limit, needs personal ones.
func Default() Rules {
	r := Rules{Confirm: 14 * time.Hour, Apart: 2 * time.Minute, Repeat: true, Batch: 18 * time.Hour}
	r.Limits[Respiration] = Limit{Low: To(Whole(9)), High: To(Whole(20)), NeverBelow: To(Whole(8)), NeverAbove: To(Whole(30))}
	r.Limits[Saturation] = Limit{Low: To(Whole(93)), NeverBelow: To(Whole(80))}
	r.Limits[Systolic] = Limit{Low: To(Whole(100)), High: To(Whole(180)), NeverBelow: To(Whole(75)), NeverAbove: To(Whole(219))}
	r.Limits[Pulse] = Limit{Low: To(Whole(45)), High: To(Whole(110)), NeverBelow: To(Whole(35)), NeverAbove: To(Whole(145))}
	r.Limits[Consciousness] = Limit{High: To(Awake), NeverAbove: To(Awake)}
	r.Limits[Temperature] = Limit{Low: To(Tenths(351)), High: To(Tenths(380)), NeverAbove: To(Tenths(399))}
	r.Limits[Total] = Limit{High: To(Whole(4)), NeverAbove: To(Whole(6))}
	return r
}

// Check says what makes no sense in rules.
func (r *Rules) Check() error {
	for m, l := range r.Limits {
		if reason := l.check(); reason != "" {
			return &fault.Error{Code: fault.Invalid, Column: Measure(m).String(), Reason: "the general limit makes no sense: " + reason, Fix: "put its ends in order"}
		}
	}
	switch {
	case r.Confirm <= 0:
		return &fault.Error{Code: fault.Invalid, Reason: "no time is given in which a second reading confirms", Fix: "give one that the next planned reading falls into"}
	case r.Apart < 0 || r.Apart >= r.Confirm:
		return &fault.Error{Code: fault.Invalid, Reason: "a second reading can never confirm: readings that count apart lie further apart than it may wait", Fix: "make the first time shorter, or the second longer"}
	case r.Batch <= 0:
		return &fault.Error{Code: fault.Invalid, Reason: "no time is given in which findings join an alert", Fix: "give one, or each reading outside raises its own"}
	}
	return nil
}
