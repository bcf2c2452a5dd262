package bed

import (
	"time"

	"continuum/internal/fault"
)

// Review is what a ward round said of one person. It holds until the next.
type Review struct {
	At       time.Time
	Meets    bool     // a criterion to reside
	Criteria []string // codes of those met
	By       string
}

// FromReviews makes the daily answers of a stay from admission to discharge or census, by
// the calendar of zone. Reviews may come in any order; those before admission or after the
// end belong to no day of the stay and are left out. Of two reviews of the same moment that
// differ, "meets" stands: nobody is sent home by a tie.
func FromReviews(admitted, until time.Time, zone *time.Location, reviews []Review) (Daily, error) {
	first, last := DayOf(admitted.In(zone)), DayOf(until.In(zone))
	n := int(last) - int(first) + 1
	if until.Before(admitted) || n > mostDays {
		return Daily{}, fault.New(fault.Invalid, "a stay from %s to %s has no days that can be counted; mend the admission or the discharge", first, last)
	}
	latest := make([]*Review, n)
	for i := range reviews {
		r := &reviews[i]
		if r.At.Before(admitted) || r.At.After(until) {
			continue
		}
		if day := DayOf(r.At.In(zone)) - first; stands(r, latest[day]) {
			latest[day] = r
		}
	}
	return fill(first, n, func(i int) (meets, asked bool) {
		return latest[i] != nil && latest[i].Meets, latest[i] != nil
	}), nil
}

// stands tells whether r is the answer of a day rather than the one before it.
func stands(r, before *Review) bool {
	switch {
	case before == nil || r.At.After(before.At):
		return true
	case r.At.Before(before.At):
		return false
	}
	return r.Meets
}
