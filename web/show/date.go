package show

import (
	"fmt"
	"strconv"
	"time"
)

// StaffDate gives "09-Nov-1938", or "" for the zero time.
func StaffDate(t time.Time) string { return format(t, "02-Jan-2006") }

// PersonDate gives "9 November 1938", or "" for the zero time.
func PersonDate(t time.Time) string { return format(t, "2 January 2006") }

// StaffTime gives "09-Nov-1938 14:05", leaving out a midnight that only means
// that the sender gave no time of day.
func StaffTime(t time.Time) string {
	if h, m, s := t.Clock(); h+m+s == 0 {
		return StaffDate(t)
	}
	return format(t, "02-Jan-2006 15:04")
}

// Month gives "November 2026", or "" for the zero time.
func Month(t time.Time) string { return format(t, "January 2006") }

func format(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(layout)
}

// Years is the age in completed years on a day. Who is born on 29 February has
// the birthday on 1 March in common years. It is negative before birth.
func Years(born, on time.Time) int {
	years := on.Year() - born.Year()
	if monthDay(on) < monthDay(born) {
		years--
	}
	return years
}

// Age gives "88y", and "14m" below two years, where years tell too little. It is
// "" when the birth is unknown or after the day.
func Age(born, on time.Time) string {
	if born.IsZero() || on.Before(born) {
		return ""
	}
	if years := Years(born, on); years >= 2 {
		return strconv.Itoa(years) + "y"
	}
	return strconv.Itoa(months(born, on)) + "m"
}

func months(born, on time.Time) int {
	n := 12*(on.Year()-born.Year()) + int(on.Month()) - int(born.Month())
	if on.Day() < born.Day() {
		n--
	}
	return max(n, 0)
}

// BornAge gives "09-Nov-1938 (88y)", or "" when the birth is unknown.
func BornAge(born, on time.Time) string {
	if age := Age(born, on); age != "" {
		return StaffDate(born) + " (" + age + ")"
	}
	return StaffDate(born)
}

// Days is the number of calendar days from one day to a later one.
func Days(from, to time.Time) int {
	return int(day(to).Sub(day(from)) / (24 * time.Hour))
}

// Ago says how long before now a day was: "today", "yesterday", "12 days ago".
// A day yet to come is "in 3 days".
func Ago(t, now time.Time) string {
	switch d := Days(t, now); {
	case d == 0:
		return "today"
	case d == 1:
		return "yesterday"
	case d == -1:
		return "tomorrow"
	case d < 0:
		return fmt.Sprintf("in %s days", Count(int64(-d)))
	default:
		return fmt.Sprintf("%s days ago", Count(int64(d)))
	}
}

func day(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

func monthDay(t time.Time) int { return int(t.Month())*100 + t.Day() }
