package search

import (
	"slices"
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
		{strings.Repeat("_has:Patient:link:", 9) + "name", "x", "a chain of more than 8 links"},
		{"_has:Composition:subject:" + strings.Repeat("subject.", 6) + "_id", "x", "lead to too many types"},
		{"name", strings.Repeat("x,", 100) + "x", "at most 100 "},
		{"identifier", strings.Repeat("x,", 1000) + "x", "at most 1000"},
		{"general-practitioner._id", strings.Repeat("x,", 999) + "x", ""},
		{"_sort", strings.Repeat("name,", 8) + "name", "more than 8 keys"},
		{"name:not", "x", "it has :missing, :exact, :contains"},
		{"gender", "", "no value is given"},
		{"gender", "male,,female", "no value is given"},
		{"identifier", "a|b|c", "not a code"},
		{"identifier", "|", "not a code"},
		{"identifier:of-type", "MR|1", "the system and code of a type and a value"},
		{"gender:of-type", "a|b|c", "no modifier of a parameter of kind token"},
		{"organization:missing.name", "x", "nothing can be asked of a target after this modifier"},
		{"general-practitioner:below", "x", ""},
		{"link:below", "x", "no modifier of a parameter of kind reference"},
		{"_type", "Observation", "only Patient is searched here"},
		{"_type", "Colour", "no type of resource"},
		{"_text", "x", "no search parameter of Patient"},
		{"_content", "x", "no search parameter of Patient"},
		{"_filter", "name eq x", "no search parameter of Patient"},
		{"_query", "x", "no search parameter of Patient"},
		{"_list", "x", "no search parameter of Patient"},
	} {
		_, err := Parse(definition.ResourceOf("Patient"), []Pair{{c.name, c.value}}, false)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s=%.40s: %v, want %q", c.name, c.value, err, c.want)
		}
	}
}

// TestBoundsOfAll counts what all parameters of a query ask for together.
func TestBoundsOfAll(t *testing.T) {
	for _, c := range []struct {
		name, value string
		count       int
		want        string
	}{
		{"name", "x", 200, ""},
		{"name", "x", 201, "201 search parameters"},
		{"identifier", strings.Repeat("x,", 999) + "x", 6, "too many values"},
		{"_include", "Patient:organization", 51, "more than 50"},
		{"general-practitioner.name", "x", 200, "lead to too many types"},
	} {
		_, err := Parse(definition.ResourceOf("Patient"), slices.Repeat([]Pair{{c.name, c.value}}, c.count), false)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d of %s: %v, want %q", c.count, c.name, err, c.want)
		}
	}
}

// TestTypes reads searches of several types at once: a parameter must be one of
// all of them, and of one kind.
func TestTypes(t *testing.T) {
	for _, c := range []struct{ types, name, want string }{
		{"", "_lastUpdated", ""},
		{"", "patient", "no search parameter of all types"},
		{"Observation,Condition", "patient", ""},
		{"Observation,Condition", "onset-date", "no search parameter of all the types searched"},
		{"Observation,Observation", "value-quantity", ""},
		{"Encounter,Condition", "code", "no search parameter"},
		{"Location,Encounter", "status", ""},
	} {
		pairs := []Pair{{c.name, "2020"}}
		if c.types != "" {
			pairs = append(pairs, Pair{"_type", c.types})
		}
		s, err := Parse(nil, pairs, false)
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s of %s: %v, want %q", c.name, c.types, err, c.want)
		}
		if err == nil && c.types != "" && len(s.Of()) == 0 {
			t.Errorf("%s: all types are searched", c.types)
		}
	}
}

// TestNear measures on the earth: Weston to Bristol is 29 km or 18 miles.
func TestNear(t *testing.T) {
	bristol := []index.Value{{Kind: definition.Special, Latitude: 51.4545, Longitude: -2.5879}}
	for asked, want := range map[string]bool{
		"51.3460|-2.9770|30": true, "51.3460|-2.9770|29|km": false, "51.3460|-2.9770|19|[mi_i]": true, "51.3460|-2.9770|18|[mi_i]": false,
		"51.3460|-2.9770": false, "51.45|-2.58": true, "51.3460|-2.9770|30000|m": true, "0|0|20016": true,
	} {
		if got := parseOne(t, "Location", "near", asked).Matches(bristol); got != want {
			t.Errorf("near %s: %v", asked, got)
		}
	}
	for _, wrong := range []string{"51", "51|x", "91|0", "51|-2|5|furlong", "51|-2|-1", "NaN|0", "51|-2|5|km|x"} {
		if _, err := Parse(definition.ResourceOf("Location"), []Pair{{"near", wrong}}, false); err == nil {
			t.Errorf("near %s was understood", wrong)
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
