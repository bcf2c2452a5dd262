package record

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/record/search"
	"continuum/store"
)

// dated is an observation as the test knows it.
type dated struct {
	n    int
	at   string // "" for none
	code string
}

// observations makes some, many of one moment, some of none, out of order.
func observations(n int) (all []dated) {
	for i := range n {
		x := dated{n: i, at: fmt.Sprintf("2020-%02d-%02dT10:00:00Z", 1+i*7%12, 1+i*11%28), code: []string{"a", "a", "b"}[i%3]}
		if i%97 == 5 {
			x.at = ""
		}
		if i > mostListed+300 && i%9 > 0 { // so long ago that a walk from today gives up
			x.at, x.code = fmt.Sprintf("1950-%02d-%02d", 1+i*7%12, 1+i*11%28), "past"
		}
		all = append(all, x)
	}
	return all
}

func (x dated) draft(t *testing.T, r *Record) *Draft {
	t.Helper()
	when := ""
	if x.at != "" {
		when = `,"effectiveDateTime":"` + x.at + `"`
	}
	n, err := resource.Parse([]byte(fmt.Sprintf(`{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"s","code":"%s"}]}%s}`, x.code, when)), resource.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	d, err := r.Draft(Key{definition.ResourceOf("Observation"), fmt.Sprintf("o%05d", x.n)}, n, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A search of many by time gives every match once, in order, whichever way it
// finds them, and what has no such time last.
func TestSearchOfManyByTime(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		all := observations(mostListed + mostListed/2 + 300)
		for some := range slices.Chunk(all, 1000) {
			var drafts []*Draft
			for _, x := range some {
				drafts = append(drafts, x.draft(t, r))
			}
			if err := bringAll(r, drafts); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct{ filter, code string }{{"", ""}, {"code", "s|a"}, {"code", "s|b"}, {"code", "s|past"}} {
			for _, descending := range []bool{false, true} {
				var want []string
				for _, x := range inOrderOfTime(all, descending) {
					if c.code == "" || c.code == "s|"+x.code {
						want = append(want, fmt.Sprintf("o%05d", x.n))
					}
				}
				got := pagesOf(t, r, c.filter, c.code, descending, len(want)/3+1)
				if !slices.Equal(got, want) {
					t.Errorf("%s=%s, descending %v: %d of %d in order", c.filter, c.code, descending, alikeUpTo(got, want), len(want))
				}
			}
		}
	})
}

// alikeUpTo tells how far two lists are alike.
func alikeUpTo(a, b []string) (n int) {
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func inOrderOfTime(all []dated, descending bool) []dated {
	out := slices.Clone(all)
	slices.SortStableFunc(out, func(a, b dated) int {
		switch c := cmp.Compare(a.at, b.at); {
		case a.at == "" || b.at == "":
			return -c // none stands last
		case descending:
			return -c
		default:
			return c
		}
	})
	return out
}

// pagesOf reads all pages of a search by date.
func pagesOf(t *testing.T, r *Record, filter, value string, descending bool, count int) (ids []string) {
	t.Helper()
	sorted := "date"
	if descending {
		sorted = "-date"
	}
	pairs := []search.Pair{{Name: "_sort", Value: sorted}}
	if filter != "" {
		pairs = append(pairs, search.Pair{Name: filter, Value: value})
	}
	s, err := search.Parse(definition.ResourceOf("Observation"), pairs, false)
	if err != nil {
		t.Fatal(err)
	}
	page := Page{Count: count}
	for {
		var found *Found
		err := r.db.Read(t.Context(), func(tx *store.Tx) (err error) { found, err = r.Search(tx, s, page); return err })
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range found.Matches {
			ids = append(ids, x.ID)
		}
		if !found.More || len(ids) > 100_000 {
			return ids
		}
		page = found.Next
	}
}

func bringAll(r *Record, drafts []*Draft) error {
	return r.db.Write(context.Background(), func(tx *store.Tx) error {
		w := r.Writer(tx)
		if err := w.Bring(drafts); err != nil {
			return err
		}
		for _, d := range drafts {
			if out, err := w.Put(d, AnyVersion); err != nil || !out.Created {
				return fmt.Errorf("%s: created %v, %w", d.Key, out.Created, err)
			}
		}
		return w.Flush()
	})
}

// What is there already Bring leaves to Put.
func TestBringLeavesWhatIsThere(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		first, second := dated{n: 1, at: "2020-01-01", code: "a"}, dated{n: 2, at: "2020-01-02", code: "a"}
		if err := bringAll(r, []*Draft{first.draft(t, r)}); err != nil {
			t.Fatal(err)
		}
		first.code = "b"
		changed, fresh := first.draft(t, r), second.draft(t, r)
		err := r.db.Write(t.Context(), func(tx *store.Tx) error {
			w := r.Writer(tx)
			if err := w.Bring([]*Draft{changed, fresh, fresh}); err != nil {
				return err
			}
			for d, version := range map[*Draft]int64{changed: 2, fresh: 1} {
				out, err := w.Put(d, AnyVersion)
				if err != nil || out.Version != version || out.Created != (version == 1) {
					t.Errorf("%s: version %d, created %v, %v", d.Key, out.Version, out.Created, err)
				}
			}
			return w.Flush()
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := pagesOf(t, r, "code", "s|b", false, 10); !slices.Equal(got, []string{"o00001"}) {
			t.Errorf("code b: %v", got)
		}
		if got := pagesOf(t, r, "code", "s|a", false, 10); !slices.Equal(got, []string{"o00002"}) {
			t.Errorf("code a: %v", got)
		}
	})
}
