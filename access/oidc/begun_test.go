package oidc

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"continuum/internal/fault"
	"continuum/store"
)

// TestTooLate: a sign-in that took more than ten minutes is over, and forgotten.
func TestTooLate(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		w.open()
		clock := &later{at: time.Now()}
		w.desk.now = clock.now
		keep := func() *begun {
			b := &begun{state: random(), secret: random(), provider: "p", back: "/", fresh: anyTime, at: clock.now()}
			if err := w.desk.keep(t.Context(), b); err != nil {
				t.Fatal(err)
			}
			return b
		}
		b := keep()
		clock.pass(within - time.Second)
		if got, err := w.desk.take(t.Context(), "p", b.state, b.secret); err != nil || got.nonce() != b.nonce() || got.verifier() != b.verifier() {
			t.Errorf("in time: %v", err)
		}
		b = keep()
		clock.pass(within + time.Second)
		_, err := w.desk.take(t.Context(), "p", b.state, b.secret)
		code(t, err, fault.Invalid)
		keep()
		clock.pass(within + time.Second)
		keep()
		if n := w.rows("oidc_begun"); n != 1 {
			t.Errorf("%d sign-ins are kept", n)
		}
	})
}

// TestTakenOnce: of many that come back at once with the same answer, one is let in.
func TestTakenOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, db *store.DB) {
		w := newWorld(t, db)
		w.open()
		b := &begun{state: random(), secret: random(), provider: "p", back: "/", fresh: anyTime, at: time.Now()}
		if err := w.desk.keep(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		var in atomic.Int64
		for range 16 {
			all.Go(func() {
				if _, err := w.desk.take(t.Context(), "p", b.state, b.secret); err == nil {
					in.Add(1)
				}
			})
		}
		all.Wait()
		if in.Load() != 1 {
			t.Errorf("%d were let in", in.Load())
		}
	})
}

func (w *world) rows(table string) (n int) {
	w.t.Helper()
	err := w.db.Read(w.t.Context(), func(tx *store.Tx) error { return tx.QueryRow("SELECT count(*) FROM " + table).Scan(&n) })
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// TestSecretsStayInTheBrowser: what is kept of a sign-in finishes nobody's.
func TestSecretsStayInTheBrowser(t *testing.T) {
	w, s := trusting(t)
	s.token = func(n string) string { return s.signed(jose.RS256, s.key, "one", s.good(n)) }
	b := browser(t)
	asked := w.begin(b, "signer", "")
	u, err := url.Parse(w.http.URL)
	if err != nil {
		t.Fatal(err)
	}
	cookie := b.Jar.Cookies(u)[0]
	var kept string
	err = w.db.Read(t.Context(), func(tx *store.Tx) error {
		var id, browser, provider, back, subject string
		err := tx.QueryRow("SELECT id, browser, provider, back, subject FROM oidc_begun").Scan(&id, &browser, &provider, &back, &subject)
		kept = strings.Join([]string{id, browser, provider, back, subject}, " ")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	q := asked.Query()
	for name, secret := range map[string]string{"cookie": cookie.Value, "state": q.Get("state"), "nonce": q.Get("nonce")} {
		if secret == "" || strings.Contains(kept, secret) {
			t.Errorf("the %s is kept", name)
		}
	}
	if strings.Contains(asked.String(), cookie.Value) {
		t.Error("the browser's secret goes to the provider")
	}
}

// TestCookie: over TLS the secret is bound to this host, and no script reads it.
func TestCookie(t *testing.T) {
	desk, err := Open(sqlite(t), nil, Settings{Base: "https://care.example.org"})
	if err != nil {
		t.Fatal(err)
	}
	answer := httptest.NewRecorder()
	desk.give(answer, httptest.NewRequest(http.MethodGet, "/", nil), &begun{state: "s", secret: "x"})
	got := answer.Result().Cookies()[0]
	if !strings.HasPrefix(got.Name, "__Host-signin-") || !got.Secure || !got.HttpOnly || got.Path != "/" || got.Domain != "" || got.SameSite != http.SameSiteLaxMode || got.MaxAge != 600 {
		t.Errorf("cookie %s", got)
	}
}
