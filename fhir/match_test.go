package fhir

import (
	"context"
	"testing"

	"continuum/internal/fault"
	"continuum/record/resource"
)

// Match knows two people of a family.
func (f *extracts) Match(_ context.Context, asked resource.Node, most int) ([]Match, error) {
	if asked.Get("name").Missing() {
		return nil, fault.New(fault.Invalid, "too little is said")
	}
	all := []Match{{"P1", 0.9987, "certain"}, {"live", 0.25, "possible"}}
	return all[:min(most, len(all))], nil
}

// TestMatch asks who somebody could be, by Parameters and by a Patient alone.
func TestMatch(t *testing.T) {
	facts := &extracts{t, "b1"}
	c := servingWith(t, onSQLite(t), Options{Facts: facts, Matcher: facts})
	c.expect(c.ask("PUT", "/Patient/live", `{"resourceType":"Patient","id":"live"}`), 201)
	const who = `{"resourceType":"Patient","name":[{"family":"Smith"}]}`
	with := func(more string) string {
		return `{"resourceType":"Parameters","parameter":[{"name":"resource","resource":` + who + `}` + more + `]}`
	}
	for _, x := range []struct {
		body   string
		status int
		parts  []string
	}{
		{who, 200, []string{`"total":2`, "match-grade", `"certain"`, `"score":0.9987`, `"possible"`, "Patient/live"}},
		{with(""), 200, []string{`"total":2`}},
		{with(`,{"name":"onlyCertainMatches","valueBoolean":true}`), 200, []string{`"total":1`, "Patient/P1"}},
		{with(`,{"name":"count","valueInteger":1}`), 200, []string{`"total":1`}},
		{with(`,{"name":"count","valueInteger":0}`), 400, []string{"count"}},
		{with(`,{"name":"colour","valueString":"red"}`), 400, []string{"no such parameter"}},
		{`{"resourceType":"Parameters"}`, 400, []string{"missing"}},
		{`{"resourceType":"Observation"}`, 400, []string{"Patient"}},
		{`{"resourceType":"Patient"}`, 400, []string{"too little"}},
		{`{"resourceType":"Patient","gender":"fmale","name":[{"family":"x"}]}`, 422, []string{"Patient.gender"}},
	} {
		c.expect(c.ask("POST", "/Patient/$match", x.body), x.status, x.parts...)
	}
	none := serving(t, onSQLite(t))
	none.expect(none.ask("POST", "/Patient/$match", who), 404, "no linkage")
}
