package review

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"continuum/internal/testkit"
	"continuum/record/audit"
	"continuum/record/sight"
	"continuum/store"
)

func TestMain(m *testing.M) {
	if os.Getenv(childURL) != "" {
		child()
		return
	}
	os.Exit(m.Run())
}

// engines runs a test on both engines, each with a fresh database.
func engines(t *testing.T, test func(t *testing.T, url string)) {
	t.Run("SQLite", func(t *testing.T) { test(t, sqlite(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, testkit.Postgres(t)) })
}

func sqlite(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "place.db") }

func opened(t testing.TB, url string) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), url, audit.Migrations(), Migrations())
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func reviewing(t testing.TB, db *store.DB, log Log, w *town, options ...Option) *Review {
	t.Helper()
	r, err := Open(db, log, w, w, options...)
	must(t, err)
	return r
}

// told is a log as somebody tells it, with times of any day: audit.Log says itself when
// an entry was made.
type told []audit.Entry

func (l told) Size(*store.Tx) (int64, error) { return int64(len(l)), nil }

func (l told) Find(_ *store.Tx, q audit.Query) (p audit.Page, err error) {
	for n := min(q.Before, int64(len(l))) - 1; n >= 0; n-- {
		p.Entries = append(p.Entries, l[n])
		if len(p.Entries) == q.Most {
			p.Next = n
			break
		}
	}
	return p, nil
}

func (l *told) add(at time.Time, e audit.Entry) {
	e.Sequence, e.At = int64(len(*l)), at
	*l = append(*l, e)
}

// town is who works and lives in a place.
type town struct {
	staff  map[string]Account
	people map[string]Person
}

func (w *town) Staff(_ context.Context, ids []string) (map[string]Account, error) {
	some := map[string]Account{}
	for _, id := range ids {
		if a, is := w.staff[id]; is {
			some[id] = a
		}
	}
	return some, nil
}

func (w *town) Partners(_ context.Context, people []string) (map[string][]string, error) {
	some := map[string][]string{}
	for _, a := range w.staff {
		if _, is := slices.BinarySearch(people, a.Person); is {
			some[a.Person] = append(some[a.Person], a.Partner)
		}
	}
	return some, nil
}

func (w *town) Known(_ context.Context, keys []string, since, until time.Time) (map[string]Person, error) {
	some := map[string]Person{}
	for _, key := range keys {
		if p, is := w.people[key]; is {
			p.Events = slices.DeleteFunc(slices.Clone(p.Events), func(e Event) bool {
				return e.From.After(until) || !e.To.IsZero() && e.To.Before(since)
			})
			some[key] = p
		}
	}
	return some, nil
}

// small is a place of two partners: a1 and a2 work in the trust, a3 for the council.
// Of p1 to p60 those of even numbers are on the ward of a1; a1 is p60, lives with p58
// and next to p57; a2 is p59; p50 is famous.
func small() *town {
	w := &town{map[string]Account{
		"a1": {Person: "p60", Partner: "trust", Wards: []string{"trust/Elm"}},
		"a2": {Person: "p59", Partner: "trust"},
		"a3": {Partner: "council"},
	}, map[string]Person{}}
	for i := 1; i <= 60; i++ {
		p := Person{Surname: fmt.Sprint("Name", 'A'+i*17%26), Address: fmt.Sprint(i, " High Street"), Postcode: fmt.Sprint("BS23 ", i, "AA")}
		p.Events = []Event{{"trust", noon.AddDate(0, -6, 0), time.Time{}}}
		if i%2 == 0 {
			p.Relations = []sight.Party{{Kind: sight.Ward, Of: "trust/Elm"}}
		}
		w.people[fmt.Sprint("p", i)] = p
	}
	change := func(key string, edit func(p *Person)) {
		p := w.people[key]
		edit(&p)
		w.people[key] = p
	}
	change("p58", func(p *Person) { *p = w.people["p60"] })
	change("p57", func(p *Person) { p.Postcode, p.Events = w.people["p60"].Postcode, nil })
	change("p50", func(p *Person) { p.Relations = []sight.Party{{Kind: sight.Prominent}} })
	return w
}

func read(actor string, people ...string) audit.Entry {
	return audit.Entry{Action: "read", Outcome: audit.OK, Actor: actor, Partner: "trust", Roles: []string{"nurse"}, Purpose: "TREAT", Type: "Patient", People: people}
}

func with(e audit.Entry, edit func(e *audit.Entry)) audit.Entry {
	edit(&e)
	return e
}

func found(t testing.TB, r *Review, q Query) (all []Finding) {
	t.Helper()
	for {
		var page []Finding
		must(t, r.db.Read(context.Background(), func(tx *store.Tx) (err error) { page, err = r.List(tx, q); return err }))
		all = append(all, page...)
		if len(page) == 0 {
			return all
		}
		q.After = page[len(page)-1].ID
	}
}

// said are findings as words, in the order of actors, kinds and people.
func said(all []Finding) (words []string) {
	for _, f := range all {
		words = append(words, fmt.Sprintf("%s %s %s %s: %d looks from %d to %d, %d of %d, serious %d", f.First.Format("01-02"), f.Actor, f.Kind, f.Person, f.Looks, f.FirstEntry, f.LastEntry, f.Count, f.Usual, f.Seriousness))
	}
	slices.Sort(words)
	return words
}
