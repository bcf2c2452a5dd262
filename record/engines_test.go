package record

import (
	"context"
	"path/filepath"
	"testing"

	"continuum/internal/testkit"
	"continuum/store"
)

// onBoth runs a test on both engines, each fresh.
func onBoth(t *testing.T, test func(t *testing.T, r *Record)) {
	t.Run("SQLite", func(t *testing.T) { test(t, opened(t, "sqlite:"+filepath.Join(t.TempDir(), "place.db"))) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, opened(t, testkit.Postgres(t))) })
}

func opened(t testing.TB, url string, options ...Option) *Record {
	t.Helper()
	db, err := store.Open(context.Background(), url, Migrations())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	r, err := Open(context.Background(), db, options...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
