package oidc

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"maps"
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
)

// signer is an issuer that says and signs whatever a test wants.
type signer struct {
	t    *testing.T
	http *httptest.Server
	key  *rsa.PrivateKey

	mu       sync.Mutex
	config   map[string]any // beside what an honest one says
	jwks     []jose.JSONWebKey
	token    func(nonce string) string // the ID token
	userinfo map[string]any
	nonces   map[string]string // by code
	asked    atomic.Int64      // for keys
}

const access = "an access token"

func newSigner(t *testing.T) *signer {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	s := &signer{t: t, key: key, nonces: map[string]string{}, jwks: []jose.JSONWebKey{{Key: key.Public(), KeyID: "one", Use: "sig"}}}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		c := map[string]any{
			"issuer": s.http.URL, "authorization_endpoint": s.http.URL + "/auth", "token_endpoint": s.http.URL + "/token", "jwks_uri": s.http.URL + "/keys",
			"userinfo_endpoint": s.http.URL + "/userinfo", "id_token_signing_alg_values_supported": []string{"RS256", "none", "HS256"},
		}
		maps.Copy(c, s.config)
		_ = json.NewEncoder(w).Encode(c)
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.asked.Add(1)
		_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: s.jwks})
	})
	mux.HandleFunc("/token", func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"access_token": access, "token_type": "Bearer", "id_token": s.token(s.nonces[r.FormValue("code")])})
	})
	mux.HandleFunc("/userinfo", func(w http.ResponseWriter, _ *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		_ = json.NewEncoder(w).Encode(s.userinfo)
	})
	s.http = httptest.NewServer(mux)
	t.Cleanup(s.http.Close)
	return s
}

// signed signs claims with a key.
func (s *signer) signed(algorithm jose.SignatureAlgorithm, key any, kid string, c map[string]any) string {
	s.t.Helper()
	options := (&jose.SignerOptions{}).WithType("JWT")
	if kid != "" {
		options = options.WithHeader("kid", kid)
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: algorithm, Key: key}, options)
	if err != nil {
		s.t.Fatal(err)
	}
	text, err := json.Marshal(c)
	if err != nil {
		s.t.Fatal(err)
	}
	jws, err := signer.Sign(text)
	if err != nil {
		s.t.Fatal(err)
	}
	compact, err := jws.CompactSerialize()
	if err != nil {
		s.t.Fatal(err)
	}
	return compact
}

// good are the claims of a good token.
func (s *signer) good(nonce string) map[string]any {
	sum := sha256.Sum256([]byte(access))
	return map[string]any{
		"iss": s.http.URL, "sub": "mary", "aud": "here", "exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix(), "nonce": nonce,
		"name": "Mary Smith", "email": "mary@example.org", "sid": "s1", "at_hash": base64.RawURLEncoding.EncodeToString(sum[:16]),
	}
}

// edited are the claims of a good token, changed; nil takes one away.
func (s *signer) edited(nonce string, change map[string]any) map[string]any {
	c := s.good(nonce)
	for name, value := range change {
		if c[name] = value; value == nil {
			delete(c, name)
		}
	}
	return c
}

// signedIn begins a sign-in and comes back with the token that the signer gives.
func (s *signer) signedIn(w *world, query string) (Outcome, error) {
	b := browser(s.t)
	asked := w.begin(b, "signer", query)
	s.mu.Lock()
	s.nonces["code"] = asked.Query().Get("nonce")
	s.mu.Unlock()
	return w.back(b, w.http.URL+CallbackPath("signer")+"?"+url.Values{"code": {"code"}, "state": {asked.Query().Get("state")}}.Encode())
}

// trusting is a world that trusts a signer.
func trusting(t *testing.T) (*world, *signer) {
	s := newSigner(t)
	w := newWorld(t, sqlite(t))
	w.open(Provider{ID: "signer", Name: "Signer", For: "people", Issuer: s.http.URL, ClientID: "here", SecretEnv: "SECRET", Claims: Claims{Roles: Values{Always: []string{"person"}}}, Unknown: "join"})
	return w, s
}

