package web

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"continuum/access"
	"continuum/record/audit"
	"continuum/record/sight"
	"continuum/store"
	"continuum/target/worklist"
)

// homes is of another team, to which some of the same people are suggested for something
// else.
func (w *world) homes() *access.Actor {
	return &access.Actor{Account: "homes", Name: "Nia Holt", Kind: access.Staff, Roles: []string{"community_nurse"}, Partner: "weston_council", Teams: []string{"homes"}, Purpose: "direct-care"}
}

func (w *world) administrator() *access.Actor {
	return &access.Actor{Account: "admin", Name: "Al Dean", Kind: access.Staff, Roles: []string{"administrator"}, Purpose: "administration", Strong: true}
}

// contested is a world in which p-0001 is enrolled with the matrons, p-1006 waits for
// them, and both wait for another team.
func contested(t *testing.T, w *world) (mine, version, theirs string) {
	t.Helper()
	w.suggest(t, "p-0001", "p-1006")
	id, at := w.suggestionOf(t, "p-0001")
	w.walk(t, []step{{who: w.matron(), post: "/worklist/" + id, fields: []string{"act", "accept", "version", at}, status: 303}})
	mine, version = w.suggestionOf(t, "p-1006")
	w.suggestFor(t, "visits", "Home visits", "homes", "p-0001", "p-1006")
	w.read(t, func(tx *store.Tx) error {
		all, err := w.Work.List(tx, worklist.Query{People: []string{"p-1006"}, Teams: []string{"homes"}})
		theirs = (&suggestionView{Suggestion: all[0]}).id()
		return err
	})
	return mine, version, theirs
}

func (w *world) read(t testing.TB, f func(*store.Tx) error) {
	t.Helper()
	if err := w.db.Read(t.Context(), f); err != nil {
		t.Fatal(err)
	}
}

// Whoever may not see a suggestion sees it on no page and by no form decides about it, and
// what was tried is kept.
func TestWorklistOfOthers(t *testing.T) { onBoth(t, testWorklistOfOthers) }

func testWorklistOfOthers(t *testing.T, w *world) {
	mine, version, _ := contested(t, w)
	elsewhere := w.gp()
	elsewhere.Practice = "P2"
	aimless := w.matron()
	aimless.Purpose = ""
	planner := w.matron()
	planner.Purpose = "planning"
	reckoning := w.analyst()
	reckoning.Teams = []string{"matrons"}
	names := "SMITH|Case management by|3 emergency admissions"
	for name, c := range map[string]struct {
		who                                  *access.Actor
		worklist, lists, practice, suggested int
		lacks                                string
	}{
		"another team":       {w.homes(), 200, 200, 200, 200, "<b>Case management|<td>Case management|in the programme|First visit"},
		"another practice":   {elsewhere, 200, 200, 403, 403, names},
		"an administrator":   {w.administrator(), 200, 200, 403, 404, names},
		"an analyst of it":   {reckoning, 200, 200, 200, 404, names},
		"an analyst":         {w.analyst(), 200, 200, 403, 404, names},
		"a privacy officer":  {w.officer(), 200, 200, 403, 403, names},
		"the person":         {w.person(), 200, 403, 403, 404, names},
		"a carer":            {w.carer(), 200, 403, 403, 404, names},
		"without a purpose":  {aimless, 200, 200, 200, 404, names},
		"for other purposes": {planner, 200, 200, 200, 404, names},
	} {
		t.Run(name, func(t *testing.T) {
			w.walk(t, []step{
				{who: c.who, get: "/worklist", status: c.worklist, lacks: c.lacks},
				{who: c.who, get: "/worklist?state=decided", status: c.worklist, lacks: c.lacks},
				{who: c.who, get: "/worklist/enrolled", status: c.worklist, lacks: names},
				{who: c.who, get: "/lists", status: c.lists, lacks: "SMITH|p-1006"},
				{who: c.who, get: "/lists/case_management", status: c.lists, lacks: "SMITH|p-1006"},
				{who: c.who, get: "/practices/P1/list", status: c.practice, lacks: c.lacks},
				{who: c.who, get: "/people/p-1006/suggestions", status: c.suggested, lacks: c.lacks},
				{who: c.who, post: "/worklist/" + mine, fields: []string{"act", "accept", "version", version}, status: 403},
				{who: c.who, post: "/worklist/" + mine, fields: []string{"act", "decline", "why", "wrong", "version", version}, status: 403},
				{who: c.who, post: "/worklist/" + mine, fields: []string{"act", "defer", "until", "2026-12-01", "version", version}, status: 403},
				{who: c.who, post: "/worklist/" + mine, fields: []string{"act", "accept", "version", "77"}, status: 403},
				{who: c.who, post: "/worklist/1", fields: []string{"act", "accept", "version", "1"}, status: 403},
				{who: c.who, post: "/worklist/1/tasks/1", fields: []string{"person", "p-0001"}, status: 403},
				{who: c.who, post: "/worklist/1/tasks/77", fields: []string{"person", "p-0001"}, status: 403},
				{who: c.who, post: "/worklist/enrolled/1", fields: []string{"person", "p-0001", "why", "finished"}, status: 403},
				{who: c.who, post: "/worklist/enrolled/77", fields: []string{"person", "p-0001", "why", "finished"}, status: 403},
			})
		})
	}
	w.walk(t, []step{
		{get: "/worklist", status: 302, lacks: names},
		{get: "/worklist/enrolled", status: 302},
		{get: "/lists", status: 302},
		{get: "/practices/P1/list", status: 302},
		{get: "/people/p-1006/suggestions", status: 302},
		{post: "/worklist/" + mine, fields: []string{"act", "accept", "version", version}, status: 303, holds: "/sign-in"},
		{post: "/worklist/1/tasks/1", fields: []string{"person", "p-0001"}, status: 303, holds: "/sign-in"},
		{post: "/worklist/enrolled/1", fields: []string{"person", "p-0001", "why", "finished"}, status: 303, holds: "/sign-in"},
	})
	for _, action := range []string{"decide", "finish-task", "end-enrolment"} {
		tried := w.entries(t, audit.Query{Actions: []string{action}, Outcomes: []audit.Outcome{audit.Denied}})
		if len(tried) == 0 || len(tried[0].People) != 1 {
			t.Errorf("%s: noted %+v", action, tried)
		}
	}
	w.untouched(t, mine, version)
}

