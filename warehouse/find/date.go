package find

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// date is one reading of a date of birth: yyyymmdd and how good the match is
// when a person bears it.
type date struct {
	key   string
	grade grade
}

// tightDate reads three words typed without spaces: 09/11/1938, 9.11.38,
// 09-Nov-1938, 1938-11-09.
func tightDate(words []word) (part, bool) {
	if words[0].chunk != words[2].chunk {
		return part{}, false
	}
	if p, ok := longDate(words); ok {
		return p, true
	}
	return shortDate(words)
}

// longDate reads a date whose year has four digits.
func longDate(words []word) (part, bool) {
	a, b, c := words[0].text, words[1].text, words[2].text
	switch {
	case isYear(a):
		return asked(readings(a, b, c))
	case isYear(c) && monthNumber(a) != "":
		return asked(readings(c, a, b)) // November 9 1938
	case isYear(c):
		return asked(readings(c, b, a))
	}
	return part{}, false
}

// shortDate reads a date whose year has two digits: of both centuries.
func shortDate(words []word) (part, bool) {
	day, month, year := words[0].text, words[1].text, words[2].text
	if len(year) != 2 || !isDigits(year) {
		return part{}, false
	}
	return asked(slices.Concat(readings("19"+year, month, day), readings("20"+year, month, day)))
}

func asked(dates []date) (part, bool) { return part{dates: dates}, len(dates) > 0 }

// tightMonth reads a month typed without spaces: 11/1938, 1938-11.
func tightMonth(words []word) (part, bool) {
	year, month := words[0].text, words[1].text
	if !isYear(year) {
		year, month = month, year
	}
	if words[0].chunk != words[1].chunk || !isYear(year) || !isDigits(month) || len(month) > 2 || month > "12" && len(month) == 2 {
		return part{}, false
	}
	return part{born: year + pad(month)}, true
}

// compactDate reads a date in one word: 09111938, 19381109, 091138,
// 9nov1938, or a bare year.
func compactDate(w string) (dates []date, born string) {
	switch {
	case !isDigit(w[0]) || len(w) > 11:
	case !isDigits(w):
		day := strings.IndexFunc(w, isNotDigit)
		year := strings.LastIndexFunc(w, isNotDigit) + 1
		p, _ := tightDate([]word{{text: w[:day]}, {text: w[day:year]}, {text: w[year:]}})
		dates = p.dates
	case len(w) == 8:
		dates = slices.Concat(readings(w[4:], w[2:4], w[:2]), readings(w[:4], w[4:6], w[6:]))
	case len(w) == 6:
		p, _ := shortDate([]word{{text: w[:2]}, {text: w[2:4]}, {text: w[4:]}})
		dates = p.dates
	case isYear(w):
		born = w
	}
	return dates, born
}

func isNotDigit(r rune) bool { return r < '0' || r > '9' }

// readings gives the ways a day, month and year can be meant: as typed, or
// with day and month swapped when both are numbers.
func readings(year, month, day string) []date {
	if !isYear(year) {
		return nil
	}
	var dates []date
	if key, ok := calendar(year, month, strings.TrimRight(day, "sthndr")); ok {
		dates = append(dates, date{key, equalDate})
	}
	if key, ok := calendar(year, day, month); ok && day != month {
		dates = append(dates, date{key, dateSwapped})
	}
	return dates
}

// calendar gives yyyymmdd of a day from 1 to 31 in any month: a mistyped date
// such as 31 November must still be near the right one.
func calendar(year, month, day string) (key string, ok bool) {
	if !isDigits(month) {
		month = monthNumber(month)
	}
	if month == "" || len(month) > 2 || !isDigits(day) || len(day) > 2 {
		return "", false
	}
	month, day = pad(month), pad(day)
	return year + month + day, month >= "01" && month <= "12" && day >= "01" && day <= "31"
}

func isYear(s string) bool { return len(s) == 4 && isDigits(s) && s >= "1850" && s <= "2199" }

func pad(digits string) string {
	if len(digits) == 1 {
		return "0" + digits
	}
	return digits
}

// monthNumber gives the two digits of an English month name, whole or its
// first letters, at least three; "" for any other word.
func monthNumber(word string) string {
	if len(word) < 3 {
		return ""
	}
	for m := time.January; m <= time.December; m++ {
		if strings.HasPrefix(strings.ToLower(m.String()), word) {
			return fmt.Sprintf("%02d", int(m))
		}
	}
	return ""
}
