package smart

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"continuum/internal/fault"
)

// TestCodeTwice: a code that comes again ends what it gave.
func TestCodeTwice(t *testing.T) {
	onBoth(t, func(w *world) {
		code := w.code(w.request(w.public))
		first := w.post("/token", w.redemption(code), nil)
		if !w.good(w.Server, first.Access) {
			t.Fatal("the first is good")
		}
		if again := w.post("/token", w.redemption(code), nil); again.Error != "invalid_grant" || again.Description != "" || again.Access != "" {
			t.Errorf("%+v", again)
		}
		if w.good(w.Server, first.Access) || w.post("/token", w.refreshing(first.Refresh), nil).Error != "invalid_grant" {
			t.Error("what the code gave goes on")
		}
		if last(w.heard(Revoked)) != "a code that was used before" || w.heard(Refused)[0] != "a code that was used before" {
			t.Errorf("the audit heard %q and %q", w.heard(Revoked), w.heard(Refused))
		}
	})
}

// TestCodeOfAnother: a code is for the app, the address and the verifier it was made
// for, and may be tried once.
func TestCodeOfAnother(t *testing.T) {
	onBoth(t, func(w *world) {
		other, _ := w.add(App{Name: "Other", Kind: Public, Uses: []string{Standalone}, Redirects: []string{home, "https://app.example/other"}, Scopes: w.scopes("patient/*.rs")})
		for name, change := range map[string][]string{
			"another app":              {"client_id", other.ID},
			"another registered place": {"redirect_uri", "org.example.risk:/back"},
			"no address":               {"redirect_uri", ""},
			"no verifier":              {"code_verifier", ""},
			"the challenge":            {"code_verifier", challenge},
			"a short verifier":         {"code_verifier", verifier[:42]},
			"a long verifier":          {"code_verifier", verifier + strings.Repeat("x", 100)},
			"a verifier with a space":  {"code_verifier", verifier + " "},
		} {
			code := w.code(w.request(w.public))
			if got := w.post("/token", w.redemption(code, change...), nil); got.Error != "invalid_grant" || got.Description != "" {
				t.Errorf("%s: %+v", name, got)
			}
			if got := w.post("/token", w.redemption(code), nil); got.Error != "invalid_grant" {
				t.Errorf("%s, then the right one: %+v", name, got)
			}
		}
		late := w.code(w.request(w.public))
		w.clock = w.clock.Add(codeLasts + time.Second)
		if got := w.post("/token", w.redemption(late), nil); got.Error != "invalid_grant" {
			t.Errorf("too late: %+v", got)
		}
		gone := w.code(w.request(w.public))
		w.staff["ann"].Disabled = true
		if got := w.post("/token", w.redemption(gone), nil); got.Error != "invalid_grant" {
			t.Errorf("the account was disabled: %+v", got)
		}
		for _, code := range []string{"", "x", codeMark + newSecret(""), newSecret(codeMark), "'; DROP TABLE smart_code; --", "\x00", "\xff"} {
			if got := w.post("/token", w.redemption(code), nil); got.Error != "invalid_grant" {
				t.Errorf("%q: %+v", code, got)
			}
		}
	})
}

// TestRefreshTwice: a refresh token that comes again ends the whole family.
func TestRefreshTwice(t *testing.T) {
	onBoth(t, func(w *world) {
		first := w.tokens()
		second := w.post("/token", w.refreshing(first.Refresh), nil)
		third := w.post("/token", w.refreshing(second.Refresh), nil)
		if third.status != http.StatusOK {
			t.Fatalf("%+v", third)
		}
		if got := w.post("/token", w.refreshing(first.Refresh), nil); got.Error != "invalid_grant" {
			t.Errorf("%+v", got)
		}
		for _, got := range []reply{first, second, third} {
			if w.good(w.Server, got.Access) {
				t.Error("an access token of the family goes on")
			}
		}
		if got := w.post("/token", w.refreshing(third.Refresh), nil); got.Error != "invalid_grant" {
			t.Errorf("the newest goes on: %+v", got)
		}
	})
}

