package main

import (
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

// asked sends a request to the API and gives the status and what was answered.
func asked(t *testing.T, method, url, body string, headers ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// bearer gives the header with a token of a partner's system, which sees and writes all
// but what is sealed. options say where the place's database is.
func bearer(t *testing.T, place string, options ...string) []string {
	t.Helper()
	if status, said := quietly(t, append([]string{"user", place, "add", "tester", "--role", "partner_system"}, options...)...); status != done && !strings.Contains(said, "tester") {
		t.Fatalf("adding an account: %s", said)
	}
	status, said := quietly(t, append([]string{"token", place, "--as", "tester", "--scope", "user/*.cruds", "--for", "12h"}, options...)...)
	if status != done {
		t.Fatalf("minting a token: %s", said)
	}
	return []string{"Authorization", "Bearer " + strings.Fields(said)[0]}
}

// What the API was given is there when the server comes back; pages of other sites
// and names that are not ours get nothing.
func TestServeAnswersFHIR(t *testing.T) {
	dir := smallPlace(t)
	mustBuild(t, dir)
	const mary = `{"resourceType":"Patient","id":"mary","name":[{"family":"Smith"}]}`
	token := bearer(t, filepath.Join(dir, "place"))
	t.Run("first", func(t *testing.T) {
		url := serving(t, filepath.Join(dir, "place")) + "/fhir"
		if status, text := asked(t, "PUT", url+"/Patient/mary", mary, token...); status != http.StatusCreated {
			t.Errorf("%d %s", status, text)
		}
		if status, text := asked(t, "POST", url, `{"resourceType":"Bundle","type":"transaction","entry":[{"resource":{"resourceType":"Patient"},"request":{"method":"POST","url":"Patient"}}]}`, token...); status != http.StatusOK || !strings.Contains(text, "201 Created") {
			t.Errorf("a transaction: %d %s", status, text)
		}
		if status, text := asked(t, "GET", url+"/Patient/mary", ""); status != http.StatusUnauthorized || strings.Contains(text, "mary") {
			t.Errorf("without a token: %d %s", status, text)
		}
		if status, _ := asked(t, "PUT", url+"/Patient/mary", mary, append(token, "Origin", "http://evil.example")...); status != http.StatusForbidden {
			t.Errorf("another site's page: %d", status)
		}
		if status, text := asked(t, "GET", url+"/Patient/mary", "", append(token, "Host", "evil.example")...); status != http.StatusForbidden || strings.Contains(text, "Smith") {
			t.Errorf("another name: %d %s", status, text)
		}
	})
	t.Run("again", func(t *testing.T) {
		url := serving(t, filepath.Join(dir, "place")) + "/fhir"
		if status, text := asked(t, "GET", url+"/Patient?family=smith", "", token...); status != http.StatusOK || !strings.Contains(text, `/Patient/mary"`) || !strings.Contains(text, "urn:continuum:link:people#") {
			t.Errorf("what was written, and what extracts say: %d %s", status, text)
		}
	})
}
