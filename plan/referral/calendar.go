package referral

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Span is a time in words: 2 hours, 4 working hours, 3 days, 2 working days.
type Span string

// unit is what a span counts.
type unit string

const (
	hours        unit = "hour"
	workingHours unit = "working hour"
	days         unit = "day"
	workingDays  unit = "working day"
)

// parts gives how many of what a span is.
func (s Span) parts() (n int, of unit, ok bool) {
	number, rest, _ := strings.Cut(strings.TrimSpace(string(s)), " ")
	n, err := strconv.Atoi(number)
	of = unit(strings.TrimSuffix(strings.Join(strings.Fields(rest), " "), "s"))
	return n, of, err == nil && n > 0 && n <= 1000 && slices.Contains([]unit{hours, workingHours, days, workingDays}, of)
}

// over is when something is overdue.
func (s *Standard) over() Span { return cmp.Or(s.Overdue, s.Within) }

// calendar knows when a place works.
type calendar struct {
	zone     *time.Location
	days     [7]bool
	from, to int // minutes of the day
	holidays map[string]bool
}

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

func newCalendar(h Hours, zone *time.Location) calendar {
	c := calendar{zone: zone, holidays: map[string]bool{}}
	for _, d := range h.Days {
		if i := slices.Index(weekdays, d); i >= 0 {
			c.days[i] = true
		}
	}
	c.from, _ = minutes(h.From)
	c.to, _ = minutes(h.To)
	for _, d := range h.Holidays {
		c.holidays[d] = true
	}
	return c
}

// minutes reads a time of day, as minutes since midnight.
func minutes(text string) (int, bool) {
	t, err := time.Parse("15:04", text)
	return t.Hour()*60 + t.Minute(), err == nil && len(text) == 5
}

// furthest bounds a search for the next working day, in days: a calendar of holidays alone
// has none.
const furthest = 1000

func (c *calendar) works(t time.Time) bool {
	return c.days[t.Weekday()] && !c.holidays[t.Format(time.DateOnly)]
}

// at is a minute of a day.
func (c *calendar) at(t time.Time, minute int) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, minute, 0, 0, c.zone)
}

// opens is a time itself where it is in working hours, or else when they next begin.
func (c *calendar) opens(t time.Time) time.Time {
	t = t.In(c.zone)
	if c.works(t) && t.Before(c.at(t, c.to)) {
		if begin := c.at(t, c.from); t.Before(begin) {
			return begin
		}
		return t
	}
	return c.at(c.nextDay(t), c.from)
}

// nextDay is the same minute of the next working day.
func (c *calendar) nextDay(t time.Time) time.Time {
	for range furthest {
		t = time.Date(t.Year(), t.Month(), t.Day()+1, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), c.zone)
		if c.works(t) {
			break
		}
	}
	return t
}

// after is when a span has passed since a time. Working days end at the minute at which
// they began to count, which is in working hours.
func (c *calendar) after(t time.Time, s Span) time.Time {
	n, of, ok := s.parts()
	t = t.In(c.zone)
	switch {
	case !ok:
		return t
	case of == hours:
		return t.Add(time.Duration(n) * time.Hour).UTC()
	case of == days:
		return t.AddDate(0, 0, n).UTC()
	case of == workingDays:
		t = c.opens(t)
		for range n {
			t = c.nextDay(t)
		}
		return t.UTC()
	}
	return c.worked(c.opens(t), time.Duration(n)*time.Hour).UTC()
}

// worked is when so much working time has passed since a time in working hours.
func (c *calendar) worked(t time.Time, left time.Duration) time.Time {
	for range 50 * furthest {
		end := c.at(t, c.to)
		today := end.Sub(t)
		if left <= today || today <= 0 {
			return t.Add(left)
		}
		left -= today
		t = c.at(c.nextDay(t), c.from)
	}
	return t
}
