package page

import (
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"
)

// words are what the templates say numbers and names with.
var words = template.FuncMap{
	"count": count[int], "count64": count[int64], "dash": dash[int], "dash64": dash[int64], "weight": weight, "odds": odds,
	"chance": chance, "likely": likely, "name": name, "rule": ruleInWords, "percent": percent,
}

// minus is the sign of a negative number, as wide as a plus.
const minus = "\u2212"

// count writes a number with commas: 1,234,567.
func count[N int | int64](n N) string {
	s := strconv.FormatInt(int64(n), 10)
	sign := ""
	if s[0] == '-' {
		sign, s = minus, s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// dash writes a number, or a dash for none.
func dash[N int | int64](n N) string {
	if n == 0 {
		return "–"
	}
	return count(n)
}

// counted writes a number of things: "1 person", "2 people".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return count(n) + " " + many
}

// weight writes log2 odds with a sign and one decimal.
func weight(w float64) string {
	switch {
	case math.IsNaN(w):
		return "–"
	case math.IsInf(w, 1):
		return "+∞"
	case math.IsInf(w, -1):
		return minus + "∞"
	}
	s := strconv.FormatFloat(math.Abs(w), 'f', 1, 64)
	switch {
	case s == "0.0":
		return s
	case w < 0:
		return minus + s
	}
	return "+" + s
}

// odds tells log2 odds in words.
func odds(w float64) string {
	side := "for"
	if w < 0 {
		side = "against"
	}
	switch size := math.Abs(w); {
	case math.IsNaN(w):
		return "unknown"
	case size < 0.3:
		return "about even"
	case size >= 40:
		return "beyond a million million to 1 " + side
	default:
		return "about " + about(math.Exp2(size)) + " to 1 " + side
	}
}

// about writes a number above 0 with two digits that count.
func about(x float64) string {
	switch {
	case x < 9.95:
		return strings.TrimSuffix(strconv.FormatFloat(x, 'f', 1, 64), ".0")
	case x < 995_000:
		unit := math.Pow(10, math.Floor(math.Log10(x))-1)
		return count(int64(math.Round(x/unit) * unit))
	case x >= 1e15:
		return "over 1,000 million million"
	}
	for _, u := range []struct {
		size float64
		name string
	}{{1e12, "million million"}, {1e9, "thousand million"}, {1e6, "million"}} {
		if x >= 0.995*u.size {
			return about(x/u.size) + " " + u.name
		}
	}
	return ""
}

// chance writes a chance from 0 to 1: as a percentage, or as one in so many
// when it is small.
func chance(p float64) string {
	switch {
	case math.IsNaN(p) || p < 0:
		return "–"
	case p == 0:
		return "never"
	case p < 0.001:
		return "1 in " + about(1/p)
	}
	return percent(p)
}

// percent writes a share from 0 to 1 with about two digits that count.
func percent(p float64) string {
	decimals := 0
	switch {
	case math.IsNaN(p):
		return "–"
	case p <= 0 || p >= 1:
	case p < 0.0001:
		return "<0.01%"
	case p < 0.00995:
		decimals = 2
	case p < 0.0995 || p > 0.985:
		decimals = 1
	}
	if p < 1 && p > 0.9994 {
		return ">99.9%"
	}
	return strconv.FormatFloat(100*p, 'f', decimals, 64) + "%"
}

// likely writes the probability of a link, which is mostly near 1.
func likely(p float64) string {
	switch {
	case math.IsNaN(p):
		return "unknown"
	case p > 0.9999:
		return "over 99.99%"
	case p > 0.99:
		return fmt.Sprintf("%.2f%%", 100*p)
	}
	return percent(p)
}

// short are the words of names that are written in capitals.
var short = map[string]bool{"gp": true, "nhs": true, "id": true, "uprn": true, "lsoa": true, "ni": true}

// name turns the name of a comparison, field or stage into words with a capital:
// "gp_practice" into "GP practice".
func name(s string) string {
	parts := strings.Split(s, "_")
	for i, p := range parts {
		if short[p] {
			parts[i] = strings.ToUpper(p)
		}
	}
	return capital(strings.Join(parts, " "))
}

// capital begins a text with a capital letter.
func capital(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// keys are what blocking keys mean.
var keys = map[string]string{
	"nhs_number": "NHS number", "birth_date": "date of birth", "birth_year": "year of birth",
	"birth_month": "month of birth", "birth_day": "day of birth", "birth_day_month": "day and month of birth",
	"given_sound": "sound of given name", "family_sound": "sound of family name",
	"name_sounds": "sounds of both names in any order", "outcode": "postcode district", "email_user": "name before the @ of the email",
	"gp_practice": "GP practice",
}

// ruleInWords tells what records a blocking rule brings together: those with the
// same values of these.
func ruleInWords(rule string) string {
	parts := strings.Split(rule, " + ")
	for i, p := range parts {
		if w, ok := keys[p]; ok {
			parts[i] = w
		} else {
			parts[i] = strings.ReplaceAll(p, "_", " ")
		}
	}
	return capital(strings.Join(parts, " + "))
}
