package web

import (
	"context"
	"io"
	"log/slog"
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

	"continuum/access"
	"continuum/access/account"
	"continuum/access/review"
	"continuum/access/rights"
	"continuum/internal/testkit"
	"continuum/place"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/definition"
	factsof "continuum/record/fact"
	"continuum/record/recordtest"
	book "continuum/record/relation"
	"continuum/record/sight"
	"continuum/store"
	"continuum/target/worklist"
	"continuum/warehouse"
)

var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "web"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(scratch)
	os.Exit(code)
}

// world is what decides and remembers behind the sample place: the policies of Weston
// and a database of its own.
type world struct {
	Access
	db       *store.DB
	accounts *account.Accounts
	review   *review.Review
	record   *record.Record
	mary     account.Account
	joan     account.Account
}

// shared is the world of all tests that change nothing in it but the audit.
var shared = sync.OnceValues(func() (*world, error) { return openWorld("sqlite:" + filepath.Join(scratch, "shared.db")) })

func sharedWorld(t testing.TB) *world {
	t.Helper()
	w, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func ownWorld(t testing.TB) *world {
	t.Helper()
	return worldOn(t, "sqlite:"+filepath.Join(t.TempDir(), "place.db"))
}

// onBoth runs a test on both engines, each with a world of its own.
func onBoth(t *testing.T, test func(t *testing.T, w *world)) {
	t.Run("SQLite", func(t *testing.T) { test(t, ownWorld(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, worldOn(t, testkit.Postgres(t))) })
}

func worldOn(t testing.TB, dsn string) *world {
	t.Helper()
	w, err := openWorld(dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.db.Close() })
	return w
}

func openWorld(dsn string) (*world, error) {
	ctx := context.Background()
	p, _, err := place.Load(filepath.Join("..", "places", "weston"))
	if err != nil {
		return nil, err
	}
	rules, _ := access.Load(p)
	db, err := store.Open(ctx, dsn, record.Migrations(), audit.Migrations(), account.Migrations(), review.Migrations(), rights.Migrations(), worklist.Migrations())
	if err != nil {
		return nil, err
	}
	r, err := record.Open(ctx, db, record.WithLabels(rules.Labels.Version(), rules.Labels.Of))
	if err != nil {
		return nil, err
	}
	log, err := audit.Open(ctx, db, nil)
	if err != nil {
		return nil, err
	}
	facts, err := factsof.New(p, nil, nil, r)
	if err != nil {
		return nil, err
	}
	directory, err := book.NewDirectory(p, book.Rules{Sections: book.Sections{Of: access.SectionOf, All: access.Sections()}})
	if err != nil {
		return nil, err
	}
	w := &world{db: db, record: r}
	if w.accounts, err = account.Open(ctx, db, anybody{}); err != nil {
		return nil, err
	}
	if w.review, err = review.Open(db, log, nobodyKnown{}, nobodyKnown{}); err != nil {
		return nil, err
	}
	gate := access.NewGate(rules, r, log, sampleBuilt{})
	asked, err := rights.Open(ctx, db, rights.Needs{Place: p, Record: r, Notes: gate, Looks: log})
	if err != nil {
		return nil, err
	}
	w.Access = Access{
		DB: db, Gate: gate, Record: r, Built: sampleBuilt{}, Codes: sampleCodes{}, Book: book.New(db, r, directory, facts, nil), Log: log,
		Accounts: w.accounts, Review: w.review, Rights: asked, Work: worklist.Open(db, worklist.Needs{Gate: gate, Record: r, Now: func() time.Time { return today }}), Names: map[string]string{"north_team": "North neighbourhood team"},
	}
	return w, w.settle(ctx)
}

// settle adds who signs in and what is kept.
func (w *world) settle(ctx context.Context) (err error) {
	if w.mary, err = w.accounts.Add(ctx, account.Account{Name: "mary", Display: "Mary Smith", Person: "p-0001"}); err != nil {
		return err
	}
	if w.joan, err = w.accounts.Add(ctx, account.Account{Name: "joan", Display: "Joan Carter"}); err != nil {
		return err
	}
	for _, id := range []string{"S2", "E9", "S1", "S0", "O1", "E7"} {
		if err := w.put(ctx, "Encounter", id, `{"resourceType":"Encounter","status":"in-progress","class":{"code":"IMP"}}`); err != nil {
			return err
		}
	}
	return w.relate("p-0001", "account:mary", sight.Self, w.mary.ID)
}

func (w *world) put(ctx context.Context, typ, id, text string) error {
	n := recordtest.Parsed(failing{}, []byte(text))
	d, err := w.record.Draft(record.Key{Type: definition.ResourceOf(typ), ID: id}, n, time.Now())
	if err != nil {
		return err
	}
	return w.db.Write(ctx, func(tx *store.Tx) error {
		x := w.record.Writer(tx)
		if _, err := x.Put(d, 0); err != nil {
			return err
		}
		return x.Flush()
	})
}

func (w *world) relate(person, origin, kind, of string) error {
	return w.db.Write(context.Background(), func(tx *store.Tx) error {
		return w.record.Relate(tx, origin, person, []record.Relation{{Party: sight.Party{Kind: kind, Of: of}}})
	})
}

// failing ends a test of which there is none at hand.
type failing struct{ testing.TB }

func (failing) Helper()        {}
func (failing) Fatal(x ...any) { panic(x) }

// anybody is a place that knows every role, partner and team.
type anybody struct{}

func (anybody) Role(string) bool    { return true }
func (anybody) Partner(string) bool { return true }
func (anybody) Team(string) bool    { return true }

// nobodyKnown knows neither staff nor people.
type nobodyKnown struct{}

func (nobodyKnown) Staff(_ context.Context, ids []string) (map[string]review.Account, error) {
	all := map[string]review.Account{}
	for _, id := range ids {
		all[id] = review.Account{Partner: "weston_hospital"}
	}
	return all, nil
}

func (nobodyKnown) Partners(context.Context, []string) (map[string][]string, error) { return nil, nil }

func (nobodyKnown) Known(_ context.Context, keys []string, _, _ time.Time) (map[string]review.Person, error) {
	all := map[string]review.Person{}
	for _, k := range keys {
		all[k] = review.Person{}
	}
	return all, nil
}

// sampleBuilt is who has to do with whom in the sample place: everybody but p-1005 is
// registered with the practice P1, and Mary is known to some.
type sampleBuilt struct{}

func (sampleBuilt) RelationsOf(_ context.Context, person string) (all []record.Relation, err error) {
	if person != "p-1005" {
		all = append(all, record.Relation{Party: sight.Party{Kind: sight.Registered, Of: "P1"}})
	}
	if person == "p-0001" {
		all = append(all, record.Relation{Party: sight.Party{Kind: sight.Caseload, Of: "north_team"}}, record.Relation{Party: sight.Party{Kind: sight.CareTeam, Of: "harbour_homes"}},
			record.Relation{Party: sight.Party{Kind: sight.Admitted, Of: "weston_hospital"}})
	}
	return all, nil
}

// sampleCodes codes the rows of the sample place: the feed of a row names a code.
type sampleCodes struct{}

func (sampleCodes) Coded(table string, r warehouse.Row) (string, []factsof.Coding) {
	typ := map[string]string{
		"activity": "Encounter", "diagnosis": "Condition", "procedure": "Procedure", "observation": "Observation", "circumstance": "Observation",
		"medication": "MedicationStatement", "service_package": "ServiceRequest", "relationship": "RelatedPerson", "statement": "QuestionnaireResponse", "registration": "Patient",
	}[table]
	if r.Feed == "" {
		return typ, nil
	}
	return typ, []factsof.Coding{{System: factsof.CodeSystem("", "icd10"), Code: r.Feed}}
}

// Those who act in tests.
func (w *world) gp() *access.Actor {
	return &access.Actor{Account: "gp", Name: "Dr Amina Okafor", Kind: access.Staff, Roles: []string{"gp"}, Partner: "weston_gp", Practice: "P1", Purpose: "direct-care", Strong: true}
}

func (w *world) nurse() *access.Actor {
	return &access.Actor{Account: "nurse", Name: "Lee Grant", Kind: access.Staff, Roles: []string{"community_nurse"}, Partner: "weston_mind", Purpose: "direct-care", Strong: true}
}

func (w *world) wardClinician() *access.Actor {
	return &access.Actor{Account: "ward", Name: "Tom Ward", Kind: access.Staff, Roles: []string{"ward_clinician"}, Partner: "weston_hospital", Purpose: "direct-care", Strong: true}
}

func (w *world) coordinator() *access.Actor {
	return &access.Actor{Account: "coordinator", Name: "Cora Dean", Kind: access.Staff, Roles: []string{"care_coordinator"}, Partner: "weston_community", Teams: []string{"north_team"}, Purpose: "direct-care", Strong: true}
}

func (w *world) housing() *access.Actor {
	return &access.Actor{Account: "housing", Name: "Hal Oakes", Kind: access.Staff, Roles: []string{"housing_officer"}, Partner: "harbour_homes", Teams: []string{"harbour_homes"}, Purpose: "direct-care"}
}

func (w *world) analyst() *access.Actor {
	return &access.Actor{Account: "analyst", Name: "Ann Alyst", Kind: access.Staff, Roles: []string{"analyst"}, Purpose: "planning"}
}

func (w *world) officer() *access.Actor {
	return &access.Actor{Account: "officer", Name: "Priya Shah", Kind: access.Staff, Roles: []string{"privacy_officer"}, Purpose: "audit", Strong: true}
}

func (w *world) person() *access.Actor {
	return &access.Actor{Account: w.mary.ID, Name: "Mary Smith", Kind: access.Person, Roles: []string{"person"}, Person: "p-0001", Purpose: "self"}
}

func (w *world) carer() *access.Actor {
	return &access.Actor{Account: w.joan.ID, Name: "Joan Carter", Kind: access.Person, Roles: []string{"carer"}, Purpose: "carer"}
}

// acting lets somebody act in all requests that a handler gets; nil is nobody.
func acting(a *access.Actor, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a != nil {
			r = r.WithContext(access.With(r.Context(), a))
		}
		h.ServeHTTP(w, r)
	})
}

