package record

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"continuum/internal/fault"
	"continuum/internal/testkit"
	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/record/sight"
	"continuum/store"
)

// byGender labels people by it, with a prefix.
func byGender(prefix string) Labeller {
	return func(n resource.Node) []string {
		if g := n.Get("gender").Text(); g != "" {
			return []string{prefix + g}
		}
		return nil
	}
}

// labelled gives the versions that have a label, sorted.
func labelled(t *testing.T, r *Record, label string) string {
	t.Helper()
	var all []string
	err := r.db.Read(context.Background(), func(tx *store.Tx) error {
		versions, err := r.As(sight.Labelled{label}).History(tx, Scope{}, Span{Count: 10_000})
		for _, x := range versions {
			all = append(all, fmt.Sprintf("%s.%d", x.ID, x.Version))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// onDatabases runs a test with a database of either engine that it may open again.
func onDatabases(t *testing.T, test func(t *testing.T, db *store.DB)) {
	for name, url := range map[string]func() string{
		"SQLite":     func() string { return "sqlite:" + filepath.Join(t.TempDir(), "place.db") },
		"PostgreSQL": func() string { return testkit.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			db, err := store.Open(context.Background(), url(), Migrations())
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			test(t, db)
		})
	}
}

func reopened(t *testing.T, db *store.DB, options ...Option) *Record {
	t.Helper()
	r, err := Open(context.Background(), db, options...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestRelabelling opens one database with other labels, and in the end with none: all
// versions have those of the last that had any.
func TestRelabelling(t *testing.T) {
	onDatabases(t, func(t *testing.T, db *store.DB) {
		d := &desk{reopened(t, db, WithLabels("a", byGender("a-"))), t}
		for _, json := range []string{
			`{"resourceType":"Patient","id":"p","gender":"female"}`, `{"resourceType":"Patient","id":"p","gender":"male"}`,
			`{"resourceType":"Patient","id":"q","gender":"female"}`, `{"resourceType":"Patient","id":"s"}`,
		} {
			if _, err := d.put(json, AnyVersion); err != nil {
				t.Fatal(err)
			}
		}
		d.delete(Key{definition.ResourceOf(patientName), "q"})
		expect := func(r *Record, label, want string) {
			t.Helper()
			if got := labelled(t, r, label); got != want {
				t.Errorf("%s: %q, want %q", label, got, want)
			}
		}
		expect(d.Record, "a-female", "p.1 q.1 q.2")
		expect(d.Record, "a-male", "p.2")
		r := reopened(t, db, WithLabels("b", byGender("b-")))
		expect(r, "a-female", "")
		expect(r, "b-female", "p.1 q.1 q.2")
		expect(r, "b-male", "p.2")
		expect(reopened(t, db), "b-male", "p.2")
		expect(reopened(t, db, WithLabels("b", func(resource.Node) []string { return []string{"never asked"} })), "b-male", "p.2")
	})
}

// TestRelabellingGoesOn is stopped after some resources, and goes on where it was; other
// labels begin anew.
func TestRelabellingGoesOn(t *testing.T) {
	onDatabases(t, func(t *testing.T, db *store.DB) {
		r := reopened(t, db)
		var drafts []*Draft
		for i := range relabelAtOnce + 20 {
			n := parsed(t, fmt.Sprintf(`{"resourceType":"Patient","id":"p%d","gender":"female"}`, i))
			drafts = append(drafts, must(r.Draft(Key{definition.ResourceOf(patientName), fmt.Sprint("p", i)}, n, time.Now())))
		}
		if err := putAll(r, drafts); err != nil {
			t.Fatal(err)
		}
		count := 0
		counting := func(prefix string) Labeller {
			count = 0
			return func(n resource.Node) []string { count++; return byGender(prefix)(n) }
		}
		r.labels, r.labelVersion = byGender("a-"), "a"
		step := func() (done bool) {
			err := db.Write(context.Background(), func(tx *store.Tx) (err error) {
				done, err = r.relabelSome(tx, aboutVersion+"|a")
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return done
		}
		if step() {
			t.Error("done at once")
		}
		r = reopenedCounting(t, db, "a", counting("a-"), &count, 20)
		if got := len(strings.Fields(labelled(t, r, "a-female"))); got != len(drafts) {
			t.Errorf("%d have the first label, not %d", got, len(drafts))
		}
		r = reopenedCounting(t, db, "b", counting("b-"), &count, len(drafts))
		if got := len(strings.Fields(labelled(t, r, "b-female"))); got != len(drafts) {
			t.Errorf("%d have the second label, not %d", got, len(drafts))
		}
	})
}

func reopenedCounting(t *testing.T, db *store.DB, version string, f Labeller, count *int, want int) *Record {
	t.Helper()
	var mu sync.Mutex
	r := reopened(t, db, WithLabels(version, func(n resource.Node) []string {
		mu.Lock()
		defer mu.Unlock()
		return f(n)
	}))
	if *count != want {
		t.Errorf("%d were labelled, want %d", *count, want)
	}
	return r
}

// TestUpgrade opens a database of a release that knew neither people nor labels.
func TestUpgrade(t *testing.T) {
	onDatabases(t, func(t *testing.T, db *store.DB) {
		r := reopened(t, db, WithLabels("1", marked))
		w := newSighted(t, r, 5, 150)
		err := db.Write(context.Background(), func(tx *store.Tx) error {
			for _, table := range []string{"record_sight", "record_sight_before", "record_label", "record_labelling", "record_whose", "record_related", "record_relation"} {
				if _, err := tx.Exec("DELETE FROM " + table); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		r = reopened(t, db, WithLabels("1", marked))
		w.relatePeople(t, r)
		for _, rule := range []sight.Rule{
			sight.Always(true), sight.Related(worldParties[:2]),
			sight.Not{Rule: sight.Labelled{"english"}},
			sight.All{sight.Not{Rule: sight.Related(worldParties[2:])}, sight.Not{Rule: sight.Labelled{"tagged "}}},
		} {
			w.agreeUnder(t, r, rule, 30)
			w.reads(t, r.As(rule), rule)
			w.histories(t, r.As(rule), rule)
		}
	})
}

// TestTooManyLabels are refused, and nothing of what has them is written.
func TestTooManyLabels(t *testing.T) {
	onDatabases(t, func(t *testing.T, db *store.DB) {
		d := &desk{reopened(t, db, WithLabels("1", func(n resource.Node) (labels []string) {
			for tag := range n.Get("meta").Get("tag").Items() {
				labels = append(labels, tag.Get("code").Text())
			}
			return labels
		})), t}
		patient := func(id string, from, to int) string {
			var tags []string
			for i := from; i < to; i++ {
				tags = append(tags, fmt.Sprintf(`{"code":"l%d"}`, i))
			}
			return fmt.Sprintf(`{"resourceType":"Patient","id":%q,"meta":{"tag":[%s]}}`, id, strings.Join(tags, ","))
		}
		if _, err := d.put(patient("all", 0, mostLabels), AnyVersion); err != nil {
			t.Fatal(err)
		}
		if _, err := d.put(patient("more", mostLabels, mostLabels+1), AnyVersion); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("one more: %v", err)
		}
		for _, label := range []string{"l0", fmt.Sprint("l", mostLabels-1)} {
			if got := labelled(t, d.Record, label); got != "all.1" {
				t.Errorf("%s: %q", label, got)
			}
		}
	})
}
