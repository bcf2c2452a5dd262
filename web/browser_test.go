package web

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// browserPages are the pages that a real browser opens.
var browserPages = []struct {
	name, path string
	rows       string // CSS selector of what must show at least 14 times at 1280x800
}{
	{"overview", "/", ""},
	{"search", "/search", ""},
	{"found", "/search?q=smith", "tbody tr"},
	{"nobody", "/search?q=zzz", ""},
	{"person", "/people/p-0001", ".cx-event"},
	{"major", "/people/p-0001?show=major", ""},
	{"dead", "/people/p-0002", ""},
	{"unknown", "/people/p-0003", ""},
	{"busy", "/people/p%2F00%2004%3F?setting=gp&from=2026-10-20", ""},
	{"live", "/people/p-1002", ""},
	{"died", "/people/p-1003", ""},
	{"newcomer", "/people/live-1", ""},
	{"feed", "/feeds/social_care_packages", ""},
	{"linkage", "/linkage", ""},
	{"builds", "/builds", ""},
	{"missing", "/unheard-of", ""},
}

func TestBrowser(t *testing.T) {
	axe := needBrowser(t)
	b := openTab(t, sampleServer(t))
	for _, page := range browserPages {
		t.Run(page.name, func(t *testing.T) {
			b.open(t, page.path, 1280, 800)
			b.picture(t, page.name+"-1280", false)
			b.picture(t, page.name+"-1280-whole", true)
			checkDense(t, b, page.rows)
			checkAxe(t, b, axe)
			b.open(t, page.path, 320, 640)
			b.picture(t, page.name+"-320", true)
			checkNarrow(t, b)
			checkAxe(t, b, axe)
			for _, bad := range b.complaints() {
				t.Error("the page " + bad)
			}
		})
	}
}

// The waterfall of evidence, closed at first, is as sound when it is opened.
func TestBrowserEvidence(t *testing.T) {
	axe := needBrowser(t)
	b := openTab(t, sampleServer(t))
	for name, path := range map[string]string{"why-person": "/people/p-0001", "why-linkage": "/linkage"} {
		for _, width := range []int64{1280, 320} {
			b.open(t, path, width, 800)
			if n := ask[int](t, b, `[...document.querySelectorAll('details')].map(d => d.open = true).length`); n == 0 {
				t.Errorf("%s: nothing to open", path)
			}
			b.picture(t, name+"-"+strconv.FormatInt(width, 10), true)
			checkAxe(t, b, axe)
			if width == 320 {
				checkNarrow(t, b)
			} else {
				checkDense(t, b, "")
			}
		}
	}
	for _, bad := range b.complaints() {
		t.Error("the page " + bad)
	}
}

// checkAxe wants no violation of WCAG 2.2 AA or of good practice.
func checkAxe(t *testing.T, b *tab, axe string) {
	t.Helper()
	ask[bool](t, b, axe+"; true")
	for _, violation := range ask[[]string](t, b, `axe.run({resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})
		.then(r => r.violations.map(v => v.id + ': ' + v.nodes.slice(0, 3).map(n => n.html + ' ' + n.failureSummary).join(' | ')))`) {
		t.Error("axe: " + violation)
	}
}

// checkDense wants text of 16 px, targets of 24 px and enough rows in sight.
func checkDense(t *testing.T, b *tab, rows string) {
	t.Helper()
	for _, small := range ask[[]string](t, b, `[...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && !e.closest('.cx-hidden') &&
		[...e.childNodes].some(n => n.nodeType == 3 && n.data.trim()) && parseFloat(getComputedStyle(e).fontSize) < 16).map(e => e.outerHTML.slice(0, 80))`) {
		t.Error("text under 16 px: " + small)
	}
	for _, small := range ask[[]string](t, b, `[...document.querySelectorAll('a, button, input, select, summary')].filter(e => e.checkVisibility() && !e.closest('p') && e.className != 'cx-skip' &&
		Math.min(e.getBoundingClientRect().width, e.getBoundingClientRect().height) < 24).map(e => e.getBoundingClientRect().height + ' ' + e.outerHTML.slice(0, 80))`) {
		t.Error("target under 24 px: " + small)
	}
	if rows == "" {
		return
	}
	if n := ask[int](t, b, `[...document.querySelectorAll('`+rows+`')].filter(e => e.getBoundingClientRect().bottom <= innerHeight).length`); n < 14 {
		t.Errorf("only %d rows in sight", n)
	}
}

// checkNarrow wants no sideways scroll of the page.
func checkNarrow(t *testing.T, b *tab) {
	t.Helper()
	if width := ask[int](t, b, `document.documentElement.scrollWidth`); width > 320 {
		t.Errorf("the page is %d px wide in a window of 320", width)
		for _, wide := range ask[[]string](t, b, `[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 321 && !e.closest('.cx-scroll')).slice(0, 5).map(e => e.outerHTML.slice(0, 100))`) {
			t.Log("too wide: " + wide)
		}
	}
}

// Without JavaScript and with the keyboard alone a person is found, filtered and
// read, and the banner never covers what has the focus.
func TestBrowserWithoutScript(t *testing.T) {
	needBrowser(t)
	b := openTab(t, sampleServer(t))
	b.open(t, "/", 1280, 800)
	if _, err := chromedp.Call(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true}); err != nil {
		t.Fatal(err)
	}
	b.tabTo(t, "input[type=search]")
	b.press(t, "smith\r")
	b.arrive(t, "Search")
	b.tabTo(t, "tbody a")
	b.press(t, "\r")
	b.arrive(t, "SMITH, Mary")
	for range 60 {
		b.press(t, "\t")
		if ask[bool](t, b, `(() => {
			const e = document.activeElement, banner = document.querySelector('.cx-who').getBoundingClientRect()
			return !!e.closest('main') && banner.top <= 0 && e.getBoundingClientRect().top < banner.bottom - 1 })()`) {
			t.Fatal("the banner covers what has the focus")
		}
	}
	for _, bad := range b.complaints() {
		t.Error("the page " + bad)
	}
}

// The record of a person prints on few pages, without what only a screen needs.
func TestBrowserPrint(t *testing.T) {
	needBrowser(t)
	b := openTab(t, sampleServer(t))
	b.open(t, "/people/p-0001", 1280, 800)
	pdf, err := chromedp.Run(b, chromedp.PrintToPDF())
	if err != nil {
		t.Fatal(err)
	}
	if folder := os.Getenv("CONTINUUM_PICTURES"); folder != "" {
		if err := os.WriteFile(filepath.Join(folder, "person.pdf"), pdf, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if pages := strings.Count(string(pdf), "/Type /Page\n"); pages > 3 {
		t.Errorf("%d pages for 48 events", pages)
	}
}
