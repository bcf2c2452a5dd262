package relation

import (
	"time"

	"continuum/record"
	"continuum/record/resource"
	"continuum/record/sight"
)

// span is a time during which something holds; zero ends are open.
type span struct{ since, until time.Time }

// over tells whether it has ended.
func (s span) over(now time.Time) bool { return !s.until.IsZero() && !s.until.After(now) }

// within is the time that both have in common.
func (s span) within(o span) span {
	if o.since.After(s.since) {
		s.since = o.since
	}
	if s.until.IsZero() || !o.until.IsZero() && o.until.Before(s.until) {
		s.until = o.until
	}
	return s
}

// empty tells whether nothing is in it.
func (s span) empty() bool { return !s.until.IsZero() && !s.until.After(s.since) }

// relation says that a party has it.
func (s span) relation(kind, of string) record.Relation {
	return record.Relation{Party: sight.Party{Kind: kind, Of: of}, Since: s.since, Until: s.until}
}

// period reads a Period; ok is false where it cannot be read. What ends on a day ends
// with the day.
func period(n resource.Node, zone *time.Location) (s span, ok bool) {
	if n.Missing() {
		return s, true
	}
	if n.Kind() != resource.Object {
		return s, false
	}
	ok = true
	if start := n.Get("start"); !start.Missing() {
		var read bool
		s.since, _, read = moment(start.Text(), zone)
		ok = ok && read
	}
	if end := n.Get("end"); !end.Missing() {
		var read bool
		_, s.until, read = moment(end.Text(), zone)
		ok = ok && read
	}
	return s, ok
}

// moment reads a dateTime: the first instant that it may mean, and the first after.
func moment(text string, zone *time.Location) (from, to time.Time, ok bool) {
	if t, err := time.Parse(time.RFC3339, text); err == nil {
		return t.UTC(), t.UTC(), true
	}
	for _, x := range []struct {
		layout              string
		years, months, days int
	}{{"2006-01-02", 0, 0, 1}, {"2006-01", 0, 1, 0}, {"2006", 1, 0, 0}} {
		if t, err := time.ParseInLocation(x.layout, text, zone); err == nil {
			return t.UTC(), t.AddDate(x.years, x.months, x.days).UTC(), true
		}
	}
	return from, to, false
}
