package smart

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/go-jose/go-jose/v4"

	"continuum/internal/fault"
	"continuum/internal/testkit"
	"continuum/store"
)

// told is a table in which the audit is kept, so that tests see what was committed.
var told = store.Migrations{Owner: "told", Files: fstest.MapFS{"001_told.sql": {Data: []byte(
	"CREATE TABLE told (id {identity}, what TEXT NOT NULL, app TEXT NOT NULL, account TEXT NOT NULL, reason TEXT NOT NULL, lost BIGINT NOT NULL)")}}}

type tellers struct{}

func (tellers) Audit(_ context.Context, tx *store.Tx, e Entry) error {
	_, err := tx.Exec("INSERT INTO told (what, app, account, reason, lost) VALUES ($1, $2, $3, $4, $5)", e.What, e.App, e.Account, e.Reason, e.Left)
	return err
}

// staff are the accounts of these tests.
type staff map[string]*Account

func (s staff) Account(_ *store.Tx, id string) (Account, error) {
	if a := s[id]; a != nil {
		return *a, nil
	}
	return Account{}, fault.New(fault.NotFound, "no such account")
}

// pages write what they are told.
type pages struct{}

func (pages) Ask(w http.ResponseWriter, _ *http.Request, pending string) {
	w.Header().Set("Location", "/consent?request="+pending)
	w.WriteHeader(http.StatusSeeOther)
}

func (pages) Refuse(w http.ResponseWriter, _ *http.Request, err error) {
	http.Error(w, err.Error(), http.StatusBadRequest)
}

const (
	issuer = "https://place.example/auth"
	api    = "https://place.example/fhir"
	home   = "https://app.example/back?tab=1"
)

// world is a server with three apps.
type world struct {
	*testing.T
	*Server
	db    *store.DB
	close func() error
	clock time.Time
	staff staff
	web   http.Handler

	public, symmetric, backend App
	secret                     string // of the symmetric app
	rsa                        *rsa.PrivateKey
	ec                         *ecdsa.PrivateKey
}

func onBoth(t *testing.T, test func(w *world)) {
	t.Run("SQLite", func(t *testing.T) { test(newWorld(t, "sqlite:"+filepath.Join(t.TempDir(), "place.db"))) })
	t.Run("PostgreSQL", func(t *testing.T) { test(newWorld(t, testkit.Postgres(t))) })
}

func must[T any](t testing.TB, v T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func opened(t testing.TB, url string) *store.DB {
	t.Helper()
	db := done(store.Open(context.Background(), url, Migrations(), told))(t)
	return db
}

func done[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T { t.Helper(); return must(t, v, err) }
}

// appKey is the apps' RSA key, made once.
var appKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, leastRSA)
	if err != nil {
		panic(err)
	}
	return key
})

// ourKeys are those of the servers, made once.
var ourKeys = sync.OnceValues(func() (*Keys, error) {
	dir, err := os.MkdirTemp("", "smart-keys-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	return OpenKeys(filepath.Join(dir, "keys.json"))
})

func newWorld(t *testing.T, url string) *world {
	t.Helper()
	w := &world{T: t, db: opened(t, url), clock: time.Now().UTC().Truncate(time.Second), staff: staff{
		"ann": {ID: "ann", Name: "Ann", FHIRUser: "Practitioner/7"},
		"bob": {ID: "bob", Name: "Bob", FHIRUser: "Practitioner/8"},
	}}
	w.close = sync.OnceValue(w.db.Close)
	t.Cleanup(func() { _ = w.close() })
	w.Server = w.another()
	w.web = w.Handler()
	w.rsa = appKey()
	w.ec = done(ecdsa.GenerateKey(elliptic.P384(), rand.Reader))(t)
	most := w.scopes("launch launch/patient openid fhirUser offline_access patient/*.rs user/*.cruds")
	w.public, _ = w.add(App{Name: "Risk", Kind: Public, Uses: []string{Standalone, EHR}, Launch: "https://app.example/launch", Redirects: []string{home, "org.example.risk:/back"}, Scopes: most, Purpose: "direct-care"})
	w.symmetric, w.secret = w.add(App{Name: "Portal", Kind: Symmetric, Uses: []string{Standalone, Introspect}, Redirects: []string{home}, Scopes: most})
	w.backend, _ = w.add(App{Name: "Export", Kind: Asymmetric, Uses: []string{Backend}, Scopes: w.scopes("system/Patient.rs system/Observation.rs"), Keys: w.keys(), Purpose: "planning"})
	return w
}

// another is a server of the same database, as in another process.
func (w *world) another() *Server {
	w.Helper()
	keys := done(ourKeys())(w)
	s := New(w.db, Options{Issuer: issuer, Audience: api, Accounts: w.staff, Auditor: tellers{}, Pages: pages{}, Keys: keys})
	s.now = func() time.Time { return w.clock }
	return s
}

func (w *world) keys() []byte {
	set := jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &w.rsa.PublicKey, KeyID: "r"}, {Key: &w.ec.PublicKey, KeyID: "e"}}}
	return done(json.Marshal(set))(w)
}

