package record

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"continuum/internal/testkit"
	"continuum/record/definition"
	"continuum/record/search"
	"continuum/record/sight"
	"continuum/store"
)

// onBothLabelled runs a test on both engines with the labels of a world.
func onBothLabelled(t *testing.T, test func(t *testing.T, r *Record)) {
	options := WithLabels("1", marked)
	t.Run("SQLite", func(t *testing.T) { test(t, opened(t, "sqlite:"+filepath.Join(t.TempDir(), "place.db"), options)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, opened(t, testkit.Postgres(t), options)) })
}

// ruleOf draws a rule about a world.
func ruleOf(t *rapid.T, depth int) sight.Rule {
	some := func(n int) (rules []sight.Rule) {
		for range rapid.IntRange(1, n).Draw(t, "rules") {
			rules = append(rules, ruleOf(t, depth-1))
		}
		return rules
	}
	most := 6
	if depth == 0 {
		most = 3
	}
	switch rapid.IntRange(0, most).Draw(t, "kind") {
	case 0:
		return sight.OfType(rapid.SliceOfN(rapid.SampledFrom(kinds), 1, 7).Draw(t, "types"))
	case 1:
		return sight.Labelled(rapid.SliceOfN(rapid.SampledFrom(worldLabels), 1, 2).Draw(t, "labels"))
	case 2, 3:
		return sight.Related(rapid.SliceOfN(rapid.SampledFrom(worldParties), 1, 3).Draw(t, "parties"))
	case 4:
		return sight.All(some(3))
	case 5:
		return sight.Any(some(3))
	}
	return sight.Not{Rule: ruleOf(t, depth-1)}
}

// TestViewsAgree asks questions by chance under rules by chance of a world by chance:
// a view answers as if what its rule does not hold of were not there.
func TestViewsAgree(t *testing.T) {
	onBothLabelled(t, func(t *testing.T, r *Record) {
		w, understood, met := newSighted(t, r, 11, 200), 0, 0
		rapid.Check(t, func(rt *rapid.T) {
			rule := ruleOf(rt, 2)
			w.Rand = newRand(rapid.Uint64().Draw(rt, "seed"))
			u, m := w.agreeUnder(t, r, rule, 20)
			understood, met = understood+u, met+m
			if w.IntN(5) == 0 {
				w.reads(t, r.As(rule), rule)
				w.histories(t, r.As(rule), rule)
			}
			if t.Failed() {
				rt.FailNow()
			}
		})
		t.Logf("%d questions, %d of them with matches", understood, met)
		if understood < 1000 || met < 200 {
			t.Errorf("only %d questions were understood and %d met something", understood, met)
		}
		if w.told < 300 || w.untold == 0 {
			t.Errorf("ReadWhose told %d resources and left %d", w.told, w.untold)
		}
	})
}

// agreeUnder asks questions of what a rule lets be seen.
func (w *sighted) agreeUnder(t *testing.T, r *Record, rule sight.Rule, questions int) (understood, met int) {
	v := r.As(rule)
	for i := range questions {
		seen, beside := w.under(rule, i%2 == 0), w.beside()
		if i%2 > 0 {
			beside = nil
		}
		typ, pairs, c := w.question()
		s, err := search.Parse(definition.ResourceOf(typ), pairs, false)
		if err != nil {
			continue
		}
		understood++
		s.Compartment = c
		want := seen.found(s)
		got, err := pagesBy(r.db, v, s, beside, 1+w.IntN(9))
		if err != nil && strings.Contains(err.Error(), "is not named") {
			continue
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s?%v in %+v under %#v:\n%v, want\n%v: %v", typ, pairs, c, rule, got, want, err)
		}
		if len(want) > 0 {
			met++
		}
		if len(s.Includes) == 0 {
			continue
		}
		want = seen.included(s, want)
		if got, err = broughtBy(r.db, v, s, beside); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s?%v in %+v under %#v includes:\n%v, want\n%v: %v", typ, pairs, c, rule, got, want, err)
		}
	}
	return understood, met
}

// TestZeroView sees nothing, and says of nothing that it is there.
func TestZeroView(t *testing.T) {
	r := opened(t, "sqlite:"+filepath.Join(t.TempDir(), "place.db"))
	d := &desk{r, t}
	if _, err := d.put(`{"resourceType":"Patient","id":"p"}`, AnyVersion); err != nil {
		t.Fatal(err)
	}
	patient := definition.ResourceOf("Patient")
	s, err := search.Parse(patient, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range map[string]View{"zero": {}, "no rule": r.As(nil), "nothing": r.As(sight.Always(false)), "nobody": r.As(sight.Related{})} {
		err := r.db.Read(context.Background(), func(tx *store.Tx) error {
			found, err := v.Search(tx, s, Page{Count: 10, Total: true})
			if err != nil || len(found.Matches) != 0 || found.Total != 0 || found.More {
				t.Errorf("%s: %+v, %v", name, found, err)
			}
			if more, err := v.Included(tx, s, found); len(more) > 0 || err != nil {
				t.Errorf("%s: %v, %v", name, more, err)
			}
			if _, err := v.Read(tx, Key{patient, "p"}); err == nil || err.Error() != Missing(Key{patient, "p"}).Error() {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := v.ReadVersion(tx, Key{patient, "p"}, 1); err == nil || err.Error() != missingVersion(Key{patient, "p"}, 1).Error() {
				t.Errorf("%s: %v", name, err)
			}
			if all, err := v.History(tx, Scope{}, Span{Count: 10}); len(all) > 0 || err != nil {
				t.Errorf("%s: %v, %v", name, all, err)
			}
			if ok, err := v.Allows(tx, Key{patient, "p"}, parsed(t, `{"resourceType":"Patient"}`)); ok || err != nil {
				t.Errorf("%s: %v, %v", name, ok, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// asked is what a search is asked of.
type searcher interface {
	Search(tx *store.Tx, s *search.Search, p Page) (*Found, error)
	Included(tx *store.Tx, s *search.Search, found *Found) ([]Resource, error)
}

// pagesBy follows all pages of a search and gives the keys of its matches.
func pagesBy(db *store.DB, of searcher, s *search.Search, beside *Beside, count int) (keys []string, err error) {
	p := Page{Count: count, Total: true, Rough: count%2 == 0, Beside: beside}
	err = db.Read(context.Background(), func(tx *store.Tx) error {
		for total := int64(-1); ; {
			found, err := of.Search(tx, s, p)
			if err != nil {
				return err
			}
			if total < 0 {
				total = found.Total
			}
			for _, x := range found.Matches {
				keys = append(keys, x.String())
			}
			if !found.More {
				if total != int64(len(keys)) {
					return fmt.Errorf("%d matches, but a total of %d", len(keys), total)
				}
				return nil
			}
			if len(found.Matches) != count {
				return fmt.Errorf("a page of %d with more to come, not of %d", len(found.Matches), count)
			}
			p = found.Next
		}
	})
	return keys, err
}

// broughtBy gives the keys of what a search includes beside all its matches, sorted.
func broughtBy(db *store.DB, of searcher, s *search.Search, beside *Beside) (keys []string, err error) {
	err = db.Read(context.Background(), func(tx *store.Tx) error {
		found, err := of.Search(tx, s, Page{Count: 1000, Beside: beside})
		if err != nil {
			return err
		}
		included, err := of.Included(tx, s, found)
		for _, x := range included {
			keys = append(keys, x.String())
		}
		return err
	})
	slices.Sort(keys)
	return keys, err
}
