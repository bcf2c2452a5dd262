package fhir

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"continuum/access/accesstest"
	"continuum/record/audit"
	"continuum/record/sight"
)

// asking is a request to a handler.
type asking struct{ method, path, body string }

func (x asking) of(t *testing.T, api http.Handler) *httptest.ResponseRecorder {
	t.Helper()
	out := httptest.NewRecorder()
	api.ServeHTTP(out, httptest.NewRequest(x.method, x.path, strings.NewReader(x.body)))
	return out
}

// Every request is noted, also the entries of a bundle; what changes something notes
// itself by way of the record.
func TestRequestsAreNoted(t *testing.T) {
	gate := &accesstest.Open{}
	api := handlerOn(t, onSQLite(t), Options{Base: "http://localhost/fhir", Gate: gate})
	for _, x := range []asking{
		{http.MethodPut, "/Patient/mary", mary},
		{http.MethodGet, "/Patient/mary", ""},
		{http.MethodGet, "/Patient?name=smith&birthdate=1938", ""},
		{http.MethodPost, "/", `{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Patient/mary"}}]}`},
		{http.MethodPost, "/", `{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"GET","url":"Patient/mary/_history"}}]}`},
		{http.MethodGet, "/Patient/nobody", ""},
		{http.MethodGet, "/metadata", ""},
	} {
		x.of(t, api)
	}
	var told []string
	for _, e := range gate.Told() {
		told = append(told, strings.Join([]string{e.Action, string(e.Outcome), strings.Join(e.Resources, " "), strings.Join(e.Query, " "), strings.Join(e.People, " ")}, "|"))
	}
	want := []string{
		"read|ok|Patient/mary||Patient/mary",
		"search|ok|Patient/mary|birthdate name|Patient/mary",
		"read|ok|Patient/mary||Patient/mary",
		"history|ok|Patient/mary||Patient/mary",
		"read|failed|Patient/nobody||",
	}
	if !slices.Equal(told, want) {
		t.Errorf("told\n%s\nwant\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
	}
}

func TestNobodyMayDoNothing(t *testing.T) {
	gate := &accesstest.Open{}
	server := New(nil, nil, Options{Gate: gate})
	for _, x := range []asking{
		{http.MethodGet, "/Patient/mary", ""},
		{http.MethodGet, "/Patient", ""},
		{http.MethodGet, "/_history", ""},
		{http.MethodGet, "/Patient/mary/$everything", ""},
		{http.MethodPut, "/Patient/mary", mary},
		{http.MethodDelete, "/Patient/mary", ""},
		{http.MethodPost, "/", `{"resourceType":"Bundle","type":"batch"}`},
	} {
		out := x.of(t, server.Handler())
		if out.Code != http.StatusUnauthorized || out.Header().Get("WWW-Authenticate") == "" {
			t.Errorf("%v: %d %v", x, out.Code, out.Header())
		}
	}
	for _, e := range gate.Told() {
		if e.Outcome != audit.Denied {
			t.Errorf("told %+v", e)
		}
	}
	if out := (asking{http.MethodGet, "/metadata", ""}).of(t, server.Handler()); out.Code != http.StatusOK {
		t.Errorf("metadata: %d", out.Code)
	}
}

// What may not be read or written is answered as what is not there.
func TestWhatMayNotBeWritten(t *testing.T) {
	all := &accesstest.Open{}
	database := onSQLite(t)
	own := sight.OfType{"Observation"}
	api := handlerOn(t, database, Options{Gate: all})
	for _, x := range []asking{{http.MethodPut, "/Patient/mary", mary}, {http.MethodPut, "/Observation/o", `{"resourceType":"Observation","id":"o","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/mary"}}`}} {
		if out := x.of(t, api); out.Code != http.StatusCreated {
			t.Fatalf("%v: %d %s", x, out.Code, out.Body)
		}
	}
	all.Rules = map[string]sight.Rule{"read": own, "write": sight.Always(false)}
	for _, c := range []struct {
		asking
		status int
	}{
		{asking{http.MethodGet, "/Patient/mary", ""}, 404},
		{asking{http.MethodPut, "/Patient/mary", mary}, 404},
		{asking{http.MethodDelete, "/Patient/mary", ""}, 204}, // as of what is not there
		{asking{http.MethodPatch, "/Patient/mary", `[{"op":"replace","path":"/birthDate","value":"1939-01-01"}]`}, 404},
		{asking{http.MethodGet, "/Observation/o", ""}, 200},
		{asking{http.MethodDelete, "/Observation/o", ""}, 403},
		{asking{http.MethodPost, "/Observation", `{"resourceType":"Observation","status":"final","code":{"text":"x"}}`}, 403},
	} {
		if out := c.of(t, api); out.Code != c.status {
			t.Errorf("%s %s: %d, want %d: %s", c.method, c.path, out.Code, c.status, out.Body)
		}
	}
	all.Rules = nil
	if out := (asking{http.MethodGet, "/Patient/mary", ""}).of(t, api); out.Code != http.StatusOK || out.Header().Get("ETag") != `W/"1"` {
		t.Errorf("the Patient was changed: %d %v", out.Code, out.Header())
	}
}
