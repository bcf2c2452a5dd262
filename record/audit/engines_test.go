package audit

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"continuum/internal/testkit"
	"continuum/store"
)

func TestMain(m *testing.M) {
	if os.Getenv(childURL) != "" {
		child()
		return
	}
	os.Exit(m.Run())
}

const origin = "weston.example/audit"

// onBoth runs a test on both engines, each with a fresh log whose volumes have four
// tiles, so that few entries make several.
func onBoth(t *testing.T, test func(t *testing.T, l *Log)) {
	t.Run("SQLite", func(t *testing.T) { test(t, small(opened(t, sqlite(t)))) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, small(opened(t, testkit.Postgres(t)))) })
}

func small(l *Log) *Log {
	l.volume = 4
	return l
}

func sqlite(t testing.TB) string { return "sqlite:" + filepath.Join(t.TempDir(), "place.db") }

func opened(t testing.TB, url string) *Log {
	t.Helper()
	db, err := store.Open(context.Background(), url, Migrations())
	must(t, err)
	t.Cleanup(func() { _ = db.Close() })
	key, err := ReadKey(filepath.Join(t.TempDir(), "audit-key"), origin)
	must(t, err)
	l, err := Open(context.Background(), db, key)
	must(t, err)
	return l
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// looked is the i-th of some entries as a place has them.
func looked(i int) Entry {
	e := Entry{
		Action: "read", Outcome: OK, Actor: fmt.Sprint("staff-", i%17), Name: "Dr \"Sam\" Jones", Roles: []string{"gp", "partner admin"},
		Partner: "L81001", Purpose: "TREAT", Policies: []string{"care-team"}, Interface: "pages",
		Session: "5b1c", Address: "192.0.2.7", Request: fmt.Sprint("r", i), People: []string{fmt.Sprint("Patient/", i%301)},
		Type: "Observation", Resources: []string{fmt.Sprintf("Observation/%d/_history/%d", i%997, i%3)},
	}
	switch {
	case i%50 == 3:
		e.Action, e.Resources, e.Query = "search", nil, []string{"code", "date"}
		e.People = append(e.People, fmt.Sprint("P", i%11))
	case i%211 == 7:
		e.Action, e.Purpose, e.Reason = "break-glass", "BTG", "found unconscious,\nno relatives"
	case i%97 == 5:
		e.Outcome, e.Policies = Denied, nil
	}
	return e
}

// filled appends so many entries, a few at a time.
func filled(t testing.TB, l *Log, from, count int) {
	t.Helper()
	for i := from; i < from+count; {
		n := min(1+i%200, from+count-i)
		var some []Entry
		for range n {
			some = append(some, looked(i))
			i++
		}
		must(t, l.db.Write(context.Background(), func(tx *store.Tx) error { return l.Append(tx, some...) }))
	}
}

func sound(t testing.TB, l *Log, checkpoints ...string) Report {
	t.Helper()
	r, err := l.Verify(context.Background(), checkpoints...)
	must(t, err)
	if !r.Sound() {
		t.Fatal(r.String())
	}
	return r
}
