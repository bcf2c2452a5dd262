package sheet

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"continuum/internal/fault"
	"continuum/plan/standard"
)

// Longest is how long one text of a plan may be, in bytes: some twenty pages.
const Longest = 100_000

// best is the most that a score can be. All decimals of the standards are scores that
// somebody gives: how important a goal is to them, how confident they are of an action.
const best = 10

// sound is what somebody wrote into an element, as it is kept: lines end by a line feed
// alone, whatever a browser sends. A value that is of the wrong type is refused only where no
// reading makes sense of it; an empty one is never.
func sound(of *standard.Element, value string) (string, error) {
	name := field(of)
	wrong := func(reason, fix string) (string, error) {
		return "", &fault.Error{Code: fault.Invalid, Column: name, Value: shown(of, value), Reason: reason, Fix: fix + "; what you wrote is still with you"}
	}
	value = strings.ReplaceAll(value, "\r\n", "\n")
	said := strings.TrimSpace(value)
	switch {
	case value == "":
		return "", nil
	case !of.Leaf():
		return wrong("“"+name+"” is a group and holds no text itself", "write into one of its parts, such as “"+of.Children[0].Name+"”")
	case len(value) > Longest:
		return wrong("the text is longer than 100 kB", "shorten “"+name+"”, or attach a document")
	case !plain(value):
		return wrong("the text has signs that are no text", "paste “"+name+"” as plain text")
	}
	switch of.Holds() {
	case standard.Decimal:
		if !isScore(said) {
			return wrong("“"+name+"” is no number from 0 to 10", "write a number such as 7 or 7.5")
		}
		return said, nil
	case standard.Boolean:
		if !isTruth(said) {
			return wrong("“"+name+"” is neither yes nor no", "write yes or no")
		}
		return said, nil
	case standard.Date, standard.DateTime:
		if problem := dateProblem(said, of.Holds() == standard.Date); problem != "" {
			fix := "write a day such as 9 November 2026 or 09/11/2026"
			if of.Holds() == standard.DateTime {
				fix += ", or words such as “every Thursday”"
			}
			return wrong("“"+name+"” "+problem, fix)
		}
	}
	return value, nil
}

// plain tells whether both engines keep a text.
func plain(text string) bool { return utf8.ValidString(text) && !strings.ContainsRune(text, 0) }

// shown is what an error repeats of a value: of numbers and days, not of a person's words.
func shown(of *standard.Element, value string) string {
	switch of.Holds() {
	case standard.Decimal, standard.Boolean, standard.Date, standard.DateTime:
		if of.Leaf() && plain(value) {
			return short(value)
		}
	}
	return ""
}

// field is what people call an element: some names say nothing without that of their group.
func field(of *standard.Element) string {
	switch of.Name {
	case "Free text", "Coded value", "About Me response":
		if of.Parent != nil {
			return field(of.Parent)
		}
	}
	return of.Name
}

var scoreForm = regexp.MustCompile(`^\d{1,2}(\.\d{1,4})?$`)

func isScore(said string) bool {
	n, err := strconv.ParseFloat(said, 64)
	return scoreForm.MatchString(said) && err == nil && n <= best
}

func isTruth(said string) bool {
	_, is := truths[strings.ToLower(said)]
	return is
}

var truths = map[string]bool{"yes": true, "true": true, "ie": true, "ydy": true, "no": false, "false": false, "na": false, "nac ydy": false}

// Yes reads a value of a boolean element, in English or Welsh.
func Yes(value string) (yes, is bool) {
	yes, is = truths[strings.ToLower(strings.TrimSpace(value))]
	return yes, is
}
