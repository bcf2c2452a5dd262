package fhir

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"continuum/access"
	"continuum/access/accesstest"
	"continuum/access/smart"
	"continuum/internal/testkit"
	"continuum/record/audit"
	"continuum/record/sight"
	"continuum/store"
)

// logged is the API of a record with its log, as somebody uses it.
func (g *gated) logged(a *access.Actor) http.Handler {
	return accesstest.Signed(a, New(g.db, g.record, Options{Base: "http://localhost/fhir", Gate: g.gate, Log: g.log, Relations: g.gate, Site: "weston.example"}).Handler())
}

// append writes entries and gives the numbers after the first.
func (g *gated) append(t testing.TB, all ...audit.Entry) {
	t.Helper()
	if err := g.db.Write(t.Context(), func(tx *store.Tx) error { return g.log.Append(tx, all...) }); err != nil {
		t.Fatal(err)
	}
}

func looked(action, actor string, people ...string) audit.Entry {
	return audit.Entry{Action: action, Outcome: audit.OK, Actor: actor, Interface: "pages", People: people, Address: "192.0.2.7"}
}

var (
	jane    = &access.Actor{Account: "acct-mary", Kind: access.Person, Roles: []string{"person"}, Purpose: "self", Person: "Patient/mary"}
	officer = &access.Actor{Account: "officer", Kind: access.Staff, Partner: "weston_council", Roles: []string{"privacy_officer"}, Purpose: "audit", Strong: true}
	aGP     = &access.Actor{Account: "gp", Kind: access.Staff, Roles: []string{"gp"}, Practice: "L81001", Purpose: "direct-care"}
)

// watched is a place where Mary, Tom and somebody who closed the record to the
// officer's organisation were looked at.
func watched(t *testing.T, database string) *gated {
	g := gatedOn(t, database)
	for _, id := range []string{"mary", "tom", "closed"} {
		asking{http.MethodPut, "/Patient/" + id, `{"resourceType":"Patient","id":"` + id + `"}`}.of(t, g.as(loading))
	}
	g.relate(t, "account:acct-mary", "Patient/mary", sight.Party{Kind: sight.Self, Of: "acct-mary"}, sight.Party{Kind: sight.Registered, Of: "L81001"})
	g.relate(t, "refuse:weston_council", "Patient/closed", sight.Party{Kind: sight.Refused, Of: officer.Partner})
	one := looked("read", "nurse", "Patient/mary")
	one.Resources = []string{"Observation/7"}
	many := looked("search", "nurse", "Patient/mary", "Patient/tom")
	many.Resources = []string{"Observation/8"}
	g.append(t, one, many, looked("read", "doctor", "Patient/tom"), looked("sign-in", "nurse"), looked("read", "nurse", "Patient/closed"), looked("search", "nurse", "Patient/closed", "Patient/tom"))
	return g
}

var entryID = regexp.MustCompile(`"fullUrl":"http://localhost/fhir/AuditEvent/(\d+)"`)

func ids(out *httptest.ResponseRecorder) (all []string) {
	for _, m := range entryID.FindAllStringSubmatch(out.Body.String(), -1) {
		all = append(all, m[1])
	}
	return all
}

