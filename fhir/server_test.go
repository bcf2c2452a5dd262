package fhir

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"continuum/access/accesstest"
	"continuum/internal/testkit"
	"continuum/record"
	"continuum/record/audit"
	"continuum/store"
)

// client asks a server of its own.
type client struct {
	*testing.T
	url string
}

// onBoth runs a test with a fresh server on either engine.
func onBoth(t *testing.T, test func(c *client)) {
	for name, url := range map[string]func(testing.TB) string{"SQLite": onSQLite, "PostgreSQL": testkit.Postgres} {
		t.Run(name, func(t *testing.T) { test(serving(t, url(t))) })
	}
}

// onSQLite is a database of the test's own.
func onSQLite(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "place.db") }

func serving(t *testing.T, database string) *client { return servingWith(t, database, Options{}) }

func servingWith(t *testing.T, database string, o Options) *client {
	web := httptest.NewServer(nil)
	t.Cleanup(web.Close)
	o.Base = web.URL
	web.Config.Handler = handlerOn(t, database, o)
	return &client{t, web.URL}
}

// handlerOn makes a server of a database, without a network.
func handlerOn(t testing.TB, database string, o Options) http.Handler {
	db, err := store.Open(context.Background(), database, record.Migrations())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	r, err := record.Open(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	if o.Gate == nil {
		o.Gate = &accesstest.Open{}
	}
	return accesstest.Signed(accesstest.System(), New(db, r, o).Handler())
}

type reply struct {
	status int
	header http.Header
	body   string
	json   map[string]any
}

func (c *client) ask(method, path, body string, headers ...string) reply {
	c.Helper()
	req, err := http.NewRequest(method, c.url+path, strings.NewReader(body))
	if err != nil {
		c.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		c.Fatal(err)
	}
	out := reply{res.StatusCode, res.Header, string(text), nil}
	if len(text) > 0 {
		if err := json.Unmarshal(text, &out.json); err != nil {
			c.Fatalf("%s %s: %v in %s", method, path, err, text)
		}
	}
	return out
}

func (c *client) expect(r reply, status int, parts ...string) reply {
	c.Helper()
	if r.status != status {
		c.Errorf("status %d, want %d: %s", r.status, status, r.body)
	}
	for _, p := range parts {
		if !strings.Contains(r.body, p) {
			c.Errorf("no %s in %s", p, r.body)
		}
	}
	return r
}

const mary = `{"resourceType":"Patient","id":"mary","identifier":[{"system":"urn:nhs","value":"9434765919"}],"name":[{"family":"Smith"}],"birthDate":"1938-11-09","extension":[{"url":"http://x","valueDecimal":1.00}]}`

// TestOneResource follows a resource through every interaction.
func TestOneResource(t *testing.T) {
	onBoth(t, func(c *client) {
		c.expect(c.ask("GET", "/Patient/mary", ""), 404, "OperationOutcome", "not-found")
		r := c.expect(c.ask("PUT", "/Patient/mary", mary), 201, `"versionId":"1"`, `1.00`)
		if r.header.Get("ETag") != `W/"1"` || r.header.Get("Location") != c.url+"/Patient/mary/_history/1" || r.header.Get("Last-Modified") == "" {
			c.Errorf("headers %v", r.header)
		}
		c.expect(c.ask("PUT", "/Patient/mary", mary), 200, `"versionId":"1"`)
		c.expect(c.ask("GET", "/Patient/mary", "", "If-None-Match", `W/"1"`), 304)
		married := strings.Replace(mary, "Smith", "Jones", 1)
		c.expect(c.ask("PUT", "/Patient/mary", married, "If-Match", `W/"9"`), 412)
		c.expect(c.ask("PUT", "/Patient/mary", married, "If-Match", `W/"1"`), 200, `"versionId":"2"`)
		c.expect(c.ask("GET", "/Patient/mary/_history/1", ""), 200, "Smith")
		c.expect(c.ask("GET", "/Patient/mary/_history/7", ""), 404)
		c.expect(c.ask("GET", "/Patient/mary/_history", ""), 200, `"type":"history"`, `W/\"2\"`)
		c.expect(c.ask("DELETE", "/Patient/mary", ""), 204)
		c.expect(c.ask("DELETE", "/Patient/mary", ""), 204)
		c.expect(c.ask("GET", "/Patient/mary", ""), 410, "deleted")
		c.expect(c.ask("GET", "/Patient?family=jones", ""), 200, `"total":0`)
		c.expect(c.ask("GET", "/Patient/_history", ""), 200, `"DELETE"`)
		c.expect(c.ask("GET", "/_history", ""), 200, `"DELETE"`)
	})
}

// TestConditions creates, updates and deletes by what a resource says.
func TestConditions(t *testing.T) {
	onBoth(t, func(c *client) {
		anon := strings.Replace(mary, `"id":"mary",`, "", 1)
		r := c.expect(c.ask("POST", "/Patient", anon, "If-None-Exist", "identifier=urn:nhs|9434765919"), 201)
		id := r.json["id"].(string)
		r = c.expect(c.ask("POST", "/Patient", anon, "If-None-Exist", "identifier=urn:nhs|9434765919"), 200)
		if r.json["id"] != id {
			c.Errorf("another was created: %v", r.json["id"])
		}
		c.expect(c.ask("POST", "/Patient", anon), 201)
		c.expect(c.ask("POST", "/Patient", anon, "If-None-Exist", "identifier=urn:nhs|9434765919"), 412)
		c.expect(c.ask("DELETE", "/Patient?identifier=urn:nhs|9434765919", ""), 412)
		c.expect(c.ask("DELETE", "/Patient?_id="+id, ""), 204)
		c.expect(c.ask("PUT", "/Patient?identifier=urn:nhs|9434765919", strings.Replace(anon, "Smith", "Jones", 1)), 200, `"versionId":"2"`, "Jones")
		c.expect(c.ask("PUT", "/Patient?identifier=urn:nhs|1", anon), 201)
		c.expect(c.ask("DELETE", "/Patient", ""), 400)
		c.expect(c.ask("POST", "/Patient", anon, "If-None-Exist", "colour=red"), 400, "no search parameter")
	})
}

// follow gives what the pages of a search of seven show, each once.
func (c *client) follow(path string) map[string]bool {
	seen := map[string]bool{}
	for path != "" {
		r := c.expect(c.ask("GET", path, ""), 200, `"total":7`)
		entries, _ := r.json["entry"].([]any)
		for _, e := range entries {
			seen[e.(map[string]any)["fullUrl"].(string)] = true
		}
		path = ""
		links, _ := r.json["link"].([]any)
		for _, l := range links {
			if link := l.(map[string]any); link["relation"] == "next" {
				path = strings.TrimPrefix(link["url"].(string), c.url)
			}
		}
	}
	return seen
}

// TestSearch pages, counts and trims.
func TestSearch(t *testing.T) {
	onBoth(t, func(c *client) {
		for i := range 7 {
			c.expect(c.ask("PUT", fmt.Sprintf("/Patient/p%d", i), fmt.Sprintf(`{"resourceType":"Patient","id":"p%d","gender":"female","birthDate":"19%d0-01-01","name":[{"family":"Smith"}]}`, i, i+1)), 201)
			c.expect(c.ask("PUT", fmt.Sprintf("/Observation/o%d", i), fmt.Sprintf(`{"resourceType":"Observation","id":"o%d","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/p%d"},"valueQuantity":{"value":%d}}`, i, i, i)), 201)
		}
		for _, query := range []string{"gender=female", "_sort=birthdate", "_sort=-birthdate", "_sort=-_lastUpdated", "_sort=name"} {
			if seen := c.follow("/Patient?_count=3&" + query); len(seen) != 7 {
				c.Errorf("pages of %s show %v", query, seen)
			}
		}
		c.expect(c.ask("GET", "/Patient?_summary=count", ""), 200, `"total":7`)
		r := c.expect(c.ask("GET", "/Patient?_id=p1&_elements=birthDate", ""), 200, "SUBSETTED", "1920")
		if strings.Contains(r.body, "Smith") {
			c.Errorf("a name was not asked for: %s", r.body)
		}
		c.expect(c.ask("GET", "/Observation?_id=o2&_include=Observation:subject", ""), 200, `"mode":"include"`, "Patient/p2")
		c.expect(c.ask("GET", "/Patient?_id=p2&_revinclude=Observation:subject", ""), 200, "Observation/o2")
		c.expect(c.ask("POST", "/Patient/_search", "birthdate=lt1930", "Content-Type", "application/x-www-form-urlencoded"), 200, `"total":2`)
		c.expect(c.ask("GET", "/Observation?subject="+c.url+"/Patient/p3", ""), 200, `"total":1`)
		c.expect(c.ask("GET", "/Patient?colour=red", ""), 400, "no search parameter of Patient")
		c.expect(c.ask("GET", "/Patient?colour=red", "", "Prefer", "handling=lenient"), 200, `"total":7`)
		c.expect(c.ask("GET", "/Patient?_cursor=x", ""), 400)
	})
}

// TestRefusals tells what is wrong and where; nothing is the server's fault.
func TestRefusals(t *testing.T) {
	c := serving(t, onSQLite(t))
	deep := strings.Repeat(`{"extension":[`, 200) + strings.Repeat(`]}`, 200)
	for _, x := range []struct {
		method, path, body string
		status             int
		part               string
	}{
		{"POST", "/Patient", `{"resourceType":"Patient","gender":"fmale"}`, 422, "Patient.gender"},
		{"POST", "/Patient", `{"resourceType":"Patient","colour":"red"}`, 422, "Patient.colour"},
		{"POST", "/Patient", `{"resourceType":"Observation"}`, 400, "resourceType"},
		{"POST", "/Patient", `{"resourceType":"Patient","active":true,"active":false}`, 400, "active"},
		{"POST", "/Patient", deep, 400, "deep"},
		{"POST", "/Patient", `{`, 400, ""},
		{"POST", "/Patient", ``, 400, ""},
		{"POST", "/Patient", `{"resourceType":"Patient","birthDate":"\ud800"}`, 400, ""},
		{"PUT", "/Patient/a", strings.Replace(mary, "mary", "b", 1), 400, "not the id in the address"},
		{"PUT", "/Patient/" + strings.Repeat("a", 65), mary, 400, "no id"},
		{"GET", "/Patient/..%2f..%2fetc", "", 400, "no id"},
		{"GET", "/Passwords", "", 404, "no type of resource"},
		{"GET", "/DomainResource/1", "", 404, "no type of resource"},
		{"POST", "/Patient/a", mary, 405, "use GET, PUT, PATCH, DELETE"},
		{"GET", "/Patient/a/b/c/d", "", 404, "no interaction"},
		{"GET", "/Patient?name=%zz", "", 400, ""},
		{"GET", "/Patient?birthdate=' OR 1=1", "", 400, "not a date"},
		{"PUT", "/Patient/a", mary, 400, ""},
	} {
		c.expect(c.ask(x.method, strings.ReplaceAll(x.path, " ", "%20"), x.body), x.status, "OperationOutcome", x.part)
	}
	c.expect(c.ask("PUT", "/Patient/mary", mary, "If-Match", "abc"), 412)
}

// closed is a gate that covers nothing, and keeps what it was asked.
type closed struct {
	accesstest.Open
	asked []string
}

// Covers refuses.
func (g *closed) Covers(_ context.Context, _, interaction string) bool {
	g.asked = append(g.asked, interaction)
	return false
}

// TestEveryActPassesTheGate shows each act to the gate, and does none it refuses.
func TestEveryActPassesTheGate(t *testing.T) {
	gate := &closed{}
	c := servingWith(t, onSQLite(t), Options{Gate: gate})
	for _, x := range [][2]string{
		{"GET", "/Patient"},
		{"POST", "/Patient"},
		{"POST", "/Patient/_search"},
		{"PUT", "/Patient?_id=1"},
		{"DELETE", "/Patient?_id=1"},
		{"GET", "/Patient/a"},
		{"PUT", "/Patient/a"},
		{"DELETE", "/Patient/a"},
		{"GET", "/Patient/a/_history"},
		{"GET", "/Patient/a/_history/1"},
		{"GET", "/Patient/_history"},
		{"GET", "/_history"},
		{"GET", "/?_type=Patient"},
		{"POST", "/_search"},
		{"GET", "/Patient/a/Observation"},
		{"GET", "/Patient/a/*"},
		{"POST", "/Patient/a/Observation/_search"},
		{"GET", "/Patient/a/$everything"},
		{"POST", "/Patient/a/$everything"},
		{"PATCH", "/Patient/a"},
		{"PATCH", "/Patient?_id=a"},
	} {
		c.expect(c.ask(x[0], x[1], mary), 403, "not for this")
	}
	want := "[search-type create search-type update delete read update delete history-instance vread history-type history-system search-system search-system search-compartment search-compartment search-compartment $everything $everything patch patch]"
	if fmt.Sprint(gate.asked) != want {
		t.Errorf("asked %v, want %s", gate.asked, want)
	}
	for _, e := range gate.Told() {
		if e.Outcome != audit.Denied {
			t.Errorf("told of %+v", e)
		}
	}
	if len(gate.Told()) != len(gate.asked) {
		t.Errorf("told of %d, asked of %d", len(gate.Told()), len(gate.asked))
	}
}

// TestKindsOfMedia speaks JSON with whoever speaks it, and tells others so.
func TestKindsOfMedia(t *testing.T) {
	c := serving(t, onSQLite(t))
	c.expect(c.ask("PUT", "/Patient/mary", mary, "Content-Type", "application/fhir+json; charset=utf-8"), 201)
	for _, x := range []struct {
		path, accept string
		status       int
	}{
		{"/Patient/mary", "application/fhir+json", 200},
		{"/Patient/mary", "text/html, */*;q=0.1", 200},
		{"/Patient/mary", "application/fhir+xml", 406},
		{"/Patient/mary?_format=xml", "", 406},
		{"/Patient/mary?_format=application/fhir%2Bjson", "application/fhir+xml", 200},
		{"/Patient/mary?_format=application/fhir+json", "", 200},
		{"/Patient?_format=json&family=smith", "", 200},
		{"/Patient/mary?colour=red", "", 400},
		{"/Patient/mary?_elements=birthDate", "", 200},
	} {
		if r := c.ask("GET", x.path, "", "Accept", x.accept); r.status != x.status {
			c.Errorf("%s as %q: %d, want %d: %s", x.path, x.accept, r.status, x.status, r.body)
		}
	}
	c.expect(c.ask("PUT", "/Patient/mary", mary, "Content-Type", "application/fhir+xml"), 415, "application/fhir+json")
	c.expect(c.ask("PUT", "/Patient/mary", mary, "Content-Type", "application/json", "Content-Encoding", "gzip"), 415, "compressed")
	if r := c.ask("POST", "/Patient", strings.Replace(mary, `"id":"mary",`, "", 1), "Prefer", "return=minimal"); r.status != 201 || r.body != "" {
		c.Errorf("asked for little: %d %s", r.status, r.body)
	}
	c.expect(c.ask("POST", "/Patient", strings.Replace(mary, `"id":"mary",`, "", 1), "Prefer", "return=OperationOutcome"), 201, "OperationOutcome")
	later := time.Now().Add(time.Minute).UTC().Format(http.TimeFormat)
	c.expect(c.ask("GET", "/Patient/mary", "", "If-Modified-Since", later), 304)
	c.expect(c.ask("GET", "/Patient/mary", "", "If-Modified-Since", "Mon, 02 Jan 2006 15:04:05 GMT"), 200)
}

// TestCapability tells the truth in a resource that passes its own check.
func TestCapability(t *testing.T) {
	c := serving(t, onSQLite(t))
	r := c.expect(c.ask("GET", "/metadata", ""), 200, "CapabilityStatement", `"4.0.1"`)
	c.expect(c.ask("POST", "/CapabilityStatement", r.body), 201)
}

// TestReadsOfATransaction see what it wrote, and undo it where they fail.
func TestReadsOfATransaction(t *testing.T) {
	onBoth(t, func(c *client) {
		bundle := func(last string) string {
			return `{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"GET","url":"` + last + `"}},{"resource":` + mary + `,"request":{"method":"PUT","url":"Patient/mary"}}]}`
		}
		c.expect(c.ask("POST", "/", bundle("Patient/john")), 404, "OperationOutcome")
		c.expect(c.ask("GET", "/Patient/mary", ""), 404)
		c.expect(c.ask("POST", "/", bundle("Patient?family=smith")), 200, `"total":1`)
		c.expect(c.ask("GET", "/Patient/mary", ""), 200)
	})
}
