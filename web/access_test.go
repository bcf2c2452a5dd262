package web

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"continuum/access"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/sight"
	"continuum/store"
	"continuum/warehouse"
)

// pagesOfPeople are all addresses about one person.
var pagesOfPeople = []string{"", "/why", "/looked", "/sharing"}

func TestNobodySignedInSeesNothing(t *testing.T) {
	w := sharedWorld(t)
	for _, address := range []string{"/", "/search", "/search?q=smith", "/yours", "/people/p-0001", "/people/p-0001/why", "/people/p-0001/looked", "/people/p-0001/sharing", "/feeds/areas", "/linkage", "/builds", "/privacy", "/privacy/log", "/questions", "/unheard-of"} {
		answer := w.get(t, nil, address)
		if answer.Code != http.StatusFound || answer.Header().Get("Location") != "/sign-in" || strings.Contains(answer.Body.String(), "SMITH") {
			t.Errorf("%s: status %d to %q", address, answer.Code, answer.Header().Get("Location"))
		}
	}
	for _, address := range []string{"/people/p-0001/claim", "/people/p-0001/open", "/people/p-0001/sharing", "/privacy/findings/1", "/questions/1"} {
		if answer := w.post(t, nil, address, "reason", "x"); answer.Code != http.StatusSeeOther || answer.Header().Get("Location") != "/sign-in" {
			t.Errorf("%s: status %d", address, answer.Code)
		}
	}
	if answer := w.get(t, nil, "/people/p-0001/still"); answer.Code != http.StatusUnauthorized {
		t.Errorf("still: status %d", answer.Code)
	}
	if answer := w.get(t, nil, "/health"); answer.Code != http.StatusOK {
		t.Errorf("health: status %d", answer.Code)
	}
}

func TestWithoutAGateNobodySeesAnything(t *testing.T) {
	h := acting(sharedWorld(t).gp(), Handler(newSample(), Options{}))
	for _, address := range []string{"/", "/search?q=smith", "/people/p-0001", "/builds"} {
		out := httptest.NewRecorder()
		h.ServeHTTP(out, httptest.NewRequest(http.MethodGet, "http://localhost"+address, nil))
		if out.Code != http.StatusForbidden || strings.Contains(out.Body.String(), "SMITH") {
			t.Errorf("%s: status %d", address, out.Code)
		}
	}
}

