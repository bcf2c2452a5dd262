package web

import (
	"bytes"
	"context"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"continuum/access"
	"continuum/access/account"
	"continuum/access/oidc"
	"continuum/access/review"
	"continuum/access/rights"
	"continuum/access/session"
	"continuum/access/smart"
	"continuum/place"
	"continuum/record"
	"continuum/record/audit"
	factsof "continuum/record/fact"
	book "continuum/record/relation"
	"continuum/store"
	"continuum/warehouse"
)

// door is a server that people sign in to for real: accounts, sessions, apps and the
// audit are kept in a database of its own, under the policies of Weston.
type door struct {
	*world
	base     string
	sessions *session.Sessions
	tokens   *smart.Server
	desk     *oidc.Desk
	rules    *access.Rules
	http     *httptest.Server
	mu       sync.Mutex
	ahead    time.Duration // of the clock
	stands   time.Time     // the clock, if it does
	facts    Facts
	logs     bytes.Buffer
}

const goodPassword = "correct horse battery staple"

// knock opens a door; fit changes what the pages get before they are made.
func knock(t testing.TB, fit func(*door, *Options)) *door {
	t.Helper()
	d := &door{facts: numbered{newSample()}}
	d.http = httptest.NewUnstartedServer(nil)
	_, port, _ := strings.Cut(d.http.Listener.Addr().String(), ":")
	d.base = "http://localhost:" + port
	must(t, d.open(t))
	o := Options{
		Live: sampleLive{}, Access: d.Access, Now: func() time.Time { return today }, Logger: slog.New(slog.NewTextHandler(&lockedWriter{d: d}, nil)),
		SignIn: SignIn{Accounts: d.accounts, Sessions: d.sessions, Apps: d.tokens, Bonds: d.record, Signer: d.Log.(*audit.Log), Now: d.now},
	}
	if fit != nil {
		fit(d, &o)
	}
	s := newSite(d.facts, o)
	s.even = 0
	d.http.Config.Handler = s.handler()
	d.http.Start()
	t.Cleanup(d.http.Close)
	return d
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// lockedWriter keeps what is logged.
type lockedWriter struct{ d *door }

func (w *lockedWriter) Write(b []byte) (int, error) {
	w.d.mu.Lock()
	defer w.d.mu.Unlock()
	return w.d.logs.Write(b)
}

func (d *door) logged() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.logs.String()
}

func (d *door) now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.stands.IsZero() {
		return d.stands
	}
	return time.Now().Add(d.ahead)
}

// stand stops the clock.
func (d *door) stand() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.stands = time.Now()
}

// pass lets time pass.
func (d *door) pass(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ahead += by
}

func (d *door) open(t testing.TB) error {
	ctx := context.Background()
	p, _, err := place.Load(filepath.Join("..", "places", "weston"))
	if err != nil {
		return err
	}
	d.rules, _ = access.Load(p)
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "place.db"), record.Migrations(), audit.Migrations(), account.Migrations(),
		review.Migrations(), rights.Migrations(), session.Migrations(), oidc.Migrations(), smart.Migrations())
	if err != nil {
		return err
	}
	t.Cleanup(func() { _ = db.Close() })
	key, err := audit.ReadKey(filepath.Join(t.TempDir(), "key"), "weston.example/audit")
	if err != nil {
		return err
	}
	log, err := audit.Open(ctx, db, key)
	if err != nil {
		return err
	}
	r, err := record.Open(ctx, db, record.WithLabels(d.rules.Labels.Version(), d.rules.Labels.Of))
	if err != nil {
		return err
	}
	facts, err := factsof.New(p, nil, nil, r)
	if err != nil {
		return err
	}
	directory, err := book.NewDirectory(p, book.Rules{Sections: book.Sections{Of: access.SectionOf, All: access.Sections()}})
	if err != nil {
		return err
	}
	gate := access.NewGate(d.rules, r, log, doorBuilt{})
	d.world = &world{db: db, record: r}
	if d.review, err = review.Open(db, log, nobodyKnown{}, nobodyKnown{}); err != nil {
		return err
	}
	asked, err := rights.Open(ctx, db, rights.Needs{Place: p, Record: r, Notes: gate, Looks: log})
	if err != nil {
		return err
	}
	d.accounts, err = account.Open(ctx, db, anybody{}, account.WithClock(d.now), account.WithAuditor(gate.Accounts()), account.WithHashing(account.Cost{Memory: 8, Passes: 1, Lanes: 1}, 4),
		account.WithRelyingParty("localhost", "Weston", d.base), account.WithPolicy(account.Policy{Passwords: true, PasskeyRoles: []string{"privacy_officer"}}))
	if err != nil {
		return err
	}
	if d.sessions, err = session.New(db, d.accounts, session.WithClock(d.now), session.WithAuditor(gate.Accounts()), session.WithTimeOuts(30*time.Minute, 12*time.Hour)); err != nil {
		return err
	}
	keys, err := smart.OpenKeys(filepath.Join(t.TempDir(), "keys.json"))
	if err != nil {
		return err
	}
	d.tokens = smart.New(db, smart.Options{Issuer: d.base + "/auth", Audience: d.base + "/fhir", Accounts: tokenAccounts{d.accounts}, Auditor: gate.Tokens(), Keys: keys, Pages: AppPages{}})
	d.Access = Access{
		DB: db, Gate: gate, Record: r, Built: doorBuilt{}, Codes: sampleCodes{}, Book: book.New(db, r, directory, facts, nil), Log: log,
		Accounts: d.accounts, Review: d.review, Rights: asked, Names: map[string]string{"north_team": "North neighbourhood team"},
	}
	return nil
}