// The first entries are of the three Patients written, so those above begin at 3.
func TestWhoSeesEntries(t *testing.T) {
	for name, database := range map[string]func(testing.TB) string{"SQLite": onSQLite, "PostgreSQL": testkit.Postgres} {
		t.Run(name, func(t *testing.T) {
			g := watched(t, database(t))
			for _, c := range []struct {
				who    *access.Actor
				query  string
				status int
				ids    string
			}{
				{officer, "actor", 400, ""},
				{officer, "date=ge2020-01-01&action=R", 200, "5 3"}, // not of the one who closed the record
				{officer, "subtype=search&agent=nurse", 200, "8 4"},
				{officer, "patient=tom&agent=doctor", 200, "5"},
				{officer, "patient=Patient/closed", 200, ""},
				{officer, "agent=nurse&action=E", 200, "8 6 4"},
				{officer, "entity=Observation/8", 200, "4"},
				{jane, "agent=nurse", 200, "4 3"}, // of themselves, as they name nobody
				{jane, "patient=mary&agent=nurse", 200, "4 3"},
				{jane, "patient=Patient/tom", 200, ""},
				{jane, "patient=Patient/nobody", 200, ""},
				{jane, "entity=Observation/7", 200, "3"},
				{jane, "entity=Observation/8", 200, ""}, // as it may be Tom's
				{aGP, "patient=Patient/mary&agent=nurse", 200, "4 3"},
				{aGP, "patient=Patient/tom", 200, ""},
				{aGP, "agent=nurse", 400, ""},
				{aGP, "patient=Patient/mary&patient=Patient/tom", 400, ""},
				{aGP, "patient=Patient/mary&_sort=date", 400, ""},
				{aGP, "patient=Patient/mary&_total=accurate", 400, ""},
				{aGP, "patient=Patient/mary&_summary=count", 400, ""},
				{aGP, "patient=Patient/mary&_include=AuditEvent:patient", 400, ""},
				{nil, "patient=Patient/mary", 401, ""},
			} {
				out := asking{http.MethodGet, "/AuditEvent?" + c.query, ""}.of(t, g.logged(c.who))
				if got := strings.Join(ids(out), " "); out.Code != c.status || got != c.ids {
					t.Errorf("%v %s: %d %q, want %d %q: %.300s", c.who, c.query, out.Code, got, c.status, c.ids, out.Body)
				}
			}
		})
	}
}

// A person who reads one is told of nobody else, and of nothing that may be theirs.
func TestAnEntryNamesNobodyElse(t *testing.T) {
	g := watched(t, onSQLite(t))
	for _, c := range []struct {
		who    *access.Actor
		id     string
		status int
		has    string
		not    []string
	}{
		{jane, "3", 200, "Observation/7", nil},
		{jane, "4", 200, "Patient/mary", []string{"Patient/tom", "Observation/8"}},
		{jane, "5", 404, "there is no AuditEvent/5", nil},
		{jane, "6", 404, "there is no AuditEvent/6", nil},
		{jane, "999", 404, "there is no AuditEvent/999", nil},
		{jane, "03", 404, "there is no AuditEvent/03", nil},
		{jane, "-1", 404, "there is no AuditEvent/-1", nil},
		{aGP, "4", 200, "Patient/mary", []string{"Patient/tom"}},
		{officer, "4", 200, "Patient/tom", nil},
		{officer, "6", 200, "110122", nil},
		{officer, "7", 404, "there is no AuditEvent/7", nil},
		{officer, "8", 200, "Patient/tom", []string{"Patient/closed"}},
	} {
		out := asking{http.MethodGet, "/AuditEvent/" + c.id, ""}.of(t, g.logged(c.who))
		if out.Code != c.status || !strings.Contains(out.Body.String(), c.has) {
			t.Errorf("%s of %s: %d %s", c.id, c.who.Account, out.Code, out.Body)
		}
		for _, not := range c.not {
			if strings.Contains(out.Body.String(), not) {
				t.Errorf("%s tells %s of %s: %s", c.id, c.who.Account, not, out.Body)
			}
		}
	}
	out := asking{http.MethodGet, "/AuditEvent/4?_elements=recorded", ""}.of(t, g.logged(jane))
	if !strings.Contains(out.Body.String(), "SUBSETTED") || !strings.Contains(out.Body.String(), "recorded") {
		t.Errorf("%d %s", out.Code, out.Body)
	}
}