// TestRefreshOfAnother: nor more scopes, nor for others, nor for ever.
func TestRefreshOfAnother(t *testing.T) {
	onBoth(t, func(w *world) {
		got := w.tokens()
		for _, more := range []string{"patient/*.cruds", "user/*.rs", "patient/*.rs system/*.rs", "launch", "patient/*.rsx", " "} {
			if got := w.post("/token", w.refreshing(got.Refresh, "scope", more), nil); got.Error != "invalid_scope" {
				t.Errorf("%s: %+v", more, got)
			}
		}
		less := w.post("/token", w.refreshing(got.Refresh, "scope", "patient/Observation.rs"), nil)
		if less.Scope != "patient/Observation.rs" || grantOf(w, less.Access).Scopes.Allows(Patient, "Condition", "read") {
			t.Errorf("%+v", less)
		}
		if again := w.post("/token", w.refreshing(less.Refresh), nil); again.Scope != got.Scope {
			t.Errorf("what was agreed to is lost: %+v", again)
		}
		got = w.tokens()
		if basic := w.post("/token", w.refreshing(got.Refresh, "client_id", ""), func(r *http.Request) { r.SetBasicAuth(w.symmetric.ID, w.secret) }); basic.Error != "invalid_grant" {
			t.Errorf("another app: %+v", basic)
		}
		if w.good(w.Server, got.Access) {
			t.Error("a refresh token in another app's hands, and all goes on")
		}
		got = w.tokens()
		if swapped := w.post("/token", w.refreshing(got.Access), nil); swapped.Error != "invalid_grant" {
			t.Errorf("an access token: %+v", swapped)
		}
		w.clock = w.clock.Add(usualRefresh + time.Second)
		if late := w.post("/token", w.refreshing(got.Refresh), nil); late.Error != "invalid_grant" {
			t.Errorf("after its end: %+v", late)
		}
	})
}

// TestAuthorizeNowhere: whoever is not surely the app is led nowhere.
func TestAuthorizeNowhere(t *testing.T) {
	onBoth(t, func(w *world) {
		for name, v := range map[string]url.Values{
			"no app":            w.request(w.public, "client_id", ""),
			"unknown app":       w.request(w.public, "client_id", "nobody"),
			"no address":        w.request(w.public, "redirect_uri", ""),
			"another site":      w.request(w.public, "redirect_uri", "https://evil.example/back"),
			"a longer path":     w.request(w.public, "redirect_uri", home+"/x"),
			"a shorter one":     w.request(w.public, "redirect_uri", "https://app.example/back"),
			"a parameter more":  w.request(w.public, "redirect_uri", home+"&x=1"),
			"a fragment":        w.request(w.public, "redirect_uri", home+"#x"),
			"upper case":        w.request(w.public, "redirect_uri", strings.ToUpper(home)),
			"http":              w.request(w.public, "redirect_uri", "http://app.example/back?tab=1"),
			"a user before":     w.request(w.public, "redirect_uri", "https://app.example@evil.example/back?tab=1"),
			"a suffix":          w.request(w.public, "redirect_uri", "https://app.example.evil.example/back?tab=1"),
			"a path up":         w.request(w.public, "redirect_uri", "https://app.example/x/../back?tab=1"),
			"a backslash":       w.request(w.public, "redirect_uri", `https://app.example\@evil.example/back?tab=1`),
			"a relative one":    w.request(w.public, "redirect_uri", "//evil.example/"),
			"a script":          w.request(w.public, "redirect_uri", "javascript:alert(1)"),
			"another app's":     w.request(w.symmetric, "redirect_uri", "org.example.risk:/back"),
			"two addresses":     {"client_id": {w.public.ID}, "redirect_uri": {home, "https://evil.example"}},
			"two apps":          {"client_id": {w.public.ID, w.symmetric.ID}, "redirect_uri": {home}},
			"an app for itself": w.request(w.backend),
		} {
			if to := w.authorize(v); to.String() != "" {
				t.Errorf("%s leads to %s", name, to)
			}
		}
	})
}

