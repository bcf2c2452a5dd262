package splink

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// The functions below read text as other kinds, as DuckDB's casts do; ok is false
// for what is none.

// wholeLimit is the largest whole number all of whose neighbours are exact here.
const wholeLimit = 1 << 53

// wholeRanges holds the largest number of each whole type, at most wholeLimit.
var wholeRanges = map[string]float64{
	"tinyint": math.MaxInt8, "smallint": math.MaxInt16, "int": math.MaxInt32, "integer": math.MaxInt32, "bigint": wholeLimit,
}

// readNumber reads a number with or without fraction and exponent.
func readNumber(s string) (float64, bool) {
	s = strings.Trim(s, spaces)
	if strings.ContainsAny(s, "xXpP_") {
		return 0, false
	}
	x, err := strconv.ParseFloat(s, 64)
	return x, err == nil || math.IsInf(x, 0)
}

// spaces are what DuckDB skips around numbers and dates.
const spaces = " \t\n\v\f\r"

// readWhole reads a whole number of a type; a fraction is rounded, halves away
// from zero.
func readWhole(s, name string) (float64, bool) {
	x, ok := readNumber(s)
	if !ok {
		return 0, false
	}
	return inRange(math.Round(x), name)
}

// inRange checks a whole number against its type.
func inRange(x float64, name string) (float64, bool) {
	most := wholeRanges[name]
	least := -most
	if most < wholeLimit {
		least--
	}
	return x, x >= least && x <= most
}

// readTruth reads yes and no as DuckDB knows them.
func readTruth(s string) (value, ok bool) {
	switch strings.ToLower(s) {
	case "true", "t", "1", "yes", "y":
		return true, true
	case "false", "f", "0", "no", "n":
		return false, true
	}
	return false, false
}

// list is a list of texts, as far as conditions can tell lists apart.
type list struct {
	size int      // elements, NULL ones included
	set  []string // the distinct elements, sorted
}

// maxList is the number of elements of a list that are read.
const maxList = 10_000

func listOf(elements []string, nulls int) (list, bool) {
	size := len(elements) + nulls
	slices.Sort(elements)
	return list{size, slices.Compact(elements)}, size <= maxList
}

// readList reads a list written as [a, 'b, c', NULL].
func readList(s string) (list, bool) {
	s = strings.Trim(s, spaces)
	if len(s) < 2 || s[0] != '[' || s[len(s)-1] != ']' {
		return list{}, false
	}
	s = strings.Trim(s[1:len(s)-1], spaces)
	var elements []string
	nulls := 0
	for more := s != ""; more; {
		var element string
		var quoted, ok bool
		if element, s, quoted, more, ok = firstElement(s); !ok {
			return list{}, false
		}
		if !quoted && strings.EqualFold(element, "null") {
			nulls++
		} else {
			elements = append(elements, element)
		}
	}
	return listOf(elements, nulls)
}

// firstElement cuts the first element off the inside of a list. Elements that
// are lists, structures or escaped are not understood.
func firstElement(s string) (element, rest string, quoted, more, ok bool) {
	s = strings.TrimLeft(s, spaces)
	if s != "" && (s[0] == '\'' || s[0] == '"') {
		n := strings.IndexByte(s[1:], s[0])
		if n < 0 {
			return "", "", false, false, false
		}
		element, rest = s[1:n+1], strings.TrimLeft(s[n+2:], spaces)
		if rest == "" {
			return element, "", true, false, !strings.Contains(element, `\`)
		}
		return element, rest[1:], true, true, rest[0] == ',' && !strings.Contains(element, `\`)
	}
	element, rest, more = strings.Cut(s, ",")
	return strings.Trim(element, spaces), rest, false, more, !strings.ContainsAny(element, "[]{}()'\"\\")
}

// overlap counts the elements that two lists have in common.
func (a list) overlap(b list) float64 {
	n, j := 0, 0
	for _, x := range a.set {
		for j < len(b.set) && b.set[j] < x {
			j++
		}
		if j < len(b.set) && b.set[j] == x {
			n++
		}
	}
	return float64(n)
}

// intersect lists the elements that two lists have in common, each once.
func (a list) intersect(b list) list {
	var out list
	for _, x := range a.set {
		if _, found := slices.BinarySearch(b.set, x); found {
			out.set = append(out.set, x)
		}
	}
	out.size = len(out.set)
	return out
}
