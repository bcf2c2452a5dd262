package web

import (
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
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
	{"feed", "/feeds/social_care_packages", ""},
	{"builds", "/builds", ""},
	{"missing", "/unheard-of", ""},
}

// needBrowser skips the test, saying why, unless CONTINUUM_BROWSER=required.
func needBrowser(t *testing.T) (axe string) {
	t.Helper()
	lack := func(what string) {
		if os.Getenv("CONTINUUM_BROWSER") == "required" {
			t.Fatal(what)
		}
		t.Skip(what)
	}
	if _, err := exec.LookPath("chromium"); err != nil {
		lack("no browser: install the Debian package chromium")
	}
	if missing := AssetsMissing(); missing != "" {
		lack(missing)
	}
	script, err := os.ReadFile(filepath.Join("assets", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		lack("no axe-core: run `make assets`")
	}
	return string(script)
}

// tab is one browser tab and what went wrong in it.
type tab struct {
	context.Context
	base string
	mu   sync.Mutex
	bad  []string
}

func openTab(t *testing.T, base string) *tab {
	t.Helper()
	allocator, stop := chromedp.NewExecAllocator(context.Background(), browserFlags(t)...)
	t.Cleanup(stop)
	ctx, cancel := chromedp.NewContext(allocator)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(cancel)
	b := &tab{Context: ctx, base: base}
	if err := chromedp.Listen(ctx, b.watch); err != nil {
		t.Fatal(err)
	}
	b.enable(t)
	return b
}

func browserFlags(t *testing.T) []chromedp.ExecAllocatorOption {
	options := append([]chromedp.ExecAllocatorOption{}, chromedp.DefaultExecAllocatorOptions[:]...)
	for _, flag := range []string{
		"no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
		"disable-component-update", "disable-sync", "hide-scrollbars",
	} {
		options = append(options, chromedp.Flag(flag, true))
	}
	return append(options, chromedp.ExecPath("chromium"), chromedp.UserDataDir(t.TempDir()))
}

func (b *tab) enable(t *testing.T) {
	t.Helper()
	_, err := chromedp.Call(b, network.Enable, network.EnableParams{})
	if err == nil {
		_, err = chromedp.Call(b, log.Enable, struct{}{})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// watch notes requests that leave this machine and everything on the console.
func (b *tab) watch(event any) {
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		if u, err := url.Parse(e.Request.URL); err != nil || u.Scheme != "data" && u.Hostname() != "127.0.0.1" {
			b.note("asks for " + e.Request.URL)
		}
	case *runtime.EventExceptionThrown:
		b.note("throws " + e.ExceptionDetails.Text)
	case *runtime.EventConsoleAPICalled:
		b.note("writes to the console: " + string(e.Type))
	case *log.EventEntryAdded:
		if !strings.Contains(e.Entry.Text, "404 (Not Found)") { // the missing page is one
			b.note("logs " + e.Entry.Text)
		}
	}
}

func (b *tab) note(what string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.bad = append(b.bad, what)
}

func (b *tab) complaints() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	bad := b.bad
	b.bad = nil
	return bad
}

// open shows a page in a window of a size.
func (b *tab) open(t *testing.T, path string, width, height int64) {
	t.Helper()
	if err := chromedp.Do(b, chromedp.EmulateViewport(width, height), chromedp.Navigate(b.base+path)); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// ask evaluates an expression in the page.
func ask[T any](t *testing.T, b *tab, expression string) T {
	t.Helper()
	answer, err := chromedp.Run(b, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%.80s: %v", expression, err)
	}
	return answer
}

// picture keeps a screenshot when CONTINUUM_PICTURES names a folder.
func (b *tab) picture(t *testing.T, name string, whole bool) {
	t.Helper()
	folder := os.Getenv("CONTINUUM_PICTURES")
	if folder == "" {
		return
	}
	shot := chromedp.CaptureScreenshot()
	if whole {
		shot = chromedp.FullScreenshot(100)
	}
	png, err := chromedp.Run(b, shot)
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, name+".png"), png, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func sampleServer(t *testing.T) string {
	h := Handler(newSample(), Options{Now: func() time.Time { return today }, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
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
	press := func(keys string) {
		t.Helper()
		if err := chromedp.Do(b, chromedp.KeyEvent(keys)); err != nil {
			t.Fatal(err)
		}
	}
	arrive := func(title string) {
		t.Helper()
		for range 100 {
			if got, err := chromedp.Run(b, chromedp.Title()); err == nil && strings.HasPrefix(got, title) {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Fatalf("never arrived at %q", title)
	}
	press(strings.Repeat("\t", 5) + "smith\r")
	arrive("Search")
	press(strings.Repeat("\t", 8) + "\r")
	arrive("SMITH, Mary")
	for range 60 {
		press("\t")
		if hidden, err := chromedp.Run(b, chromedp.Evaluate[bool](`(() => {
			const e = document.activeElement, banner = document.querySelector('.cx-who').getBoundingClientRect()
			return !e.closest('header, .cx-who, .cx-reach') && e !== document.body && e.getBoundingClientRect().top < banner.bottom - 1 && banner.top <= 0 })()`)); err != nil || hidden {
			t.Fatalf("the banner covers what has the focus (%v)", err)
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
