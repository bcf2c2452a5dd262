package web

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"continuum/access"
	"continuum/record/audit"
	"continuum/store"
	"continuum/target/programme"
	"continuum/target/worklist"
)

// matron is of the team to which people are suggested; she has no other reason to see
// them.
func (w *world) matron() *access.Actor {
	return &access.Actor{Account: "matron", Name: "Grace Bello", Kind: access.Staff, Roles: []string{"community_nurse"}, Partner: "weston_mind", Teams: []string{"matrons"}, Purpose: "direct-care", Strong: true}
}

// linkWorker is of the same team, and may not read the medical record.
func (w *world) linkWorker() *access.Actor {
	return &access.Actor{Account: "link", Name: "Sam Okoro", Kind: access.Staff, Roles: []string{"link_worker"}, Partner: "weston_voluntary", Teams: []string{"matrons"}, Purpose: "direct-care"}
}

const (
	hostileReason = `3 emergency admissions <script>alert(1)</script>`
)

// suggest publishes a list to the matrons.
func (w *world) suggest(t testing.TB, people ...string) {
	t.Helper()
	w.suggestFor(t, "case_management", "Case management", "matrons", people...)
}

// suggestFor publishes the list of a programme to a team.
func (w *world) suggestFor(t testing.TB, id, title, team string, people ...string) {
	t.Helper()
	head, err := json.Marshal(programme.Head{Title: title, Pays: false, Verdict: "This list loses money: £120 a year.", People: len(people), Places: 60, Net: -12000, Members: 40, Left: []programme.LeftOut{{Why: "died", People: 3}}, Eligible: 37, Fall: programme.Regression{Last: 2.1, Next: 0.9}})
	if err != nil {
		t.Fatal(err)
	}
	l := &worklist.List{
		Programme: id, Title: title, Team: team, Build: "b1", Model: "emergency_admission", ModelHash: "m1", Hash: "h1", Head: head, DueDays: 14,
		Outcome: "at least one emergency admission", Horizon: 12, From: today,
		Terms: worklist.Terms{Action: "A community matron visits", Plain: "A community matron would visit you at home.", Months: 6, Tasks: []worklist.TaskTerms{{Title: "First visit", Days: 7}}},
	}
	for _, p := range people {
		l.People = append(l.People, worklist.Proposal{
			Person: p, Practice: "P1", Risk: 1.4, Chance: 0.372, Value: 123_45, Low: -40_00, High: 300_00, Score: "h1" + p,
			Reasons: []worklist.Because{{Words: hostileReason, Share: 0.7}, {Words: "Does not live alone", Share: -0.1}},
		})
	}
	if _, err := w.Work.(*worklist.Worklist).Publish(access.With(t.Context(), w.analyst()), l); err != nil {
		t.Fatal(err)
	}
}

func (w *world) suggestionOf(t testing.TB, person string) (id, version string) {
	t.Helper()
	var all []worklist.Suggestion
	err := w.db.Read(t.Context(), func(tx *store.Tx) (err error) {
		all, err = w.Work.List(tx, worklist.Query{People: []string{person}, States: worklist.States()})
		return err
	})
	if err != nil || len(all) == 0 {
		t.Fatalf("%s is not suggested: %v", person, err)
	}
	return strconv.FormatInt(all[0].ID, 10), strconv.FormatInt(all[0].Version, 10)
}

func TestWorklist(t *testing.T) { onBoth(t, testWorklist) }