// forget is as if the first provider had never been asked.
func (w *world) forget() {
	i := w.desk.issuers[0]
	i.known, i.failed, i.next = nil, time.Time{}, time.Time{}
}

// TestTokens: one thing wrong with a token is enough.
func TestTokens(t *testing.T) {
	w, s := trusting(t)
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(s.key.Public())
	if err != nil {
		t.Fatal(err)
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	raw := func(head string, nonce string) string {
		body, _ := json.Marshal(s.good(nonce))
		return base64.RawURLEncoding.EncodeToString([]byte(head)) + "." + base64.RawURLEncoding.EncodeToString(body) + "."
	}
	claim := func(change map[string]any) func(string) string {
		return func(nonce string) string { return s.signed(jose.RS256, s.key, "one", s.edited(nonce, change)) }
	}
	ago := func(d time.Duration) int64 { return time.Now().Add(-d).Unix() }
	for _, c := range []struct {
		name  string
		token func(nonce string) string
		good  bool
	}{
		{"good", claim(nil), true},
		{"no kid", func(n string) string { return s.signed(jose.RS256, s.key, "", s.good(n)) }, true},
		{"several audiences, made for us", claim(map[string]any{"aud": []string{"other", "here"}, "azp": "here"}), true},
		{"clock slow by half a minute", claim(map[string]any{"exp": ago(30 * time.Second)}), true},
		{"clock fast by half a minute", claim(map[string]any{"iat": ago(-30 * time.Second)}), true},
		{"no at_hash", claim(map[string]any{"at_hash": nil}), true},

		{"alg none", func(n string) string { return raw(`{"alg":"none"}`, n) }, false},
		{"alg None", func(n string) string { return raw(`{"alg":"None"}`, n) }, false},
		{"no alg", func(n string) string { return raw(`{}`, n) }, false},
		{"HS256 with the public key", func(n string) string { return s.signed(jose.HS256, public, "one", s.good(n)) }, false},
		{"HS256 with the DER of the public key", func(n string) string { return s.signed(jose.HS256, der, "one", s.good(n)) }, false},
		{"HS256 with the secret", func(n string) string {
			return s.signed(jose.HS256, []byte("not a secret: of a test, and long enough"), "one", s.good(n))
		}, false},
		{"another key", func(n string) string { return s.signed(jose.RS256, other, "one", s.good(n)) }, false},
		{"another kind of key", func(n string) string { return s.signed(jose.ES256, ec, "one", s.good(n)) }, false},
		{"an unknown kid", func(n string) string { return s.signed(jose.RS256, s.key, "two", s.good(n)) }, false},
		{"a key that the token brings", func(n string) string {
			signer, _ := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: other}, &jose.SignerOptions{EmbedJWK: true})
			body, _ := json.Marshal(s.good(n))
			jws, _ := signer.Sign(body)
			text, _ := jws.CompactSerialize()
			return text
		}, false},
		{"signature cut", func(n string) string { t := claim(nil)(n); return t[:len(t)-8] }, false},
		{"no token", func(string) string { return "" }, false},
		{"not a token", func(string) string { return "a.b.c" }, false},
		{"too long", func(string) string { return strings.Repeat("a", longestToken+1) }, false},

		{"another issuer", claim(map[string]any{"iss": "https://elsewhere.example"}), false},
		{"another audience", claim(map[string]any{"aud": "other"}), false},
		{"no audience", claim(map[string]any{"aud": nil}), false},
		{"several audiences, for nobody", claim(map[string]any{"aud": []string{"other", "here"}}), false},
		{"made for somebody else", claim(map[string]any{"azp": "other"}), false},
		{"made for several", claim(map[string]any{"azp": []string{"here", "other"}}), false},
		{"run out", claim(map[string]any{"exp": ago(2 * time.Minute)}), false},
		{"never runs out", claim(map[string]any{"exp": nil}), false},
		{"of the future", claim(map[string]any{"iat": ago(-2 * time.Minute)}), false},
		{"not yet", claim(map[string]any{"nbf": ago(-2 * time.Minute)}), false},
		{"no iat", claim(map[string]any{"iat": nil}), false},
		{"old", claim(map[string]any{"iat": ago(25 * time.Hour)}), false},
		{"times in words", claim(map[string]any{"iat": "now"}), false},
		{"no nonce", claim(map[string]any{"nonce": nil}), false},
		{"an empty nonce", claim(map[string]any{"nonce": ""}), false},
		{"another nonce", claim(map[string]any{"nonce": random()}), false},
		{"another access token", claim(map[string]any{"at_hash": base64.RawURLEncoding.EncodeToString(make([]byte, 16))}), false},
		{"nobody", claim(map[string]any{"sub": nil}), false},
		{"a subject that is a list", claim(map[string]any{"sub": []string{"mary"}}), false},
		{"a subject that is too long", claim(map[string]any{"sub": strings.Repeat("m", 256)}), false},
	} {
		s.mu.Lock()
		s.token = c.token
		s.mu.Unlock()
		w.forget() // lest the ration of keys tells
		got, err := s.signedIn(w, "")
		switch {
		case c.good && (err != nil || got.Identity.Subject != "mary"):
			t.Errorf("%s: %v", c.name, err)
		case !c.good && (fault.CodeOf(err) != fault.Denied || err == nil || got.Identity.Subject != ""):
			t.Errorf("%s: let in as %q, %v", c.name, got.Identity.Subject, err)
		case !c.good && (strings.Contains(err.Error(), "mary") || strings.Contains(err.Error(), access)):
			t.Errorf("%s: the error tells who: %v", c.name, err)
		}
	}
}

