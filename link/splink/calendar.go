package splink

import (
	"strconv"
	"strings"
	"time"
)

// Days and moments are counts of microseconds from the start of 1970.
const (
	second int64 = 1_000_000
	day          = 86_400 * second
)

// moment gives the count of a day and a time on it, if that day exists.
func moment(year, month, dayOfMonth int, rest int64) (int64, bool) {
	t := time.Date(year, time.Month(month), dayOfMonth, 0, 0, 0, 0, time.UTC)
	ok := month >= 1 && month <= 12 && t.Day() == dayOfMonth
	return t.Unix()*second + rest, ok
}

// midnight is the start of a moment's day.
func midnight(t int64) int64 {
	rest := t % day
	if rest < 0 {
		rest += day
	}
	return t - rest
}

// readDate reads the day that a text begins with: year, month and day parted by
// twice the same sign.
func readDate(s string) (int64, bool) {
	t, _, ok := cutDate(strings.TrimLeft(s, spaces))
	return t, ok
}

func cutDate(s string) (t int64, rest string, ok bool) {
	year, s := cutDigits(s, 5)
	if year == "" || s == "" || strings.IndexByte(`-/ \`, s[0]) < 0 {
		return 0, "", false
	}
	sign := s[0]
	month, s := cutDigits(s[1:], 2)
	if month == "" || s == "" || s[0] != sign {
		return 0, "", false
	}
	dayOfMonth, s := cutDigits(s[1:], 2)
	if dayOfMonth == "" || s != "" && isDigit(s[0]) {
		return 0, "", false
	}
	t, ok = moment(toInt(year), toInt(month), toInt(dayOfMonth), 0)
	return t, s, ok
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// cutDigits cuts at most some leading digits off a text.
func cutDigits(s string, most int) (digits, rest string) {
	n := 0
	for n < len(s) && n < most && isDigit(s[n]) {
		n++
	}
	return s[:n], s[n:]
}

func toInt(digits string) int {
	n, _ := strconv.Atoi(digits) // a few digits, as they were cut
	return n
}

// readMoment reads a day with or without a time; as in DuckDB, an offset from UTC
// is let pass and not applied.
func readMoment(s string) (int64, bool) {
	t, rest, ok := cutDate(strings.TrimLeft(s, spaces))
	if !ok || rest == "" {
		return t, ok
	}
	if rest[0] != ' ' && rest[0] != 'T' {
		return 0, false
	}
	time, rest, ok := cutTime(strings.TrimLeft(rest[1:], spaces))
	return t + time, ok && zone(strings.TrimRight(rest, spaces))
}

// cutTime reads hours and minutes, with or without seconds and their fraction.
func cutTime(s string) (t int64, rest string, ok bool) {
	scale := 3600 * second
	for i := 0; i < 3; i++ {
		var digits string
		digits, s = cutDigits(s, 2)
		n := int64(toInt(digits))
		if digits == "" || i == 0 && n > 24 || i > 0 && n > 59 {
			return 0, "", false
		}
		t += n * scale
		scale /= 60
		if i == 2 || s == "" || s[0] != ':' {
			return fraction(t, s, i)
		}
		s = s[1:]
	}
	return 0, "", false
}

// fraction adds the fraction of a second to a time of which part i was read last;
// where that is not the seconds, nothing may follow.
func fraction(t int64, s string, i int) (int64, string, bool) {
	if i == 2 && s != "" && s[0] == '.' {
		digits, rest := cutDigits(s[1:], 6)
		t += int64(toInt((digits + "000000")[:6]))
		s = strings.TrimLeft(rest, "0123456789")
	}
	return t, s, (i == 2 || i == 1 && s == "") && t <= day
}

// zone tells whether a text is an offset from UTC, or nothing.
func zone(s string) bool {
	switch s {
	case "", "Z", " UTC", "UTC":
		return true
	}
	if s[0] != '+' && s[0] != '-' {
		return false
	}
	hours, rest := cutDigits(s[1:], 2)
	if rest == "" {
		return len(hours) == 2
	}
	minutes, rest := cutDigits(strings.TrimPrefix(rest, ":"), 2)
	return len(hours) == 2 && len(minutes) == 2 && rest == ""
}

// calendarText writes a day, or a moment, as DuckDB does.
func calendarText(t int64, k kind) string {
	u := time.UnixMicro(t).UTC()
	if k == kDate {
		return u.Format("2006-01-02")
	}
	return u.Format("2006-01-02 15:04:05.999999")
}

// difference counts how often the boundary of a unit of time lies between two
// moments, as date_diff does.
func difference(unit string, from, to int64) float64 {
	switch unit {
	case "month", "year":
		a, b := time.UnixMicro(from).UTC(), time.UnixMicro(to).UTC()
		years := b.Year() - a.Year()
		if unit == "year" {
			return float64(years)
		}
		return float64(years*12 + int(b.Month()) - int(a.Month()))
	}
	length := units[unit]
	return float64(floorDiv(to, length) - floorDiv(from, length))
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
