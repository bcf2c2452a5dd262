package record

import (
	"context"
	"strings"
	"testing"

	"continuum/record/definition"
	"continuum/record/search"
	"continuum/record/sight"
	"continuum/store"
)

// TestNothingLeaks asks about a person whom one may not see by every way that leads to
// them: each answer is as if they were not there.
func TestNothingLeaks(t *testing.T) {
	onBothLabelled(t, func(t *testing.T, r *Record) {
		d := &desk{r, t}
		for _, json := range []string{
			`{"resourceType":"Patient","id":"mine","name":[{"family":"Smith"}],"gender":"male","generalPractitioner":[{"reference":"Organization/seen"}]}`,
			`{"resourceType":"Patient","id":"other","name":[{"family":"Jones"}],"gender":"female","birthDate":"1938-11-09","link":[{"other":{"reference":"Patient/mine"},"type":"seealso"}]}`,
			`{"resourceType":"Encounter","id":"shared","status":"finished","class":{"code":"IMP"},"subject":{"reference":"Patient/mine"},"location":[{"location":{"reference":"Location/ward"}}]}`,
			`{"resourceType":"Encounter","id":"theirs","status":"finished","class":{"code":"EMER","display":"Emergency"},"subject":{"reference":"Patient/other"},"partOf":{"reference":"Encounter/shared"}}`,
			`{"resourceType":"Observation","id":"mine","status":"final","code":{"coding":[{"code":"1"}]},"subject":{"reference":"Patient/mine"},"encounter":{"reference":"Encounter/theirs"}}`,
			`{"resourceType":"Observation","id":"theirs","status":"final","code":{"coding":[{"code":"2"}]},"subject":{"reference":"Patient/other"},"encounter":{"reference":"Encounter/shared"}}`,
			`{"resourceType":"Condition","id":"quiet","language":"en","subject":{"reference":"Patient/mine"},"encounter":{"reference":"Encounter/shared"},"code":{"coding":[{"code":"3"}]}}`,
			`{"resourceType":"Location","id":"site","language":"en","name":"Site","managingOrganization":{"reference":"Organization/seen"}}`,
			`{"resourceType":"Location","id":"house","language":"en","name":"House","partOf":{"reference":"Location/site"}}`,
			`{"resourceType":"Location","id":"ward","name":"Ward","partOf":{"reference":"Location/house"}}`,
			`{"resourceType":"Location","id":"park","name":"Park"}`,
			`{"resourceType":"Location","id":"hut","language":"en","name":"Hut","partOf":{"reference":"Location/park"}}`,
			`{"resourceType":"Location","id":"lake","name":"Lake","partOf":{"reference":"Location/park"}}`,
			`{"resourceType":"Location","id":"annexe","name":"Annexe","partOf":{"reference":"Location/site"}}`,
			`{"resourceType":"Organization","id":"seen","name":"Weston"}`,
		} {
			if _, err := d.put(json, AnyVersion); err != nil {
				t.Fatal(err)
			}
		}
		self := sight.Party{Kind: sight.Self, Of: "7"}
		d.writing(func(tx *store.Tx) error {
			return r.Relate(tx, "account:7", "Patient/mine", []Relation{{Party: self}})
		})
		v := r.As(sight.All{sight.Any{sight.Related{self}, sight.OfType{"Location", "Organization"}}, sight.Not{Rule: sight.Labelled{"english"}}})
		for _, c := range []struct{ typ, query, want string }{
			{"Patient", "", "mine"},
			{"Patient", "family=jones", ""},
			{"Patient", "_id=other,mine", "mine"},
			{"Patient", "gender:not=male", ""},
			{"Patient", "_sort=family", "mine"},
			{"Patient", "_sort=birthdate", "mine"},
			{"Patient", "_has:Encounter:subject:class=EMER", ""},
			{"Patient", "_has:Observation:subject:code=1", "mine"},
			{"Patient", "_has:Condition:subject:code=3", ""},
			{"Patient", "_has:Condition:subject:code:text=x", ""},
			{"Patient", "_has:Observation:subject:_has:Provenance:target:recorded=2026", ""},
			{"Patient", "_has:Patient:link:family=jones", ""},
			{"Organization", "_has:Patient:general-practitioner:gender=male", "seen"},
			{"Organization", "_has:Location:organization:name=site", ""},
			{"Observation", "subject:Patient.family=jones", ""},
			{"Observation", "subject=Patient/other", ""},
			{"Observation", "encounter.class=EMER", ""},
			{"Observation", "encounter.class:text=emergency", ""},
			{"Encounter", "_has:Encounter:part-of:class:text=emergency", ""},
			{"Observation", "encounter.class:not=IMP", ""},
			{"Observation", "encounter.part-of.class=IMP", ""},
			{"Observation", "code=2", ""},
			{"Encounter", "location.partof.name=House", ""},
			{"Encounter", "_has:Observation:encounter:code=2", ""},
			{"Encounter", "_has:Encounter:part-of:class=EMER", ""},
			{"Encounter", "location:below=Location/site", ""},
			{"Encounter", "location:below=Location/house", "shared"},
			{"Location", "partof:above=Location/house", "ward"},
			{"Location", "partof:above=Location/site", "annexe"},
			{"Location", "partof:above=Location/hut", ""},
			{"Location", "partof:below=Location/park", "lake"},
			{"Observation", "_include=Observation:encounter", "mine"},
			{"Observation", "_include=*", "mine | mine"},
			{"Encounter", "_revinclude=Observation:encounter&_revinclude=Condition:encounter&_revinclude=Encounter:part-of", "shared"},
			{"Encounter", "_include=Encounter:location&_include:iterate=Location:partof", "shared | ward"},
			{"Condition", "", ""},
		} {
			if got := d.under(v, c.typ, c.query, nil); got != c.want {
				t.Errorf("%s?%s: %q, want %q", c.typ, c.query, got, c.want)
			}
		}
		for id, want := range map[string]string{"mine": "mine shared mine", "other": ""} {
			if got := d.under(v, "", "", &search.Compartment{Type: definition.ResourceOf(patientName), ID: id}); got != want {
				t.Errorf("the compartment of %s: %q, want %q", id, got, want)
			}
		}
	})
}

// under asks a query of a view, and gives the ids of the matches and, after a bar, of
// what is included.
func (d *desk) under(v View, typ, query string, c *search.Compartment) string {
	d.t.Helper()
	var pairs []search.Pair
	for part := range strings.SplitSeq(query, "&") {
		if name, value, _ := strings.Cut(part, "="); name != "" {
			pairs = append(pairs, search.Pair{Name: name, Value: value})
		}
	}
	s, err := search.Parse(definition.ResourceOf(typ), pairs, false)
	if err != nil {
		d.t.Fatal(err)
	}
	s.Compartment = c
	var out []string
	err = d.db.Read(context.Background(), func(tx *store.Tx) error {
		found, err := v.Search(tx, s, Page{Count: 100, Total: true})
		if err != nil {
			return err
		}
		for _, x := range found.Matches {
			out = append(out, x.ID)
		}
		if found.Total != int64(len(out)) {
			d.t.Errorf("%s?%s: %d matches, total %d", typ, query, len(out), found.Total)
		}
		included, err := v.Included(tx, s, found)
		if len(included) > 0 {
			out = append(out, "|")
		}
		for _, x := range included {
			out = append(out, x.ID)
		}
		return err
	})
	if err != nil {
		return err.Error()
	}
	return strings.Join(out, " ")
}
