package place

import (
	"regexp"
	"slices"
	"strings"
	"time"
	_ "time/tzdata" // a place's time zone must load on any machine
)

// rule judges one written value: a reason when it is wrong, and the fix.
type rule func(value string) (reason, fix string)

// rules are the words a `check:"…"` tag may hold, separated by commas, beside
// "required" and "oneof=a|b|c". They apply to texts and lists of texts that are
// not empty.
var rules = map[string]rule{
	"id":       shape(`[a-z][a-z0-9_]*`, "is not an id", "use small letters, digits and _, starting with a letter"),
	"ods":      shape(`[A-Z0-9]{3,10}`, "is not an ODS code", "use 3 to 10 capital letters and digits, such as RW9"),
	"currency": shape(`[A-Z]{3}`, "is not an ISO 4217 currency", "use three capital letters, such as GBP"),
	"country":  shape(`[A-Z]{2}(-[A-Z0-9]{1,3})?`, "is not an ISO 3166 country", "write it as GB-ENG or DE"),
	"language": shape(`[a-z]{2,3}(-[A-Za-z0-9]{2,8})*`, "is not a language tag", "write it as en-GB or cy"),
	"pence":    shape(`0|[1-9][0-9]{0,14}`, "is not a whole number of pence", "write 1234 for 12.34, without sign, point or comma"),
	"year":     shape(`[0-9]{4}([/-][0-9]{2}|[/-][0-9]{4})?`, "is not a year", "write it as 2024/25 or 2024"),
	"uri":      shape(`[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]{1,200}`, "is not an absolute URI", "write it as https://fhir.example.org/Id/person or urn:oid:1.2.3"),
	"date":     calendarDate,
	"monthday": monthDay,
	"timezone": timeZone,
}

// judge applies the named rule to a value.
func judge(name, value string) (reason, fix string) {
	if list, ok := strings.CutPrefix(name, "oneof="); ok {
		return oneOf(strings.Split(list, "|"), value)
	}
	rule, ok := rules[name]
	if !ok {
		return "has no rule named " + name, ""
	}
	return rule(value)
}

func shape(pattern, reason, fix string) rule {
	whole := regexp.MustCompile(`\A(?:` + pattern + `)\z`)
	return func(value string) (string, string) {
		if whole.MatchString(value) {
			return "", ""
		}
		return reason, fix
	}
}

func oneOf(known []string, value string) (string, string) {
	if slices.Contains(known, value) {
		return "", ""
	}
	return "is not one of those known", Suggest(value, known)
}

func calendarDate(value string) (string, string) {
	if _, err := time.Parse(time.DateOnly, value); err != nil {
		return "is not a date", "write it as yyyy-mm-dd, such as 2026-04-01"
	}
	return "", ""
}

func monthDay(value string) (string, string) {
	if _, err := time.Parse("01-02", value); err != nil {
		return "is not a day of the year", "write it as mm-dd, such as 04-01"
	}
	return "", ""
}

func timeZone(value string) (string, string) {
	if _, err := time.LoadLocation(value); err != nil || !strings.Contains(value, "/") && value != "UTC" {
		return "is not a time zone", "use an IANA name, such as Europe/London"
	}
	return "", ""
}