// Who sees what of one person, by the policies of Weston.
func TestWhoSeesWhat(t *testing.T) {
	w := ownWorld(t)
	for _, r := range []struct{ person, kind, of string }{
		{"p-0001", sight.Shared + "demographics", w.joan.ID}, {"p-0001", sight.Shared + "plan", w.joan.ID}, {"p-1004", sight.Dissent, ""}, {"p-1005", sight.Sealed, ""}, {"p-1006", sight.Refused, "weston_mind"},
	} {
		if err := w.relate(r.person, "test:"+r.kind+r.of, r.kind, r.of); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name    string
		who     *access.Actor
		address string
		status  int
		holds   string
		lacks   string
	}{
		{"her GP", w.gp(), "/people/p-0001", 200, "Your GP practice sees your record while you are registered there.|48 events|Adoption|Cost by sector", "Who looked</a>|closed to you"},
		{"herself", w.person(), "/people/p-0001", 200, "You see everything that is kept about you.|48 events|Who looked</a>|Sharing and consent</a>", "Parts of this record|href=\"/people/p-0003\""},
		{"the care coordinator", w.coordinator(), "/people/p-0001", 200, "48 events|Sexual health, Adoption, Domestic abuse, Mental health.", ""},
		{"a housing officer of the care team", w.housing(), "/people/p-0001", 200, "Diagnoses and allergies, Medicines and vaccinations|47 events|Lift repaired", "Dementia|Cost by sector|£|Severe|Attendance allowance"},
		{"a carer", w.carer(), "/people/p-0001", 200, "Whom you share a part of your record with sees that part.|Nothing is recorded.|Visits and stays", "Dementia|Emergency admission|£"},
		{"a nurse of nobody's", w.nurse(), "/people/p-0001", 200, "This record is closed to you|SMITH, Mary (Mrs)|WS1|You look after this person|Open it in an emergency|Ask for a referral to your team.", "WS1 2AB|943 476|Dementia|Harbour Court|01934|Harbour Road|Details</a>"},
		{"a nurse, of a dissent", w.nurse(), "/people/p-1004", 200, "The person has said no to sharing.|Open it in an emergency", "You look after this person"},
		{"a nurse who is refused", w.nurse(), "/people/p-1006", 200, "Whom you do not want to see your record does not see it.|Open it in an emergency", "You look after this person"},
		{"a nurse, of a sealed record", w.nurse(), "/people/p-1005", 404, "Page not found", "closed"},
		{"a GP, of a sealed record elsewhere", w.gp(), "/people/p-1005", 404, "Page not found", ""},
		{"the privacy officer", w.officer(), "/people/p-0001", 200, "closed to you|Who looked</a>|Sharing and consent</a>", "Dementia|You look after"},
		{"an analyst", w.analyst(), "/people/p-0001", 404, "Page not found", "SMITH"},
		{"a carer of another", w.carer(), "/people/p-0002", 404, "Page not found", "CRUZ"},
		{"herself, of another", w.person(), "/people/p-0003", 404, "Page not found", ""},
		{"a housing officer, of another", w.housing(), "/people/p-0002", 200, "closed to you", "Open it in an emergency|You look after"},
		{"a nurse, newly arrived", w.nurse(), "/people/live-1", 200, "closed to you|NEWCOMER, Åsa", "A&amp;E|943 476"},
		{"an analyst's first page", w.analyst(), "/", 200, "20,000", ""},
		{"a person's first page", w.person(), "/", 302, "", "20,000"},
		{"a carer's first page", w.carer(), "/yours", 200, "SMITH, Mary", "CRUZ"},
		{"a person, of builds", w.person(), "/builds", 403, "Not allowed", "9f8e7d</code>\n"},
		{"a GP, of privacy", w.gp(), "/privacy", 403, "Not allowed", ""},
		{"a GP, of who looked", w.gp(), "/people/p-0001/looked", 403, "Not allowed", ""},
		{"a nurse, of sharing", w.nurse(), "/people/p-0001/sharing", 403, "Not allowed", ""},
		{"a nurse, why", w.nurse(), "/people/p-0001/why", 200, "<strong>No</strong>|Ask for a referral to your team.", "Dementia"},
		{"an analyst on who is who", w.analyst(), "/linkage", 200, "Nobody whom you may look up stands out.|20,000 people", "p-0001|p-1001|p-1002|RW9-0032198"},
		{"a nurse on who is who", w.nurse(), "/linkage", 200, "p-0001|p-1001", ""},
	} {
		answer := w.get(t, c.who, c.address)
		body := answer.Body.String()
		if answer.Code != c.status {
			t.Errorf("%s: status %d, want %d", c.name, answer.Code, c.status)
		}
		for _, part := range strings.Split(c.holds, "|") {
			if !strings.Contains(body, part) {
				t.Errorf("%s: does not see %q", c.name, part)
			}
		}
		for _, part := range strings.Split(c.lacks, "|") {
			if part != "" && strings.Contains(body, part) {
				t.Errorf("%s: sees %q", c.name, part)
			}
		}
		if c.status != http.StatusFound {
			checkPage(t, c.name, answer, body)
		}
	}
}

// A record that is sealed answers to the byte as one that is not there, by every page
// and form, and leaves the same entry.
func TestSealedIsAsMissing(t *testing.T) {
	w := ownWorld(t)
	if err := w.relate("p-1005", "test", sight.Sealed, ""); err != nil {
		t.Fatal(err)
	}
	if err := w.relate("Patient/live-1", "test", sight.Sealed, ""); err != nil {
		t.Fatal(err)
	}
	strip := func(h http.Header) http.Header { h.Del("Date"); return h }
	for name, who := range map[string]*access.Actor{"nurse": w.nurse(), "gp": w.gp(), "person": w.person(), "analyst": w.analyst()} {
		for _, page := range append(pagesOfPeople, "/still") {
			missing := w.get(t, who, "/people/p-9999"+page)
			for _, id := range []string{"p-1005", "live-1"} {
				if name == "gp" && id == "live-1" {
					continue // their own GP sees them
				}
				sealed := w.get(t, who, "/people/"+id+page)
				if sealed.Code != missing.Code || sealed.Body.String() != missing.Body.String() || cmp.Diff(strip(sealed.Header()), strip(missing.Header())) != "" {
					t.Errorf("%s: %s%s differs from one that is not there: %d", name, id, page, sealed.Code)
				}
			}
		}
		for _, form := range []string{"/claim", "/open", "/sharing"} {
			fields := []string{"reason", "x", "why", "life", "sure", "yes", "act", "mark", "mark", "dissent"}
			missing, sealed := w.post(t, who, "/people/p-9999"+form, fields...), w.post(t, who, "/people/p-1005"+form, fields...)
			if sealed.Code != http.StatusNotFound || sealed.Code != missing.Code || sealed.Body.String() != missing.Body.String() {
				t.Errorf("%s: the form %s tells that a record is sealed: %d", name, form, sealed.Code)
			}
		}
	}
	for _, e := range w.entries(t, audit.Query{Person: "p-1005"}) {
		if e.Action != "read" || e.Outcome != audit.Denied || len(e.Policies) > 0 {
			t.Errorf("noted %+v", e)
		}
	}
}

