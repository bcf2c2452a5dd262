package smart

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"continuum/internal/fault"
)

// TestApps are let in, listed and let out; a secret is shown once and kept as a hash.
func TestApps(t *testing.T) {
	onBoth(t, func(w *world) {
		ctx := context.Background()
		all := done(w.Apps(ctx))(t)
		if len(all) != 3 || all[0].Name != "Export" || all[1].Name != "Portal" || all[2].Launch != "https://app.example/launch" || all[2].Redirects[1] != "org.example.risk:/back" || !all[0].Disabled.IsZero() || string(all[0].Keys) != string(w.backend.Keys) {
			t.Errorf("%+v", all)
		}
		if !strings.HasPrefix(w.secret, secretMark) || strings.Contains(fmt.Sprintf("%+v", all), w.secret) {
			t.Error("the secret is kept")
		}
		if err := w.DisableApp(ctx, w.symmetric.ID); err != nil {
			t.Fatal(err)
		}
		if all := done(w.Apps(ctx))(t); len(all) != 3 || all[1].Disabled.IsZero() {
			t.Errorf("%+v", all)
		}
		if to := w.authorize(w.request(w.symmetric)); to.String() != "" {
			t.Errorf("a disabled app asks: %s", to)
		}
		if len(w.heard(Added)) != 3 || len(w.heard(Disabled)) != 1 {
			t.Error("the audit did not hear of the apps")
		}
	})
}

// TestAppsRefused: what an app may not be.
func TestAppsRefused(t *testing.T) {
	w := newWorld(t, "sqlite:"+t.TempDir()+"/place.db")
	good := App{Name: "Good", Kind: Public, Uses: []string{Standalone}, Redirects: []string{home}, Scopes: w.scopes("patient/*.rs")}
	own := App{Name: "Own", Kind: Asymmetric, Uses: []string{Backend}, Scopes: w.scopes("system/*.rs"), Keys: w.keys()}
	w.add(good)
	w.add(own)
	for name, a := range map[string]App{
		"no name":              but(good, func(a *App) { a.Name = "" }),
		"a long name":          but(good, func(a *App) { a.Name = strings.Repeat("x", 101) }),
		"a name of two lines":  but(good, func(a *App) { a.Name = "a\nb" }),
		"no kind":              but(good, func(a *App) { a.Kind = "" }),
		"no use":               but(good, func(a *App) { a.Uses = nil }),
		"another use":          but(good, func(a *App) { a.Uses = []string{"all"} }),
		"no address":           but(good, func(a *App) { a.Redirects = nil }),
		"many addresses":       but(good, func(a *App) { a.Redirects = strings.Split(strings.Repeat(home+" ", 21), " ")[:21] }),
		"no scope":             but(good, func(a *App) { a.Scopes = Scopes{} }),
		"scopes of its own":    but(good, func(a *App) { a.Scopes = w.scopes("patient/*.rs system/*.rs") }),
		"finer scopes":         but(good, func(a *App) { a.Scopes = w.scopes("patient/Observation.rs?category=laboratory") }),
		"public for itself":    but(good, func(a *App) { a.Uses = []string{Standalone, Backend}; a.Scopes = w.scopes("patient/*.rs system/*.rs") }),
		"public that asks":     but(good, func(a *App) { a.Uses = []string{Standalone, Introspect} }),
		"public with keys":     but(good, func(a *App) { a.Keys = w.keys() }),
		"signs without keys":   but(own, func(a *App) { a.Keys = nil }),
		"begun from nowhere":   but(good, func(a *App) { a.Uses = []string{EHR} }),
		"begun for nothing":    but(good, func(a *App) { a.Launch = home }),
		"begun by a script":    but(good, func(a *App) { a.Uses, a.Launch = []string{EHR}, "javascript:alert(1)" }),
		"own with an address":  but(own, func(a *App) { a.Redirects = []string{home} }),
		"own for people":       but(own, func(a *App) { a.Scopes = w.scopes("system/*.rs user/*.rs") }),
		"secret, own scheme":   but(good, func(a *App) { a.Kind, a.Redirects = Symmetric, []string{"org.example:/back"} }),
		"secret, acts itself":  but(own, func(a *App) { a.Kind, a.Keys = Symmetric, nil }),
		"another's key set":    but(own, func(a *App) { a.Keys = []byte(`{"keys":[]}`) }),
		"an address to a page": but(good, func(a *App) { a.Redirects = []string{home, "http://app.example/"} }),
	} {
		if added, _, err := w.AddApp(context.Background(), a); fault.CodeOf(err) != fault.Invalid || err == nil {
			t.Errorf("%s: %+v %v", name, added, err)
		}
	}
}

func but(a App, change func(*App)) App {
	change(&a)
	return a
}

