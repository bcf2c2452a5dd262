package smart

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"continuum/internal/fault"
)

// TestDiscovery: what is said of the server is so.
func TestDiscovery(t *testing.T) {
	w := newWorld(t, "sqlite:"+t.TempDir()+"/place.db")
	out := httptest.NewRecorder()
	w.Discovery().ServeHTTP(out, httptest.NewRequest(http.MethodGet, "/.well-known/smart-configuration", nil))
	var c configuration
	if err := json.Unmarshal(out.Body.Bytes(), &c); err != nil || out.Header().Get("Access-Control-Allow-Origin") != "*" || out.Header().Get("Content-Type") != "application/json" {
		t.Fatal(out.Body, err)
	}
	if c.Issuer != issuer || !c.NamesIssuer || !slices.Equal(c.Challenges, []string{"S256"}) || !slices.Contains(c.Capabilities, "launch-standalone") || !slices.Contains(c.Capabilities, "sso-openid-connect") {
		t.Errorf("%+v", c)
	}
	for _, scope := range c.Scopes {
		if _, err := ParseScopes(scope); err != nil {
			t.Errorf("%s: %v", scope, err)
		}
	}
	for _, address := range []string{c.Authorization, c.Token, c.Introspection, c.Revocation, c.Keys} {
		path, ours := strings.CutPrefix(address, issuer)
		out := httptest.NewRecorder()
		w.web.ServeHTTP(out, httptest.NewRequest(http.MethodGet, path, nil))
		if !ours || out.Code == http.StatusNotFound {
			t.Errorf("%s answers %d", address, out.Code)
		}
	}
	bare := New(w.db, Options{Issuer: issuer, Audience: api})
	if c := bare.configuration(); c.Keys != "" || slices.Contains(c.Capabilities, "sso-openid-connect") || slices.Contains(c.Scopes, OpenID) {
		t.Errorf("without keys: %+v", c)
	}
}

// TestOrigins: pages of an app that was let in may read answers, those of other sites
// not.
func TestOrigins(t *testing.T) {
	onBoth(t, func(w *world) {
		for origin, want := range map[string]string{
			"https://app.example": "https://app.example", "https://evil.example": "", "null": "", "": "", "http://app.example": "", "https://app.example.evil.example": "", "https://app.example:8443": "",
		} {
			for _, method := range []string{http.MethodOptions, http.MethodPost} {
				r := httptest.NewRequest(method, "/token", strings.NewReader(""))
				r.Header.Set("Origin", origin)
				out := httptest.NewRecorder()
				w.web.ServeHTTP(out, r)
				if got := out.Header().Get("Access-Control-Allow-Origin"); got != want || out.Header().Get("Access-Control-Allow-Credentials") != "" || out.Header().Get("Vary") != "Origin" {
					t.Errorf("%s of %q: %q", method, origin, got)
				}
			}
		}
		if err := w.DisableApp(context.Background(), w.public.ID); err != nil {
			t.Fatal(err)
		}
		if known := done(w.KnowsOrigin(context.Background(), "https://app.example"))(t); known {
			t.Error("a disabled app's pages read")
		}
	})
}

func TestOurKeys(t *testing.T) {
	file := filepath.Join(t.TempDir(), "keys.json")
	first := done(OpenKeys(file))(t)
	if mode := done(os.Stat(file))(t).Mode().Perm(); mode != 0o600 {
		t.Errorf("others can read it: %s", mode)
	}
	if again := done(OpenKeys(file))(t); again.all[0].KeyID != first.all[0].KeyID {
		t.Error("another key")
	}
	for _, k := range first.Public().Keys {
		if !k.IsPublic() {
			t.Error("a private key is shown")
		}
	}
	if text := string(done(os.ReadFile(file))(t)); !strings.Contains(text, `"d"`) {
		t.Error("there is no private key")
	}
	for _, damaged := range []string{"", "{}", `{"keys":[{"kty":"oct","k":"eA"}]}`} {
		if err := os.WriteFile(file, []byte(damaged), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenKeys(file); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%q: %v", damaged, err)
		}
	}
	if _, err := OpenKeys(filepath.Join(file, "no", "keys.json")); fault.CodeOf(err) != fault.Unavailable {
		t.Errorf("nowhere: %v", err)
	}
}

// FuzzAssertion: whatever an app signs or does not, nothing but its own key's word
// counts.
func FuzzAssertion(f *testing.F) {
	w := &world{rsa: appKey(), ec: strangersKey(f)}
	app := App{ID: "a", Kind: Asymmetric, Keys: done(checkKeys([]byte(`{"keys":[` + publicText(f, w) + `]}`)))(f)}
	s := New(nil, Options{Issuer: issuer, Audience: api})
	f.Add("a.b.c")
	f.Add("eyJhbGciOiJub25lIn0.eyJpc3MiOiJhIn0.")
	f.Add("eyJhbGciOiJSUzM4NCIsImtpZCI6InIifQ.eyJpc3MiOiJhIiwic3ViIjoiYSJ9.AAAA")
	f.Fuzz(func(t *testing.T, text string) {
		issuerOf(text)
		if _, _, err := s.assertion(&app, text); err == nil {
			t.Errorf("%q is believed", text)
		}
	})
}

// BenchmarkAuthenticate measures how long it takes to know a token again.
func BenchmarkAuthenticate(b *testing.B) {
	db := opened(b, "sqlite:"+b.TempDir()+"/place.db")
	defer db.Close()
	s := New(db, Options{Issuer: issuer, Audience: api, Accounts: staff{"ann": {ID: "ann"}}, Auditor: tellers{}})
	token, _, err := s.Mint(context.Background(), Wish{Account: "ann", Scopes: done(ParseScopes("user/*.rs"))(b)})
	if err != nil {
		b.Fatal(err)
	}
	good := bearing(token)
	b.Run("known", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Authenticate(good); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("known to many at once", func(b *testing.B) {
		b.RunParallel(func(p *testing.PB) {
			for p.Next() {
				if _, err := s.Authenticate(good); err != nil {
					b.Error(err)
				}
			}
		})
	})
	b.Run("first", func(b *testing.B) {
		for b.Loop() {
			clear(s.known.tokens)
			if _, err := s.Authenticate(good); err != nil {
				b.Fatal(err)
			}
		}
	})
	unknown := bearing(newSecret(accessMark))
	b.Run("unknown", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Authenticate(unknown); err == nil {
				b.Fatal("it is good")
			}
		}
	})
}

// FuzzForm: whatever is sent is one plain form or refused.
func FuzzForm(f *testing.F) {
	f.Add("grant_type=authorization_code&code=x", "Basic YTpi", "application/x-www-form-urlencoded; charset=utf-8", "")
	f.Add("a=1&a=2", "", "application/x-www-form-urlencoded", "x=1")
	f.Add("%zz;&=", "Bearer x", "text/plain", "")
	f.Fuzz(func(t *testing.T, body, authorization, kind, query string) {
		r := httptest.NewRequest(http.MethodPost, "/token", strings.NewReader(body))
		r.URL.RawQuery = query
		r.Header["Content-Type"], r.Header["Authorization"] = []string{kind}, []string{authorization}
		c, err := callOf(httptest.NewRecorder(), r)
		if _, told := refusalOf(err); err != nil && !told {
			t.Errorf("%v", err)
		}
		if err == nil && (query != "" || !c.Basic || !strings.HasPrefix(strings.ToLower(authorization), "basic ")) {
			t.Errorf("%q with %q is taken", authorization, query)
		}
		c.name()
	})
}