// Looking into the log is an entry of it.
func TestLookingIntoTheLogIsNoted(t *testing.T) {
	g := watched(t, onSQLite(t))
	asking{http.MethodGet, "/AuditEvent?agent=nurse", ""}.of(t, g.logged(jane))
	asking{http.MethodGet, "/AuditEvent/4", ""}.of(t, g.logged(officer))
	asking{http.MethodGet, "/AuditEvent/5", ""}.of(t, g.logged(jane))
	var told []string
	err := g.db.Read(t.Context(), func(tx *store.Tx) error {
		page, err := g.log.Find(tx, audit.Query{Most: 3})
		for _, e := range page.Entries {
			told = append(told, strings.Join([]string{e.Action, string(e.Outcome), e.Type, e.Actor, strings.Join(e.Resources, " "), strings.Join(e.Query, " "), strings.Join(e.People, " ")}, "|"))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"read|failed|AuditEvent|acct-mary|AuditEvent/5||",
		"read|ok|AuditEvent|officer|AuditEvent/4||Patient/mary Patient/tom",
		"search|ok|AuditEvent|acct-mary||agent|Patient/mary",
	}
	if !slices.Equal(told, want) {
		t.Errorf("told\n%s\nwant\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
	}
}

// Every entry comes once, whatever the size of the pages, also where most are passed over.
func TestPagesOfTheLog(t *testing.T) {
	g := watched(t, onSQLite(t))
	var all []audit.Entry
	for i := range 3000 {
		all = append(all, looked("read", "porter", []string{"Patient/tom", "Patient/closed", "Patient/mary"}[i%3]))
	}
	g.append(t, all...)
	for _, c := range []struct {
		who   *access.Actor
		query string
		want  int
	}{
		{jane, "patient=mary&agent=porter&_count=7", 1000}, {jane, "patient=mary&agent=porter&_count=200", 1000}, {officer, "agent=porter&_count=150", 2000},
	} {
		api, seen, address := g.logged(c.who), map[string]bool{}, "/AuditEvent?"+c.query
		for pages := 0; address != ""; pages++ {
			out := asking{http.MethodGet, address, ""}.of(t, api)
			for _, id := range ids(out) {
				if seen[id] {
					t.Fatalf("%s twice", id)
				}
				seen[id] = true
			}
			if address = nextPage(out); pages > 1000 || out.Code != http.StatusOK {
				t.Fatalf("%d pages: %d %s", pages, out.Code, out.Body)
			}
		}
		if len(seen) != c.want {
			t.Errorf("%s: %d, want %d", c.query, len(seen), c.want)
		}
	}
}

var nextLink = regexp.MustCompile(`"relation":"next","url":"http://localhost/fhir([^"]*)"`)

func nextPage(out *httptest.ResponseRecorder) string {
	if m := nextLink.FindStringSubmatch(out.Body.String()); m != nil {
		return strings.ReplaceAll(m[1], `\u0026`, "&")
	}
	return ""
}

func TestNobodyWritesEntries(t *testing.T) {
	g := watched(t, onSQLite(t))
	const event = `{"resourceType":"AuditEvent","id":"4","type":{"code":"rest"},"recorded":"2026-11-27T00:00:00Z","agent":[{"requestor":true}],"source":{"observer":{"display":"x"}}}`
	bundle := func(kind, method, url string) string {
		return `{"resourceType":"Bundle","type":"` + kind + `","entry":[{"resource":` + event + `,"request":{"method":"` + method + `","url":"` + url + `"}}]}`
	}
	for _, c := range []struct {
		asking
		status int
		has    string
	}{
		{asking{http.MethodPost, "/AuditEvent", event}, 405, "nobody writes"},
		{asking{http.MethodPut, "/AuditEvent/4", event}, 405, "nobody writes"},
		{asking{http.MethodPut, "/AuditEvent?agent=nurse", event}, 405, "nobody writes"},
		{asking{http.MethodPatch, "/AuditEvent/4", `[]`}, 405, "nobody writes"},
		{asking{http.MethodDelete, "/AuditEvent/4", ""}, 405, "nobody writes"},
		{asking{http.MethodDelete, "/AuditEvent?agent=nurse", ""}, 405, "nobody writes"},
		{asking{http.MethodGet, "/AuditEvent/4/_history", ""}, 405, "one version"},
		{asking{http.MethodGet, "/AuditEvent/_history", ""}, 405, "one version"},
		{asking{http.MethodGet, "/AuditEvent/4/_history/1", ""}, 405, "one version"},
		{asking{http.MethodPost, "/", bundle("transaction", "PUT", "AuditEvent/4")}, 405, "nobody writes"},
		{asking{http.MethodPost, "/", bundle("batch", "POST", "AuditEvent")}, 200, "405"},
		{asking{http.MethodGet, "/?_type=AuditEvent", ""}, 400, "search /AuditEvent"},
		{asking{http.MethodGet, "/Patient/mary/$everything?_type=AuditEvent,Patient", ""}, 400, "search /AuditEvent"},
		{asking{http.MethodGet, "/Practitioner/7/AuditEvent", ""}, 404, "compartments of Patients"},
	} {
		out := c.of(t, g.logged(loading))
		if out.Code != c.status || !strings.Contains(out.Body.String(), c.has) {
			t.Errorf("%s %s: %d, want %d %s: %s", c.method, c.path, out.Code, c.status, c.has, out.Body)
		}
	}
	var statement struct {
		Rest []struct {
			Resource []struct {
				Type        string
				Interaction []struct{ Code string }
			}
		}
	}
	if err := json.Unmarshal(asking{http.MethodGet, "/metadata", ""}.of(t, g.logged(nil)).Body.Bytes(), &statement); err != nil {
		t.Fatal(err)
	}
	for _, x := range statement.Rest[0].Resource {
		if x.Type == auditEvent && (len(x.Interaction) != 2 || x.Interaction[0].Code != "read" || x.Interaction[1].Code != "search-type") {
			t.Errorf("the statement says %v", x.Interaction)
		}
	}
}

// What of the log is asked for in other words.
func TestOtherWaysToTheLog(t *testing.T) {
	g := watched(t, onSQLite(t))
	form := httptest.NewRequest(http.MethodPost, "/AuditEvent/_search", strings.NewReader(url.Values{"patient": {"Patient/mary"}, "agent": {"nurse"}}.Encode()))
	form.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	posted := httptest.NewRecorder()
	g.logged(jane).ServeHTTP(posted, form)
	if got := strings.Join(ids(posted), " "); got != "4 3" {
		t.Errorf("a form: %d %q %s", posted.Code, got, posted.Body)
	}
	for _, c := range []struct {
		who       *access.Actor
		path, ids string
	}{
		{jane, "/Patient/mary/AuditEvent?agent=nurse", "4 3"},
		{jane, "/Patient/tom/AuditEvent", ""},
		{jane, "/Patient/mary/$everything?_type=AuditEvent&_since=2020-01-01T00:00:00Z", "10 9 4 3 0"},
		{jane, "/Patient/mary/$everything?_type=AuditEvent&_count=1", "12"},
		{officer, "/AuditEvent?_count=1&agent=doctor", "5"},
	} {
		out := asking{http.MethodGet, c.path, ""}.of(t, g.logged(c.who))
		if got := strings.Join(ids(out), " "); out.Code != http.StatusOK || got != c.ids {
			t.Errorf("%s: %d %q, want %q: %s", c.path, out.Code, got, c.ids, out.Body)
		}
	}
	if out := (asking{http.MethodGet, "/Patient/tom/$everything?_type=AuditEvent", ""}).of(t, g.logged(jane)); out.Code != http.StatusNotFound {
		t.Errorf("of somebody else: %d", out.Code)
	}
}

// A token sees of the log what its scopes give.
func TestTokensAndTheLog(t *testing.T) {
	g := watched(t, onSQLite(t))
	for _, c := range []struct {
		who    *access.Actor
		scope  string
		status int
		ids    string
	}{
		{jane, "user/AuditEvent.rs", 200, "4 3"}, {jane, "user/Observation.rs", 403, ""}, {officer, "user/AuditEvent.rs", 200, "8 6 4 3"}, {officer, "patient/AuditEvent.rs", 400, ""},
	} {
		scopes, err := smart.ParseScopes(c.scope)
		if err != nil {
			t.Fatal(err)
		}
		who := *c.who
		who.Limits = &access.Limits{App: "app", Scopes: scopes}
		out := asking{http.MethodGet, "/AuditEvent?agent=nurse", ""}.of(t, g.logged(&who))
		if got := strings.Join(ids(out), " "); out.Code != c.status || got != c.ids {
			t.Errorf("%s with %s: %d %q, want %d %q: %s", who.Account, c.scope, out.Code, got, c.status, c.ids, out.Body)
		}
	}
}
