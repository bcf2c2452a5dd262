package audit

import (
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"continuum/internal/fault"
)

// personOf is how the test's record calls Patients.
func personOf(patient string) (string, error) {
	if patient == "Patient/gone" {
		return "", fault.New(fault.NotFound, "there is no such Patient")
	}
	return strings.Replace(patient, "Patient/7", "P7", 1), nil
}

func TestQueryOf(t *testing.T) {
	day := time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC)
	for text, want := range map[string]Query{
		"":                                 {},
		"_count=5":                         {},
		"patient=Patient/7":                {Person: "P7"},
		"patient=8":                        {Person: "Patient/8"},
		"agent=staff-1":                    {Actor: "staff-1"},
		"agent:identifier=urn:x|staff-1":   {Actor: "staff-1"},
		"entity=Observation/1":             {Resource: "Observation/1"},
		"date=2026-11-27":                  {Since: day, Until: day.AddDate(0, 0, 1)},
		"date=ge2026-11-27&date=lt2026-12": {Since: day, Until: time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)},
		"date=gt2026-11-27":                {Since: day.AddDate(0, 0, 1)},
		"date=le2026":                      {Until: time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)},
		"date=2026-11-27T01:00%2B01:00":    {Since: day, Until: day.Add(time.Minute)},
		"date=2026-11-27T00:00:00.1Z":      {Since: day.Add(100 * time.Millisecond), Until: day.Add(200 * time.Millisecond)},
		"action=C":                         {Actions: []string{"create"}},
		"action=U,D":                       {Actions: []string{"update", "patch", "delete"}},
		"action=E,C,R,U,D":                 {},
		"action=E,C,R":                     {Except: []string{"update", "patch", "delete"}},
		"subtype=110122":                   {Actions: []string{"sign-in", "sign-in-failed"}},
		"subtype=http://hl7.org/fhir/restful-interaction|vread": {Actions: []string{"vread"}},
		"subtype=claim":           {Actions: []string{"claim"}},
		"subtype=urn:x|read":      {Actions: []string{"-"}},
		"action=R&subtype=create": {Actions: []string{"-"}},
		"action=R&subtype=read":   {Actions: []string{"read"}},
		"outcome=4":               {Outcomes: []Outcome{Denied}},
		"outcome=12":              {Actions: []string{"-"}},
	} {
		params, err := url.ParseQuery(text)
		must(t, err)
		q, err := QueryOf(params, personOf)
		if len(q.Except) == 0 {
			q.Except = nil
		}
		if err != nil || !reflect.DeepEqual(q, want) {
			t.Errorf("%s: %+v, %v; wanted %+v", text, q, err, want)
		}
	}
}

func TestQueryOfRefuses(t *testing.T) {
	for _, text := range []string{
		"name=Smith", "patient=", "patient=Practitioner/1", "patient=Patient/a/b", "patient=a&patient=b", "agent=", "agent=x|", "entity=Observation",
		"entity=", "entity=/0", "entity=/", "patient=/", "patient=Patient/1/_history/2", "date=", "date=yesterday", "date=ne2026", "date=2026-13", "date=20261127", "action=X", "action=", "action=CR", "subtype=", "subtype=x|", "outcome=ok",
	} {
		params, err := url.ParseQuery(text)
		must(t, err)
		if q, err := QueryOf(params, personOf); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %+v, %v", text, q, err)
		}
	}
	if _, err := QueryOf(url.Values{"patient": {"gone"}}, personOf); fault.CodeOf(err) != fault.NotFound {
		t.Error(err)
	}
}

// TestEventsAreFound asks for each event by what it says of itself.
func TestEventsAreFound(t *testing.T) {
	words := []string{"claim"}
	for _, k := range kinds {
		words = append(words, k.words...)
	}
	for _, w := range words {
		e := looked(1)
		e.Action, e.At = w, time.Now()
		n := eventOf(t, e)
		for sub := range n.Get("subtype").Items() {
			text := fmt.Sprintf("patient=Patient/1&agent=staff-1&entity=Observation/1&outcome=0&date=%s&action=%s&subtype=%s|%s",
				n.Get("recorded").Text(), n.Get("action").Text(), sub.Get("system").Text(), sub.Get("code").Text())
			params, err := url.ParseQuery(text)
			must(t, err)
			q, err := QueryOf(params, personOf)
			if err != nil || !q.holds(&e) {
				t.Errorf("%s does not find %s: %+v, %v", text, w, q, err)
			}
		}
	}
}

func FuzzQueryOf(f *testing.F) {
	f.Add("patient=Patient/7&date=ge2026-11&action=R")
	f.Add("subtype=x|y,z&outcome=0,4&entity=A/b")
	f.Fuzz(func(t *testing.T, text string) {
		params, err := url.ParseQuery(text)
		if err != nil {
			return
		}
		if q, err := QueryOf(params, personOf); err == nil {
			q.numbers()
			e := looked(1)
			q.holds(&e)
		} else if c := fault.CodeOf(err); c != fault.Invalid && c != fault.NotFound {
			t.Error(err)
		}
	})
}
