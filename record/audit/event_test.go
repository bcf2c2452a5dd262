package audit

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"continuum/record/check"
	"continuum/record/resource"
)

var weston = Site{"weston.example", "https://weston.example/fhir"}

func eventOf(t *testing.T, e Entry) resource.Node {
	t.Helper()
	text, err := Event(e, weston, "")
	must(t, err)
	n, err := resource.Parse(text, resource.Limits{})
	must(t, err)
	for _, p := range check.Resource(n) {
		t.Errorf("%s: %s", e.Action, p)
	}
	if t.Failed() {
		t.Fatal(string(text))
	}
	return n
}

// TestEventsAreSound has check, which knows R4, read an event of every action, with
// all there is and with nothing.
func TestEventsAreSound(t *testing.T) {
	words := []string{"claim", "an-unknown-word"}
	for _, k := range kinds {
		words = append(words, k.words...)
	}
	for _, w := range words {
		for _, o := range []Outcome{OK, Denied, Failed} {
			e := looked(53)
			e.Action, e.Outcome, e.Authority, e.Client, e.Reason = w, o, "Practitioner/9", "app 1", "because"
			eventOf(t, e)
			e.Roles, e.Policies, e.Purpose, e.People = []string{" ", "a  b"}, []string{" x y "}, "no code", []string{"a b", "Patient/", "/x", "Patient/1/2", "é"}
			e.Resources = []string{"Observation/", "a", "//", "Observation/1/_history/"}
			eventOf(t, e)
			eventOf(t, Entry{Action: w, Outcome: o})
		}
	}
}

// TestBALP checks what BALP 1.1 asks of each profile that events say they have (from
// its FSH sources: PatientRead.fsh and the others).
func TestBALP(t *testing.T) {
	for _, c := range []struct{ action, profile, code, fhir, client, server, user string }{
		{"read", "PatientRead", "read", "R", "110152", "110153", "IRCP"},
		{"vread", "PatientRead", "vread", "R", "110152", "110153", "IRCP"},
		{"search", "PatientQuery", "search", "E", "110153", "110152", "IRCP"},
		{"create", "PatientCreate", "create", "C", "110153", "110152", "AUT"},
		{"update", "PatientUpdate", "update", "U", "110153", "110152", "AUT"},
		{"patch", "PatientUpdate", "patch", "U", "110153", "110152", "AUT"},
		{"delete", "PatientDelete", "delete", "D", "110153", "110152", "AUT"},
	} {
		e := looked(1)
		e.Action, e.At = c.action, time.Date(2026, 11, 27, 9, 0, 0, 1000, time.UTC)
		if c.action == "search" {
			e.Resources, e.Query = nil, []string{"code", "date"}
		}
		n := eventOf(t, e)
		says := func(what string, got, want string) {
			t.Helper()
			if got != want {
				t.Errorf("%s: %s is %q, not %q", c.action, what, got, want)
			}
		}
		says("profile", n.Get("meta").Get("profile").First().Text(), "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit."+c.profile)
		says("type", n.Get("type").Get("code").Text(), "rest")
		says("subtype", n.Get("subtype").First().Get("code").Text(), c.code)
		says("action", n.Get("action").Text(), c.fhir)
		says("outcome", n.Get("outcome").Text(), "0")
		says("recorded", n.Get("recorded").Text(), "2026-11-27T09:00:00.000001Z")
		agents := map[string]resource.Node{}
		for a := range n.Get("agent").Items() {
			code := a.Get("type").Get("coding").First().Get("code").Text()
			if !agents[code].Missing() {
				t.Errorf("%s: two agents of type %s", c.action, code)
			}
			agents[code] = a
		}
		says("client", agents[c.client].Get("network").Get("address").Text(), "192.0.2.7")
		says("server", agents[c.server].Get("network").Get("address").Text(), weston.Address)
		says("user", agents[c.user].Get("who").Get("identifier").Get("value").Text(), "staff-1")
		says("requestor", agents[c.user].Get("requestor").Text(), "true")
		says("network of the user", agents[c.user].Get("network").Text(), "")
		says("purpose", agents[c.user].Get("purposeOfUse").First().Get("coding").First().Get("code").Text(), "TREAT")
		says("partner", agents["PROV"].Get("who").Get("identifier").Get("value").Text(), "L81001")
		says("entities", entitiesSeen(n), map[bool]string{
			true:  "1/1 Patient/1; 2/24 " + base64.StdEncoding.EncodeToString([]byte("Observation?code&date")) + "; XrequestId/ r1",
			false: "1/1 Patient/1; 2/4 Observation/1/_history/1; XrequestId/ r1",
		}[c.action == "search"])
	}
}

func entitiesSeen(n resource.Node) string {
	var all []string
	for x := range n.Get("entity").Items() {
		what := x.Get("what").Get("reference").Text() + x.Get("what").Get("identifier").Get("value").Text() + x.Get("query").Text()
		all = append(all, fmt.Sprintf("%s/%s %s", x.Get("type").Get("code").Text(), x.Get("role").Get("code").Text(), what))
	}
	return strings.Join(all, "; ")
}

// TestEventForAPerson names nobody else, nor what may be others'.
func TestEventForAPerson(t *testing.T) {
	e := looked(1)
	e.People = []string{"Patient/1", "Patient/2", "P3"}
	e.Resources = []string{"Observation/77"}
	for _, person := range e.People {
		text, err := Event(e, weston, person)
		must(t, err)
		for _, other := range append(e.People, "Observation/77") {
			if strings.Contains(string(text), `"`+other+`"`) != (other == person) {
				t.Errorf("for %s: %s", person, text)
			}
		}
	}
	if n := eventOf(t, e); n.Get("meta").Get("profile").First().Text() != "" {
		t.Error("BALP has no profile for several people")
	}
}
