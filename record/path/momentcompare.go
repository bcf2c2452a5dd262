package path

import (
	"cmp"
	"time"
)

// compare tells the order of two moments, where it is known: the fields are
// compared from the year on, and where one ends before the other nothing is
// known. A moment with a zone is compared with one without by all the instants
// that one may mean (zones reach from -12:00 to +14:00).
func (m Moment) compare(other Moment) (order int, known bool) {
	if m.zoned != other.zoned {
		return m.apart(other)
	}
	if m.zone != other.zone {
		m, other = m.utc(), other.utc()
	}
	first := fieldYear
	if m.kind == Time {
		first = fieldHour
	}
	for i := first; i < int(min(m.upTo, other.upTo)); i++ {
		if c := cmp.Compare(m.fields[i], other.fields[i]); c != 0 {
			return c, true
		}
	}
	if m.upTo != other.upTo {
		return 0, false
	}
	return cmp.Compare(m.nano, other.nano), true
}

// utc moves the clock to UTC and keeps the precision.
func (m Moment) utc() Moment {
	if m.zoned && m.zone != 0 && m.upTo >= toHour {
		m.set(m.time().Add(-time.Duration(m.zone) * time.Minute))
		m.zone, m.zoneIsZulu = 0, true
	}
	return m
}

// apart orders two moments when all that one may mean is before the other.
func (m Moment) apart(other Moment) (int, bool) {
	low, high := m.bounds()
	otherLow, otherHigh := other.bounds()
	switch {
	case high.Before(otherLow):
		return -1, true
	case low.After(otherHigh):
		return 1, true
	}
	return 0, false
}

const (
	eastMost = 14 * 60 // minutes
	westMost = -12 * 60
)

// bounds are the first and last instants that the moment may mean.
func (m Moment) bounds() (low, high time.Time) {
	east, west := m.zone, m.zone
	if !m.zoned {
		east, west = eastMost, westMost
	}
	low = m.time().Add(-time.Duration(east) * time.Minute)
	high = m.end().Add(-time.Duration(west) * time.Minute)
	return low, high
}

// end is the last nanosecond of the moment, as if its clock were UTC.
func (m Moment) end() time.Time {
	t := m.time()
	switch m.upTo {
	case toYear:
		t = t.AddDate(1, 0, 0)
	case toMonth:
		t = t.AddDate(0, 1, 0)
	case toDay:
		t = t.AddDate(0, 0, 1)
	case toHour:
		t = t.Add(time.Hour)
	case toMinute:
		t = t.Add(time.Minute)
	default:
		if m.digits > 0 {
			return t
		}
		t = t.Add(time.Second)
	}
	return t.Add(-1)
}

// Bounds are the first and the last instant the moment may mean when a moment
// without a zone is read in the zone given (UTC for nil): what a search for
// dates compares.
func (m Moment) Bounds(zone *time.Location) (low, high time.Time) {
	if m.zoned || zone == nil {
		shift := -time.Duration(m.zone) * time.Minute
		return m.time().Add(shift), m.end().Add(shift)
	}
	return inZone(m.time(), zone), inZone(m.end(), zone)
}

func inZone(t time.Time, zone *time.Location) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone)
}
