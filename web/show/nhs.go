package show

import (
	"strings"

	"continuum/link"
)

// Verdict says whether a text holds an NHS number that may be shown as one.
type Verdict string

// The verdicts.
const (
	Valid      Verdict = "valid"
	BadLength  Verdict = "invalid-length"
	BadCheck   Verdict = "invalid-check-digit"
	Suspicious Verdict = "suspicious-repeated" // one digit ten times: a placeholder
)

// NHSNumber keeps the digits of s and groups them 3-3-4, "943 476 5919". Only a
// valid number is shown: the text is empty with any other verdict.
func NHSNumber(s string) (string, Verdict) {
	d := digits(s)
	switch {
	case len(d) != 10:
		return "", BadLength
	case strings.Count(d, d[:1]) == len(d):
		return "", Suspicious
	}
	if _, ok, _ := link.Check(d); !ok {
		return "", BadCheck
	}
	return d[:3] + " " + d[3:6] + " " + d[6:], Valid
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