// TestAuthorizeRefused: what is wrong with a request of the app is told to the app.
func TestAuthorizeRefused(t *testing.T) {
	onBoth(t, func(w *world) {
		twice := w.request(w.public)
		twice["scope"] = []string{"patient/*.rs", "user/*.rs"}
		for name, c := range map[string]struct {
			v    url.Values
			want string
		}{
			"implicit":           {w.request(w.public, "response_type", "token"), "unsupported_response_type"},
			"hybrid":             {w.request(w.public, "response_type", "code id_token"), "unsupported_response_type"},
			"a fragment":         {w.request(w.public, "response_mode", "fragment"), "invalid_request"},
			"no state":           {w.request(w.public, "state", ""), "invalid_request"},
			"no PKCE":            {w.request(w.public, "code_challenge", "", "code_challenge_method", ""), "invalid_request"},
			"plain PKCE":         {w.request(w.public, "code_challenge_method", "plain", "code_challenge", verifier), "invalid_request"},
			"PKCE by default":    {w.request(w.public, "code_challenge_method", ""), "invalid_request"},
			"short challenge":    {w.request(w.public, "code_challenge", challenge[:42]), "invalid_request"},
			"loose challenge":    {w.request(w.public, "code_challenge", challenge[:42]+"N"), "invalid_request"},
			"no audience":        {w.request(w.public, "aud", ""), "invalid_request"},
			"another audience":   {w.request(w.public, "aud", "https://evil.example/fhir"), "invalid_request"},
			"no scope":           {w.request(w.public, "scope", ""), "invalid_scope"},
			"an unknown scope":   {w.request(w.public, "scope", "patient/*.rs superuser"), "invalid_scope"},
			"a finer scope":      {w.request(w.public, "scope", "patient/Observation.rs?category=laboratory"), "invalid_scope"},
			"a system scope":     {w.request(w.public, "scope", "system/*.rs"), "invalid_scope"},
			"offline only":       {w.request(w.public, "scope", "offline_access"), "invalid_scope"},
			"twice":              {twice, "invalid_request"},
			"silently":           {w.request(w.public, "prompt", "none"), "interaction_required"},
			"a request object":   {w.request(w.public, "request", "eyJhbGciOiJub25lIn0.e30."), "request_not_supported"},
			"a request to fetch": {w.request(w.public, "request_uri", "http://169.254.169.254/"), "request_uri_not_supported"},
			"a made-up launch":   {w.request(w.public, "scope", "launch patient/*.rs", "launch", newSecret("")), "invalid_request"},
			"launch without":     {w.request(w.public, "scope", "launch patient/*.rs"), "invalid_request"},
			"a long nonce":       {w.request(w.public, "nonce", strings.Repeat("n", 256)), "invalid_request"},
		} {
			to := w.authorize(c.v)
			q := to.Query()
			if q.Get("error") != c.want || q.Get("iss") != issuer || q.Get("code") != "" || !strings.HasPrefix(to.String(), "https://app.example/back?") {
				t.Errorf("%s leads to %s", name, to)
			}
			if name != "no state" && q.Get("state") != "s-1" {
				t.Errorf("%s: the state is lost", name)
			}
		}
		if to := w.authorize(w.request(w.public, "state", "x\r\nSet-Cookie: a=b")); to.Query().Has("state") {
			t.Errorf("a state that breaks a line comes back: %s", to)
		}
		if to := w.authorize(w.request(w.public, "scope", "patient/*.cruds openid", "aud", api+"/")); to.Path != "/consent" {
			t.Errorf("more than the app may have leads to %s", to)
		} else if p := done(w.Pending(context.Background(), to.Query().Get("request"), "ann"))(t); p.Scopes.String() != "openid patient/*.rs" {
			t.Errorf("more than the app may have: %s", p.Scopes)
		}
		if to := w.authorize(w.request(w.symmetric, "scope", "launch patient/*.rs", "launch", done(w.NewLaunch(context.Background(), "ann", "1"))(t))); to.Query().Get("error") != "unauthorized_client" {
			t.Errorf("an app that is not begun from our pages: %s", to)
		}
	})
}

