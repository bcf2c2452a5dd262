package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"continuum/access/account"
	"continuum/record/audit"
)

// Whoever has not signed in is led to do so, from wherever, and learns nothing.
func TestNobodyIsIn(t *testing.T) {
	d := knock(t, nil)
	b := d.browser(t)
	for _, path := range []string{
		"/", "/search?q=smith", "/people/p-0001", "/people/unheard-of", "/people/p-0001/sharing", "/people/p-0001/looked", "/feeds/gp", "/linkage", "/builds", "/yours", "/privacy",
		"/account", "/admin", "/admin/users", "/admin/policies", "/kept", "/stay", "/sign-in/again", "/apps/ask?request=x", "/unheard-of",
	} {
		p := b.get(path)
		p.wants(t, path, http.StatusSeeOther, "!SMITH", "!p-1002")
		if want := "/sign-in?" + (url.Values{"back": {path}}).Encode(); path != "/" && p.to != want {
			t.Errorf("%s: sent to %q", path, p.to)
		}
	}
	for _, path := range []string{"/sign-in", "/sign-in?back=/people/p-0001", "/sign-in/recover", "/set-up", "/set-up?code=nonsense", "/signed-out", "/signed-out?at=nobody"} {
		p := b.get(path)
		p.wants(t, path, p.status, "!SMITH", "!20261122", "!31-Oct-2026", "!Find a person")
		if p.status >= 500 || p.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: status %d, cached %q", path, p.status, p.header.Get("Cache-Control"))
		}
	}
	if p := b.do(http.MethodGet, "/people/p-0001/still?as=x", nil); p.status != http.StatusUnauthorized {
		t.Errorf("an open page is told %d", p.status)
	}
	b.get("/health").wants(t, "health", http.StatusOK, "ok")
}

func TestSignInAndOut(t *testing.T) {
	d := knock(t, nil)
	gp := d.staff(t, "gp")
	b := d.browser(t)
	b.get("/sign-in?back=/people/p-0001").wants(t, "form", http.StatusOK, `name="back" value="/people/p-0001"`, "Use a passkey")
	p := b.post("/sign-in", "name", " GP ", "password", goodPassword, "back", "/people/p-0001?show=major")
	p.wants(t, "sign-in", http.StatusSeeOther)
	if p.to != "/people/p-0001?show=major" || !strings.Contains(p.header.Get("Set-Cookie"), "HttpOnly; SameSite=Lax") {
		t.Errorf("sent to %q with %q", p.to, p.header.Get("Set-Cookie"))
	}
	b.get("/people/p-0001").wants(t, "record", http.StatusOK, "SMITH, Mary", "Some gp", "General practitioner, for care", "Sign out", `id="idle"`)
	entries := d.entries(t, audit.Query{Actor: gp.ID})
	if len(entries) == 0 || entries[0].Address != "127.0.0.1" || entries[0].Session == "" || entries[0].Request == "" || entries[0].Interface != pages {
		t.Errorf("the audit has %+v", entries)
	}
	b.get("/sign-in?back=/builds").wants(t, "in already", http.StatusFound)
	old := b.cookie()
	b.post("/sign-out").wants(t, "sign-out", http.StatusSeeOther)
	b.get("/people/p-0001").wants(t, "after it", http.StatusSeeOther, "!SMITH")
	p = d.browser(t).do(http.MethodGet, "/people/p-0001", nil, "Cookie", "continuum="+old)
	p.wants(t, "the old token", http.StatusSeeOther, "!SMITH")
	b.get("/sign-out").wants(t, "a link that signs out", http.StatusSeeOther)
}

// A token that somebody planted is worth nothing, before as after.
func TestFixation(t *testing.T) {
	d := knock(t, nil)
	gp := d.staff(t, "gp")
	planted := d.in(t, d.staff(t, "link_worker")).cookie()
	p := d.browser(t).do(http.MethodPost, "/sign-in", url.Values{"name": {gp.Name}, "password": {goodPassword}}, "Cookie", "continuum="+planted)
	if c := p.header.Get("Set-Cookie"); p.status != http.StatusSeeOther || c == "" || strings.Contains(c, planted) {
		t.Errorf("status %d, cookie %q", p.status, c)
	}
	d.browser(t).do(http.MethodGet, "/account", nil, "Cookie", "continuum="+planted).wants(t, "the planted token", http.StatusSeeOther)
	d2 := d.browser(t).do(http.MethodPost, "/sign-in", url.Values{"name": {gp.Name}, "password": {goodPassword}}, "Cookie", "continuum="+strings.Repeat("A", 43))
	if c := d2.header.Get("Set-Cookie"); d2.status != http.StatusSeeOther || strings.Contains(c, strings.Repeat("A", 43)) {
		t.Errorf("status %d, cookie %q", d2.status, c)
	}
	b := d.in(t, gp)
	before := b.cookie()
	b.post("/account/act", "role", "", "purpose", "direct-care").wants(t, "another purpose", http.StatusSeeOther)
	if b.cookie() == before {
		t.Error("another role has the same token")
	}
	d.browser(t).do(http.MethodGet, "/account", nil, "Cookie", "continuum="+before).wants(t, "the token before", http.StatusSeeOther)
}

