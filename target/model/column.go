package model

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Form is how the value of a feature reads.
type Form string

// The forms of features.
const (
	Times    Form = "count"    // so many of something; 0 where there is no row
	Since    Form = "since"    // days since the last of something; missing where there was none
	Yes      Form = "yes"      // whether something is so, 1 or 0
	Amount   Form = "amount"   // a number; missing where it is not known
	Category Form = "category" // one of some words
)

// Column is one feature of a model: what it is called, what it says in plain words,
// and where in the place folder it is declared.
type Column struct {
	Name  string `json:"name"`
	Words string `json:"words"` // "emergency admissions in the last year"
	One   string `json:"one,omitempty"`
	Form  Form   `json:"form"`
	File  string `json:"file"`
	Line  int    `json:"line"`
}

// zero tells whether no row means 0, and not that it is unknown.
func (c Column) zero() bool { return c.Form == Times || c.Form == Yes }

// months says a window in words.
func months(n int) string {
	switch {
	case n == 1:
		return "last month"
	case n%12 == 0 && n > 12:
		return fmt.Sprintf("last %d years", n/12)
	case n == 12:
		return "last year"
	}
	return fmt.Sprintf("last %d months", n)
}

// one is the singular of what a window counts.
func (w Window) one() string { return singular(w.One, w.Words) }

// singular is what one of several is called, where it is not said without the last s.
func singular(one, several string) string {
	if one != "" {
		return one
	}
	return strings.TrimSuffix(several, "s")
}

// Say puts the value of a feature into plain words: "3 emergency admissions in the
// last year". NaN, or no level, is a missing value.
func (c Column) Say(number float64, level string) string {
	missing := math.IsNaN(number) && level == ""
	shown := strconv.FormatFloat(math.Round(number*10)/10, 'f', -1, 64)
	switch {
	case c.Form == Since && missing:
		return "no " + c.One
	case c.Form == Since:
		return shown + " " + c.Words
	case missing:
		return c.Words + ": not known"
	case c.Form == Category:
		return c.Words + ": " + strings.ReplaceAll(level, "_", " ")
	case c.Form == Times && number == 0:
		return "no " + c.Words
	case c.Form == Times && number == 1 && c.One != "":
		return "1 " + c.One
	case c.Form == Times:
		return shown + " " + c.Words
	case c.Form == Yes && number == 1:
		return c.Words
	case c.Form == Yes && number == 0:
		return "not: " + c.Words
	}
	return c.Words + " " + shown
}
