package bed

import (
	"time"

	"continuum/internal/fault"
)

// Day is a calendar day, counted from 1 January 1970. It has no hour, so that a change of
// the clocks neither adds nor loses a day.
type Day int32

// DayOf is the calendar day of a moment, where that moment says it is.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Date(y, m, d)
}

// Date is the day of a year, month and day of the month.
func Date(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay)
}

const secondsPerDay = 24 * 60 * 60

// ParseDay reads a day as 2026-10-24; days that no calendar has are refused.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, &fault.Error{Code: fault.Invalid, Reason: "not a day", Value: s, Fix: "write it as 2026-10-24"}
	}
	return DayOf(t), nil
}

// String gives the day as 2026-10-24.
func (d Day) String() string { return d.At(0, time.UTC).Format(time.DateOnly) }

// At is the moment of the day when its clocks show the hour.
func (d Day) At(hour int, zone *time.Location) time.Time {
	y, m, day := time.Unix(int64(d)*secondsPerDay, 0).UTC().Date()
	return time.Date(y, m, day, hour, 0, 0, 0, zone)
}
