package oidc

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"continuum/internal/fault"
	"continuum/internal/testkit"
	"continuum/store"
)

// TestSignIn signs in through the real provider, by a secret and by a key.
func TestSignIn(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		p := testkit.OIDC(t, w.settings("cis2", "nhslogin"))
		w.open(staff(p), people(p))
		for _, c := range []struct {
			provider, login string
			want            Identity
		}{
			{"cis2", "amina", Identity{
				Provider: "cis2", Subject: "amina", Sub: "amina", Name: "Amina Okafor", Email: "amina@example.org",
				Roles: []string{"nurse"}, Partner: "A81001", Practice: "A81001", Strong: true,
			}},
			{"cis2", "lee", Identity{Provider: "cis2", Subject: "lee", Sub: "lee", Name: "Lee Grant"}},
			{"nhslogin", "mary", Identity{
				Provider: "nhslogin", Subject: "mary", Sub: "mary", Name: "Mary Smith", Email: "mary@example.org",
				Roles: []string{"person"}, NHSNumber: "9434765919", Joins: true,
			}},
		} {
			b := browser(t)
			back := p.SignIn(b, w.http.URL+"/begin/"+c.provider+"?back=/person/7", c.login)
			w.open(staff(p), people(p)) // a restart meanwhile takes nothing away
			got, err := w.back(b, back.String())
			if err != nil {
				t.Fatalf("%s at %s: %v", c.login, c.provider, err)
			}
			if diff := cmp.Diff(c.want, got.Identity, cmpopts.IgnoreFields(Identity{}, "AuthTime", "SID"), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s at %s (-want +got):\n%s", c.login, c.provider, diff)
			}
			if got.Back != "/person/7" || got.Hint == "" || got.Identity.SID == "" {
				t.Errorf("back %q, hint %d bytes, sid %q", got.Back, len(got.Hint), got.Identity.SID)
			}
			if _, err := w.back(b, back.String()); fault.CodeOf(err) != fault.Invalid {
				t.Errorf("the same answer again: %v", err)
			}
			for _, c := range b.Jar.Cookies(back) {
				if strings.HasPrefix(c.Name, cookiePrefix) {
					t.Errorf("cookie %s is left", c.Name)
				}
			}
		}
	})
}

// TestAnswersOfOthers: whatever comes back is refused unless it answers what this
// browser asked this provider.
func TestAnswersOfOthers(t *testing.T) {
	w := newWorld(t, sqlite(t))
	p := testkit.OIDC(t, w.settings("cis2", "other"))
	other := staff(p)
	other.ID = "other"
	w.open(staff(p), other)
	edit := func(back url.URL, change func(q url.Values)) string {
		q := back.Query()
		change(q)
		back.RawQuery = q.Encode()
		return back.String()
	}
	for _, c := range []struct {
		name string
		want fault.Code
		try  func(b *http.Client, back url.URL) (Outcome, error)
	}{
		{"another browser", fault.Invalid, func(_ *http.Client, back url.URL) (Outcome, error) { return w.back(browser(t), back.String()) }},
		{"another state", fault.Invalid, func(b *http.Client, back url.URL) (Outcome, error) {
			return w.back(b, edit(back, func(q url.Values) { q.Set("state", random()) }))
		}},
		{"no state", fault.Invalid, func(b *http.Client, back url.URL) (Outcome, error) {
			return w.back(b, edit(back, func(q url.Values) { q.Del("state") }))
		}},
		{"state twice", fault.Invalid, func(b *http.Client, back url.URL) (Outcome, error) {
			return w.back(b, edit(back, func(q url.Values) { q.Add("state", q.Get("state")) }))
		}},
		{"another provider's address", fault.Invalid, func(b *http.Client, back url.URL) (Outcome, error) {
			back.Path = CallbackPath("other")
			return w.back(b, back.String())
		}},
		{"another issuer", fault.Denied, func(b *http.Client, back url.URL) (Outcome, error) {
			return w.back(b, edit(back, func(q url.Values) { q.Set("iss", "https://elsewhere.example") }))
		}},
		{"no issuer where it names itself", fault.Denied, func(b *http.Client, back url.URL) (Outcome, error) {
			return w.back(b, edit(back, func(q url.Values) { q.Del("iss") }))
		}},
		{"no code", fault.Invalid, func(b *http.Client, back url.URL) (Outcome, error) {
			return w.back(b, edit(back, func(q url.Values) { q.Del("code") }))
		}},
		{"a code nobody gave", fault.Denied, func(b *http.Client, back url.URL) (Outcome, error) {
			return w.back(b, edit(back, func(q url.Values) { q.Set("code", "x") }))
		}},
		{"a code of another sign-in", fault.Denied, func(b *http.Client, back url.URL) (Outcome, error) {
			begun := w.begin(b, "cis2", "")
			return w.back(b, edit(back, func(q url.Values) { q.Set("state", begun.Query().Get("state")) }))
		}},
		{"a refusal", fault.Denied, func(b *http.Client, back url.URL) (Outcome, error) {
			return w.back(b, edit(back, func(q url.Values) { q.Del("code"); q.Set("error", "access_denied") }))
		}},
		{"a failure", fault.Unavailable, func(b *http.Client, back url.URL) (Outcome, error) {
			return w.back(b, edit(back, func(q url.Values) { q.Del("code"); q.Set("error", "server_error") }))
		}},
	} {
		b := browser(t)
		back := p.SignIn(b, w.http.URL+"/begin/cis2", "amina")
		if got, err := c.try(b, *back); fault.CodeOf(err) != c.want || err == nil || got.Identity.Subject != "" {
			t.Errorf("%s: %v, %+v", c.name, err, got.Identity)
		}
	}
	if s := w.desk.Status(); s[0].Down {
		t.Error("what a browser says of a provider makes it down for others")
	}
}

