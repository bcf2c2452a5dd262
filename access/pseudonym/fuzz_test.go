package pseudonym

import (
	"os"
	"strings"
	"testing"

	"continuum/record/definition"
	"continuum/record/resource"
)

// FuzzRelease lets anything leave: what leaves is sound JSON, and no string is in it
// that is not of a form in which things leave.
func FuzzRelease(f *testing.F) {
	text, err := os.ReadFile("testdata/hostile.jsonl")
	if err != nil {
		f.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		f.Add([]byte(line))
	}
	p := project(f, "diabetes")
	f.Fuzz(func(t *testing.T, text []byte) {
		n, err := resource.Parse(text, resource.Limits{})
		if err != nil {
			return
		}
		out, leaves := released(t, p, n)
		if !leaves {
			return
		}
		for x := range parsed(t, []byte(out)).All() {
			if s := x.Text(); x.Kind() == resource.String && !formal(x, s) {
				t.Errorf("%q leaves of %s", s, text)
			}
		}
		keeps(t, n, out)
	})
}

// formal tells whether a string has a form in which things leave: the pseudonyms, and
// what is coded or counted.
func formal(x resource.Node, s string) bool {
	switch x.Name() {
	case "id":
		return strings.HasPrefix(s, prefix) && len(s) == len(prefix)+26
	case "reference":
		typ, id, _ := strings.Cut(s, "/")
		return definition.ResourceOf(typ) != nil && strings.HasPrefix(id, prefix) && len(id) == len(prefix)+26
	case "system", "url":
		return address.MatchString(s)
	case "postalCode":
		return len(s) <= 4
	}
	return moment.MatchString(s) || clock.MatchString(s) || word.MatchString(s) || isUnit(s) || sign.MatchString(s)
}

func BenchmarkRelease(b *testing.B) {
	p := project(b, "diabetes")
	n := parsed(b, []byte(`{"resourceType":"Observation","id":"x","status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"4548-4","display":"HbA1c"}],"text":"HbA1c"},"subject":{"reference":"Patient/mary","display":"Mary"},"encounter":{"reference":"Encounter/y"},"effectiveDateTime":"2026-03-01T10:00:00Z","performer":[{"reference":"Practitioner/z"}],"valueQuantity":{"value":52,"unit":"mmol/mol","system":"http://unitsofmeasure.org","code":"mmol/mol"}}`))
	t := definition.ResourceOf("Observation")
	b.ReportAllocs()
	for b.Loop() {
		if _, leaves, err := p.Release(t, "x", n, nil); err != nil || !leaves {
			b.Fatal(err)
		}
	}
}
