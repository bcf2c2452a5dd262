package smart

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"continuum/internal/fault"
)

// TestStandaloneLaunch goes the whole way of an app that somebody uses.
func TestStandaloneLaunch(t *testing.T) {
	onBoth(t, func(w *world) {
		got := w.tokens()
		if got.Type != "Bearer" || got.Expires != 600 || got.Patient != "1" || got.Scope != "launch/patient openid fhirUser offline_access patient/*.rs" || got.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%+v", got)
		}
		g := done(w.Authenticate(bearing(got.Access)))(t)
		if g.App != w.public.ID || g.Account != "ann" || g.Patient != "1" || g.Purpose != "direct-care" || g.Audience != api || !g.Expires.Equal(w.clock.Add(10*time.Minute)) || !g.Scopes.Allows(Patient, "Observation", "read") || g.Scopes.Allows(User, "Observation", "read") {
			t.Errorf("%+v", g)
		}
		w.identity(got.ID)
		next := w.post("/token", w.refreshing(got.Refresh), nil)
		if next.status != http.StatusOK || next.Refresh == got.Refresh || next.Access == got.Access || !w.good(w.Server, next.Access) || !w.good(w.Server, got.Access) {
			t.Errorf("refreshed: %+v", next)
		}
		if told := [][]string{w.heard(Agreed), w.heard(Issued), w.heard(Refused)}; len(told[0]) != 1 || len(told[1]) != 2 || len(told[2]) != 0 {
			t.Errorf("the audit heard %q", told)
		}
		w.clock = w.clock.Add(10*time.Minute + time.Second)
		if w.good(w.Server, next.Access) {
			t.Error("a token outlives its end")
		}
	})
}

// identity checks an id_token as an app does.
func (w *world) identity(text string) {
	w.Helper()
	out := httptest.NewRecorder()
	w.web.ServeHTTP(out, httptest.NewRequest(http.MethodGet, "/jwks", nil))
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(out.Body.Bytes(), &set); err != nil || len(set.Keys) != 1 || !set.Keys[0].IsPublic() {
		w.Fatalf("keys: %s", out.Body)
	}
	token := done(jwt.ParseSigned(text, []jose.SignatureAlgorithm{jose.RS256}))(w)
	var says identity
	if err := token.Claims(set, &says); err != nil {
		w.Fatal(err)
	}
	if says.Issuer != issuer || !slices.Equal(says.Audience, jwt.Audience{w.public.ID}) || says.Nonce != "n-1" || says.FHIRUser != api+"/Practitioner/7" || says.Subject == "ann" || says.Subject == "" {
		w.Errorf("%+v", says)
	}
}

// TestLaunchFromOurPages: the person is the one whose page it was, and only the account
// that began the app may agree.
func TestLaunchFromOurPages(t *testing.T) {
	onBoth(t, func(w *world) {
		ctx := context.Background()
		launch := done(w.NewLaunch(ctx, "ann", "42"))(t)
		if to := parsedURL(t, w.LaunchAddress(&w.public, launch)); to.Host != "app.example" || to.Query().Get("iss") != api || to.Query().Get("launch") != launch {
			t.Errorf("it begins at %s", to)
		}
		ask := w.request(w.public, "scope", "launch patient/*.rs", "launch", launch)
		id := w.authorize(ask).Query().Get("request")
		if _, err := w.Pending(ctx, id, "bob"); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("another account sees it: %v", err)
		}
		p := done(w.Pending(ctx, id, "ann"))(t)
		if p.Patient != "42" || p.Choose {
			t.Errorf("%+v", p)
		}
		if _, err := w.Approve(ctx, id, "ann", p.Scopes, "43"); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("about another person: %v", err)
		}
		got := w.post("/token", w.redemption(codeIn(t, done(w.Approve(ctx, id, "ann", p.Scopes, ""))(t))), nil)
		if got.Patient != "42" || got.Refresh != "" || got.ID != "" {
			t.Errorf("%+v", got)
		}
		w.clock = w.clock.Add(5*time.Minute + time.Second)
		if to := w.authorize(ask); to.Query().Get("error") != "invalid_request" {
			t.Errorf("a launch that has ended: %s", to)
		}
	})
}

// TestConsent: what is agreed to is never more than was asked for, is given to who
// looked first, and once.
func TestConsent(t *testing.T) {
	onBoth(t, func(w *world) {
		ctx := context.Background()
		id := w.authorize(w.request(w.public)).Query().Get("request")
		p := done(w.Pending(ctx, id, "ann"))(t)
		if !p.Choose || p.App.Name != "Risk" || p.Redirect != home {
			t.Errorf("%+v", p)
		}
		for _, c := range []struct{ account, granted, patient string }{
			{"ann", "patient/*.cruds", "1"},
			{"ann", "user/*.rs", "1"},
			{"ann", "", "1"},
			{"ann", "patient/*.rs", ""},
			{"ann", "patient/*.rs", "../1"},
			{"bob", "patient/*.rs", "1"},
			{"", "patient/*.rs", "1"},
		} {
			if to, err := w.Approve(ctx, id, c.account, w.scopes(c.granted), c.patient); err == nil {
				t.Errorf("%+v leads to %s", c, to)
			}
		}
		to := done(w.Approve(ctx, id, "ann", w.scopes("patient/Observation.r"), "1"))(t)
		if got := w.post("/token", w.redemption(codeIn(t, to)), nil); got.Scope != "patient/Observation.r" || got.ID != "" || got.Refresh != "" {
			t.Errorf("%+v", got)
		}
		if _, err := w.Approve(ctx, id, "ann", p.Scopes, "1"); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("a second time: %v", err)
		}
		id = w.authorize(w.request(w.public)).Query().Get("request")
		if to := parsedURL(t, done(w.Deny(ctx, id, "ann"))(t)); to.Query().Get("error") != "access_denied" || to.Query().Get("iss") != issuer || to.Query().Get("state") != "s-1" {
			t.Errorf("declined: %s", to)
		}
		id = w.authorize(w.request(w.public)).Query().Get("request")
		w.staff["ann"].Disabled = true
		if _, err := w.Approve(ctx, id, "ann", p.Scopes, "1"); fault.CodeOf(err) != fault.Denied {
			t.Errorf("a disabled account agrees: %v", err)
		}
		w.clock = w.clock.Add(10*time.Minute + time.Second)
		if _, err := w.Pending(ctx, id, "ann"); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("after it ended: %v", err)
		}
	})
}

