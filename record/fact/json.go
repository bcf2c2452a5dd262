package fact

import (
	"math"
	"strconv"
	"strings"

	"continuum/record/resource"
)

// value is JSON being written; the empty one is nothing, and what holds nothing is
// left out, as FHIR asks.
type value string

// text is a string without control characters and white space at its ends.
func text(s string) value {
	s = strings.TrimSpace(strings.Map(printable, s))
	if s == "" {
		return ""
	}
	return value(resource.Quote(s))
}

func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return ' '
	}
	return r
}

// code is a string as FHIR's type code wants it: single spaces between words.
func code(s string) value { return text(strings.Join(strings.Fields(strings.Map(printable, s)), " ")) }

// number writes a number with the digits it was sent with; what is no number is
// nothing.
func number(n float64) value {
	const plain = 1e15 // below, digits without an exponent
	switch {
	case math.IsNaN(n) || math.IsInf(n, 0):
		return ""
	case math.Abs(n) < plain:
		return value(strconv.FormatFloat(n, 'f', -1, 64))
	}
	return value(strconv.FormatFloat(n, 'e', -1, 64))
}

func truth(is bool) value { return value(strconv.FormatBool(is)) }

// array is an array of those that are something.
func array(items ...value) value {
	var b strings.Builder
	for _, x := range items {
		if x != "" {
			b.WriteString(separator(&b, "["))
			b.WriteString(string(x))
		}
	}
	return closed(&b, "]")
}

// object is an object of pairs of a name and what it has; those that have nothing
// are left out.
func object(pairs ...value) value {
	var b strings.Builder
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			b.WriteString(separator(&b, "{"))
			b.WriteString(`"` + string(pairs[i]) + `":` + string(pairs[i+1]))
		}
	}
	return closed(&b, "}")
}

func separator(b *strings.Builder, first string) string {
	if b.Len() == 0 {
		return first
	}
	return ","
}

func closed(b *strings.Builder, end string) value {
	if b.Len() == 0 {
		return ""
	}
	b.WriteString(end)
	return value(b.String())
}