// TestTwoPages: two pages of one browser sign in side by side, and the cookies of
// sign-ins that were given up do not pile up.
func TestTwoPages(t *testing.T) {
	w := newWorld(t, sqlite(t))
	p := testkit.OIDC(t, w.settings("cis2"))
	w.open(staff(p))
	b := browser(t)
	first := p.SignIn(b, w.http.URL+"/begin/cis2?back=/one", "amina")
	second := p.SignIn(b, w.http.URL+"/begin/cis2?back=/two", "amina")
	for back, want := range map[*url.URL]string{first: "/one", second: "/two"} {
		if got, err := w.back(b, back.String()); err != nil || got.Back != want {
			t.Errorf("back to %q, want %q: %v", got.Back, want, err)
		}
	}
	for range 4 * mostCookies {
		w.begin(b, "cis2", "")
	}
	if n := len(b.Jar.Cookies(first)); n > mostCookies+5 {
		t.Errorf("%d cookies", n)
	}
}

// TestFresh: who must show anew who they are does, and as the same.
func TestFresh(t *testing.T) {
	w := newWorld(t, sqlite(t))
	p := testkit.OIDC(t, w.settings("cis2"))
	w.open(staff(p))
	b := browser(t)
	first, err := w.back(b, p.SignIn(b, w.http.URL+"/begin/cis2", "amina").String())
	if err != nil {
		t.Fatal(err)
	}
	again, err := w.back(b, p.SignIn(b, w.http.URL+"/begin/cis2?fresh&subject=amina", "amina").String())
	if err != nil || again.Identity.AuthTime.IsZero() || again.Identity.Subject != first.Identity.Subject {
		t.Errorf("anew: %+v, %v", again.Identity, err)
	}
	_, err = w.back(b, p.SignIn(b, w.http.URL+"/begin/cis2?fresh&subject=amina", "lee").String())
	code(t, err, fault.Denied)
}

