package instrument

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"continuum/internal/fault"
)

// mostItem is the largest number that an item may have: scores of it stay finite.
const mostItem = 1e12

// Parse reads an item as people write it: numbers; yes, y, true or 1 and no, n, false
// or 0; of a choice one of its values, whatever the case. NaN stands for an empty text
// and, with an error of code Invalid, for one that cannot be read.
func (it *Item) Parse(text string) (float64, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return missing, nil
	}
	switch it.Type {
	case "yes_no":
		return it.yesNo(text)
	case "choice":
		return it.choice(text)
	}
	v, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil || math.IsNaN(v) || math.IsInf(v, 0):
		return it.bad(text, "is not a number", "write it in digits")
	case math.Abs(v) > mostItem:
		return it.bad(text, "is too large to be meant", "mend it, or leave it empty")
	case it.Type == "count" && (v < 0 || v != math.Trunc(v)):
		return it.bad(text, "is not a count", "write a whole number, 0 or more")
	case it.Least != nil && v < *it.Least:
		return it.bad(text, fmt.Sprintf("is less than %s", it.Text(*it.Least)), "mend it, or leave it empty")
	case it.Most != nil && v > *it.Most:
		return it.bad(text, fmt.Sprintf("is more than %s", it.Text(*it.Most)), "mend it, or leave it empty")
	}
	return v, nil
}

func (it *Item) yesNo(text string) (float64, error) {
	switch strings.ToLower(text) {
	case "1", "yes", "y", "true", "t":
		return 1, nil
	case "0", "no", "n", "false", "f":
		return 0, nil
	}
	return it.bad(text, "is neither yes nor no", "write 1 or 0")
}

func (it *Item) choice(text string) (float64, error) {
	for k, c := range it.Choices {
		if strings.EqualFold(c, text) {
			return float64(k), nil
		}
	}
	return it.bad(text, "is none of the choices", "write one of "+strings.Join(it.Choices, ", "))
}

func (it *Item) bad(text, reason, fix string) (float64, error) {
	return missing, &fault.Error{Code: fault.Invalid, Column: it.Name, Value: text, Reason: reason, Fix: fix}
}

func joined(names []string) string { return strings.Join(names, ", ") }
