package oidc

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// post sends a logout token as a provider does, and gives the status.
func (w *world) post(provider, token string) int {
	w.t.Helper()
	answer, err := http.PostForm(w.http.URL+LogoutPath(provider), url.Values{"logout_token": {token}})
	if err != nil {
		w.t.Fatal(err)
	}
	defer answer.Body.Close()
	return answer.StatusCode
}

// TestLogoutTokens: only a logout token ends sessions, and once.
func TestLogoutTokens(t *testing.T) {
	w, s := trusting(t)
	event := map[string]any{logoutEvent: map[string]any{}}
	n := 0
	token := func(change map[string]any) string {
		n++
		c := map[string]any{"name": nil, "email": nil, "at_hash": nil, "nonce": nil, "events": event, "jti": string(rune('a' + n))}
		for name, value := range change {
			c[name] = value
		}
		return s.signed(jose.RS256, s.key, "one", s.edited("", c))
	}
	for _, c := range []struct {
		name, token string
		want        string
	}{
		{"both", token(nil), "signer/mary/s1"},
		{"subject only", token(map[string]any{"sid": nil}), "signer/mary/"},
		{"session only", token(map[string]any{"sub": nil}), "signer//s1"},
		{"neither", token(map[string]any{"sub": nil, "sid": nil}), ""},
		{"with a nonce", token(map[string]any{"nonce": "n"}), ""},
		{"an ID token", s.signed(jose.RS256, s.key, "one", s.good("n")), ""},
		{"no event", token(map[string]any{"events": nil}), ""},
		{"another event", token(map[string]any{"events": map[string]any{"https://example.org/e": map[string]any{}}}), ""},
		{"an event that is no object", token(map[string]any{"events": map[string]any{logoutEvent: "yes"}}), ""},
		{"no id", token(map[string]any{"jti": nil}), ""},
		{"another audience", token(map[string]any{"aud": "other"}), ""},
		{"another issuer", token(map[string]any{"iss": "https://elsewhere.example"}), ""},
		{"run out", token(map[string]any{"exp": time.Now().Add(-2 * time.Minute).Unix()}), ""},
		{"of the future", token(map[string]any{"iat": time.Now().Add(2 * time.Minute).Unix()}), ""},
		{"HS256", s.signed(jose.HS256, []byte("not a secret: of a test, and long enough"), "one", s.edited("", map[string]any{"nonce": nil, "events": event, "jti": "h"})), ""},
		{"none", "", ""},
		{"too long", strings.Repeat("a", longestToken+1), ""},
	} {
		w.ended = nil
		want := http.StatusBadRequest
		if c.want != "" {
			want = http.StatusOK
		}
		if got := w.post("signer", c.token); got != want {
			t.Errorf("%s: %d, want %d", c.name, got, want)
		}
		if got := strings.Join(w.ended, " "); got != c.want {
			t.Errorf("%s: ended %q, want %q", c.name, got, c.want)
		}
	}
	again := token(nil)
	w.ended = nil
	if w.failing = errors.New("disk full"); w.post("signer", again) != http.StatusServiceUnavailable {
		t.Error("a failure is told as something else")
	}
	w.failing = nil
	for range 3 {
		if got := w.post("signer", again); got != http.StatusOK {
			t.Errorf("again: %d", got)
		}
	}
	if len(w.ended) != 1 {
		t.Errorf("ended %d times by one token", len(w.ended))
	}
	if got := w.post("nobody", again); got != http.StatusBadRequest {
		t.Errorf("no such provider: %d", got)
	}
	answer, err := http.Get(w.http.URL + LogoutPath("signer"))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("GET: %s", answer.Status)
	}
}