// TestConfidentialApp proves itself with a secret, and may ask what tokens stand for.
func TestConfidentialApp(t *testing.T) {
	onBoth(t, func(w *world) {
		basic := func(secret string) func(*http.Request) {
			return func(r *http.Request) { r.SetBasicAuth(w.symmetric.ID, secret) }
		}
		code := w.code(w.request(w.symmetric))
		for name, got := range map[string]reply{
			"no secret":    w.post("/token", w.redemption(code, "client_id", w.symmetric.ID), nil),
			"wrong secret": w.post("/token", w.redemption(code, "client_id", ""), basic("cts_no")),
			"in the body":  w.post("/token", w.redemption(code, "client_id", w.symmetric.ID, "client_secret", w.secret), nil),
			"two apps":     w.post("/token", w.redemption(code), basic(w.secret)),
		} {
			if got.Error != "invalid_client" || got.status != http.StatusUnauthorized || got.Description != "" {
				t.Errorf("%s: %+v", name, got)
			}
		}
		got := w.post("/token", w.redemption(code, "client_id", ""), basic(w.secret))
		if got.status != http.StatusOK {
			t.Fatalf("%+v", got)
		}
		others := w.tokens()
		for token, active := range map[string]bool{got.Access: true, got.Refresh: true, others.Access: true, "cta_x": false, accessMark + newSecret(""): false} {
			if says := w.post("/introspect", changed(url.Values{}, []string{"token", token}), basic(w.secret)); says.Active != active || says.status != http.StatusOK {
				t.Errorf("%+v", says)
			}
		}
		if says := w.post("/introspect", changed(url.Values{}, []string{"token", got.Access, "client_id", w.public.ID}), nil); says.Error != "invalid_client" {
			t.Errorf("an app that proves nothing asks: %+v", says)
		}
		w.staff["ann"].Disabled = true
		if says := w.post("/introspect", changed(url.Values{}, []string{"token", got.Access}), basic(w.secret)); says.Active {
			t.Error("a token of a disabled account is active")
		}
	})
}

// TestRevocation: what is given back ends at once, and for other processes soon.
func TestRevocation(t *testing.T) {
	onBoth(t, func(w *world) {
		ctx := context.Background()
		first, second, third, fourth := w.tokens(), w.tokens(), w.tokens(), w.tokens()
		elsewhere := w.another()
		for _, s := range []*Server{w.Server, elsewhere} {
			for _, got := range []reply{first, second, third, fourth} {
				if !w.good(s, got.Access) {
					t.Fatal("a token is not good")
				}
			}
		}
		revoke := func(token, app string) {
			if got := w.post("/revoke", changed(url.Values{}, []string{"token", token, "client_id", app}), nil); got.status != http.StatusOK {
				t.Errorf("%+v", got)
			}
		}
		revoke(first.Access, w.public.ID)
		if w.good(w.Server, first.Access) || !w.good(w.Server, second.Access) || w.post("/token", w.refreshing(first.Refresh), nil).status != http.StatusOK {
			t.Error("an access token ends alone")
		}
		revoke(second.Refresh, w.public.ID)
		if w.good(w.Server, second.Access) || w.post("/token", w.refreshing(second.Refresh), nil).Error != "invalid_grant" {
			t.Error("all ends with a refresh token")
		}
		stranger, _ := w.add(App{Name: "Other", Kind: Public, Uses: []string{Standalone}, Redirects: []string{home}, Scopes: w.scopes("patient/*.rs")})
		revoke(third.Access, stranger.ID)
		if !w.good(w.Server, third.Access) {
			t.Error("another app ended a token")
		}
		if err := w.DisableApp(ctx, w.public.ID); err != nil {
			t.Fatal(err)
		}
		if w.good(w.Server, third.Access) || w.post("/token", w.refreshing(third.Refresh), nil).Error != "invalid_client" {
			t.Error("a disabled app goes on")
		}
		deadline := time.Now().Add(time.Minute)
		for w.good(elsewhere, third.Access) || w.good(elsewhere, first.Access) || w.good(elsewhere, fourth.Access) {
			if time.Now().After(deadline) {
				t.Fatal("another process believes in what was taken back")
			}
			time.Sleep(10 * time.Millisecond)
		}
		if err := w.DisableApp(ctx, w.public.ID); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("a second time: %v", err)
		}
	})
}