func TestOpenRedirect(t *testing.T) {
	d := knock(t, nil)
	d.staff(t, "gp")
	for _, back := range []string{"https://evil.example", "//evil.example", `/\evil.example`, `\\evil.example`, "javascript:alert(1)", "/../..//evil.example", "/%2e%2e//evil", "/a\r\nSet-Cookie: x=y", "", "http:evil", "/\t/evil.example"} {
		p := d.browser(t).post("/sign-in", "name", "gp", "password", goodPassword, "back", back)
		if p.status != http.StatusSeeOther || p.to != "/" {
			t.Errorf("%q: status %d, sent to %q", back, p.status, p.to)
		}
		d.browser(t).get("/sign-in?"+url.Values{"back": {back}}.Encode()).wants(t, back, http.StatusOK, `name="back" value="/"`)
	}
}

// Whoever is not let in learns nothing of which accounts there are.
func TestEnumeration(t *testing.T) {
	d := knock(t, nil)
	d.staff(t, "gp")
	off := d.staff(t, "analyst")
	if _, err := d.accounts.Disable(t.Context(), off.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := d.accounts.Add(t.Context(), account.Account{Name: "never-set-up", Roles: []string{"gp"}}); err != nil {
		t.Fatal(err)
	}
	answers := map[string]bool{}
	for range 7 { // the first ones are held up meanwhile
		for _, name := range []string{"gp", "analyst", "never-set-up", "nobody", "not a name", strings.Repeat("x", 300), ""} {
			for _, p := range []page{d.browser(t).post("/sign-in", "name", name, "password", "wrong password, wrong"), d.browser(t).post("/sign-in/recover", "name", name, "code", "wrong")} {
				p.header.Del("Date")
				answers[strings.ReplaceAll(p.body, `value="`+name+`"`, `value=""`)] = true
				if p.status != http.StatusForbidden {
					t.Fatalf("%.20q: status %d", name, p.status)
				}
			}
		}
	}
	if len(answers) != 2 { // one of each page
		t.Errorf("%d different answers", len(answers))
	}
	d.browser(t).post("/sign-in", "name", "analyst", "password", goodPassword).wants(t, "disabled, and right", http.StatusForbidden, "did not sign you in")
	for _, p := range []page{d.browser(t).get("/set-up?code=nothing"), d.browser(t).post("/set-up", "code", "nothing", "password", goodPassword)} {
		p.wants(t, "set-up", http.StatusForbidden, "has ended, was used, or never was")
	}
}

// A disabled account is out at once, wherever it is open.
func TestDisabledIsOut(t *testing.T) {
	d := knock(t, nil)
	gp := d.staff(t, "gp")
	b := d.in(t, gp)
	b.get("/people/p-0001").wants(t, "before", http.StatusOK, "SMITH")
	if _, err := d.accounts.Disable(t.Context(), gp.ID); err != nil {
		t.Fatal(err)
	}
	b.get("/people/p-0001").wants(t, "after", http.StatusSeeOther, "!SMITH")
	b.get("/people/p-0001/still?as=x").wants(t, "an open page", http.StatusUnauthorized)
	b.post("/people/p-0001/claim", "reason", "x").wants(t, "a form", http.StatusSeeOther)
}

// Forms are taken from these pages alone, also those of signing in and out.
func TestForgedForms(t *testing.T) {
	d := knock(t, nil)
	admin := d.staff(t, "administrator")
	b := d.in(t, admin)
	for _, path := range []string{
		"/sign-in", "/sign-in/passkey", "/sign-in/passkey/options", "/sign-in/recover", "/sign-in/demo", "/sign-in/cis2/begin", "/sign-out", "/set-up", "/set-up/passkey/options",
		"/account/act", "/account/end", "/account/end-others", "/account/password", "/account/passkey", "/account/passkey/remove", "/account/passkey/options", "/account/codes", "/account/app",
		"/kept/drop", "/apps/ask", "/admin/users", "/admin/users/x", "/admin/apps", "/admin/checkpoint",
	} {
		for name, headers := range map[string][]string{
			"another site": {"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, "old browser": {"Sec-Fetch-Site", "", "Origin", "https://evil.example"}, "says nothing": {"Sec-Fetch-Site", ""},
		} {
			if p := b.do(http.MethodPost, path, url.Values{"name": {"x"}}, headers...); p.status != http.StatusForbidden {
				t.Errorf("%s, %s: status %d", path, name, p.status)
			}
		}
		if p := b.get(path); path != "/sign-in" && path != "/sign-in/recover" && path != "/set-up" && path != "/apps/ask" && path != "/admin/users" && path != "/admin/users/x" && p.status != http.StatusNotFound {
			t.Errorf("%s by GET: status %d", path, p.status)
		}
	}
	b.get("/account").wants(t, "still in", http.StatusOK)
	b.do(http.MethodPost, "/sign-in", url.Values{"name": {strings.Repeat("x", parkLimit)}}).wants(t, "too long", http.StatusRequestEntityTooLarge)
}

// A session closes by itself, not before, and not by what a page asks by itself.
func TestIdle(t *testing.T) {
	d := knock(t, nil)
	b := d.in(t, d.staff(t, "gp"))
	d.pass(20 * time.Minute)
	b.get("/stay").wants(t, "stay", http.StatusOK, "another 30 minutes")
	d.pass(20 * time.Minute)
	b.get("/people/p-0001/still?as=x").wants(t, "still", http.StatusConflict)
	d.pass(11 * time.Minute)
	b.get("/people/p-0001").wants(t, "after half an hour", http.StatusSeeOther, "!SMITH")
}

// Too many tries from one address are put off, and others are not.
func TestPace(t *testing.T) {
	at := time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	p := newPace(func() time.Time { return at })
	for i := range atOnce {
		if p.take("2001:db8::1") != 0 {
			t.Fatalf("put off at try %d", i)
		}
	}
	if wait := p.take("2001:db8::2"); wait <= 0 || wait > time.Second {
		t.Errorf("a neighbour of the same network waits %v", wait)
	}
	if p.take("2001:db8:0:1::1") != 0 || p.take("192.0.2.1") != 0 {
		t.Error("others are put off")
	}
	at = at.Add(time.Second)
	free := 0
	for p.take("2001:db8::1") == 0 {
		free++
	}
	if free != eachSecond {
		t.Errorf("%d tries a second", free)
	}
	for i := range mostAddresses + 10 {
		p.take((&url.URL{Host: "10." + digits(i>>16) + "." + digits(i>>8&255) + "." + digits(i&255)}).Host)
	}
	if len(p.all) > mostAddresses {
		t.Errorf("%d addresses are kept", len(p.all))
	}
	d := knock(t, nil)
	d.stand()
	status := 0
	for range atOnce + 3 {
		status = d.browser(t).post("/auth/token", "grant_type", "x").status
	}
	if status != http.StatusTooManyRequests {
		t.Errorf("the token endpoint answers %d", status)
	}
	d.browser(t).get("/sign-in").wants(t, "the page itself", http.StatusOK)
	d.browser(t).post("/sign-in", "name", "x", "password", "y").wants(t, "signing in", http.StatusTooManyRequests, "Too many tries")
}

// The people of a demo are let in by a click where the pages are for this machine only.
func TestDemo(t *testing.T) {
	var gp account.Account
	fit := func(hosts ...string) func(*door, *Options) {
		return func(d *door, o *Options) {
			gp = d.staff(t, "gp")
			o.SignIn.Demo, o.Hosts = []DemoUser{{Account: gp.ID, Name: "Dr Rahman", Role: "General practitioner", Try: "Search."}}, hosts
		}
	}
	d := knock(t, fit())
	other := d.staff(t, "administrator")
	d.browser(t).get("/sign-in").wants(t, "page", http.StatusOK, "People of the demo", "Dr Rahman", gp.ID)
	d.browser(t).post("/sign-in/demo", "user", other.ID).wants(t, "somebody not of the demo", http.StatusNotFound)
	b := d.browser(t)
	b.post("/sign-in/demo", "user", gp.ID, "back", "/people/p-0001").wants(t, "click", http.StatusSeeOther)
	b.get("/people/p-0001").wants(t, "record", http.StatusOK, "SMITH")
	d = knock(t, fit("localhost"))
	d.browser(t).get("/sign-in").wants(t, "beyond this machine", http.StatusOK, "!People of the demo", "!"+gp.ID)
	d.browser(t).post("/sign-in/demo", "user", gp.ID).wants(t, "click beyond", http.StatusNotFound)
}
