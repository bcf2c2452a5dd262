package web

import (
	"strconv"
	"strings"
	"testing"

	"continuum/access/review"
	"continuum/record/audit"
	"continuum/store"
)

// Who says to look after somebody, or opens the record in an emergency, sees it for a
// while; the person and the privacy officer see that, and the officer follows it up.
func TestWaysIntoAClosedRecord(t *testing.T) { onBoth(t, theWaysIntoAClosedRecord) }

func theWaysIntoAClosedRecord(t *testing.T, w *world) {
	nurse, me, officer := w.nurse(), w.person(), w.officer()
	const hostile = `in A&E with a "fall"</p><script>alert(1)</script>`
	w.walk(t, []step{
		{who: me, get: marysPage + "/looked", status: 200, holds: "Nobody else has looked."},
		{who: nurse, post: marysPage + "/claim", fields: []string{"reason", "new on my caseload"}, status: 303, holds: marysPage + "?done=claimed"},
		{who: nurse, get: marysPage + "?done=claimed", status: 200, holds: "48 events|Noted: you look after this person.|You said that you look after this person|That ends"},
		{who: w.wardClinician(), post: "/people/p-0002/open", fields: []string{"why", "life", "reason", hostile, "sure", "yes"}, status: 303, holds: "?done=opened"},
		{who: w.wardClinician(), get: "/people/p-0002", status: 200, holds: "You opened this record in an emergency|That ends|Died in hospital"},
		{who: w.housing(), post: "/people/p-0002/open", fields: []string{"why", "life", "reason", "x", "sure", "yes"}, status: 403},
		{who: w.housing(), post: "/people/p-0002/claim", fields: []string{"reason", "x"}, status: 403},
		{who: me, get: marysPage + "/looked", status: 200, holds: "Lee Grant|Community nurse, Weston Mind|By their own word|new on my caseload|Staff who said that they look after you see your record for two weeks.|Care", lacks: "Nobody else|Emergency"},
		{who: me, get: marysPage + "/looked?own=1", status: 200, holds: "<bdi>You</bdi>"},
		{who: officer, get: "/people/p-0002/looked", status: 200, holds: "Tom Ward|Ward clinician, Weston General Hospital|Emergency|in A&amp;E with a|Tried and was not let", lacks: "looked at your record"},
		{who: officer, get: "/privacy", status: 200, holds: "There is nothing to look at.|Opened in an emergency or by their own word|Tom Ward|DE LA CRUZ|new on my caseload"},
		{who: officer, get: "/privacy/log?person=p-0002&action=break-glass", status: 200, holds: "Tom Ward|Their life or health is in danger now: in A&amp;E", lacks: "Lee Grant"},
		{who: officer, get: "/privacy/log?from=then", status: 200, holds: "Write dates as"},
		{who: officer, get: "/privacy/log?outcome=denied", status: 200, holds: "Hal Oakes|Not let"},
		{who: officer, get: "/privacy/log?actor=mary&from=2026-01-01&to=2099-01-01", status: 200, holds: "Mary Smith", lacks: "Tom Ward"},
		{who: officer, get: "/privacy/log?actor=%3Cscript%3E&before=-7", status: 200, holds: "Nothing matches."},
	})
	if err := w.review.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	id := w.findingOf(t, review.BreakGlass)
	finding, question := "/privacy/findings/"+id, "/questions/"+id
	w.walk(t, []step{
		{who: officer, get: "/privacy", status: 200, holds: "Opened in an emergency|Opened by their own word|Tell the employer|" + finding},
		{who: officer, get: "/privacy?kind=claimed", status: 200, holds: "Opened by their own word</a>", lacks: finding + `"`},
		{who: officer, get: "/privacy?kind=%22%3E%3Cb%3E", status: 200, holds: "There is nothing to look at."},
		{who: officer, get: finding, status: 200, holds: "The looks behind it|Their life or health is in danger now|DE LA CRUZ, José (Mr)"},
		{who: w.nurse(), get: finding, status: 403},
		{who: w.nurse(), post: finding, fields: []string{"act", "close"}, status: 403},
		{who: officer, post: finding, fields: []string{"act", "nothing"}, status: 400},
		{who: officer, post: finding, fields: []string{"act", "ask", "note", "<i>why</i>", "from", "finding"}, status: 303, holds: finding + "?done=followed"},
		{who: w.nurse(), get: "/questions", status: 200, holds: "Nobody asks you anything."},
		{who: w.nurse(), post: question, fields: []string{"reason", "mine"}, status: 404},
		{who: w.wardClinician(), get: "/questions", status: 200, holds: "Questions for you|Why you looked|DE LA CRUZ"},
		{who: w.wardClinician(), post: question, fields: []string{"reason", " "}, status: 400, holds: "Write why you looked"},
		{who: w.wardClinician(), post: question, fields: []string{"reason", "he was <u>unconscious</u>"}, status: 303, holds: "/questions?done=answered"},
		{who: officer, get: finding, status: 200, holds: "he was &lt;u&gt;unconscious|&lt;i&gt;why|Answered"},
		{who: officer, post: finding, fields: []string{"act", "accept"}, status: 303, holds: "/privacy?done=followed"},
		{who: officer, get: "/privacy?done=followed", status: 200, holds: "Done.", lacks: finding + `"`},
		{who: officer, get: "/privacy?state=all", status: 200, holds: finding},
		{who: officer, post: finding, fields: []string{"act", "close"}, status: 409},
		{who: officer, get: "/privacy/findings/999", status: 404},
		{who: officer, get: "/privacy/findings/x", status: 404},
	})
	if got := w.entries(t, audit.Query{Actions: []string{"break-glass"}, Outcomes: []audit.Outcome{audit.OK}}); len(got) != 1 || got[0].Name != "Tom Ward" || got[0].Interface != "pages" || len(got[0].Policies) == 0 {
		t.Errorf("noted %+v", got)
	}
}

func (w *world) findingOf(t *testing.T, kind review.Kind) string {
	t.Helper()
	var all []review.Finding
	err := w.db.Read(t.Context(), func(tx *store.Tx) (err error) {
		all, err = w.review.List(tx, review.Query{Kinds: []review.Kind{kind}})
		return err
	})
	if err != nil || len(all) == 0 {
		t.Fatalf("no finding of %s: %v", kind, err)
	}
	return strconv.FormatInt(all[0].ID, 10)
}

// Who looked is paged, and tells of others in a search nothing.
func TestManyLooks(t *testing.T) {
	w := ownWorld(t)
	for range 30 {
		w.get(t, w.gp(), "/search?q=smith")
		w.get(t, w.gp(), marysPage)
		w.get(t, w.person(), marysPage)
	}
	first := w.get(t, w.person(), marysPage+"/looked").Body.String()
	if n := strings.Count(first, `<th scope="row"`); n != looksPerPage || strings.Contains(first, "p-0002") || !strings.Contains(first, "Found in a search") {
		t.Errorf("%d looks", n)
	}
	older := strings.ReplaceAll(between(first, `rel="next" href="`, `"`), "&amp;", "&")
	second := w.get(t, w.person(), older).Body.String()
	if n := strings.Count(second, `<th scope="row"`); n != 60-looksPerPage || !strings.Contains(second, "Newest") || strings.Contains(second, `rel="next"`) {
		t.Errorf("%s: %d older looks", older, n)
	}
}