// Somebody who is sealed leaves no trace in a search, nor on the pages of others.
func TestSearchFindsWhomItMay(t *testing.T) {
	w := ownWorld(t)
	search := func(who *access.Actor) string { return w.get(t, who, "/search?q=smith").Body.String() }
	before := search(w.nurse())
	if !strings.Contains(before, "25 people found") || !strings.Contains(before, "No relationship recorded") || strings.Contains(before, "943 476") || strings.Contains(before, "WS1 2AB") ||
		strings.Contains(before, "Harbour Road") || strings.Contains(before, "family name") || strings.Contains(before, "died") {
		t.Error("a nurse sees more than who people are")
	}
	s := newSample()
	delete(s.people, "p-0002")
	for _, p := range []string{"p-0002", "p-1003"} {
		if err := w.relate(p, "test", sight.Sealed, ""); err != nil {
			t.Fatal(err)
		}
	}
	for name, who := range map[string]*access.Actor{"nurse": w.nurse(), "ward": w.wardClinician()} {
		got := search(who)
		if !strings.Contains(got, "23 people found") || strings.Contains(got, "CRUZ") || strings.Contains(got, "p-1003") {
			t.Errorf("%s finds who is sealed", name)
		}
	}
	if got := search(w.gp()); !strings.Contains(got, "25 people found") || strings.Count(got, "No relationship") != 1 { // p-1005 is registered elsewhere
		t.Error("their own GP does not find them")
	}
	for name, who := range map[string]*access.Actor{"person": w.person(), "carer": w.carer(), "analyst": w.analyst()} {
		got := search(who)
		if want := map[string]string{"person": "1 person found"}[name]; want != "" && !strings.Contains(got, want) || want == "" && !strings.Contains(got, "Nobody found") {
			t.Errorf("%s: found otherwise", name)
		}
	}
	if err := w.relate("p-0003", "test", sight.Sealed, ""); err != nil {
		t.Fatal(err)
	}
	if got := w.get(t, w.coordinator(), "/people/p-0001").Body.String(); strings.Contains(got, "(daughter)") || !strings.Contains(got, "Joan Carter") {
		t.Error("who is sealed stands around somebody else")
	}
	if got := w.get(t, w.nurse(), "/linkage").Body.String(); strings.Contains(got, "p-0002") || strings.Contains(got, "p-0003") || !strings.Contains(got, "p-1001") {
		t.Error("who is sealed is named in who is who")
	}
}

// What is sensitive is in no count, chart, sum or choice of the page.
func TestSensitiveIsNowhere(t *testing.T) {
	w := ownWorld(t)
	s := newSample()
	r := s.people["p-0001"]
	r.Timeline = append(r.Timeline, warehouse.Event{Table: "diagnosis", Source: "weston_mind", Setting: "hospice_care", Title: "Syphilis [A51.0]", Start: day("2019-05-05"), CostPence: 77777})
	r.Circumstances = append(r.Circumstances, warehouse.Circumstance{Kind: "risk", Value: "[Y07.0] by a partner"})
	s.people["p-0001"] = r
	for _, c := range []struct {
		name         string
		who          *access.Actor
		sexual, home bool
	}{{"gp", w.gp(), true, true}, {"coordinator", w.coordinator(), false, false}, {"herself", w.person(), true, true}} {
		body := w.getFrom(t, s, c.who, "/people/p-0001").Body.String()
		for part, want := range map[string]bool{"Syphilis": c.sexual, "Hospice care": c.sexual, "May 2019": c.sexual, "777.77": c.sexual, "49 events": c.sexual, "48 events": !c.sexual, "by a partner": c.home, "<dt>Risk": c.home} {
			if strings.Contains(body, part) != want {
				t.Errorf("%s: holds %q: %t", c.name, part, !want)
			}
		}
	}
	plain, with := w.get(t, w.coordinator(), "/people/p-0001").Body.String(), w.getFrom(t, s, w.coordinator(), "/people/p-0001").Body.String()
	if plain != with {
		t.Errorf("whether there is something sensitive shows: %s", cmp.Diff(plain, with))
	}
}

