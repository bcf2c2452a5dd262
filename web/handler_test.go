package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"continuum/internal/fault"
	"continuum/warehouse"
)

// serve answers one request with the sample place and gives what was logged.
func serve(t *testing.T, facts Facts, method, address string) (answer *httptest.ResponseRecorder, body, logged string) {
	t.Helper()
	var logs bytes.Buffer
	world := sharedWorld(t)
	h := acting(world.gp(), world.handler(facts, &logs))
	r := httptest.NewRequest(method, address, nil)
	if r.Host == "example.com" {
		r.Host = "localhost:8080"
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w, w.Body.String(), logs.String()
}

func TestPages(t *testing.T) {
	for _, c := range []struct {
		address string
		status  int
		holds   []string
	}{
		{"/", 200, []string{"<title>Overview – Weston</title>", "20,000", "Weston General Hospital", "2 feeds need a look", "57,029 registrations were found to be 20,000 people", `href="/linkage"`, "31-Oct-2026"}},
		{"/linkage", 200, []string{"<title>Who is who – Weston</title>", "at odds of about 16 to 1 or better, a weight of 4.0", `href="/people/p-0001"`, "One weak link holds two parts together; unusually many records", "3 registrations to look at", `href="/people/p-1002"`, "Different verified NHS numbers", "Sounds of both names and year of birth", "Not made: different verified NHS numbers.", "1 in 10,000,000", "+23.2", "−11.0", "&lt;b&gt;T&lt;/b&gt; 1"}},
		{"/search", 200, []string{"Find a person", "09/11/1938", "943 476 5919", "WS1 2AB"}},
		{"/search?q=smith", 200, []string{"25 people found", "SMITH, Mary (Mrs)", "09-Nov-1938 (88y)", "943 476 5919", "DE LA CRUZ, José (Mr)", "Name not recorded", `value="smith"`}},
		{"/search?q=llyr", 200, []string{"1 person found", `href="/people/p-0001"`}},
		{"/search?q=" + strings.Repeat("x", 200), 200, []string{"Nobody found"}},
		{"/search?q=" + strings.Repeat("x", 201), 400, []string{"more than 200 characters"}},
		{"/search?q=%00%ff%3Cb%3E", 200, []string{"Nobody found for “&lt;b&gt;”"}},
		{"/people/p-0001", 200, []string{"SMITH, Mary (Mrs)", "Attendance allowance", "£3,245.00", "7 days", "Joan Carter (daughter)", "name SMYTH, Mary; born 11-Sep-1938", "9434765918 (check digit wrong)", "Odds over a million to 1 (weight 24.6)", "strongest link is to Weston GP federation <code>G-4471</code>", "because both have the same NHS number."}},
		{"/people/p-0001?setting=housing", 200, []string{"1 of 48 events", "Lift repaired", "Clear the filter"}},
		{"/people/p-0001?show=major", 200, []string{"5 of 48 events"}},
		{"/people/p-0001?from=2026-11-10&to=10/11/2026", 200, []string{"1 of 48 events", "Emergency admission"}},
		{"/people/p-0001?from=tomorrow", 200, []string{"could not be read", "48 events"}},
		{"/people/p-0001?from=2026-11-10&to=2026-11-09", 200, []string{"after the last"}},
		{"/people/p-0002", 200, []string{"cx-who--dead", "Died", "01-Feb-2026 (age 84y)", "30-Jul-1941 (84y)"}},
		{"/people/p-0003", 200, []string{"Name not recorded", "Not known", "Left the place"}},
		{"/people/p%2F00%2004%3F", 200, []string{"1 to 100 of 2,000 events", "Page 1 of 20", "Hospice care (400)", "&lt;script&gt;alert(1)", "(10m)"}},
		{"/people/p%2F00%2004%3F?page=999", 200, []string{"1,901 to 2,000 of 2,000 events", "Contact 1999"}},
		{"/people/unheard-of", 404, []string{"Page not found"}},
		{"/people/" + strings.Repeat("x", 300), 404, []string{"Page not found"}},
		{"/feeds/social_care_packages", 200, []string{"Social care packages", "March 2025: gap, 0 rows", "site is always empty", "Stale", "within the limit"}},
		{"/feeds/housing_repairs", 200, []string{"over the limit of 5.0%"}},
		{"/feeds/areas", 200, []string{"no dates", "No row was read"}},
		{"/feeds/unheard-of", 404, []string{"Page not found"}},
		{"/builds", 200, []string{"20261122-060412-9f8e7d", "Live", "+25"}},
		{"/health", 200, []string{`{"build":"20261122-060412-9f8e7d","status":"ok"}`}},
		{"/unheard-of", 404, []string{"Page not found"}},
		{"/assets/0000/continuum.css", 404, []string{"Page not found"}},
		{"/?" + strings.Repeat("x", 5000), 414, []string{"too long"}},
	} {
		answer, body, _ := serve(t, newSample(), http.MethodGet, c.address)
		if answer.Code != c.status {
			t.Errorf("%.60s: status %d, want %d", c.address, answer.Code, c.status)
		}
		for _, part := range c.holds {
			if !strings.Contains(body, part) {
				t.Errorf("%.60s: does not hold %q", c.address, part)
			}
		}
		checkPage(t, c.address, answer, body)
	}
}

// checkPage holds every answer to what all have in common.
func checkPage(t *testing.T, address string, answer *httptest.ResponseRecorder, body string) {
	t.Helper()
	for name := range headers {
		if answer.Header().Get(name) == "" {
			t.Errorf("%.60s: no header %s", address, name)
		}
	}
	if answer.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%.60s: may be cached", address)
	}
	body = strings.ReplaceAll(body, `<script src="/assets/`, "")
	for _, never := range []string{"<script", " style=", "<style", " onclick=", "href=\"javascript:", "http://", "https://"} {
		if strings.Contains(body, never) {
			t.Errorf("%.60s: holds %q", address, never)
		}
	}
}

