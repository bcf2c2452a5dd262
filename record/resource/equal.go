package resource

import (
	"strconv"
	"strings"
)

// Equal tells whether two trees are the same JSON value: members in any order,
// items in order, strings as decoded. Numbers are the same when they have the
// same digits and the same exponent: 1.0 is 1.0e0 but neither 1.00 nor 1, because
// FHIR holds the digits of a decimal to be significant.
func Equal(a, b Node) bool {
	if a.Kind() != b.Kind() || a.Len() != b.Len() {
		return false
	}
	switch a.Kind() {
	case Missing, Null:
		return true
	case Array:
		return equalItems(a, b)
	case Object:
		return equalMembers(a, b)
	case Number:
		return equalNumbers(a.literal(), b.literal())
	}
	return a.Text() == b.Text()
}

func equalItems(a, b Node) bool {
	for x, y := a.First(), b.First(); x.doc != nil; x, y = x.Next(), y.Next() {
		if !Equal(x, y) {
			return false
		}
	}
	return true
}

// equalMembers looks in the same order first, which is nearly always right.
func equalMembers(a, b Node) bool {
	var index map[string]Node
	for x, y := a.First(), b.First(); x.doc != nil; x, y = x.Next(), y.Next() {
		if name := x.Name(); !y.Named(name) {
			if index == nil {
				index = members(b)
			}
			if y = index[name]; y.doc == nil || !Equal(x, y) {
				return false
			}
			continue
		}
		if !Equal(x, y) {
			return false
		}
	}
	return true
}

func members(n Node) map[string]Node {
	all := make(map[string]Node, n.Len())
	for name, m := range n.Members() {
		all[name] = m
	}
	return all
}

func equalNumbers(a, b string) bool {
	if a == b {
		return true
	}
	digitsA, exponentA, okA := decimal(a)
	digitsB, exponentB, okB := decimal(b)
	return okA && okB && exponentA == exponentB && digitsA == digitsB
}

// decimal parts a number into its signed digits without leading zeros and the
// power of ten of the last; ok is false for an exponent beyond any use.
func decimal(s string) (digits string, exponent int, ok bool) {
	if at := strings.IndexAny(s, "eE"); at >= 0 {
		if exponent, ok = exponentOf(s[at+1:]); !ok {
			return "", 0, false
		}
		s = s[:at]
	}
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	whole, fraction, _ := strings.Cut(s, ".")
	return sign + strings.TrimLeft(whole+fraction, "0"), exponent - len(fraction), true
}

func exponentOf(s string) (int, bool) {
	e, err := strconv.Atoi(s)
	return e, err == nil && e > -1_000_000_000 && e < 1_000_000_000
}
