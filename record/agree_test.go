package record

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"continuum/internal/fault"
	"continuum/record/definition"
	"continuum/record/search"
	"continuum/store"
)

// TestReadingsAgree asks many questions by chance of a world by chance: what SQL
// and the looks into contents find, of what is kept and of what is held beside,
// page by page, is what the plainest reading finds.
func TestReadingsAgree(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		understood, met := agree(t, r, 7, 240, 500)
		t.Logf("%d questions, %d of them with matches", understood, met)
		if understood < 350 || met < 100 {
			t.Errorf("only %d questions were understood and %d met something", understood, met)
		}
	})
}

// FuzzReadings looks for a world in which they do not agree.
func FuzzReadings(f *testing.F) {
	f.Add(uint64(7))
	f.Fuzz(func(t *testing.T, seed uint64) {
		agree(t, opened(t, "sqlite:"+filepath.Join(t.TempDir(), "place.db")), seed, 120, 60)
	})
}

// agree asks questions of a world of some resources, and tells how many were
// understood and how many had matches.
func agree(t *testing.T, r *Record, seed uint64, resources, questions int) (understood, met int) {
	w := newWorld(t, seed, resources)
	slices.SortStableFunc(w.items, func(x, y *item) int { return boolCompare(x.held, y.held) })
	settle(t, r, w)
	for range questions {
		typ, pairs, c := w.question()
		s, err := search.Parse(definition.ResourceOf(typ), pairs, false)
		if err != nil {
			if fault.CodeOf(err) != fault.Invalid {
				t.Errorf("%s?%v: %v", typ, pairs, err)
			}
			continue
		}
		understood++
		s.Compartment = c
		want := w.found(s)
		got, err := pagesBy(r.db, r, s, w.beside(), 1+w.IntN(9))
		if err != nil && strings.Contains(err.Error(), "is not named") { // a chain that leads to a code of the same name too
			continue
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s?%v in %+v:\n%v, want\n%v: %v", typ, pairs, c, got, want, err)
		}
		if len(want) > 0 {
			met++
		}
		if len(s.Includes) == 0 {
			continue
		}
		want = w.included(s, want)
		if got, err = broughtBy(r.db, r, s, w.beside()); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s?%v in %+v includes:\n%v, want\n%v: %v", typ, pairs, c, got, want, err)
		}
	}
	return understood, met
}

// boolCompare puts what is false first.
func boolCompare(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// settle writes what of a world is not held, and deletes some of it again.
func settle(t testing.TB, r *Record, w *world) {
	t.Helper()
	err := r.db.Write(context.Background(), func(tx *store.Tx) error {
		writer := r.Writer(tx)
		for _, x := range w.items {
			if x.held {
				continue
			}
			d, err := r.Draft(x.Key, parsed(t, x.json), x.At)
			if err != nil {
				return err
			}
			if _, err := writer.Put(d, AnyVersion); err != nil {
				return err
			}
		}
		if err := writer.Flush(); err != nil {
			return err
		}
		for _, x := range w.items {
			if !x.held && w.IntN(12) == 0 && !strings.Contains(x.json, "example.org/set") && x.Type.Name != "CodeSystem" {
				if _, err := writer.Delete(x.Key, AnyVersion, x.At); err != nil {
					return err
				}
				delete(w.byKey, x.String())
			}
		}
		w.items = slices.DeleteFunc(w.items, func(x *item) bool { return w.byKey[x.String()] == nil })
		if err := writer.Flush(); err != nil {
			return err
		}
		return w.inOrder(r, tx)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// inOrder puts what is kept in the order in which it first came, or was first
// pointed at.
func (w *world) inOrder(r *Record, tx *store.Tx) error {
	a := r.asking(tx, nil)
	var keys []string
	for _, x := range w.items {
		keys = append(keys, x.String())
	}
	rows, err := a.rowsAt(keys)
	slices.SortStableFunc(w.items, func(x, y *item) int {
		if x.held || y.held {
			return 0
		}
		return cmp.Compare(rows[x.String()], rows[y.String()])
	})
	return err
}
