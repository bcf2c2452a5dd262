package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"continuum/access/account"
	"continuum/access/session"
	"continuum/store"
)

// signedIn begins a session of somebody who sees every record, and gives its cookie.
func signedIn(t *testing.T, place string) string {
	t.Helper()
	l, _, err := declared(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	db, err := store.Open(t.Context(), filepath.Join(place, ".continuum", recordFile), recordSchemas()...)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	k, err := keep(t.Context(), db, l, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	accounts, err := openAccounts(t.Context(), k, l)
	if err != nil {
		t.Fatal(err)
	}
	x, err := accounts.Add(t.Context(), account.Account{Name: "safe", Display: "Safe", Roles: []string{"safety_officer"}})
	if err != nil {
		t.Fatal(err)
	}
	sessions, err := session.New(db, accounts)
	if err != nil {
		t.Fatal(err)
	}
	secret, _, err := sessions.Begin(t.Context(), session.Beginning{Account: x.ID, Epoch: x.Epoch, Method: "passkey", Strong: true})
	if err != nil {
		t.Fatal(err)
	}
	out := httptest.NewRecorder()
	sessions.SetCookie(out, secret)
	return strings.Split(out.Header().Get("Set-Cookie"), ";")[0]
}

// What extracts say and what came live are one person's record, on the page and in
// the API, and what both tell is there once.
func TestServeShowsBothSides(t *testing.T) {
	dir := smallPlace(t)
	mustBuild(t, dir)
	place := filepath.Join(dir, "place")
	token := bearer(t, place)
	cookie := signedIn(t, place)
	url := serving(t, place)
	put := func(path, body string) {
		t.Helper()
		if status, text := asked(t, "PUT", url+"/fhir/"+path, body, token...); status != http.StatusCreated {
			t.Fatalf("%s: %d %s", path, status, text)
		}
	}
	get := func(path string) string {
		t.Helper()
		status, text := asked(t, "GET", url+path, "", append(token, "Cookie", cookie)...)
		if status != http.StatusOK {
			t.Fatalf("%s: %d %.300s", path, status, text)
		}
		return text
	}
	now := time.Now().UTC()
	put("Patient/live", `{"resourceType":"Patient","id":"live","identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9434765919"}],"birthDate":"1938-11-09"}`)
	put("Encounter/now", fmt.Sprintf(`{"resourceType":"Encounter","id":"now","status":"in-progress","class":{"code":"IMP"},"subject":{"reference":"Patient/live"},
		"period":{"start":%q},"location":[{"location":{"display":"Ward 5"}}],"serviceProvider":{"display":"Another Hospital"}}`, now.Format(time.RFC3339)))
	put("Encounter/a", `{"resourceType":"Encounter","id":"a","status":"finished","class":{"code":"AMB"},"subject":{"reference":"Patient/live"},
		"identifier":[{"system":"urn:continuum:clinic:activity","value":"a"}],"period":{"start":"2025-03-30T09:00:00Z","end":"2025-03-30T09:10:00Z"}}`)
	put("Patient/new", `{"resourceType":"Patient","id":"new","name":[{"family":"Newcomer"}],"deceasedDateTime":"2026-11-01"}`)

	person := regexp.MustCompile(`"reference":"Patient/(P[0-9A-Z]{11})"`).FindStringSubmatch(get("/fhir/Encounter?patient=live&_count=100"))
	if person == nil {
		t.Fatal("no fact of Mary's is found by the live Patient")
	}
	page := get("/people/" + person[1])
	for _, part := range []string{"<b>In hospital now</b> <span>admitted ", " to Ward 5, Another Hospital", "3 events", "live, not yet in an extract"} {
		if !strings.Contains(page, part) {
			t.Errorf("the page does not hold %q", part)
		}
	}
	if other := get("/people/live"); !strings.Contains(other, "In hospital now") || !strings.Contains(other, "SMITH, Mary") {
		t.Error("the live Patient's id does not lead to the person's page")
	}
	if newcomer := get("/people/new"); !strings.Contains(newcomer, "No extract has this person yet") || !strings.Contains(newcomer, "01-Nov-2026") {
		t.Error("somebody known live only has no page, or the page no death")
	}
	for path, total := range map[string]int{
		"/fhir/Encounter?patient=live": 3, "/fhir/Encounter?patient=" + person[1]: 3,
		"/fhir/Patient?identifier=https://fhir.nhs.uk/Id/nhs-number|9434765919": 4,
	} {
		if text := get(path); !strings.Contains(text, fmt.Sprintf(`"total":%d`, total)) {
			t.Errorf("%s: %.300s, want %d", path, text, total)
		}
	}
	everything := get("/fhir/Patient/" + person[1] + "/$everything")
	for _, part := range []string{`"urn:continuum:clinic#`, `"id":"now"`, `"id":"partner-council"`, `"type":"seealso"`} {
		if !strings.Contains(everything, part) {
			t.Errorf("$everything does not hold %s", part)
		}
	}
	if status, _ := asked(t, "PUT", url+"/fhir/Patient/"+person[1], `{"resourceType":"Patient","id":"`+person[1]+`"}`, token...); status < 400 || status >= 500 {
		t.Errorf("writing a fact: %d", status)
	}
}