// assetsOnce are those of the program, compressed once for all tests.
var assetsOnce = sync.OnceValue(func() *assetSet { return loadAssets(builtIn()) })

// handler serves a place to whoever acts, with a world behind it.
func (w *world) handler(f Facts, logs io.Writer) http.Handler {
	s := newSite(f, Options{Live: sampleLive{}, Assets: fstest.MapFS{}, Access: w.Access, Now: func() time.Time { return today }, Logger: slog.New(slog.NewTextHandler(logs, nil))})
	s.even, s.assets = 0, assetsOnce()
	return s.handler()
}

// get asks for a page as somebody.
func (w *world) get(t testing.TB, a *access.Actor, address string) *httptest.ResponseRecorder {
	t.Helper()
	return w.getFrom(t, newSample(), a, address)
}

func (w *world) getFrom(t testing.TB, f Facts, a *access.Actor, address string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "http://localhost"+address, nil)
	out := httptest.NewRecorder()
	acting(a, w.handler(f, io.Discard)).ServeHTTP(out, r)
	return out
}

// post sends a form as somebody's browser does.
func (w *world) post(t testing.TB, a *access.Actor, address string, fields ...string) *httptest.ResponseRecorder {
	t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequest(http.MethodPost, "http://localhost"+address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	out := httptest.NewRecorder()
	acting(a, w.handler(newSample(), io.Discard)).ServeHTTP(out, r)
	return out
}

// entries are those of the audit, the newest first.
func (w *world) entries(t testing.TB, q audit.Query) []audit.Entry {
	t.Helper()
	var page audit.Page
	err := w.db.Read(context.Background(), func(tx *store.Tx) (err error) {
		page, err = w.Log.Find(tx, q)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return page.Entries
}
