package smart

import (
	"context"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// claim is a good assertion of the app that acts for itself.
func (w *world) claim() map[string]any {
	return map[string]any{
		"iss": w.backend.ID, "sub": w.backend.ID, "aud": issuer + "/token", "jti": newSecret(""),
		"exp": w.clock.Add(4 * time.Minute).Unix(), "iat": w.clock.Unix(),
	}
}

func (w *world) signed(algorithm jose.SignatureAlgorithm, key any, kid string, claims any) string {
	w.Helper()
	signer := done(jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, (&jose.SignerOptions{}).WithType("JWT").WithHeader("kid", kid)))(w)
	return done(jwt.Signed(signer).Claims(claims).Serialize())(w)
}

func (w *world) own(assertion string, changes ...string) reply {
	w.Helper()
	return w.post("/token", changed(url.Values{
		"grant_type": {"client_credentials"}, "scope": {"system/*.rs"}, "client_assertion_type": {assertionType}, "client_assertion": {assertion},
	}, changes), nil)
}

// TestBackendServices: an app that signs acts for itself.
func TestBackendServices(t *testing.T) {
	onBoth(t, func(w *world) {
		for algorithm, text := range map[jose.SignatureAlgorithm]string{
			jose.RS384: w.signed(jose.RS384, w.rsa, "r", w.claim()),
			jose.ES384: w.signed(jose.ES384, w.ec, "e", w.claim()),
		} {
			got := w.own(text)
			if got.status != http.StatusOK || got.Scope != "system/Observation.rs system/Patient.rs" || got.Expires != 300 || got.Refresh != "" {
				t.Fatalf("%s: %+v", algorithm, got)
			}
			g := grantOf(w, got.Access)
			if g.App != w.backend.ID || g.Account != "" || g.How != byItself || g.Purpose != "planning" || !g.Scopes.Allows(System, "Patient", "search-type") {
				t.Errorf("%+v", g)
			}
			if again := w.own(text); again.Error != "invalid_client" || last(w.heard(Refused)) != "an assertion that was used before" {
				t.Errorf("%s, a second time: %+v", algorithm, again)
			}
		}
		narrow := w.own(w.signed(jose.ES384, w.ec, "e", w.claim()), "scope", "system/Patient.r", "client_id", w.backend.ID)
		if narrow.Scope != "system/Patient.r" {
			t.Errorf("%+v", narrow)
		}
		for _, scope := range []string{"", "system/Condition.rs", "user/Patient.rs", "patient/*.rs system/*.rs", "system/*.rs openid", "system/*.rs offline_access", "system/Patient.rs?gender=male"} {
			text := w.signed(jose.ES384, w.ec, "e", w.claim())
			if got := w.own(text, "scope", scope); got.Error != "invalid_scope" {
				t.Errorf("%q: %+v", scope, got)
			}
			if got := w.own(text); got.Error != "invalid_client" {
				t.Errorf("an assertion that was refused for its scopes is good again: %+v", got)
			}
		}
		if got := w.post("/token", url.Values{"grant_type": {"client_credentials"}, "client_id": {w.public.ID}, "scope": {"user/*.rs"}}, nil); got.Error != "unauthorized_client" {
			t.Errorf("a public app: %+v", got)
		}
		if got := w.post("/token", url.Values{"grant_type": {"client_credentials"}, "scope": {"user/*.rs"}}, func(r *http.Request) { r.SetBasicAuth(w.symmetric.ID, w.secret) }); got.Error != "unauthorized_client" {
			t.Errorf("an app with a secret: %+v", got)
		}
	})
}