func (w *world) add(a App) (App, string) {
	w.Helper()
	added, secret, err := w.AddApp(context.Background(), a)
	if err != nil {
		w.Fatal(err)
	}
	return added, secret
}

func (w *world) scopes(text string) Scopes {
	w.Helper()
	return done(ParseScopes(text))(w)
}

// verifier and its challenge, from RFC 7636, appendix B.
const (
	verifier  = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
	challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
)

// request is a good one of an app, changed by pairs of a name and a value; a value ""
// takes the parameter away.
func (w *world) request(app App, changes ...string) url.Values {
	v := url.Values{
		"response_type": {"code"}, "client_id": {app.ID}, "redirect_uri": {home}, "scope": {"launch/patient openid fhirUser offline_access patient/*.rs"},
		"state": {"s-1"}, "aud": {api}, "code_challenge": {challenge}, "code_challenge_method": {"S256"}, "nonce": {"n-1"},
	}
	return changed(v, changes)
}

func changed(v url.Values, changes []string) url.Values {
	for i := 0; i < len(changes); i += 2 {
		if v.Del(changes[i]); changes[i+1] != "" {
			v.Set(changes[i], changes[i+1])
		}
	}
	return v
}

// authorize asks by way of a browser and gives where it is sent; "" where it stays.
func (w *world) authorize(v url.Values) *url.URL {
	w.Helper()
	out := httptest.NewRecorder()
	w.web.ServeHTTP(out, httptest.NewRequest(http.MethodGet, "/authorize?"+v.Encode(), nil))
	if out.Code == http.StatusBadRequest {
		return &url.URL{}
	}
	return done(url.Parse(out.Header().Get("Location")))(w)
}

// code lets ann agree to all that is asked for, about the Patient 1.
func (w *world) code(v url.Values) string {
	w.Helper()
	id := w.authorize(v).Query().Get("request")
	p := done(w.Pending(context.Background(), id, "ann"))(w)
	to := done(url.Parse(done(w.Approve(context.Background(), id, "ann", p.Scopes, "1"))(w)))(w)
	if q := to.Query(); q.Get("iss") != issuer || q.Get("state") != "s-1" || q.Get("tab") != "1" {
		w.Fatalf("the answer goes to %s", to)
	}
	return to.Query().Get("code")
}

type reply struct {
	Tokens
	status      int
	header      http.Header
	Error       string `json:"error"`
	Description string `json:"error_description"`
	Active      bool   `json:"active"`
	Client      string `json:"client_id"`
}

// post sends a form to an endpoint; change may change the request.
func (w *world) post(path string, v url.Values, change func(*http.Request)) reply {
	w.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(v.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if change != nil {
		change(r)
	}
	out := httptest.NewRecorder()
	w.web.ServeHTTP(out, r)
	got := reply{status: out.Code, header: out.Header()}
	if err := json.Unmarshal(out.Body.Bytes(), &got); err != nil {
		w.Fatalf("%s: %v", out.Body, err)
	}
	return got
}

// redemption is a good one of the public app.
func (w *world) redemption(code string, changes ...string) url.Values {
	return changed(url.Values{"grant_type": {"authorization_code"}, "code": {code}, "redirect_uri": {home}, "client_id": {w.public.ID}, "code_verifier": {verifier}}, changes)
}

// tokens lets ann use the public app.
func (w *world) tokens() reply {
	w.Helper()
	got := w.post("/token", w.redemption(w.code(w.request(w.public))), nil)
	if got.status != http.StatusOK || got.Access == "" {
		w.Fatalf("%+v", got)
	}
	return got
}

func (w *world) refreshing(token string, changes ...string) url.Values {
	return changed(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {token}, "client_id": {w.public.ID}}, changes)
}

// good tells whether a server takes a token.
func (w *world) good(s *Server, token string) bool {
	w.Helper()
	g, err := s.Authenticate(bearing(token))
	if err != nil && fault.CodeOf(err) != fault.Denied {
		w.Fatal(err)
	}
	return err == nil && g != nil
}

func bearing(token string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/Patient/1", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	return r
}

// heard gives what the audit was told of a kind, the latest last.
func (w *world) heard(what string) (reasons []string) {
	w.Helper()
	err := w.db.Read(context.Background(), func(tx *store.Tx) error {
		reasons = nil
		for row, err := range tx.Query("SELECT reason FROM told WHERE what = $1 ORDER BY id", what) {
			var reason string
			if err == nil {
				err = row.Scan(&reason)
			}
			if err != nil {
				return err
			}
			reasons = append(reasons, reason)
		}
		return nil
	})
	if err != nil {
		w.Fatal(err)
	}
	return reasons
}

func last(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1]
}
