package search

import (
	"strings"
	"testing"

	"continuum/record/definition"
	"continuum/record/index"
)

func parseOne(t *testing.T, typ, name, value string) *Filter {
	t.Helper()
	s, err := Parse(definition.ResourceOf(typ), []Pair{{name, value}}, false)
	if err != nil {
		t.Fatal(err)
	}
	return s.Filters[0]
}

func TestParseRefusesWhatItDoesNotUnderstand(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"colour", "red", "no search parameter of Patient"},
		{"gender:exact", "male", "no modifier of a parameter of kind token"},
		{"gender:missing", "maybe", "true or false"},
		{"birthdate", "yesterday", "not a date"},
		{"birthdate", "2015-13", "not a date"},
		{"_count", "many", "not a number of resources"},
		{"_sort", "colour", "no search parameter"},
		{"_summary", "all", "use one of"},
		{"_include", "Patient", "not Source:parameter"},
		{"_include", "Patient:name", "no search parameter"},
		{"_include:sideways", "Patient:organization", "use :iterate"},
		{"_has:Observation:patient", "1", "names a type, a reference and a parameter"},
		{"_has:Observation:colour:code", "1", "no search parameter of Observation"},
		{"gender.name", "x", "is no reference"},
		{"general-practitioner.colour", "x", "no search parameter"},
		{"organization." + strings.Repeat("partof.", 9) + "name", "x", "a chain of more than 8 links"},
	} {
		_, err := Parse(definition.ResourceOf("Patient"), []Pair{{c.name, c.value}}, false)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s=%s: %v, want %q", c.name, c.value, err, c.want)
		}
	}
}

// A lenient search leaves out what is unknown, and nothing else.
func TestLenient(t *testing.T) {
	s, err := Parse(definition.ResourceOf("Patient"), []Pair{{"colour", "red"}, {"gender", "male"}}, true)
	if err != nil || len(s.Filters) != 1 || len(s.Applied) != 1 || s.Applied[0] != "gender=male" {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := Parse(definition.ResourceOf("Patient"), []Pair{{"birthdate", "x"}}, true); err == nil {
		t.Error("a wrong value was passed over")
	}
}

func TestEscapes(t *testing.T) {
	f := parseOne(t, "Patient", "name", `a\,b,c\\d`)
	if len(f.Any) != 2 || f.Any[0].Text != "a,b" || f.Any[1].Text != `c\d` {
		t.Errorf("%+v", f.Any)
	}
	f = parseOne(t, "Patient", "identifier", `urn:x\|y|12\$`)
	if f.Any[0].System != "urn:x|y" || f.Any[0].Code != "12$" {
		t.Errorf("%+v", f.Any)
	}
}

// TestOrder compares spans of time and numbers as R4 says.
func TestOrder(t *testing.T) {
	day := func(s string) index.Value {
		low, high, _ := index.Interval(s)
		return index.Value{Kind: definition.Date, Low: low, High: high}
	}
	stay := day("2020-02-10")
	stay.High = day("2020-02-20").High
	open := index.Value{Kind: definition.Date, Low: day("2019").Low, High: index.End}
	for _, c := range []struct {
		v     index.Value
		asked string
		want  bool
	}{
		{day("2020-02-15"), "2020-02", true},
		{day("2020"), "2020-02", false},
		{stay, "2020-02", true},
		{stay, "2020-02-15", false},
		{stay, "ge2020-02-15", true},
		{stay, "le2020-02-15", true},
		{stay, "gt2020-02-20", false},
		{stay, "sa2020-02-09", true},
		{stay, "sa2020-02-10", false},
		{stay, "eb2020-02-21", true},
		{stay, "ne2020-02", false},
		{open, "ge2035", true},
		{open, "eb2035", false},
		{day("2020-02-15T10:00:00+02:00"), "2020-02-15T08:00:00Z", true},
	} {
		if got := parseOne(t, "Encounter", "date", c.asked).Matches([]index.Value{c.v}); got != c.want {
			t.Errorf("%v for %s: %v", c.v, c.asked, got)
		}
	}
	for _, c := range []struct {
		value float64
		asked string
		want  bool
	}{
		{79.5, "80", true},
		{80.5, "80", false},
		{80.4, "8.04e1", true},
		{80.4, "80.0", false},
		{80, "ne80", false},
		{80, "gt80", false},
		{80, "ge80", true},
		{88, "ap80", true},
		{89, "ap80", false},
		{-1, "lt0", true},
	} {
		v := index.Value{Kind: definition.Quantity, Least: c.value, Most: c.value}
		if got := parseOne(t, "Observation", "value-quantity", c.asked).Matches([]index.Value{v}); got != c.want {
			t.Errorf("%v for %s: %v", c.value, c.asked, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("Patient", "name:exact", `a\,b,c`)
	f.Add("Observation", "code-value-quantity", `x|y$gt5|z|mg`)
	f.Add("Patient", "_has:Observation:patient:_has:Condition:encounter:code", "x")
	f.Add("Encounter", "location.address-city", "x")
	f.Add("", "_sort", "-_lastUpdated,_id")
	f.Fuzz(func(_ *testing.T, typ, name, value string) {
		s, err := Parse(definition.ResourceOf(typ), []Pair{{name, value}}, false)
		if err != nil {
			return
		}
		for _, filter := range s.Filters {
			if filter.Has == nil && filter.Chain == nil {
				filter.Matches(nil)
				filter.Matches([]index.Value{{Kind: filter.Parameter.Kind}})
			}
		}
	})
}
