package web

import (
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"continuum/access"
)

// The pages about who is suggested for help are sound in a real browser, wide and narrow.
func TestBrowserOfWorklist(t *testing.T) {
	axe := needBrowser(t)
	w := ownWorld(t)
	w.suggest(t, "p-0001", "p-0002", "p-1002")
	first, version := w.suggestionOf(t, "p-0002")
	w.walk(t, []step{{who: w.matron(), post: "/worklist/" + first, fields: []string{"act", "accept", "version", version}, status: 303}})
	for name, c := range map[string]struct {
		who  *access.Actor
		path string
	}{
		"worklist": {w.matron(), "/worklist?done=enrolled"}, "worklist-decided": {w.matron(), "/worklist?state=decided"}, "worklist-closed": {w.linkWorker(), "/worklist"}, "worklist-none": {w.nurse(), "/worklist"},
		"suggested": {w.matron(), marysPage}, "history": {w.matron(), "/people/p-0002/suggestions"}, "your-score": {w.person(), marysPage + "/suggestions"},
		"practice-list": {w.gp(), "/practices/P1/list"}, "lists": {w.analyst(), "/lists"}, "list": {w.analyst(), "/lists/case_management"},
	} {
		t.Run(name, func(t *testing.T) {
			b := openTab(t, serveAs(t, w, c.who))
			for _, width := range []int64{1280, 320} {
				b.open(t, c.path, width, 800)
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