// TestKeysAreRationed: whoever sends tokens by keys that do not exist makes us ask a
// few times, and keeps nobody else out.
func TestKeysAreRationed(t *testing.T) {
	w, s := trusting(t)
	s.token = func(n string) string { return s.signed(jose.RS256, s.key, "one", s.good(n)) }
	if _, err := s.signedIn(w, ""); err != nil {
		t.Fatal(err)
	}
	for range 50 {
		if got := w.post("signer", s.signed(jose.RS256, s.key, "none of them", s.good("n"))); got != http.StatusBadRequest {
			t.Fatalf("answers %d", got)
		}
	}
	if n := s.asked.Load(); n > keysOften {
		t.Errorf("asked %d times", n)
	}
	if _, err := s.signedIn(w, ""); err != nil {
		t.Error(err)
	}
}

// TestWeakKeys: keys that are too short, for something else or secret are none.
func TestWeakKeys(t *testing.T) {
	w, s := trusting(t)
	s.token = func(n string) string { return s.signed(jose.RS256, s.key, "one", s.good(n)) }
	for name, key := range map[string]jose.JSONWebKey{
		"for encryption":    {Key: s.key.Public(), KeyID: "one", Use: "enc"},
		"another algorithm": {Key: s.key.Public(), KeyID: "one", Algorithm: "PS256"},
		"shared":            {Key: []byte(strings.Repeat("k", 64)), KeyID: "one"},
	} {
		s.mu.Lock()
		s.jwks = []jose.JSONWebKey{key}
		s.mu.Unlock()
		w.forget()
		if _, err := s.signedIn(w, ""); fault.CodeOf(err) != fault.Denied {
			t.Errorf("%s: %v", name, err)
		}
	}
	short, err := rsa.GenerateKey(rand.Reader, 1024) //nolint:gosec // it is to be refused
	if err != nil {
		t.Fatal(err)
	}
	text, _ := json.Marshal(jose.JSONWebKey{Key: short.Public(), KeyID: "one"})
	if got := usable([]json.RawMessage{text, []byte(`{"kty":"unheard"}`), []byte(`7`)}); len(got) != 0 {
		t.Errorf("%d keys are taken", len(got))
	}
}