// TestOwnScheme leads back to an app on a telephone.
func TestOwnScheme(t *testing.T) {
	onBoth(t, func(w *world) {
		to := w.authorize(w.request(w.public, "redirect_uri", "org.example.risk:/back", "scope", ""))
		if !strings.HasPrefix(to.String(), "org.example.risk:/back?error=invalid_scope&") {
			t.Errorf("it leads to %s", to)
		}
	})
}

// TestForms: what is sent to the endpoints must be one plain form.
func TestForms(t *testing.T) {
	onBoth(t, func(w *world) {
		form := w.redemption("x")
		for name, c := range map[string]struct {
			status int
			v      url.Values
			change func(*http.Request)
		}{
			"JSON":           {400, form, func(r *http.Request) { r.Header.Set("Content-Type", "application/json") }},
			"no type":        {400, form, func(r *http.Request) { r.Header.Del("Content-Type") }},
			"in the address": {400, form, func(r *http.Request) { r.URL.RawQuery = "client_id=x" }},
			"twice":          {400, url.Values{"grant_type": {"authorization_code", "refresh_token"}}, nil},
			"too large":      {413, url.Values{"code": {strings.Repeat("x", largestForm)}}, nil},
			"no grant_type":  {400, w.redemption("x", "grant_type", ""), nil},
			"password":       {400, w.redemption("x", "grant_type", "password"), nil},
			"implicit":       {400, w.redemption("x", "grant_type", "implicit"), nil},
			"two ways":       {400, w.redemption("x", "client_assertion", "x", "client_assertion_type", assertionType), func(r *http.Request) { r.SetBasicAuth("a", "b") }},
			"two headers":    {401, form, func(r *http.Request) { r.Header["Authorization"] = []string{"Basic YTpi", "Basic YTpi"} }},
			"a bearer token": {401, form, func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") }},
		} {
			if got := w.post("/token", c.v, c.change); got.status != c.status || got.Error == "" || got.Access != "" {
				t.Errorf("%s: %+v", name, got)
			}
		}
		r := httptest.NewRequest(http.MethodGet, "/authorize?"+w.request(w.public, "state", strings.Repeat("s", longestQuery)).Encode(), nil)
		out := httptest.NewRecorder()
		if w.web.ServeHTTP(out, r); out.Code != http.StatusBadRequest {
			t.Errorf("an address too long: %d", out.Code)
		}
		for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete} {
			out := httptest.NewRecorder()
			if w.web.ServeHTTP(out, httptest.NewRequest(method, "/token", nil)); out.Code != http.StatusMethodNotAllowed {
				t.Errorf("%s /token: %d", method, out.Code)
			}
		}
	})
}