// untouched tells that nothing was decided: a suggestion is as it was, and the enrolment
// with its task goes on.
func (w *world) untouched(t *testing.T, id, version string) {
	t.Helper()
	if now, is := w.suggestionOf(t, "p-1006"); now != id || is != version {
		t.Errorf("suggestion %s is at version %s", now, is)
	}
	w.read(t, func(tx *store.Tx) error {
		in, err := w.Work.Members(tx, worklist.Query{Teams: []string{"matrons"}, Now: today})
		if err != nil || len(in) != 1 || len(in[0].Todo) != 1 {
			t.Errorf("enrolled %+v, %v", in, err)
		}
		return err
	})
}

// A team sees of a person what that team was suggested, and decides about that alone.
func TestSuggestedToTwoTeams(t *testing.T) {
	w := ownWorld(t)
	mine, version, theirs := contested(t, w)
	w.walk(t, []step{
		{who: w.homes(), get: "/worklist", status: 200, holds: "SMITH, Mary|MCDONALD-SMITH|<b>Home visits", lacks: "<b>Case management"},
		{who: w.homes(), get: marysPage, status: 200, holds: "Home visits", lacks: "Case management"},
		{who: w.homes(), get: "/people/p-0001/suggestions", status: 200, holds: "Home visits", lacks: "Case management|First visit|take part"},
		{who: w.matron(), get: "/people/p-1006/suggestions", status: 200, holds: "Case management", lacks: "Home visits"},
		{who: w.matron(), get: "/people/p-1006", status: 200, holds: "Case management", lacks: "Home visits"},
		{who: w.matron(), post: "/worklist/" + theirs, fields: []string{"act", "accept", "version", "1"}, status: 403},
		{who: w.gp(), get: "/people/p-1006/suggestions", status: 200, holds: "Case management|Home visits"},
		{who: w.homes(), get: "/practices/P1/list", status: 200, holds: "2 people of the practice|Home visits", lacks: "Case management|closed to you"},
	})
	w.untouched(t, mine, version)
}

// Ids, versions and names that no page gave lead nowhere.
func TestForgedDecisions(t *testing.T) { onBoth(t, testForgedDecisions) }