// TestFreshIsProven: max_age is nothing without auth_time.
func TestFreshIsProven(t *testing.T) {
	w, s := trusting(t)
	for name, c := range map[string]struct {
		change map[string]any
		good   bool
	}{
		"now":        {map[string]any{"auth_time": time.Now().Unix()}, true},
		"not said":   {nil, false},
		"long ago":   {map[string]any{"auth_time": time.Now().Add(-time.Hour).Unix()}, false},
		"the future": {map[string]any{"auth_time": time.Now().Add(time.Hour).Unix()}, false},
	} {
		s.token = func(n string) string { return s.signed(jose.RS256, s.key, "one", s.edited(n, c.change)) }
		if _, err := s.signedIn(w, "fresh"); (err == nil) != c.good {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestUserInfo: what is told beside the token is of the same person, and cannot say
// what only the token can.
func TestUserInfo(t *testing.T) {
	w, s := trusting(t)
	w.desk.issuers[0].Require = []Require{{Claim: "acr", Among: []string{"high"}}}
	s.token = func(n string) string {
		return s.signed(jose.RS256, s.key, "one", s.edited(n, map[string]any{"acr": "high", "email": nil}))
	}
	s.userinfo = map[string]any{"sub": "mary", "email": "m@example.org", "name": "Somebody Else"}
	got, err := s.signedIn(w, "")
	if err != nil || got.Identity.Email != "m@example.org" || got.Identity.Name != "Mary Smith" {
		t.Errorf("%+v, %v", got.Identity, err)
	}
	s.userinfo = map[string]any{"sub": "john", "email": "j@example.org"}
	_, err = s.signedIn(w, "")
	code(t, err, fault.Denied)
	s.token = func(n string) string { return s.signed(jose.RS256, s.key, "one", s.good(n)) }
	s.userinfo = map[string]any{"sub": "mary", "acr": "high"}
	_, err = s.signedIn(w, "")
	code(t, err, fault.Denied)
}

// TestConfigurations: a provider whose configuration leads elsewhere is down.
func TestConfigurations(t *testing.T) {
	w, s := trusting(t)
	for name, change := range map[string]map[string]any{
		"another issuer":    {"issuer": "https://elsewhere.example"},
		"tokens in plain":   {"token_endpoint": "http://elsewhere.example/token"},
		"keys from a file":  {"jwks_uri": "file:///etc/keys"},
		"a script":          {"authorization_endpoint": "javascript:alert(1)"},
		"a fragment":        {"authorization_endpoint": "https://elsewhere.example/#x"},
		"no keys":           {"jwks_uri": ""},
		"in plain to leave": {"end_session_endpoint": "http://elsewhere.example/end"},
		"too much":          {"padding": strings.Repeat("x", mostAnswer)},
	} {
		s.mu.Lock()
		s.config = change
		s.mu.Unlock()
		w.forget()
		_, err := w.desk.issuers[0].ready(t.Context())
		if fault.CodeOf(err) != fault.Unavailable || err == nil || len(err.Error()) > 500 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestPlainlyElsewhere: nothing goes over plain http to another machine, and no
// answer leads further.
func TestPlainlyElsewhere(t *testing.T) {
	led := httptest.NewServer(http.RedirectHandler("https://elsewhere.example/", http.StatusFound))
	t.Cleanup(led.Close)
	answer, err := reaching(led.URL).Get(led.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusFound {
		t.Errorf("went on to %s", answer.Request.URL)
	}
	for _, issuer := range []string{"https://issuer.example", "http://issuer.example"} {
		if answer, err := reaching(issuer).Get(led.URL); err == nil {
			_ = answer.Body.Close()
			t.Errorf("%s: went to this machine", issuer)
		}
	}
	if answer, err := reaching(led.URL).Get("http://elsewhere.example/"); err == nil {
		_ = answer.Body.Close()
		t.Error("went elsewhere in plain")
	}
}
