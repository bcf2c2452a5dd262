package worklist

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"continuum/access"
	"continuum/internal/testkit"
	"continuum/record"
	"continuum/record/audit"
	"continuum/store"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// engines runs a test on both engines, each with a fresh database.
func engines(t *testing.T, test func(t *testing.T, w *world)) {
	t.Run("SQLite", func(t *testing.T) { test(t, opened(t, "sqlite:"+filepath.Join(t.TempDir(), "place.db"))) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, opened(t, testkit.Postgres(t))) })
}

// world is a worklist with the record behind it, whose clock a test turns. Team t1 may
// decide about everybody to whom it is related.
type world struct {
	*Worklist
	*testing.T
	record *record.Record
	noted  []audit.Entry
	now    time.Time
}

func opened(t *testing.T, url string) *world {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, url, record.Migrations(), Migrations())
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	r, err := record.Open(ctx, db)
	must(t, err)
	w := &world{T: t, record: r, now: noon}
	w.Worklist = Open(db, Needs{Gate: w, Record: r, Now: func() time.Time { return w.now }})
	return w
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Decide lets those decide whose team is related to the person.
func (w *world) Decide(ctx context.Context, tx *store.Tx, action, person, typ string, _ ...string) (access.Decision, error) {
	all, err := w.record.Relations(tx, person)
	if action != access.Write || typ != SuggestionType {
		w.Errorf("asked whether somebody may %s a %s", action, typ)
	}
	a := access.From(ctx)
	return access.Decision{Allowed: a != nil && slices.ContainsFunc(all, func(r record.Relation) bool { return slices.Contains(a.Teams, r.Party.Of) })}, err
}

// Append remembers what was noted.
func (w *world) Append(_ context.Context, _ *store.Tx, all ...audit.Entry) error {
	w.noted = append(w.noted, all...)
	return nil
}

func as(account string, teams ...string) context.Context {
	return access.With(context.Background(), &access.Actor{Account: account, Kind: access.Staff, Teams: teams})
}

var (
	nurse   = as("nurse", "matrons")
	deputy  = as("deputy", "matrons")
	outside = as("outside", "homes")
	analyst = as("analyst")
)

// listOfPeople is a list of the programme case_management.
func listOfPeople(hash string, people ...string) *List {
	l := &List{
		Programme: "case_management", Title: "Case management", Team: "matrons", Owner: "Community matrons", Build: "b1", Model: "emergency_admission", ModelHash: "m1", Hash: hash, Outcome: "emergency admission", Horizon: 12, From: noon,
		Head: []byte(`{"pays":true}`), DueDays: 14,
		Terms: Terms{
			Action: "A visit by a community matron", Months: 6, Exclusive: []string{"virtual_ward"}, Again: map[string]int{"too_well": 3},
			Tasks: []TaskTerms{{"First visit", "", 7}, {"Review of medicines", "pharmacists", 21}},
		},
	}
	for i, p := range people {
		l.People = append(l.People, Proposal{
			Person: p, Practice: fmt.Sprint("P", i%2), Risk: 2 - float64(i)/10, Chance: 0.5, Value: int64(100_00 - i), Low: -5000, High: 200_00, Score: hash + p,
			Reasons: []Because{{"3 emergency admissions in the last year", 0.7, "emergency_12m"}, {"Does not live alone", -0.1, "lives_alone"}},
		})
	}
	return l
}

func (w *world) publish(l *List) Published {
	w.Helper()
	p, err := w.Publish(analyst, l)
	must(w, err)
	return p
}

func (w *world) read(f func(tx *store.Tx) error) {
	w.Helper()
	must(w, w.db.Read(context.Background(), f))
}

func (w *world) list(q Query) (all []Suggestion) {
	w.Helper()
	w.read(func(tx *store.Tx) (err error) {
		all, err = w.List(tx, q)
		return err
	})
	return all
}

func (w *world) of(person string) Suggestion {
	w.Helper()
	all := w.list(Query{People: []string{person}, States: States()})
	if len(all) == 0 {
		w.Fatalf("%s is not suggested", person)
	}
	return all[len(all)-1]
}

// decided takes a decision and gives the suggestion as it is then.
func (w *world) decided(ctx context.Context, person string, d Decision) (Suggestion, error) {
	return w.Worklist.Decide(ctx, w.of(person).ID, d)
}

func (w *world) parties(person string) (all []string) {
	w.read(func(tx *store.Tx) error {
		relations, err := w.record.Relations(tx, person)
		all = nil
		for _, p := range record.Holding(relations, time.Now()) {
			all = append(all, p.Kind+":"+p.Of)
		}
		return err
	})
	return all
}

func (w *world) events(topic string) (subjects []string) {
	w.read(func(tx *store.Tx) error {
		subjects = nil
		for row, err := range tx.Query("SELECT subject FROM store_event WHERE topic = $1 ORDER BY id", topic) {
			var s string
			if err == nil {
				err = row.Scan(&s)
			}
			if err != nil {
				return err
			}
			subjects = append(subjects, s)
		}
		return nil
	})
	return subjects
}

func states(all []Suggestion) (words []string) {
	for _, s := range all {
		words = append(words, s.Person+" "+string(s.State))
	}
	slices.Sort(words)
	return words
}
