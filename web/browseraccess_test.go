package web

import (
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"continuum/access/review"
	"continuum/record/sight"
)

// The pages on who sees a record are sound in a real browser, wide and narrow.
func TestBrowserOfAccess(t *testing.T) {
	axe := needBrowser(t)
	w := ownWorld(t)
	w.walk(t, []step{
		{who: w.wardClinician(), post: "/people/p-0002/open", fields: []string{"why", "life", "reason", "fell, and cannot tell who he is", "sure", "yes"}, status: 303},
		{who: w.nurse(), post: "/people/p-1002/claim", fields: []string{"reason", "new on my caseload since " + stretched}, status: 303},
		{who: w.gp(), get: marysPage, status: 200},
		{who: w.nurse(), get: "/search?q=smith", status: 200},
		{who: w.person(), post: marysSharing, fields: []string{"act", "share", "name", "joan", "all", "yes", "until", "2099-01-01"}, status: 303},
		{who: w.person(), post: marysSharing, fields: []string{"act", "refuse", "partner", "weston_mind"}, status: 303},
		{who: w.person(), post: marysSharing, fields: []string{"act", "mark", "mark", "opted-out"}, status: 303},
		{who: w.person(), post: marysSharing, fields: []string{"act", "ask", "words", "I never had " + stretched}, status: 303},
	})
	if err := w.review.CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	finding := "/privacy/findings/" + w.findingOf(t, review.BreakGlass)
	w.walk(t, []step{{who: w.officer(), post: finding, fields: []string{"act", "ask", "note", "Please say why"}, status: 303}})
	w.sound(t, axe, map[string]seenPage{
		"closed": {w.nurse(), "/people/p-0002"}, "claimed": {w.nurse(), "/people/p-1002?done=claimed"}, "why": {w.nurse(), "/people/p-0002/why"}, "barely": {w.nurse(), "/search?q=smith"},
		"own": {w.person(), marysPage}, "carer": {w.carer(), marysPage}, "yours": {w.carer(), "/yours"}, "looked": {w.person(), marysPage + "/looked"}, "sharing": {w.person(), marysSharing + "?done=shared"},
		"marks": {w.officer(), marysSharing}, "privacy": {w.officer(), "/privacy"}, "finding": {w.officer(), finding}, "log": {w.officer(), "/privacy/log"}, "questions": {w.wardClinician(), "/questions"},
	})
}

// stretched is a word longer than a narrow window.
const stretched = "pneumonoultramicroscopicsilicovolcanoconiosis-and-more-of-the-same"

// A page that is open in a browser goes within seconds after what it shows was
// withdrawn.
func TestBrowserWithdrawal(t *testing.T) {
	needBrowser(t)
	w := ownWorld(t)
	w.walk(t, []step{{who: w.person(), post: marysSharing, fields: []string{"act", "share", "name", "joan", "all", "yes"}, status: 303}})
	b := openTab(t, serveAs(t, w, w.carer()))
	b.open(t, marysPage, 1280, 800)
	b.arrive(t, "SMITH, Mary")
	w.walk(t, []step{{who: w.person(), post: marysSharing, fields: []string{"act", "withdraw", "with", w.joan.ID}, status: 303}})
	b.arrive(t, "Page not found")
	if ask[bool](t, b, `document.documentElement.textContent.includes('SMITH')`) {
		t.Error("the name is still there")
	}
}

// Without JavaScript and by keyboard alone a record is opened in an emergency, and the
// person withdraws what they shared.
func TestBrowserAccessWithoutScript(t *testing.T) {
	needBrowser(t)
	w := ownWorld(t)
	if err := w.relate("p-0001", "share:"+w.joan.ID, sight.Shared+"plan", w.joan.ID); err != nil {
		t.Fatal(err)
	}
	b := openTab(t, serveAs(t, w, w.nurse()))
	b.open(t, marysPage, 320, 640)
	b.scriptless(t)
	b.tabTo(t, "#why")
	b.press(t, "Their life")
	b.tabTo(t, "#open-reason")
	b.press(t, "She fell and does not answer")
	b.tabTo(t, "#sure")
	b.press(t, " ")
	b.tabTo(t, "button")
	b.press(t, "\r")
	b.arrive(t, "SMITH, Mary (Mrs) –")
	if !ask[bool](t, b, `document.documentElement.textContent.includes('You opened this record in an emergency')`) {
		t.Error("the record is not open")
	}
	b = openTab(t, serveAs(t, w, w.person()))
	b.open(t, marysSharing, 1280, 800)
	b.scriptless(t)
	b.tabTo(t, ".cx-click button")
	b.press(t, "\r")
	for range 100 {
		if ask[bool](t, b, `!!document.body && document.body.textContent.includes('Withdrawn. They no longer see it.')`) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("it was not withdrawn")
}

func (b *tab) scriptless(t *testing.T) {
	t.Helper()
	if _, err := chromedp.Call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
}