// TestDownThenUp: the desk opens while a provider is down, says so, and uses it once
// it is there.
func TestDownThenUp(t *testing.T) {
	w := newWorld(t, sqlite(t))
	p := testkit.OIDC(t, w.settings("cis2"))
	p.Stop()
	w.open(staff(p))
	clock := &later{at: time.Now()}
	w.desk.now = clock.now
	b := browser(t)
	begin := func() int {
		answer, err := b.Get(w.http.URL + "/begin/cis2")
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		return answer.StatusCode
	}
	if s := w.desk.Status()[0]; s.Down {
		t.Error("down before it was asked")
	}
	if got := begin(); got != http.StatusServiceUnavailable {
		t.Errorf("down: %d", got)
	}
	if s := w.desk.Status()[0]; !s.Down || s.Says != "NHS CIS2 does not answer at the moment" {
		t.Errorf("status %+v", s)
	}
	p.Start()
	clock.pass(firstPause / 2)
	if got := begin(); got != http.StatusServiceUnavailable {
		t.Errorf("asked again before the pause was over: %d", got)
	}
	clock.pass(firstPause)
	back := p.SignIn(b, w.http.URL+"/begin/cis2", "amina")
	if _, err := w.back(b, back.String()); err != nil || w.desk.Status()[0].Down {
		t.Errorf("up again: %v, %+v", err, w.desk.Status()[0])
	}
	back = p.SignIn(b, w.http.URL+"/begin/cis2", "amina")
	p.Stop()
	_, err := w.back(b, back.String())
	code(t, err, fault.Unavailable)
	if !w.desk.Status()[0].Down {
		t.Error("not down when it did not answer")
	}
}

// TestNewKeys: a provider that changed its keys is believed at once.
func TestNewKeys(t *testing.T) {
	w := newWorld(t, sqlite(t))
	p := testkit.OIDC(t, w.settings("cis2"))
	w.open(staff(p))
	for range 3 {
		b := browser(t)
		if _, err := w.back(b, p.SignIn(b, w.http.URL+"/begin/cis2", "amina").String()); err != nil {
			t.Fatal(err)
		}
		p.Restart()
	}
}

// TestWrongSecret: a server that the provider does not know says so, and to whom.
func TestWrongSecret(t *testing.T) {
	w := newWorld(t, sqlite(t))
	p := testkit.OIDC(t, w.settings("cis2"))
	w.open(staff(p))
	w.desk.issuers[0].show.secret = "wrong"
	b := browser(t)
	_, err := w.back(b, p.SignIn(b, w.http.URL+"/begin/cis2", "amina").String())
	code(t, err, fault.Internal)
	if err == nil || strings.Contains(err.Error(), "wrong") {
		t.Errorf("the error tells the secret, or nothing: %v", err)
	}
}

// TestLeaving: who signs out here is signed out at the provider, which tells all
// others, us too.
func TestLeaving(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		p := testkit.OIDC(t, w.settings("cis2"))
		w.open(staff(p))
		if got := w.desk.Leave("cis2", ""); got != "" {
			t.Errorf("before it was ever asked: %s", got)
		}
		b := browser(t)
		in, err := w.back(b, p.SignIn(b, w.http.URL+"/begin/cis2", "amina").String())
		if err != nil {
			t.Fatal(err)
		}
		back := p.SignOut(b, w.desk.Leave("cis2", in.Hint))
		if back.String() != w.http.URL+SignOut {
			t.Errorf("sent to %s", back)
		}
		w.mu.Lock()
		defer w.mu.Unlock()
		if want := "cis2/amina/" + in.Identity.SID; len(w.ended) != 1 || w.ended[0] != want {
			t.Errorf("ended %q, want %s", w.ended, want)
		}
	})
}

// TestWatch: the desk finds out by itself that a provider went and came.
func TestWatch(t *testing.T) {
	w := newWorld(t, sqlite(t))
	p := testkit.OIDC(t, w.settings("cis2"))
	p.Stop()
	w.open(staff(p))
	ctx, stop := context.WithCancel(t.Context())
	var watching sync.WaitGroup
	watching.Go(func() { w.desk.Watch(ctx) })
	defer watching.Wait()
	defer stop()
	until := func(down bool) {
		t.Helper()
		for range 600 {
			if w.desk.Status()[0].Down == down {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		t.Fatalf("never down=%t", down)
	}
	until(true)
	p.Start()
	until(false)
	p.Stop()
	_ = w.desk.issuers[0].lost(errKeys) // as a sign-in would find
	until(true)
	p.Start()
	until(false)
}
