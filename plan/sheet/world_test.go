package sheet

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"continuum/access"
	"continuum/internal/testkit"
	"continuum/record/audit"
	"continuum/store"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// engines runs a test on both engines, each with a fresh database.
func engines(t *testing.T, test func(w *world)) {
	t.Run("SQLite", func(t *testing.T) { test(opened(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(openedAt(t, testkit.Postgres(t))) })
}

var _ Gate = (*access.Gate)(nil)

// world is sheets whose clock a test turns. Those of team matrons may do all, others nothing.
type world struct {
	*Sheets
	testing.TB
	noted []audit.Entry
	now   time.Time
}

func opened(t testing.TB) *world {
	return openedAt(t, "sqlite:"+filepath.Join(t.TempDir(), "place.db"))
}

func openedAt(t testing.TB, url string) *world {
	t.Helper()
	db, err := store.Open(context.Background(), url, Migrations())
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	w := &world{TB: t, now: noon}
	w.Sheets = Open(db, Needs{Gate: w, Now: func() time.Time { return w.now }})
	return w
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Decide lets the matrons, and lets readers read.
func (w *world) Decide(ctx context.Context, _ *store.Tx, action, person, typ string, _ ...string) (access.Decision, error) {
	if typ != PlanType || person == "" {
		w.Errorf("asked about a %s of %q", typ, person)
	}
	a := access.From(ctx)
	return access.Decision{Allowed: a != nil && (slices.Contains(a.Teams, "matrons") || action == access.Read && slices.Contains(a.Teams, "readers"))}, nil
}

// Pseudonymised hides names from who looks for research.
func (w *world) Pseudonymised(ctx context.Context) (bool, error) {
	a := access.From(ctx)
	return a != nil && a.Purpose == "research", nil
}

// Append remembers what was noted. It is only called within Write, one after another.
func (w *world) Append(_ context.Context, _ *store.Tx, all ...audit.Entry) error {
	w.noted = append(w.noted, all...)
	return nil
}

func as(account string, teams ...string) context.Context {
	return access.With(context.Background(), &access.Actor{Account: account, Kind: access.Staff, Teams: teams})
}

var (
	nurse  = as("nurse", "matrons")
	joan   = as("joan", "matrons")
	reader = as("reader", "readers")
)

const (
	csp       = "PersonalisedCSP"
	important = "About me > What is most important to me > What is most important to me"
	needs     = "Care and support plan > Needs, concerns or problems"
	alias     = "Person demographics > Person alias"
	review    = "Additional support plans > Planned review date/interval"
)

func (w *world) read(f func(tx *store.Tx) error) {
	w.Helper()
	must(w, w.db.Read(context.Background(), f))
}

func (w *world) sheet(person string) (s *Sheet) {
	w.Helper()
	w.read(func(tx *store.Tx) (err error) {
		s, err = w.Sheet(reader, tx, person)
		return err
	})
	return s
}

func (w *world) asides(person string) (all []Aside) {
	w.Helper()
	w.read(func(tx *store.Tx) (err error) {
		all, err = w.Asides(reader, tx, person)
		return err
	})
	return all
}

func (w *world) changes(person string, p Past) (all []Change) {
	w.Helper()
	w.read(func(tx *store.Tx) (err error) {
		all, err = w.Changes(reader, tx, person, p)
		return err
	})
	return all
}

func (w *world) held(person string) (h Held) {
	w.Helper()
	w.read(func(tx *store.Tx) (err error) {
		h, err = w.HeldOf(tx, person)
		return err
	})
	return h
}

// set writes a value that must be taken.
func (w *world) set(ctx context.Context, edit Edit) Saved {
	w.Helper()
	saved, err := w.Set(ctx, "mary", edit)
	must(w, err)
	return saved
}

func (w *world) add(ctx context.Context, n New) Entry {
	w.Helper()
	saved, err := w.Add(ctx, "mary", n)
	must(w, err)
	if saved.Aside != nil {
		w.Fatalf("kept aside: %+v", saved.Aside)
	}
	return saved.Entry
}

// outline writes a plan as lines: name and value, indented.
func outline(all []*Node) string {
	var b strings.Builder
	var visit func(all []*Node, indent string)
	visit = func(all []*Node, indent string) {
		for _, n := range all {
			b.WriteString(strings.TrimRight(indent+n.Element().Name+": "+n.Value, " ") + "\n")
			visit(n.Children, indent+"  ")
		}
	}
	visit(all, "")
	return b.String()
}
