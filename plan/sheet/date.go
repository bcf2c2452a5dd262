package sheet

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// How people write days: the year first, the day first, the name of the month after the day
// or before it.
var (
	yearFirst  = regexp.MustCompile(`\b(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ]|\b)`)
	dayFirst   = regexp.MustCompile(`\b(\d{1,2})[-./](\d{1,2})[-./](\d{4}|\d{2})\b`)
	dayMonth   = regexp.MustCompile(`\b(\d{1,2})/(\d{1,2})\b(/\d*)?`)
	named      = regexp.MustCompile(`\b(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]+(\pL+)\.?,?(?:[ -]+(\d{4})\b)?`)
	monthFirst = regexp.MustCompile(`\b(\pL{3,}) (\d{1,2})(?:st|nd|rd|th)?\b(?:,? (\d{4})\b)?`)
	clock      = regexp.MustCompile(`\b(\d{1,2}):(\d{2})\b`)
	partial    = regexp.MustCompile(`^(?:(\pL+) )?(\d{4})(?:-(\d{2}))?$`) // November 2026, 2026-11, 2026
)

// leap stands for the year where none is said: every day of the calendar is in it.
const leap = 2028

// months are their names in English and Welsh.
var months = [][12]string{
	{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"},
	{"ionawr", "chwefror", "mawrth", "ebrill", "mai", "mehefin", "gorffennaf", "awst", "medi", "hydref", "tachwedd", "rhagfyr"},
}

// month gives the number of a month by its name or the beginning of it; 0: it is none.
func month(word string) int {
	word = strings.ToLower(word)
	if len(word) < 3 {
		return 0
	}
	for _, names := range months {
		for i, name := range names {
			if strings.HasPrefix(name, word) {
				return i + 1
			}
		}
	}
	return 0
}

// day is what was found of a day in a text.
type day struct {
	year, month, day int
	dated            bool // with a year
}

func (d day) time() time.Time {
	return time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC)
}

// exists tells whether the calendar has it.
func (d day) exists() bool {
	return d.month >= 1 && d.month <= 12 && d.day >= 1 && d.year >= 1 && d.time().Day() == d.day
}

// days finds all that looks like a day in a text.
func days(text string) (all []day) {
	take := func(form *regexp.Regexp, read func(parts []string) (day, bool)) {
		text = form.ReplaceAllStringFunc(text, func(found string) string {
			if d, is := read(form.FindStringSubmatch(found)); is {
				all = append(all, d)
				return " "
			}
			return found
		})
	}
	take(yearFirst, func(p []string) (day, bool) { return day{n(p[1]), n(p[2]), n(p[3]), true}, true })
	take(dayFirst, func(p []string) (day, bool) { return day{century(p[3]), n(p[2]), n(p[1]), true}, true })
	take(dayMonth, func(p []string) (day, bool) {
		if p[3] != "" {
			return day{}, true // 9/9/20270: in no year
		}
		return day{leap, n(p[2]), n(p[1]), false}, true
	})
	take(named, func(p []string) (day, bool) {
		m := month(p[2])
		return day{year(p[3]), m, n(p[1]), p[3] != ""}, m > 0 || p[3] != "" // a number, a word and a year: a month misspelt
	})
	take(monthFirst, func(p []string) (day, bool) {
		m := month(p[1])
		return day{year(p[3]), m, n(p[2]), p[3] != ""}, m > 0
	})
	return all
}

func n(digits string) int {
	n, _ := strconv.Atoi(digits) // the forms let at most four digits through
	return n
}

func year(digits string) int {
	if digits == "" {
		return leap
	}
	return n(digits)
}

func century(digits string) int {
	if len(digits) == 2 {
		return 2000 + n(digits)
	}
	return n(digits)
}

// dateProblem tells what is wrong with a date as somebody wrote it; "": nothing. strict asks
// for a day, a month or a year, and takes no words.
func dateProblem(said string, strict bool) string {
	found := days(said)
	for _, d := range found {
		if !d.exists() {
			return "is no day of the calendar"
		}
	}
	for _, p := range clock.FindAllStringSubmatch(said, -1) {
		if n(p[1]) > 23 || n(p[2]) > 59 {
			return "has a time that no clock shows"
		}
	}
	_, part := partOf(said)
	switch {
	case part, len(found) > 0 && (!strict || found[0].dated):
		return ""
	case strict || strings.IndexFunc(said, unicode.IsLetter) < 0:
		return "is no date"
	}
	return ""
}

// partOf reads a month or a year: the first day of it.
func partOf(said string) (time.Time, bool) {
	p := partial.FindStringSubmatch(said)
	if p == nil || p[1] != "" && p[3] != "" {
		return time.Time{}, false
	}
	d := day{year: n(p[2]), month: 1, day: 1}
	if p[1] != "" {
		d.month = month(p[1])
	}
	if p[3] != "" {
		d.month = n(p[3])
	}
	return d.time(), d.exists()
}

// Day reads the day of a date that somebody wrote in their own way: the one that it names, or
// the first of the month or year that it names. False where it names none, such as in “every
// Thursday”, or a day without its year.
func Day(value string) (time.Time, bool) {
	value = strings.TrimSpace(value)
	for _, d := range days(value) {
		if d.dated && d.exists() {
			return d.time(), true
		}
	}
	return partOf(value)
}