// TestBearer: the token of a request stands in one place, and nobody learns why it will
// not do.
func TestBearer(t *testing.T) {
	onBoth(t, func(w *world) {
		got := w.tokens()
		header := func(all ...string) func(*http.Request) {
			return func(r *http.Request) { r.Header["Authorization"] = all }
		}
		for name, c := range map[string]struct {
			status    int
			challenge string
			change    func(*http.Request)
		}{
			"none":              {401, `Bearer realm="fhir"`, func(r *http.Request) { r.Header.Del("Authorization") }},
			"another scheme":    {401, `Bearer realm="fhir"`, header("Basic YTpi")},
			"in the address":    {400, `Bearer realm="fhir", error="invalid_request"`, func(r *http.Request) { r.Header.Del("Authorization"); r.URL.RawQuery = "access_token=" + got.Access }},
			"also there":        {400, `Bearer realm="fhir", error="invalid_request"`, func(r *http.Request) { r.URL.RawQuery = "access_token=" + got.Access }},
			"escaped":           {400, `Bearer realm="fhir", error="invalid_request"`, func(r *http.Request) { r.URL.RawQuery = "x=access_token&%61ccess_token=" + got.Access }},
			"twice":             {400, `Bearer realm="fhir", error="invalid_request"`, header("Bearer "+got.Access, "Bearer "+got.Access)},
			"made up":           {401, `Bearer realm="fhir", error="invalid_token"`, header("Bearer " + newSecret(accessMark))},
			"empty":             {401, `Bearer realm="fhir", error="invalid_token"`, header("Bearer ")},
			"long":              {401, `Bearer realm="fhir", error="invalid_token"`, header("Bearer " + strings.Repeat("x", 1<<16))},
			"with more":         {401, `Bearer realm="fhir", error="invalid_token"`, header("Bearer " + got.Access + " x")},
			"a refresh token":   {401, `Bearer realm="fhir", error="invalid_token"`, header("Bearer " + got.Refresh)},
			"an id_token":       {401, `Bearer realm="fhir", error="invalid_token"`, header("Bearer " + got.ID)},
			"unsigned":          {401, `Bearer realm="fhir", error="invalid_token"`, header("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.")},
			"marked as another": {401, `Bearer realm="fhir", error="invalid_token"`, header("Bearer " + accessMark + got.Refresh[len(refreshMark):])},
		} {
			r := bearing(got.Access)
			c.change(r)
			g, err := w.Authenticate(r)
			refused, ok := err.(*BearerError) //nolint:errorlint // it is given as it is
			if !ok || g != nil || refused.Status != c.status || refused.Challenge() != c.challenge {
				t.Errorf("%s: %v %+v", name, g, err)
			}
		}
		r := bearing(got.Access)
		r.Header.Set("Authorization", "bearer "+got.Access)
		if _, err := w.Authenticate(r); err != nil {
			t.Errorf("the scheme in lower case: %v", err)
		}
		elsewhere := New(w.db, Options{Issuer: issuer, Audience: "https://other.example/fhir"})
		elsewhere.now = w.now
		if w.good(elsewhere, got.Access) {
			t.Error("a token for another API is taken")
		}
	})
}

// TestRefusalsOfStrangers are told to the audit, but not so many that they fill the disk.
func TestRefusalsOfStrangers(t *testing.T) {
	onBoth(t, func(w *world) {
		for range mostRefusals + 5 {
			w.post("/token", w.redemption("x", "client_id", "nobody"), nil)
		}
		if n := len(w.heard(Refused)); n != mostRefusals {
			t.Errorf("%d refusals in a second are told", n)
		}
		w.clock = w.clock.Add(time.Second)
		if left, ok := w.loud.may(w.clock); !ok || left != 5 {
			t.Errorf("%d are said to be left out", left)
		}
		if !slices.Contains(w.heard(Refused), "no such app") {
			t.Errorf("%q", w.heard(Refused))
		}
	})
}

// TestDatabaseGone: where nobody can be asked nothing is believed for long.
func TestDatabaseGone(t *testing.T) {
	onBoth(t, func(w *world) {
		got := w.tokens()
		if !w.good(w.Server, got.Access) {
			t.Fatal("the token is good")
		}
		if err := w.close(); err != nil {
			t.Fatal(err)
		}
		w.Recheck()
		if _, err := w.Authenticate(bearing(got.Access)); fault.CodeOf(err) != fault.Unavailable {
			t.Errorf("%v", err)
		}
		if got := w.post("/token", w.refreshing(got.Refresh), nil); got.Error != "temporarily_unavailable" || got.status != http.StatusServiceUnavailable {
			t.Errorf("%+v", got)
		}
	})
}
