package smart

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/record/definition"
)

// Levels of scopes: whose rights they are a part of.
const (
	Patient = "patient" // those of the account, for the person who was chosen
	User    = "user"    // those of the account
	System  = "system"  // those of the app itself
)

// Scope is a permission for resources, such as patient/Observation.rs.
type Scope struct {
	Level string
	Type  string // of FHIR; * every one
	Acts  Acts
	Where string // search parameters that a resource must meet, such as category=laboratory; "" none
	first bool   // written as in SMART 1
}

// String writes the scope, in SMART 1's words where it came so and they fit.
func (s Scope) String() string {
	acts := s.Acts.String()
	if s.first {
		for word, a := range former {
			if a == s.Acts {
				acts = word
			}
		}
	}
	text := s.Level + "/" + s.Type + "." + acts
	if s.Where != "" {
		text += "?" + s.Where
	}
	return text
}

// longestScope bounds one scope.
const longestScope = 500

// scopeOf reads a permission for resources.
func scopeOf(text string) (s Scope, err error) {
	wrong := &fault.Error{Code: fault.Invalid, Reason: "this is no scope", Value: brief(text), Fix: "write it as patient/Observation.rs or user/*.cruds"}
	level, rest, found := strings.Cut(text, "/")
	if !found || len(text) > longestScope || !slices.Contains([]string{Patient, User, System}, level) {
		return s, wrong
	}
	rest, where, limited := strings.Cut(rest, "?")
	typ, acts, _ := strings.Cut(rest, ".")
	s = Scope{Level: level, Type: typ}
	var ok bool
	if s.Acts, s.first, ok = actsOf(acts); !ok || typ != "*" && definition.ResourceOf(typ) == nil {
		return s, wrong
	}
	if limited {
		if s.Where, ok = whereOf(where); !ok || typ == "*" || s.first {
			return s, wrong
		}
	}
	return s, nil
}

// whereOf brings search parameters into one form.
func whereOf(text string) (string, bool) {
	values, err := url.ParseQuery(text)
	if err != nil || len(values) == 0 {
		return "", false
	}
	for name, all := range values {
		if name == "" || slices.Contains(all, "") {
			return "", false
		}
		slices.Sort(all)
		values[name] = slices.Compact(all)
	}
	return values.Encode(), true
}

// both is what two scopes have in common.
func (s Scope) both(other Scope) (c Scope, ok bool) {
	c = Scope{Level: s.Level, Type: s.Type, Acts: s.Acts & other.Acts, Where: s.Where, first: s.first}
	if s.Type == "*" {
		c.Type = other.Type
	}
	if s.Level != other.Level || c.Acts == 0 || other.Type != "*" && c.Type != other.Type {
		return c, false
	}
	if other.Where != "" && other.Where != s.Where {
		c.Where, _ = whereOf(strings.Trim(s.Where+"&"+other.Where, "&"))
	}
	c.first = c.first && c.Where == ""
	return c, true
}

// covers tells whether a scope gives some acts of another, whatever acts it has: what
// meets all of the other's search parameters meets its own.
func (s Scope) covers(other Scope) bool {
	return s.Level == other.Level && (s.Type == "*" || s.Type == other.Type) && (s.Where == "" || within(s.Where, other.Where))
}

// within tells whether all search parameters of one text stand in another.
func within(where, other string) bool {
	all := strings.Split(other, "&")
	for one := range strings.SplitSeq(where, "&") {
		if !slices.Contains(all, one) {
			return false
		}
	}
	return true
}

func compare(a, b Scope) int {
	return cmp.Or(cmp.Compare(a.Level, b.Level), cmp.Compare(a.Type, b.Type), cmp.Compare(a.Where, b.Where))
}

// brief is the beginning of a text that somebody sent.
func brief(text string) string {
	if len(text) > 80 {
		text = text[:80] + "…"
	}
	return strings.ToValidUTF8(text, "?")
}