// numbered is the sample place, where people are found by their NHS numbers too.
type numbered struct{ *sample }

// Search finds people.
func (n numbered) Search(ctx context.Context, query string, limit int) (all []warehouse.Hit, err error) {
	if p := mary().Person; query == p.NHSNumber {
		return []warehouse.Hit{{Person: p}}, nil
	}
	return n.sample.Search(ctx, query, limit)
}

// doorBuilt is the sample place's, where everybody is registered with a practice whose
// code an account can have.
type doorBuilt struct{ sampleBuilt }

// RelationsOf gives who has to do with whom.
func (b doorBuilt) RelationsOf(ctx context.Context, person string) ([]record.Relation, error) {
	all, err := b.sampleBuilt.RelationsOf(ctx, person)
	for i := range all {
		if all[i].Party.Of == "P1" {
			all[i].Party.Of = "P81001"
		}
	}
	return all, err
}

// tokenAccounts tells the server of tokens whom it gives them for.
type tokenAccounts struct{ *account.Accounts }

func (a tokenAccounts) Account(tx *store.Tx, id string) (smart.Account, error) {
	x, err := a.Find(tx, id)
	return smart.Account{ID: x.ID, Name: x.Display, Disabled: x.Disabled}, err
}

// add makes an account with a password.
func (d *door) add(t testing.TB, x account.Account) account.Account {
	t.Helper()
	made, err := d.accounts.Add(t.Context(), x)
	must(t, err)
	set, err := d.accounts.NewSetUp(t.Context(), made.ID)
	must(t, err)
	made, err = d.accounts.SetUpPassword(t.Context(), set.Code, goodPassword)
	must(t, err)
	return made
}

// Those who sign in.
func (d *door) staff(t testing.TB, role string) account.Account {
	return d.add(t, account.Account{Name: role, Display: "Some " + role, Roles: []string{role}, Partner: "weston_gp", Practice: "P81001"})
}

// browser is somebody's browser.
type browser struct {
	*http.Client
	testing.TB
	d *door
}

// page is what it got.
type page struct {
	status int
	to     string // where it is sent
	body   string
	header http.Header
}

func (d *door) browser(t testing.TB) *browser {
	jar, err := cookiejar.New(nil)
	must(t, err)
	return &browser{&http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}, t, d}
}

func (b *browser) do(method, path string, fields url.Values, headers ...string) page {
	b.Helper()
	var body io.Reader
	if fields != nil {
		body = strings.NewReader(fields.Encode())
	}
	r, err := http.NewRequest(method, b.d.base+path, body)
	must(b, err)
	r.Header.Set("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")
	if fields != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := b.Do(r)
	must(b, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	must(b, err)
	return page{answer.StatusCode, answer.Header.Get("Location"), string(text), answer.Header}
}

func (b *browser) get(path string) page { b.Helper(); return b.do(http.MethodGet, path, nil) }

// post sends a form; fields are names and values.
func (b *browser) post(path string, fields ...string) page {
	b.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return b.do(http.MethodPost, path, form)
}

// in is a browser in which somebody has signed in.
func (d *door) in(t testing.TB, x account.Account) *browser {
	t.Helper()
	b := d.browser(t)
	if p := b.post("/sign-in", "name", x.Name, "password", goodPassword, "back", "/"); p.status != http.StatusSeeOther {
		t.Fatalf("%s was not let in: %d", x.Name, p.status)
	}
	return b
}

// strongly is a browser in which somebody has signed in as by a passkey.
func (d *door) strongly(t testing.TB, x account.Account) *browser {
	t.Helper()
	b := d.browser(t)
	token, _, err := d.sessions.Begin(t.Context(), session.Beginning{Account: x.ID, Epoch: x.Epoch, Method: "passkey", Strong: true})
	must(t, err)
	u, err := url.Parse(d.base)
	must(t, err)
	b.Jar.SetCookies(u, []*http.Cookie{{Name: "continuum", Value: token, Path: "/"}})
	return b
}

// cookie is what the browser has as its session.
func (b *browser) cookie() string {
	u, err := url.Parse(b.d.base)
	must(b, err)
	for _, c := range b.Jar.Cookies(u) {
		if c.Name == "continuum" {
			return c.Value
		}
	}
	return ""
}

// wants fails the test unless a page has a status and holds some texts; those that
// begin with ! it must not hold.
func (p page) wants(t testing.TB, what string, status int, holds ...string) {
	t.Helper()
	if p.status != status {
		t.Errorf("%s: status %d, want %d (to %q)", what, p.status, status, p.to)
	}
	for _, text := range holds {
		if not, found := strings.CutPrefix(text, "!"); strings.Contains(p.body, strings.TrimPrefix(text, "!")) == found {
			t.Errorf("%s: holds, or not, %q", what, not)
		}
	}
}

// field gives the value of a hidden field, or what a pattern finds.
func (p page) find(t testing.TB, pattern string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(p.body)
	if m == nil {
		t.Fatalf("%q is not on the page", pattern)
	}
	return html.UnescapeString(m[1])
}

// BenchmarkSignedIn is what it costs that a page is somebody's.
func BenchmarkSignedIn(b *testing.B) {
	d := knock(b, nil)
	token := d.in(b, d.staff(b, "gp")).cookie()
	r := httptest.NewRequest(http.MethodGet, d.base+"/stay", nil)
	r.AddCookie(&http.Cookie{Name: "continuum", Value: token})
	for b.Loop() {
		out := httptest.NewRecorder()
		d.http.Config.Handler.ServeHTTP(out, r.Clone(b.Context()))
		if out.Code != http.StatusOK {
			b.Fatal(out.Code)
		}
	}
}