func TestEmptyPlace(t *testing.T) {
	empty := &sample{}
	for _, address := range []string{"/", "/linkage", "/search?q=x", "/builds", "/feeds/x", "/people/x", "/health"} {
		if answer, _, _ := serve(t, empty, http.MethodGet, address); answer.Code >= 500 {
			t.Errorf("%s: status %d for a place without data", address, answer.Code)
		}
	}
}

// A build made before evidence was kept shows its figures and says what to do.
func TestBuildBeforeEvidence(t *testing.T) {
	s := newSample()
	s.old = true
	answer, body, _ := serve(t, s, http.MethodGet, "/linkage")
	for _, part := range []string{"made before evidence was kept; build again", "What was compared", "20,000 people"} {
		if !strings.Contains(body, part) {
			t.Errorf("does not hold %q", part)
		}
	}
	if answer.Code != http.StatusOK || strings.Contains(body, "Nobody stands out") {
		t.Errorf("status %d; it must not say that nobody stands out", answer.Code)
	}
	r := mary()
	r.Registrations[1].Evidence = nil
	s.people["p-0001"] = r
	if _, body, _ := serve(t, s, http.MethodGet, "/people/p-0001"); !strings.Contains(body, "build again to see it step by step") || strings.Contains(body, "cx-why") {
		t.Error("the person's page does not say that the build is too old to tell why")
	}
}

func TestOnlyReading(t *testing.T) {
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete, "TRACE"} {
		answer, _, _ := serve(t, newSample(), method, "/search?q=smith")
		if answer.Code != http.StatusMethodNotAllowed || answer.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: status %d, allow %q", method, answer.Code, answer.Header().Get("Allow"))
		}
	}
	if answer, _, _ := serve(t, newSample(), http.MethodHead, "/people/p-0001"); answer.Code != http.StatusOK {
		t.Errorf("HEAD: status %d", answer.Code)
	}
}

