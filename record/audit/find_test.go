package audit

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// TestFind compares pages of queries with what holds among all entries, when nothing,
// some and most is packed and has an index.
func TestFind(t *testing.T) {
	onBoth(t, func(t *testing.T, l *Log) {
		filled(t, l, 0, 900)
		finds(t, l)
		must(t, l.Pack(t.Context()))
		filled(t, l, 900, 1700)
		finds(t, l)
		must(t, l.Pack(t.Context()))
		finds(t, l)
	})
}

func finds(t *testing.T, l *Log) {
	t.Helper()
	must(t, l.db.Read(t.Context(), func(tx *store.Tx) error {
		size, err := l.Size(tx)
		must(t, err)
		var all []Entry
		for n := range size {
			e, err := l.Entry(tx, n)
			must(t, err)
			all = append(all, e)
		}
		slices.Reverse(all)
		early, late := all[len(all)*3/4].At, all[len(all)/4].At
		for _, q := range []Query{
			{},
			{Person: "Patient/3"},
			{Person: "P7"},
			{Person: "nobody"},
			{Actor: "staff-5"},
			{Actor: "staff-5", Person: "Patient/22"},
			{Actions: []string{"break-glass"}},
			{Actions: []string{"break-glass", "search"}, Actor: "staff-2"},
			{Except: []string{"read"}},
			{Outcomes: []Outcome{Denied}},
			{Outcomes: []Outcome{Denied, OK}, Purpose: "BTG"},
			{Purpose: "BTG"},
			{Resource: "Observation/5"},
			{Resource: "Observation/5/_history/2"},
			{Resource: "Patient/3"},
			{Since: early, Until: late},
			{Since: early, Until: late, Person: "Patient/3"},
			{Since: late.Add(time.Hour)},
			{Until: early, Actions: []string{"search"}},
		} {
			var want []int64
			for i := range all {
				if q.holds(&all[i]) {
					want = append(want, all[i].Sequence)
				}
			}
			for _, most := range []int{0, 7} {
				q.Most = most
				if got := paged(t, l, tx, q); !slices.Equal(got, want) {
					t.Errorf("%+v of %d entries: %d were found, not %d\n%v\n%v", q, size, len(got), len(want), got, want)
				}
			}
		}
		return nil
	}))
}

// paged follows a query from page to page.
func paged(t *testing.T, l *Log, tx *store.Tx, q Query) (numbers []int64) {
	for {
		page, err := l.Find(tx, q)
		must(t, err)
		for _, e := range page.Entries {
			numbers = append(numbers, e.Sequence)
		}
		if page.Next == 0 {
			return numbers
		}
		q.Before = page.Next
	}
}

// TestFindGivesUp has a query look through more than one page may.
func TestFindGivesUp(t *testing.T) {
	l := small(opened(t, sqlite(t)))
	filled(t, l, 0, 3000)
	must(t, l.Pack(t.Context()))
	must(t, l.db.Read(t.Context(), func(tx *store.Tx) error {
		s, err := readState(tx)
		must(t, err)
		var numbers []int64
		q := Query{Except: []string{"read"}, Most: 1000}
		pages := 0
		for {
			f := &finding{l: l, tx: tx, q: q, s: s, left: 3, end: s.size}
			if q.Before > 0 {
				f.end = q.Before
			}
			must(t, f.run())
			for _, e := range f.page.Entries {
				numbers = append(numbers, e.Sequence)
			}
			pages++
			if f.page.Next == 0 {
				break
			}
			q.Before = f.page.Next
		}
		if want := paged(t, l, tx, Query{Except: []string{"read"}}); pages < 3 || !slices.Equal(numbers, want) {
			t.Errorf("%d pages with %d entries, not %d", pages, len(numbers), len(want))
		}
		return nil
	}))
}

func TestManyPeople(t *testing.T) {
	onBoth(t, func(t *testing.T, l *Log) {
		e := Entry{Action: "search", Outcome: OK, Actor: "a", Query: []string{"name"}}
		for i := range 2345 {
			e.People = append(e.People, fmt.Sprint("Patient/", i))
		}
		must(t, l.Note(t.Context(), e))
		filled(t, l, 3, 300)
		must(t, l.Pack(t.Context()))
		must(t, l.db.Read(t.Context(), func(tx *store.Tx) error {
			for _, i := range []int{0, 999, 1000, 2344} {
				page, err := l.Find(tx, Query{Person: fmt.Sprint("Patient/", i), Actions: []string{"search"}, Actor: "a"})
				if err != nil || len(page.Entries) != 1 || page.Entries[0].Part != int64(i/1000) || page.Entries[0].Count != 2345 {
					t.Errorf("Patient/%d: %+v, %v", i, page, err)
				}
			}
			return nil
		}))
		sound(t, l)
	})
}

func TestNoEntry(t *testing.T) {
	l := opened(t, sqlite(t))
	filled(t, l, 0, 3)
	must(t, l.db.Read(t.Context(), func(tx *store.Tx) error {
		for _, n := range []int64{-1, 3, 1 << 40} {
			if _, err := l.Entry(tx, n); fault.CodeOf(err) != fault.NotFound {
				t.Errorf("entry %d: %v", n, err)
			}
		}
		return nil
	}))
}
