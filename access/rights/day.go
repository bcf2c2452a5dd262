package rights

import "time"

// dueMonths is how long a request may take, and how much it may be put off.
const (
	dueMonths    = 1
	extendMonths = 2
)

// monthsAfter is the day that corresponds to another some months later, or the last of
// its month where there is none: 31 January and 28 February (as the Information
// Commissioner's Office counts).
func monthsAfter(day time.Time, months int) time.Time {
	y, m, d := day.Date()
	last := time.Date(y, m+time.Month(months)+1, 0, 0, 0, 0, 0, day.Location()).Day()
	return time.Date(y, m+time.Month(months), min(d, last), 0, 0, 0, 0, day.Location())
}

// yearsAfter is the day some years after another; 29 February becomes the 28th.
func yearsAfter(day time.Time, years int) time.Time { return monthsAfter(day, 12*years) }

// daysBetween counts the days from one to another, less than 0 where it is past.
func daysBetween(from, to time.Time) int {
	return int(midnight(to).Sub(midnight(from)) / (24 * time.Hour))
}

// midnight is a day without its zone, in which some days have 23 hours.
func midnight(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// day writes a date as people read it.
func day(t time.Time) string { return t.Format("2 January 2006") }