// TestAssertions: what is not signed by the app, for us and now, is worth nothing.
func TestAssertions(t *testing.T) {
	onBoth(t, func(w *world) {
		der := done(x509.MarshalPKIXPublicKey(&w.rsa.PublicKey))(t)
		part := func(v any) string { return base64.RawURLEncoding.EncodeToString(done(json.Marshal(v))(t)) }
		with := func(name string, value any) map[string]any {
			c := w.claim()
			if c[name] = value; value == nil {
				delete(c, name)
			}
			return c
		}
		es := func(c any) string { return w.signed(jose.ES384, w.ec, "e", c) }
		good := es(w.claim())
		parts := strings.Split(good, ".")
		none := part(map[string]string{"alg": "none", "kid": "r"}) + "." + part(w.claim()) + "."
		stranger := strangersKey(t)
		embedded := done(jose.NewSigner(jose.SigningKey{Algorithm: jose.ES384, Key: stranger}, (&jose.SignerOptions{EmbedJWK: true}).WithHeader("jku", "https://evil.example/jwks")))(t)
		for name, text := range map[string]string{
			"none":                 none,
			"None":                 part(map[string]string{"alg": "None", "kid": "r"}) + "." + part(w.claim()) + "." + parts[2],
			"a public key as hmac": w.signed(jose.HS256, der, "r", w.claim()),
			"and by its HS384":     w.signed(jose.HS384, w.rsa.N.Bytes(), "r", w.claim()),
			"RS256":                w.signed(jose.RS256, w.rsa, "r", w.claim()),
			"PS384":                w.signed(jose.PS384, w.rsa, "r", w.claim()),
			"another's key":        w.signed(jose.ES384, stranger, "e", w.claim()),
			"a key of its own":     done(jwt.Signed(embedded).Claims(w.claim()).Serialize())(t),
			"no such key":          w.signed(jose.ES384, w.ec, "x", w.claim()),
			"no key named":         w.signed(jose.ES384, w.ec, "", w.claim()),
			"the other key":        w.signed(jose.ES384, w.ec, "r", w.claim()),
			"changed claims":       parts[0] + "." + part(w.claim()) + "." + parts[2],
			"no signature":         parts[0] + "." + parts[1] + ".",
			"by another":           es(with("iss", w.public.ID)),
			"about another":        es(with("sub", w.public.ID)),
			"no issuer":            es(with("iss", nil)),
			"another audience":     es(with("aud", "https://evil.example/token")),
			"the API as audience":  es(with("aud", api)),
			"two audiences":        es(with("aud", []string{issuer + "/token", "https://evil.example/token"})),
			"no audience":          es(with("aud", nil)),
			"no jti":               es(with("jti", nil)),
			"a long jti":           es(with("jti", strings.Repeat("j", 256))),
			"no exp":               es(with("exp", nil)),
			"ended":                es(with("exp", w.clock.Add(-10*time.Minute).Unix())),
			"just ended":           es(with("exp", w.clock.Add(-61*time.Second).Unix())),
			"for ten minutes":      es(with("exp", w.clock.Add(10*time.Minute).Unix())),
			"for ever":             es(with("exp", 1e18)),
			"not yet":              es(with("nbf", w.clock.Add(10*time.Minute).Unix())),
			"from the future":      es(with("iat", w.clock.Add(10*time.Minute).Unix())),
			"text as time":         es(with("exp", "soon")),
			"nothing":              ".",
			"not base64":           "a.b.c",
			"too long":             es(with("x", strings.Repeat("x", longestAssertion))),
			"JSON instead":         `{"payload":"","signatures":[]}`,
		} {
			if got := w.own(text); got.Error != "invalid_client" || got.status != http.StatusUnauthorized || got.Description != "" || got.Access != "" {
				t.Errorf("%s: %+v", name, got)
			}
			if got := w.own(text, "client_id", w.backend.ID); got.Error != "invalid_client" {
				t.Errorf("%s, named: %+v", name, got)
			}
			w.clock = w.clock.Add(time.Millisecond) // the same second: assertions stay as they are
		}
		for name, got := range map[string]reply{
			"another is named": w.own(good, "client_id", w.public.ID),
			"another type":     w.own(good, "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"),
			"no type":          w.own(good, "client_assertion_type", ""),
			"no assertion":     w.own("", "client_id", w.backend.ID, "client_assertion", ""),
		} {
			if got.Error != "invalid_client" {
				t.Errorf("%s: %+v", name, got)
			}
		}
		if got := w.own(good); got.status != http.StatusOK {
			t.Errorf("a good one: %+v", got)
		}
	})
}

// TestClocks: those of others may be wrong by a minute.
func TestClocks(t *testing.T) {
	onBoth(t, func(w *world) {
		for name, c := range map[string]struct {
			exp, nbf time.Duration
			good     bool
		}{
			"a minute behind":      {-59 * time.Second, 0, true},
			"a minute before":      {4 * time.Minute, time.Minute, true},
			"five and one minutes": {6 * time.Minute, 0, true},
			"ten behind":           {-10 * time.Minute, 0, false},
			"ten before":           {4 * time.Minute, 10 * time.Minute, false},
			"seven minutes":        {7 * time.Minute, 0, false},
		} {
			claims := w.claim()
			claims["exp"], claims["nbf"] = w.clock.Add(c.exp).Unix(), w.clock.Add(c.nbf).Unix()
			if got := w.own(w.signed(jose.ES384, w.ec, "e", claims)); (got.status == http.StatusOK) != c.good {
				t.Errorf("%s: %+v", name, got)
			}
		}
		claims := w.claim()
		text := w.signed(jose.ES384, w.ec, "e", claims)
		if got := w.own(text); got.status != http.StatusOK {
			t.Fatalf("%+v", got)
		}
		for range 10 { // up to its end, and beyond: also when what has ended is dropped
			w.clock = w.clock.Add(30 * time.Second)
			if err := w.Tidy(context.Background()); err != nil {
				t.Fatal(err)
			}
			if got := w.own(text); got.Error != "invalid_client" {
				t.Fatalf("again at %s: %+v", w.clock, got)
			}
		}
	})
}

// TestSameJTI of two apps are two.
func TestSameJTI(t *testing.T) {
	onBoth(t, func(w *world) {
		twin, _ := w.add(App{Name: "Twin", Kind: Asymmetric, Uses: []string{Backend}, Scopes: w.scopes("system/*.rs"), Keys: w.keys()})
		for _, id := range []string{w.backend.ID, twin.ID} {
			claims := w.claim()
			claims["iss"], claims["sub"], claims["jti"] = id, id, "1"
			if got := w.own(w.signed(jose.RS384, w.rsa, "r", claims)); got.status != http.StatusOK {
				t.Errorf("%+v", got)
			}
		}
	})
}