func testWorklist(t *testing.T, w *world) {
	w.suggest(t, "p-0001", "p-1006")
	id, version := w.suggestionOf(t, "p-0001")
	other, its := w.suggestionOf(t, "p-1006")
	matron := w.matron()
	stranger := w.nurse()
	decide := "/worklist/" + id
	w.walk(t, []step{
		{who: stranger, get: "/worklist", status: 200, holds: "no team and no practice", lacks: "SMITH"},
		{who: matron, get: "/worklist", status: 200, holds: "SMITH, Mary|MCDONALD-SMITH|Case management|3 emergency admissions &lt;script&gt;|(lowers the risk)|about 37 of 100 people like this have at least one emergency admission within a year|£123 expected|Waiting since|Accept|Not now|Decline", lacks: "<script>alert"},
		{who: w.linkWorker(), get: "/worklist", status: 200, holds: "SMITH, Mary|The reasons are from the medical record, which is not open to your role.|Accept", lacks: "3 emergency admissions|£123"},
		{who: w.gp(), get: "/worklist", status: 200, holds: "SMITH, Mary|3 emergency admissions"},
		{who: w.analyst(), get: "/worklist", status: 200, lacks: "SMITH"},
		{who: matron, get: marysPage, status: 200, holds: "Suggested help|A community matron visits|A team to which you were suggested", lacks: "Costs by year"},
		{who: stranger, get: marysPage + "/suggestions", status: 403},
		{who: stranger, post: decide, fields: []string{"act", "accept"}, status: 403},
		{who: w.person(), post: decide, fields: []string{"act", "accept"}, status: 403},
		{who: matron, post: decide, fields: []string{"act", "nothing"}, status: 400, holds: "The form does not say what to do."},
		{who: matron, post: decide, fields: []string{"act", "decline", "version", version}, status: 400, holds: "it is not said why it is declined"},
		{who: matron, post: decide, fields: []string{"act", "defer", "until", "soon"}, status: 400, holds: "Choose the day"},
		{who: matron, post: decide, fields: []string{"act", "accept", "version", "99"}, status: 409},
		{who: matron, post: "/worklist/x", fields: []string{"act", "accept"}, status: 404},
		{who: matron, post: "/worklist/999", fields: []string{"act", "accept"}, status: 404},
		{who: matron, post: decide, fields: []string{"act", "accept", "version", version, "from", "worklist"}, status: 303, holds: "/worklist?done=enrolled"},
		{who: w.linkWorker(), post: decide, fields: []string{"act", "decline", "why", "too_well", "version", version}, status: 409},
		{who: matron, get: "/worklist?done=enrolled", status: 200, holds: "the tasks are below|First visit|in 7 days|MCDONALD-SMITH", lacks: "Waiting since 01"},
		{who: matron, get: "/worklist?state=decided", status: 200, holds: "Accepted on|SMITH, Mary"},
		{who: stranger, post: "/worklist/1/tasks/1", fields: []string{"person", "p-0001"}, status: 403},
		{who: matron, post: "/worklist/1/tasks/1", fields: []string{"person", "p-0001"}, status: 303, holds: "done=finished"},
		{who: matron, post: "/worklist/1/tasks/1", fields: []string{"person", "p-0001"}, status: 404},
		{who: w.gp(), post: "/worklist/" + other, fields: []string{"act", "decline", "why", "too_ill", "note", "<b>died</b>", "from", "person", "version", its}, status: 303, holds: "/people/p-1006?done=declined"},
		{who: w.gp(), get: "/people/p-1006/suggestions", status: 200, holds: "Declined: Not suitable: too ill|&lt;b&gt;died"},
	})
	if got := w.entries(t, audit.Query{Actions: []string{"enrol"}}); len(got) != 1 || got[0].Actor != "matron" || len(got[0].People) != 1 {
		t.Errorf("noted %+v", got)
	}
}

// The person reads why in plain words, and can say that it is wrong.
func TestYourScore(t *testing.T) {
	w := ownWorld(t)
	w.suggest(t, "p-0001", "p-1006")
	me := w.person()
	mine := marysPage + "/suggestions"
	w.walk(t, []step{
		{who: me, get: marysPage, status: 200, holds: mine + `"|Help that was suggested for you, and why`, lacks: "Accept|£123"},
		{who: me, get: mine, status: 200, holds: "A community matron would visit you at home.|asks you before anything begins|makes it more likely that you need help|About 37 of 100 people like this have at least|do you not want this", lacks: "£123|<script>alert"},
		{who: me, get: "/people/p-1006/suggestions", status: 404},
		{who: w.carer(), get: mine, status: 404},
		{who: me, post: mine, fields: []string{"what", "wrong", "words", " "}, status: 400, holds: "Write what is wrong"},
		{who: me, post: mine, fields: []string{"what", "stop", "words", "Leave me <alone>"}, status: 303, holds: "done=asked"},
		{who: w.matron(), post: mine, fields: []string{"what", "stop", "words", "x"}, status: 403},
	})
}

// Figures name nobody, and say at the very top that a list loses money.
func TestLists(t *testing.T) {
	w := ownWorld(t)
	w.suggest(t, "p-0001", "p-1006")
	w.walk(t, []step{
		{who: w.analyst(), get: "/lists", status: 200, holds: "Case management|Loses money", lacks: "SMITH"},
		{who: w.analyst(), get: "/lists/case_management", status: 200, holds: "This list loses money: £120 a year.|left out: died|fewer than 5|Waiting for the team|never count it as an effect", lacks: "SMITH|p-0001"},
		{who: w.analyst(), get: "/lists/none", status: 404},
		{who: w.person(), get: "/lists", status: 403},
		{who: w.gp(), get: "/practices/P1/list", status: 200, holds: "2 people of the practice|SMITH, Mary|MCDONALD-SMITH|37.2% at least one emergency admission"},
		{who: w.gp(), get: "/practices/P2/list", status: 403},
		{who: w.analyst(), get: "/practices/P1/list", status: 403},
		{who: w.matron(), get: "/practices/P1/list", status: 200, holds: "SMITH, Mary"},
	})
	body := w.get(t, w.analyst(), "/lists/case_management").Body.String()
	if strings.Index(body, "loses money") > strings.Index(body, "expected value") {
		t.Error("that the list loses money does not stand at the top")
	}
}

// Without a worklist there are no such pages.
func TestNoWorklist(t *testing.T) {
	w := ownWorld(t)
	w.Work = nil
	for _, address := range []string{"/worklist", "/lists", marysPage + "/suggestions"} {
		if got := w.get(t, w.analyst(), address).Code; got != 404 {
			t.Errorf("%s: %d", address, got)
		}
	}
	if got := w.get(t, w.gp(), marysPage); got.Code != 200 || strings.Contains(got.Body.String(), "Worklist") {
		t.Errorf("%d", got.Code)
	}
}