func TestRedirects(t *testing.T) {
	for _, good := range []string{"https://app.example/back", "https://app.example:8443/", "http://localhost:3000/back", "http://127.0.0.1/", "http://[::1]:1/x", "com.example.app:/back", "com.example.app:///back?x=1"} {
		if err := checkRedirect(good, Public); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, wrong := range []string{
		"", "/back", "//evil.example", "https://", "https:///back", "https:back", "http://app.example/back", "http://localhost.evil.example/", "ftp://app.example/", "javascript:alert(1)", "data:text/html,x",
		"app:/back", "https://user@app.example/", "https://app.example/#x", "https://app.example/*", "https://*.example/", `https://app.example\@evil.example/`, "https://app.example/ x", "https://app.example/\nx",
		"https://app.example/?code=1", "https://app.example/?state=", "https://app.exämple/", "com.example.app://host/back", "com.example.app:back", "https://app.example/" + strings.Repeat("x", longestRedirect), "https://app.example/%zz",
	} {
		if err := checkRedirect(wrong, Public); err == nil {
			t.Errorf("%q is let in", wrong)
		}
	}
}

// FuzzRedirect: an answer goes where the address that was judged leads.
func FuzzRedirect(f *testing.F) {
	f.Add("https://app.example/back?x=1")
	f.Add("com.example.app:/back")
	f.Add("http://localhost:3000/%2e%2e/?a=b&a=c")
	f.Fuzz(func(t *testing.T, text string) {
		if checkRedirect(text, Public) != nil {
			return
		}
		before, after := parsedURL(t, text), parsedURL(t, back(text, url.Values{"code": {"c d"}, "state": {"&x=1#"}}))
		if before.Scheme != after.Scheme || before.Host != after.Host || before.EscapedPath() != after.EscapedPath() || after.User != nil || after.Fragment != "" {
			t.Errorf("%q leads to %s", text, after)
		}
		if q := after.Query(); q.Get("code") != "c d" || q.Get("state") != "&x=1#" {
			t.Errorf("%q: the answer is lost in %s", text, after)
		}
	})
}

func TestKeySets(t *testing.T) {
	w := &world{T: t, rsa: appKey(), ec: strangersKey(t)}
	p256 := done(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(t)
	set := func(all ...jose.JSONWebKey) []byte { return done(json.Marshal(jose.JSONWebKeySet{Keys: all}))(t) }
	kept := done(checkKeys(w.keys()))(t)
	if again := done(checkKeys(kept))(t); string(again) != string(kept) || strings.Contains(string(kept), `"d"`) {
		t.Errorf("%s", again)
	}
	many := make([]jose.JSONWebKey, mostKeys+1)
	for i := range many {
		many[i] = jose.JSONWebKey{Key: &w.ec.PublicKey, KeyID: fmt.Sprint(i)}
	}
	for name, wrong := range map[string][]byte{
		"none":                set(),
		"many":                set(many...),
		"a private key":       set(jose.JSONWebKey{Key: w.ec, KeyID: "e"}),
		"a private RSA key":   set(jose.JSONWebKey{Key: w.rsa, KeyID: "r"}),
		"a shared secret":     set(jose.JSONWebKey{Key: []byte("secret"), KeyID: "s"}),
		"another curve":       set(jose.JSONWebKey{Key: &p256.PublicKey, KeyID: "p"}),
		"no kid":              set(jose.JSONWebKey{Key: &w.ec.PublicKey}),
		"a kid twice":         set(jose.JSONWebKey{Key: &w.ec.PublicKey, KeyID: "e"}, jose.JSONWebKey{Key: &w.rsa.PublicKey, KeyID: "e"}),
		"another algorithm":   set(jose.JSONWebKey{Key: &w.rsa.PublicKey, KeyID: "r", Algorithm: "RS256"}),
		"confused algorithms": set(jose.JSONWebKey{Key: &w.rsa.PublicKey, KeyID: "r", Algorithm: "HS256"}),
		"for encryption":      set(jose.JSONWebKey{Key: &w.ec.PublicKey, KeyID: "e", Use: "enc"}),
		"a small RSA key":     []byte(`{"keys":[{"kty":"RSA","kid":"r","e":"AQAB","n":"` + strings.Repeat("x", 171) + `"}]}`),
		"not JSON":            []byte("{"),
		"not a set":           []byte("[]"),
		"too large":           append(w.keys(), make([]byte, largestKeySet)...),
	} {
		if kept, err := checkKeys(wrong); err == nil {
			t.Errorf("%s: %s", name, kept)
		}
	}
}

// FuzzKeySet: what is kept is a set of public keys, whatever was given.
func FuzzKeySet(f *testing.F) {
	w := &world{rsa: appKey(), ec: strangersKey(f)}
	f.Add(done(json.Marshal(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &w.rsa.PublicKey, KeyID: "r"}, {Key: &w.ec.PublicKey, KeyID: "e"}}}))(f))
	f.Add([]byte(`{"keys":[{"kty":"EC","crv":"P-384","kid":"x","x":"","y":""}]}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		kept, err := checkKeys(text)
		if err != nil {
			return
		}
		var set jose.JSONWebKeySet
		if err := json.Unmarshal(kept, &set); err != nil {
			t.Fatal(err)
		}
		for _, k := range set.Keys {
			if !k.IsPublic() || !k.Valid() || k.Algorithm != "RS384" && k.Algorithm != "ES384" {
				t.Errorf("%s is kept", kept)
			}
		}
	})
}
