package store

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"continuum/internal/fault"
)

// A database into which a backup was put is nobody's until the restore is finished,
// and a restore that was stopped can be run again.
func TestRestoreThatWasStopped(t *testing.T) {
	dump, _ := dumped(t, filled(t, sqliteURL(t)))
	engines(t, func(t *testing.T, url string) {
		for _, backup := range []string{"first", "second"} {
			_, err := Restore(t.Context(), url, backup, bytes.NewReader(dump), things())
			must(t, err)
			if name, half, err := Restoring(t.Context(), url); name != backup || !half || err != nil {
				t.Errorf("%q, %v, %v; want %q", name, half, err, backup)
			}
			for how, open := range map[string]func() (*DB, error){
				"opened":       func() (*DB, error) { return Open(t.Context(), url, things()) },
				"opened as is": func() (*DB, error) { return OpenAsIs(t.Context(), url, things()) },
			} {
				if _, err := open(); fault.CodeOf(err) != fault.Conflict || !strings.Contains(err.Error(), "restore") {
					t.Errorf("%s: %v", how, err)
				}
			}
		}
		must(t, Finish(t.Context(), url))
		if _, half, err := Restoring(t.Context(), url); half || err != nil {
			t.Errorf("it is finished: %v, %v", half, err)
		}
		must(t, opened(t, url).Check(t.Context()))
		if _, err := Restore(t.Context(), url, "third", bytes.NewReader(dump), things()); fault.CodeOf(err) != fault.Conflict {
			t.Errorf("over another: %v", err)
		}
	})
}

func TestOpenAsIs(t *testing.T) {
	gone := filepath.Join(t.TempDir(), "gone.db")
	if _, err := OpenAsIs(t.Context(), gone, things()); fault.CodeOf(err) != fault.NotFound {
		t.Errorf("no file: %v", err)
	}
	engines(t, func(t *testing.T, url string) {
		db, err := Open(t.Context(), url, older())
		must(t, err)
		as, err := OpenAsIs(t.Context(), url, things())
		must(t, err)
		if _, sum := dumped(t, as); sum.Schemas["thing"] != 1 {
			t.Errorf("it was brought up to %d", sum.Schemas["thing"])
		}
		must(t, as.Close())
		must(t, db.Close())
		must(t, opened(t, url).Check(t.Context()))
		if _, err := OpenAsIs(t.Context(), url, older()); fault.CodeOf(err) != fault.Conflict || !strings.Contains(err.Error(), "newer release") {
			t.Errorf("an older release: %v", err)
		}
	})
}