func TestOnlyOurName(t *testing.T) {
	for host, want := range map[string]int{
		"localhost:8080": 200, "127.0.0.1": 200, "[::1]:8080": 200, "LOCALHOST": 200, "127.0.0.2:80": 200, "10.0.0.1": 421,
		"rebound.example:8080": 421, "localhost.example": 421,
	} {
		world := sharedWorld(t)
		h := acting(world.gp(), world.handler(newSample(), io.Discard))
		r := httptest.NewRequest(http.MethodGet, "/people/p-0001", nil)
		r.Host = host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want || want != 200 && strings.Contains(w.Body.String(), "SMITH") {
			t.Errorf("%s: status %d, want %d", host, w.Code, want)
		}
	}
}

func TestNoPersonalDataInLogs(t *testing.T) {
	for _, facts := range []Facts{newSample(), echoing{newSample()}, crashing{newSample()}} {
		for _, address := range []string{"/people/p-0001?from=2026-01-01", "/search?q=Mary%20Smith", "/people/unheard-of", "/Mary"} {
			_, _, logged := serve(t, facts, http.MethodGet, address)
			for _, secret := range []string{"p-0001", "Mary", "Smith", "unheard-of", "2026-01-01"} {
				if strings.Contains(logged, secret) {
					t.Errorf("%s: %q is in the log: %s", address, secret, logged)
				}
			}
			for _, part := range []string{"method=GET", "status=", "route=", "took="} {
				if !strings.Contains(logged, part) {
					t.Errorf("%s: %q is not in the log: %s", address, part, logged)
				}
			}
		}
	}
	if _, _, logged := serve(t, echoing{newSample()}, http.MethodGet, "/people/p-0001"); !strings.Contains(logged, "disk failed") {
		t.Errorf("the log does not tell the cause: %s", logged)
	}
}

// echoing is a place that cannot be read and repeats what it was asked.
type echoing struct{ *sample }

func (echoing) Seen(_ context.Context, id string, _ warehouse.Sees) (warehouse.Record, error) {
	return warehouse.Record{}, fmt.Errorf("disk failed reading %s", id)
}

func (echoing) Search(_ context.Context, query string, _ int) ([]warehouse.Hit, error) {
	return nil, fmt.Errorf("disk failed searching %s", query)
}

// crashing is a place whose reading has a defect.
type crashing struct{ *sample }

func (crashing) Seen(context.Context, string, warehouse.Sees) (warehouse.Record, error) {
	var none []warehouse.Record
	return none[0], nil
}

func TestErrorsBecomePages(t *testing.T) {
	for code, want := range map[fault.Code]int{
		fault.Invalid: 400, fault.Denied: 403, fault.NotFound: 404, fault.Conflict: 409, fault.Internal: 500, fault.Unavailable: 503, "unheard-of": 500,
	} {
		s := newSample()
		s.err = fault.New(code, "secret reason")
		answer, body, _ := serve(t, s, http.MethodGet, "/builds")
		if answer.Code != want {
			t.Errorf("%s: status %d, want %d", code, answer.Code, want)
		}
		if strings.Contains(body, "secret") != (code == fault.Invalid) {
			t.Errorf("%s: shows the wrong reason", code)
		}
		checkPage(t, string(code), answer, body)
	}
	s := newSample()
	s.err = fmt.Errorf("reading: %w", context.DeadlineExceeded)
	if answer, _, _ := serve(t, s, http.MethodGet, "/"); answer.Code != 503 {
		t.Errorf("too slow: status %d, want 503", answer.Code)
	}
	if answer, body, _ := serve(t, crashing{newSample()}, http.MethodGet, "/people/p-0001"); answer.Code != 500 || !strings.Contains(body, "has a fault") {
		t.Errorf("crash: status %d, want an error page", answer.Code)
	}
	s.err = errors.New("gone")
	if answer, body, _ := serve(t, s, http.MethodGet, "/health"); answer.Code != 503 || !strings.Contains(body, "unavailable") {
		t.Errorf("health: status %d", answer.Code)
	}
}
