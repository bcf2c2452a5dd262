package fhir

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"continuum/access"
	"continuum/access/accesstest"
	"continuum/record/audit"
)

// toldOf writes an entry as the tests of the audit name it.
func toldOf(e *audit.Entry) string {
	return strings.Join([]string{e.Actor, e.Action, string(e.Outcome), fresh.ReplaceAllString(strings.Join(e.Resources, " "), "ID"), strings.Join(e.People, " ")}, "|")
}

// Every request leaves the entries that it should, and no others.
func TestEveryRequestIsTold(t *testing.T) {
	b := besiege(t)
	observation := `{"resourceType":"Observation","id":"o1","status":"final","code":{"text":"x"},"subject":` + ofMary + `}`
	amended := strings.Replace(observation, "final", "amended", 1)
	bundle := func(kind string, entries ...string) string {
		return `{"resourceType":"Bundle","type":"` + kind + `","entry":[` + strings.Join(entries, ",") + `]}`
	}
	for _, c := range []struct {
		by *access.Actor
		asking
		headers []string
		want    []string
	}{
		{nurse, asking{"GET", "/Patient/mary", ""}, nil, []string{"nurse|read|ok|Patient/mary|Patient/mary"}},
		{nurse, asking{"GET", "/Patient/mary", ""}, []string{"If-None-Match", `W/"1"`}, []string{"nurse|read|ok|Patient/mary|Patient/mary"}},
		{nurse, asking{"GET", "/Patient/hidden1", ""}, nil, []string{"nurse|read|failed|Patient/hidden1|"}},
		{nurse, asking{"GET", "/Patient/mary/_history/1", ""}, nil, []string{"nurse|vread|ok|Patient/mary|Patient/mary"}},
		{nurse, asking{"GET", "/Patient/mary/_history/x", ""}, nil, []string{"nurse|vread|failed|Patient/mary|"}},
		{nurse, asking{"GET", "/Observation/o1/_history", ""}, nil, []string{"nurse|history|ok|Observation/o1|Patient/mary"}},
		{nurse, asking{"GET", "/Observation", ""}, nil, []string{"nurse|search|ok|Observation/o1|Patient/mary"}},
		{nurse, asking{"GET", "/Observation?colour=red", ""}, nil, []string{"nurse|search|failed||"}},
		{nurse, asking{"GET", "/Patient/mary/$everything", ""}, nil, []string{"nurse|search|ok|Patient/mary|Patient/mary"}},
		{nurse, asking{"GET", "/Patient/hidden1/$everything", ""}, nil, []string{"nurse|search|failed|Patient/hidden1|"}},
		{nil, asking{"GET", "/Patient/mary", ""}, nil, []string{"|read|denied|Patient/mary|"}},
		{nil, asking{"POST", "/", "nonsense"}, nil, []string{"|batch|denied||"}},
		{nurse, asking{"PUT", "/Observation/o1", observation}, nil, []string{"nurse|update|ok|Observation/o1|Patient/mary"}},
		{nurse, asking{"PUT", "/Observation/o1", amended}, nil, []string{"nurse|update|ok|Observation/o1/_history/2|Patient/mary"}},
		{nurse, asking{"PUT", "/Observation/o1", observation}, []string{"If-Match", `W/"1"`}, []string{"nurse|update|failed|Observation/o1|"}},
		{nurse, asking{"POST", "/Observation", strings.Replace(observation, `"id":"o1",`, "", 1)}, []string{"If-None-Exist", "_id=o1"}, []string{"nurse|create|ok|Observation/o1|Patient/mary"}},
		{nurse, asking{"POST", "/Observation", strings.Replace(observation, `"id":"o1",`, "", 1)}, nil, []string{"nurse|create|ok|Observation/ID/_history/1|Patient/mary"}},
		{ward, asking{"POST", "/CareTeam", strings.Replace(granters["CareTeam"], "SUBJECT", ofMary, 1)}, nil, []string{"ward|create|denied||"}},
		{nurse, asking{"PATCH", "/Observation/o1", `[{"op":"test","path":"/status","value":"final"}]`}, []string{"Content-Type", patchType}, []string{"nurse|update|failed|Observation/o1|"}},
		{nurse, asking{"DELETE", "/Observation/none", ""}, nil, []string{"nurse|delete|ok|Observation/none|"}},
		{nurse, asking{"POST", "/", bundle("batch", getting("Patient/mary"), getting("Patient/hidden1"), getting("Observation?_id=none"))}, nil, []string{"nurse|read|ok|Patient/mary|Patient/mary", "nurse|read|failed|Patient/hidden1|", "nurse|search|ok||"}},
		{nurse, asking{"POST", "/", bundle("transaction", getting("Patient/mary"),
			`{"request":{"method":"DELETE","url":"Observation/none"}}`,
			`{"resource":`+amended+`,"request":{"method":"PUT","url":"Observation/o1"}}`,
			`{"resource":`+strings.Replace(granters["CareTeam"], "SUBJECT", ofMary, 1)+`,"request":{"method":"POST","url":"CareTeam","ifNoneExist":"_id=team"}}`)}, nil, []string{
			"nurse|delete|ok|Observation/none|", "nurse|create|ok|CareTeam/team|Patient/mary", "nurse|update|ok|Observation/o1|Patient/mary", "nurse|read|ok|Patient/mary|Patient/mary",
		}},
		{nurse, asking{"POST", "/", bundle("transaction", `{"resource":`+observation+`,"request":{"method":"PUT","url":"Observation/o1"}}`, getting("Patient/mary"), getting("Patient/hidden1"))}, nil, []string{"nurse|transaction|failed||"}},
		{nurse, asking{"GET", "/Observation/o1", ""}, nil, []string{"nurse|read|ok|Observation/o1|Patient/mary"}},
		{nurse, asking{"DELETE", "/Observation/o1", ""}, nil, []string{"nurse|delete|ok|Observation/o1/_history/3|Patient/mary"}},
		{nurse, asking{"GET", "/Observation/o1", ""}, nil, []string{"nurse|read|failed|Observation/o1|"}},
	} {
		_, before := b.entries(1 << 60)
		out := b.ask(c.by, c.asking, c.headers...)
		all, _ := b.entries(before)
		var got []string
		for i := range all {
			got = append(got, toldOf(&all[i]))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s %s (%d %s) is told as\n%s\nwant\n%s", c.method, c.path, out.Code, out.Body, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

func getting(url string) string { return `{"request":{"method":"GET","url":"` + url + `"}}` }

// crashing facts crash whoever asks.
type crashing struct{ townFacts }

// Owns crashes.
func (crashing) Owns(string) bool { panic("a crash") }

// A request that crashes is told all the same, and the crash goes on to whoever answers
// for it.
func TestCrashesAreTold(t *testing.T) {
	b := besiege(t)
	_, before := b.entries(1 << 60)
	api := accesstest.Signed(nurse, New(b.db, b.record, Options{Gate: b.gate, Facts: crashing{townFacts{newTown(1), nil}}}).Handler())
	func() {
		defer func() {
			if recover() == nil {
				t.Error("it did not crash")
			}
		}()
		api.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/Patient/mary", nil))
	}()
	if all, _ := b.entries(before); len(all) != 1 || toldOf(&all[0]) != "nurse|read|failed|Patient/mary|" {
		t.Errorf("told %+v", all)
	}
}