func testForgedDecisions(t *testing.T, w *world) {
	mine, version, theirs := contested(t, w)
	for _, id := range []string{"-1", "0", "99999999999999999999", "1%20", "0x1", "1e0", "%00", "..%2f1", "1;2"} {
		w.walk(t, []step{
			{who: w.matron(), post: "/worklist/" + id, fields: []string{"act", "accept", "version", "1"}, status: 404},
			{who: w.matron(), post: "/worklist/" + id + "/tasks/1", fields: []string{"person", "p-0001"}, status: 404},
			{who: w.matron(), post: "/worklist/enrolled/" + id, fields: []string{"person", "p-0001", "why", "finished"}, status: 404},
		})
	}
	for _, bad := range []string{"", "0", "-1", "x", "99999999999999999999", "2"} {
		w.walk(t, []step{{who: w.matron(), post: "/worklist/" + mine, fields: []string{"act", "accept", "version", bad}, status: 409}})
	}
	w.walk(t, []step{
		// To name somebody in whom one has a say opens nothing of another.
		{who: w.homes(), post: "/worklist/1/tasks/1", fields: []string{"person", "p-1006"}, status: 403},
		{who: w.homes(), post: "/worklist/enrolled/1", fields: []string{"person", "p-1006", "why", "finished"}, status: 403},
		{who: w.gp(), post: "/worklist/enrolled/1", fields: []string{"person", "p-1006", "why", "finished"}, status: 404},
		{who: w.matron(), post: "/worklist/enrolled/1", fields: []string{"person", strings.Repeat("p", 9000), "why", "finished"}, status: 403},
		{who: w.matron(), post: "/worklist/enrolled/1", fields: []string{"person", "p-0001", "why", "<b>"}, status: 400, holds: "it is not said why the programme ends"},
		{who: w.matron(), post: "/worklist/" + mine, fields: []string{"act", "decline", "why", "<script>", "version", version}, status: 400},
		{who: w.homes(), post: "/worklist/" + theirs, fields: []string{"act", "decline", "why", "wrong", "version", "1", "from", "person", "person", "/evil.example"}, status: 303, holds: "/people/p-1006?done=declined"},
		{who: w.matron(), get: "/worklist?programme=%22%3E%3Cscript%3E&page=-9&state=%27", status: 200, lacks: "><script>"},
		{who: w.matron(), get: "/worklist/enrolled?programme=%22%3E%3Cscript%3E&page=999999999999999999999", status: 200, lacks: "><script>"},
		{who: w.matron(), get: "/worklist?programme=%00%ff", status: 400},
		{who: w.matron(), get: "/worklist/enrolled?programme=%00%ff", status: 400},
		{who: w.matron(), get: "/practices/%00%ff/list", status: 400},
		{who: w.analyst(), get: "/lists/%00%ff", status: 400},
		{who: w.matron(), post: "/worklist/1/tasks/1", fields: []string{"person", "\x00\xff"}, status: 400},
		{who: w.matron(), post: "/worklist/enrolled/1", fields: []string{"person", "\x00\xff", "why", "finished"}, status: 400},
		{who: w.matron(), post: "/worklist/" + mine, fields: []string{"act", "decline", "why", "\x00\xff", "version", version}, status: 400},
		{who: w.analyst(), get: "/lists/" + strings.Repeat("x", 2000), status: 404},
		{who: w.analyst(), get: "/lists/%27%20OR%201=1", status: 404},
		{who: w.gp(), get: "/practices/%25/list", status: 403},
	})
	w.untouched(t, mine, version)
}

