package oidc

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"continuum/internal/fault"
	"continuum/internal/testkit"
	"continuum/store"
)

// onBoth runs a test on both engines, each fresh.
func onBoth(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Run("SQLite", func(t *testing.T) { test(t, sqlite(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, opened(t, testkit.Postgres(t))) })
}

func sqlite(t testing.TB) *store.DB {
	return opened(t, "sqlite:"+filepath.Join(t.TempDir(), "place.db"))
}

func opened(t testing.TB, url string) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), url, Migrations())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// world is a server that people sign in to, without pages.
type world struct {
	t    *testing.T
	db   *store.DB
	desk *Desk
	http *httptest.Server

	mu      sync.Mutex
	outcome Outcome
	err     error
	ended   []string // provider/sub/sid
	failing error    // of ending sessions
}

// newWorld starts the server; its desk is opened once the provider knows its address.
func newWorld(t *testing.T, db *store.DB) *world {
	w := &world{t: t, db: db}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /begin/{provider}", func(a http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		asked := Asked{Back: q.Get("back"), Fresh: q.Has("fresh"), Subject: q.Get("subject")}
		if err := w.desk.Begin(a, r, r.PathValue("provider"), asked); err != nil {
			http.Error(a, err.Error(), status(err))
		}
	})
	mux.HandleFunc("GET /sign-in/{provider}/back", func(a http.ResponseWriter, r *http.Request) {
		outcome, err := w.desk.Finish(a, r, r.PathValue("provider"))
		w.mu.Lock()
		w.outcome, w.err = outcome, err
		w.mu.Unlock()
		if err != nil {
			http.Error(a, err.Error(), status(err))
		}
	})
	mux.HandleFunc("/sign-in/{provider}/ended", func(a http.ResponseWriter, r *http.Request) {
		w.desk.Ended(r.PathValue("provider"), w).ServeHTTP(a, r)
	})
	w.http = httptest.NewServer(mux)
	t.Cleanup(w.http.Close)
	return w
}

// EndSessions notes whose sessions end.
func (w *world) EndSessions(_ context.Context, provider, sub, sid string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failing == nil {
		w.ended = append(w.ended, provider+"/"+sub+"/"+sid)
	}
	return w.failing
}

func status(err error) int {
	return map[fault.Code]int{fault.Invalid: 400, fault.Denied: 403, fault.NotFound: 404, fault.Unavailable: 503, fault.Internal: 500}[fault.CodeOf(err)]
}

// open opens the desk, or opens it again as a server that was restarted does.
func (w *world) open(all ...Provider) {
	w.t.Helper()
	secret := func(name string) (string, bool) { return "not a secret: of a test", name == "SECRET" }
	desk, err := Open(w.db, all, Settings{Base: w.http.URL, Secret: secret})
	if err != nil {
		w.t.Fatal(err)
	}
	w.desk = desk
}

// settings are what a provider of a test is told of this server.
func (w *world) settings(providers ...string) testkit.OIDCSettings {
	s := testkit.OIDCSettings{SignedOut: []string{w.http.URL + SignOut}, Ended: w.http.URL + LogoutPath(providers[0])}
	for _, p := range providers {
		s.Callbacks = append(s.Callbacks, w.http.URL+CallbackPath(p))
	}
	return s
}

// browser has its own cookies and goes nowhere by itself.
func browser(t *testing.T) *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// back goes where a provider sent a browser, and tells who signed in.
func (w *world) back(b *http.Client, address string) (Outcome, error) {
	w.t.Helper()
	answer, err := b.Get(address)
	if err != nil {
		w.t.Fatal(err)
	}
	defer answer.Body.Close()
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.outcome, w.err
}

// begin begins a sign-in and gives the question that goes to the provider.
func (w *world) begin(b *http.Client, provider, query string) *url.URL {
	w.t.Helper()
	answer, err := b.Get(w.http.URL + "/begin/" + provider + "?" + query)
	if err != nil {
		w.t.Fatal(err)
	}
	defer answer.Body.Close()
	to, err := answer.Location()
	if err != nil || answer.StatusCode != http.StatusSeeOther {
		w.t.Fatalf("beginning answers %s", answer.Status)
	}
	return to
}

// staff declares a provider as a place does for CIS2.
func staff(p *testkit.OIDCProvider) Provider {
	const role = "nhsid_nrbac_roles[person_roleid=$selected_roleid]"
	return Provider{
		ID: "cis2", Name: "NHS CIS2", For: "staff", Issuer: p.Issuer, ClientID: p.ClientID, SecretEnv: "SECRET",
		Scopes: []string{"profile", "email", "nationalrbacaccess"},
		Claims: Claims{
			Roles:    Values{Claim: role + ".role_code", Map: map[string][]string{"*:R8001": {"nurse"}, "*:R8000": {"clinician"}}},
			Partner:  Values{Claim: role + ".org_code"},
			Practice: Values{Claim: role + ".org_code"},
		},
		Strong: []Require{{Claim: "authentication_assurance_level", Among: []string{"3"}}},
	}
}

// people declares a provider as a place does for NHS login.
func people(p *testkit.OIDCProvider) Provider {
	return Provider{
		ID: "nhslogin", Name: "NHS login", For: "people", Issuer: p.Issuer, ClientID: p.KeyClientID, PrivateKeyFile: p.KeyFile,
		Scopes: []string{"profile", "email"}, Algorithms: []string{"RS512"}, Ask: map[string]string{"vtr": `["P9.Cp.Cd"]`},
		Claims:  Claims{Name: []string{"given_name", "family_name"}, NHSNumber: "nhs_number", Roles: Values{Always: []string{"person"}}},
		Require: []Require{{Claim: "identity_proofing_level", Among: []string{"P9"}}},
		Unknown: "join",
	}
}

// code fails unless an error has a code.
func code(t *testing.T, err error, want fault.Code) {
	t.Helper()
	if err == nil || fault.CodeOf(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// later is a clock that stands until a test sets it forward.
type later struct {
	mu sync.Mutex
	at time.Time
}

func (l *later) now() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.at
}

func (l *later) pass(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.at = l.at.Add(d)
}
