package check

import "time"

// isDate follows the primitive date: a year, a month or a day of the calendar.
func isDate(s string) bool {
	switch len(s) {
	case len("2006"):
		return isYear(s)
	case len("2006-01"):
		return isYear(s[:4]) && s[4] == '-' && in(s[5:], 1, 12)
	case len("2006-01-02"):
		return isYear(s[:4]) && s[4] == '-' && in(s[5:7], 1, 12) && s[7] == '-' &&
			in(s[8:], 1, days(two(s[:2])*100+two(s[2:4]), time.Month(two(s[5:7]))))
	}
	return false
}

func isYear(s string) bool { return digits(s) == len(s) && s != "0000" }

// days is how many days a month has.
func days(year int, month time.Month) int {
	switch {
	case month == time.February && (year%4 != 0 || year%100 == 0 && year%400 != 0):
		return 28
	case month == time.February:
		return 29
	case month == time.April || month == time.June || month == time.September || month == time.November:
		return 30
	}
	return 31
}

// isDateTime follows the primitive dateTime: a date, or an instant.
func isDateTime(s string) bool { return isDate(s) || isInstant(s) }

// isInstant follows the primitive instant: to the second at least, with a zone.
func isInstant(s string) bool {
	const day = len("2006-01-02")
	if len(s) <= day || s[day] != 'T' || !isDate(s[:day]) {
		return false
	}
	end := clock(s[day+1:])
	return end > 0 && isZone(s[day+1+end:])
}

// isTime follows the primitive time: no zone.
func isTime(s string) bool { return s != "" && clock(s) == len(s) }

// clock is how long the time of day at the front of s is: hh:mm:ss, a leap second
// among them, and a fraction if there is one; 0 where there is no time.
func clock(s string) int {
	const whole = len("15:04:05")
	if len(s) < whole || !in(s[:2], 0, 23) || s[2] != ':' || !in(s[3:5], 0, 59) || s[5] != ':' || !in(s[6:8], 0, 60) {
		return 0
	}
	if len(s) == whole || s[whole] != '.' {
		return whole
	}
	fraction := digits(s[whole+1:])
	if fraction == 0 {
		return 0
	}
	return whole + 1 + fraction
}

// isZone tells Z or an offset of at most 14 hours.
func isZone(s string) bool {
	if s == "Z" {
		return true
	}
	if len(s) != len("+00:00") || s[0] != '+' && s[0] != '-' || s[3] != ':' {
		return false
	}
	return in(s[1:3], 0, 13) && in(s[4:], 0, 59) || s[1:] == "14:00"
}

// in tells whether two digits are a number from least to most.
func in(s string, least, most int) bool {
	return len(s) == 2 && digits(s) == 2 && two(s) >= least && two(s) <= most
}

func two(s string) int { return digit(s[0])*10 + digit(s[1]) }

func digit(c byte) int { return int(c - '0') }

// digits counts the digits at the front of s.
func digits(s string) int {
	for i := range len(s) {
		if s[i]-'0' > 9 {
			return i
		}
	}
	return len(s)
}