// Another site cannot make a browser decide.
func TestForeignDecisions(t *testing.T) {
	w := ownWorld(t)
	mine, version, _ := contested(t, w)
	for name, headers := range map[string]map[string]string{
		"cross-site": {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, "same-site": {"Sec-Fetch-Site": "same-site", "Origin": "https://evil.localhost"},
		"an old browser": {"Origin": "https://evil.example"}, "a sandboxed frame": {"Origin": "null"}, "nobody knows where": {},
	} {
		for address, body := range map[string]string{
			"/worklist/" + mine: "act=accept&version=" + version, "/worklist/1/tasks/1": "person=p-0001", "/worklist/enrolled/1": "person=p-0001&why=finished", marysPage + "/suggestions": "what=stop&words=x",
		} {
			r := httptest.NewRequest(http.MethodPost, "http://localhost"+address, strings.NewReader(body))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			for k, v := range headers {
				r.Header.Set(k, v)
			}
			who := w.matron()
			if strings.HasPrefix(address, marysPage) {
				who = w.person()
			}
			out := httptest.NewRecorder()
			acting(who, w.handler(newSample(), io.Discard)).ServeHTTP(out, r)
			if out.Code != http.StatusForbidden {
				t.Errorf("%s, %s: status %d", name, address, out.Code)
			}
		}
	}
	w.untouched(t, mine, version)
}

// Whoever says no to sharing, closes the record to the team's organisation or is sealed is
// at once out of the team's sight and hands.
func TestWorklistAfterConsentWithdrawn(t *testing.T) {
	for kind, c := range map[string]struct {
		of     string
		hidden string // what the team's pages still tell
		gp     bool   // their practice goes on
	}{
		sight.Dissent: {"", "closed to you", true},
		sight.Refused: {"weston_mind", "closed to you", true},
		sight.Sealed:  {"", "Nobody is waiting here", true},
	} {
		t.Run(kind, func(t *testing.T) {
			w := ownWorld(t)
			mine, version, _ := contested(t, w)
			for _, person := range []string{"p-0001", "p-1006"} {
				if err := w.relate(person, "consent:"+kind, kind, c.of); err != nil {
					t.Fatal(err)
				}
			}
			decide := []string{"act", "accept", "version", version}
			w.walk(t, []step{
				{who: w.matron(), get: "/worklist", status: 200, holds: c.hidden, lacks: "SMITH|First visit|3 emergency"},
				{who: w.matron(), get: "/worklist/enrolled", status: 200, lacks: "SMITH|First visit"},
				{who: w.matron(), get: "/practices/P1/list", status: 200, lacks: "SMITH|closed to you"},
				{who: w.matron(), post: "/worklist/" + mine, fields: decide, status: 403},
				{who: w.matron(), post: "/worklist/1/tasks/1", fields: []string{"person", "p-0001"}, status: 403},
				{who: w.matron(), post: "/worklist/enrolled/1", fields: []string{"person", "p-0001", "why", "finished"}, status: 403},
			})
			if got := w.get(t, w.matron(), "/people/p-1006/suggestions"); got.Code == 200 {
				t.Error("the history is open")
			}
			if kind == sight.Sealed {
				w.walk(t, []step{
					{who: w.matron(), get: "/worklist", status: 200, lacks: "closed to you"},
					{who: w.matron(), get: "/worklist/enrolled", status: 200, lacks: "closed to you"},
					{who: w.matron(), get: "/people/p-1006/suggestions", status: 404},
				})
			}
			w.untouched(t, mine, version)
			w.walk(t, []step{
				{who: w.gp(), get: "/worklist", status: 200, holds: "MCDONALD-SMITH|3 emergency admissions"},
				{who: w.gp(), post: "/worklist/" + mine, fields: decide, status: 303},
			})
		})
	}
}

// The medical reasons, and what they say of the risk, are open to nobody who sees no more
// than referrals; nor is it said to others than staff what somebody is worth.
func TestReasonsAreClosed(t *testing.T) {
	w := ownWorld(t)
	mine, version, _ := contested(t, w)
	reasons := "3 emergency|Does not live alone|37 of 100|37.2%|37%|£123"
	closed := "The reasons are from the medical record"
	w.walk(t, []step{
		{who: w.linkWorker(), get: "/worklist", status: 200, holds: closed + "|Accept", lacks: reasons},
		{who: w.linkWorker(), get: "/worklist?state=decided", status: 200, holds: closed, lacks: reasons},
		{who: w.linkWorker(), get: "/worklist/enrolled", status: 200, holds: "SMITH, Mary|First visit|End the programme", lacks: reasons},
		{who: w.linkWorker(), get: "/practices/P1/list", status: 200, holds: "Closed to your role", lacks: reasons},
		{who: w.linkWorker(), get: "/people/p-1006", status: 200, holds: closed, lacks: reasons},
		{who: w.linkWorker(), get: "/people/p-1006/suggestions", status: 200, holds: closed, lacks: reasons},
		{who: w.linkWorker(), post: "/worklist/" + mine, fields: []string{"act", "decline", "why", "?", "version", version}, status: 400, holds: closed, lacks: reasons},
	})
	share := func(section string) {
		if err := w.relate("p-1006", "share:"+section, sight.Shared+section, w.joan.ID); err != nil {
			t.Fatal(err)
		}
	}
	share("demographics")
	w.walk(t, []step{{who: w.carer(), get: "/people/p-1006", status: 200, lacks: "Suggested help"}, {who: w.carer(), get: "/people/p-1006/suggestions", status: 403}})
	share("referrals")
	w.walk(t, []step{
		{who: w.carer(), get: "/people/p-1006", status: 200, holds: closed, lacks: reasons + "|Accept"},
		{who: w.carer(), get: "/people/p-1006/suggestions", status: 200, holds: closed, lacks: reasons + "|Accept|do you not want this"},
	})
	share("conditions")
	w.walk(t, []step{
		{who: w.carer(), get: "/people/p-1006/suggestions", status: 200, holds: "3 emergency admissions", lacks: "£123|Accept"},
		{who: w.carer(), post: "/worklist/" + mine, fields: []string{"act", "accept", "version", version}, status: 403},
		{who: w.carer(), post: "/people/p-1006/suggestions", fields: []string{"what", "stop", "words", "x"}, status: 403},
	})
	w.untouched(t, mine, version)
}
