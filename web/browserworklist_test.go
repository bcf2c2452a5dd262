package web

import (
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"continuum/access"
)

// The pages about who is suggested for help are sound in a real browser, wide and narrow.
func TestBrowserOfWorklist(t *testing.T) {
	axe := needBrowser(t)
	w := ownWorld(t)
	w.suggest(t, "p-0001", "p-1006", "p-1002")
	first, version := w.suggestionOf(t, "p-1006")
	w.walk(t, []step{{who: w.matron(), post: "/worklist/" + first, fields: []string{"act", "accept", "version", version}, status: 303}})
	w.sound(t, axe, map[string]seenPage{
		"worklist": {w.matron(), "/worklist?done=enrolled"}, "worklist-decided": {w.matron(), "/worklist?state=decided"}, "worklist-closed": {w.linkWorker(), "/worklist"}, "worklist-none": {w.nurse(), "/worklist"},
		"enrolled": {w.matron(), "/worklist/enrolled?done=ended"}, "enrolled-none": {w.homes(), "/worklist/enrolled"},
		"suggested": {w.matron(), marysPage}, "history": {w.matron(), "/people/p-1006/suggestions"}, "your-score": {w.person(), marysPage + "/suggestions"},
		"practice-list": {w.gp(), "/practices/P1/list"}, "lists": {w.analyst(), "/lists"}, "list": {w.analyst(), "/lists/case_management"},
	})
}

// seenPage is a page as somebody sees it.
type seenPage struct {
	who  *access.Actor
	path string
}

// sound wants pages that are sound wide and narrow, and about which the browser does not
// complain.
func (w *world) sound(t *testing.T, axe string, pages map[string]seenPage) {
	for name, p := range pages {
		t.Run(name, func(t *testing.T) {
			b := openTab(t, serveAs(t, w, p.who))
			for _, width := range []int64{1280, 320} {
				b.open(t, p.path, width, 800)
				b.picture(t, name+"-"+strconv.FormatInt(width, 10), true)
				checkAxe(t, b, axe)
				if width == 320 {
					checkNarrow(t, b)
				} else {
					checkDense(t, b, "")
				}
			}
			for _, bad := range b.complaints() {
				t.Error("the page " + bad)
			}
		})
	}
}

// Without JavaScript and by keyboard alone an enrolment ends; a form that says too little
// comes back open.
func TestBrowserEndsWithoutScript(t *testing.T) {
	needBrowser(t)
	w := ownWorld(t)
	w.suggest(t, "p-0001", "p-1006")
	w.accept(t, "p-0001")
	b := openTab(t, serveAs(t, w, w.matron()))
	b.open(t, "/worklist/enrolled", 320, 640)
	b.scriptless(t)
	b.tabTo(t, "summary")
	b.press(t, "\r")
	b.tabTo(t, "select[name=why]")
	b.press(t, "The person does not")
	b.tabTo(t, "input[name=note]")
	b.press(t, "She moves in with her son.")
	b.tabTo(t, ".cx-form button")
	b.press(t, "\r")
	for range 100 {
		if ask[bool](t, b, `!!document.body && document.body.textContent.includes('Nobody is enrolled here now') && document.body.textContent.includes('Ended.')`) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Error("it was not ended")
}

// The list of a practice is one printed page, also when it is full.
func TestPracticeListPrintsOnOnePage(t *testing.T) {
	needBrowser(t)
	w, s := ownWorld(t), newSample()
	people := make([]string, mostOnPage+5)
	for i := range people {
		people[i] = "p-one-" + strconv.Itoa(i)
		r := mary()
		r.Person.ID = people[i]
		s.people[people[i]] = r
	}
	w.suggest(t, people...)
	server := httptest.NewServer(acting(w.gp(), w.handler(s, io.Discard)))
	t.Cleanup(server.Close)
	b := openTab(t, server.URL)
	b.open(t, "/practices/P1/list", 1280, 800)
	pdf, err := chromedp.Run(b, chromedp.PrintToPDF())
	if err != nil {
		t.Fatal(err)
	}
	if folder := os.Getenv("CONTINUUM_PICTURES"); folder != "" {
		if err := os.WriteFile(filepath.Join(folder, "practice.pdf"), pdf, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(string(pdf), "/Type /Page\n"); n != 1 {
		t.Errorf("%d pages", n)
	}
}
