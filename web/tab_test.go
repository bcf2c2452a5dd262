package web

import (
	"cmp"
	"context"
	"io"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"continuum/access"
)

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
	home string // the host of this machine; 127.0.0.1 where it is empty
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
		if u, err := url.Parse(e.Request.URL); err != nil || u.Scheme != "data" && u.Hostname() != cmp.Or(b.home, "127.0.0.1") {
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

// press types keys into whatever has the focus.
func (b *tab) press(t *testing.T, keys string) {
	t.Helper()
	if err := chromedp.Do(b, chromedp.KeyEvent(keys)); err != nil {
		t.Fatal(err)
	}
}

// tabTo presses Tab until the focus is on what a selector means.
func (b *tab) tabTo(t *testing.T, selector string) {
	t.Helper()
	for range 40 {
		b.press(t, "\t")
		if ask[bool](t, b, `document.activeElement.matches('`+selector+`')`) {
			return
		}
	}
	t.Fatalf("the keyboard never reaches %s", selector)
}

// arrive waits until a page with a title has loaded.
func (b *tab) arrive(t *testing.T, title string) {
	t.Helper()
	for range 200 {
		got, err := chromedp.Run(b, chromedp.Evaluate[string](`document.readyState == 'complete' ? document.title : ''`))
		if err == nil && strings.HasPrefix(got, title) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("never arrived at %q", title)
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
	world := sharedWorld(t)
	return serveAs(t, world, world.gp())
}

// serveAs serves the sample place to somebody.
func serveAs(t *testing.T, w *world, a *access.Actor) string {
	server := httptest.NewServer(acting(a, w.handler(newSample(), io.Discard)))
	t.Cleanup(server.Close)
	return server.URL
}