// Live visits are shown as the record would show them.
func TestLiveVisitsAreFiltered(t *testing.T) {
	w := ownWorld(t)
	if err := w.put(t.Context(), "Encounter", "S2", `{"resourceType":"Encounter","status":"in-progress","class":{"code":"IMP"},"meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"PSY"}]}}`); err != nil {
		t.Fatal(err)
	}
	if err := w.relate("p-1002", "test", sight.CareTeam, "north_team"); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		who  *access.Actor
		here bool
	}{"gp": {w.gp(), true}, "coordinator": {w.coordinator(), false}} {
		if body := w.get(t, c.who, "/people/p-1002").Body.String(); strings.Contains(body, "In hospital now") != c.here || !strings.Contains(body, "Discharged") {
			t.Errorf("%s: sees the stay: %t", name, !c.here)
		}
	}
}

// Every look is noted before it is answered, with names of parameters and no more.
func TestLooksAreNoted(t *testing.T) {
	w := ownWorld(t)
	for _, c := range []struct {
		who     *access.Actor
		address string
		want    audit.Entry
	}{
		{w.gp(), "/people/p-0001?setting=gp&from=2026-01-01&Mary=1", audit.Entry{Action: "read", Outcome: audit.OK, People: []string{"p-0001"}, Query: []string{"from", "setting"}, Policies: []string{"gp-registration"}}},
		{w.nurse(), "/people/p-0001", audit.Entry{Action: "read", Outcome: audit.Denied, People: []string{"p-0001"}}},
		{w.nurse(), "/people/unheard-of", audit.Entry{Action: "read", Outcome: audit.Denied, People: []string{"unheard-of"}}},
		{w.gp(), "/people/live-1", audit.Entry{Action: "read", Outcome: audit.OK, People: []string{"Patient/live-1"}, Policies: []string{"gp-registration"}}},
		{w.gp(), "/search?q=llyr", audit.Entry{Action: "search", Outcome: audit.OK, Type: "Patient", People: []string{"p-0001"}, Query: []string{"q"}}},
		{w.analyst(), "/search?q=llyr", audit.Entry{Action: "search", Outcome: audit.OK, Type: "Patient", Query: []string{"q"}}},
		{w.person(), "/people/p-0001/looked", audit.Entry{Action: "read", Outcome: audit.OK, Type: "AuditEvent", People: []string{"p-0001"}}},
		{w.person(), "/people/p-0001/sharing", audit.Entry{Action: "read", Outcome: audit.OK, Type: "Consent", People: []string{"p-0001"}}},
		{w.officer(), "/privacy/log?person=p-0001", audit.Entry{Action: "search", Outcome: audit.OK, Type: "AuditEvent", People: []string{"Patient/live-1", "p-0001"}, Query: []string{"person"}}},
	} {
		w.get(t, c.who, c.address)
		got := w.entries(t, audit.Query{Most: 1})[0]
		if c.want.Interface = "pages"; c.want.Type == "AuditEvent" && c.want.Action == "search" {
			c.want.People = got.People
		}
		got = audit.Entry{Action: got.Action, Outcome: got.Outcome, Type: got.Type, People: got.People, Query: got.Query, Policies: got.Policies, Interface: got.Interface}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.address, diff)
		}
	}
}

// deaf is a gate whose log cannot be written.
type deaf struct{ Gate }

func (deaf) Note(context.Context, audit.Entry) error { return errors.New("the disk is full") }
func (deaf) Append(context.Context, *store.Tx, ...audit.Entry) error {
	return errors.New("the disk is full")
}

func TestWithoutANoteThereIsNoPage(t *testing.T) {
	w := *ownWorld(t)
	w.Gate = deaf{w.Gate}
	for _, address := range []string{"/people/p-0001", "/people/p-0002", "/search?q=smith", "/people/p-0001/why", "/people/p-0001/looked", "/people/p-0001/sharing", "/people/unheard-of", "/linkage"} {
		for name, who := range map[string]*access.Actor{"gp": w.gp(), "nurse": w.nurse(), "person": w.person()} {
			answer := w.get(t, who, address)
			if answer.Code == http.StatusOK || strings.Contains(answer.Body.String(), "SMITH") {
				t.Errorf("%s, %s: status %d", name, address, answer.Code)
			}
		}
	}
	if answer := w.post(t, w.nurse(), "/people/p-0001/claim", "reason", "x"); answer.Code != http.StatusInternalServerError {
		t.Errorf("claimed all the same: %d", answer.Code)
	}
	var all []record.Relation
	_ = w.db.Read(t.Context(), func(tx *store.Tx) (err error) { all, err = w.record.Relations(tx, "p-0001"); return err })
	for _, r := range all {
		if r.Party.Kind == sight.Claimed {
			t.Error("a claim that was not noted holds")
		}
	}
}

// An answer about nobody takes a whole number of a time.
func TestEvenly(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	evenly(ctx, time.Now(), 0)
	evenly(ctx, time.Now().Add(-time.Hour), time.Millisecond)
	cancel()
	evenly(ctx, time.Now(), time.Hour) // whoever asked has gone
}
