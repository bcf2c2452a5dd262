package record

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"continuum/record/definition"
	"continuum/record/search"
	"continuum/store"
)

// TestPagesWhileOthersDelete: what is deleted between two pages, the last match
// given among it, neither repeats nor hides another.
func TestPagesWhileOthersDelete(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		d := &desk{r, t}
		for _, c := range []struct {
			query []search.Pair
			many  int
		}{
			{[]search.Pair{{Name: "_sort", Value: "-date"}}, 40},
			{[]search.Pair{{Name: "_sort", Value: "-date"}}, mostListed + 40}, // which walks
			{[]search.Pair{{Name: "_sort", Value: "status,-code"}}, 40},
			{nil, 40},
		} {
			all := observations(c.many)
			for some := range slices.Chunk(all, 1000) {
				var drafts []*Draft
				for _, x := range some {
					drafts = append(drafts, x.draft(t, r))
				}
				if err := putAll(r, drafts); err != nil {
					t.Fatal(err)
				}
			}
			d.deletesWhilePaging(append(c.query, search.Pair{Name: "_id:not", Value: "none"}))
		}
	})
}

func (d *desk) deletesWhilePaging(query []search.Pair) {
	d.t.Helper()
	s, err := search.Parse(definition.ResourceOf("Observation"), query, false)
	if err != nil {
		d.t.Fatal(err)
	}
	seen := map[string]bool{}
	p := Page{Count: 7}
	for pages := 0; pages < 4; pages++ {
		var found *Found
		err := d.db.Read(context.Background(), func(tx *store.Tx) (err error) { found, err = d.Search(tx, s, p); return err })
		if err != nil {
			d.t.Fatal(err)
		}
		for i, x := range found.Matches {
			if seen[x.ID] {
				d.t.Errorf("%v: %s comes twice", query, x.ID)
			}
			seen[x.ID] = true
			if i%2 == 0 { // the first and the last of a page among them
				d.delete(x.Key)
			}
		}
		text, err := found.Next.Behind.again()
		if err != nil {
			d.t.Fatal(err)
		}
		p = found.Next
		p.Behind, p.Count = text, 7
	}
	if len(seen) != 28 {
		d.t.Errorf("%v: %d matches on four pages of seven", query, len(seen))
	}
}

// again writes a place and reads it back, as a client's next request does.
func (p *Mark) again() (*Mark, error) {
	if p == nil {
		return nil, nil
	}
	text, err := p.MarshalText()
	if err != nil {
		return nil, err
	}
	read := &Mark{}
	return read, read.UnmarshalText(text)
}

// FuzzMark reads any text without harm, and what it wrote itself as it was.
func FuzzMark(f *testing.F) {
	f.Add("e30")
	f.Add("eyJUaGluZyI6NywiS2V5cyI6W3siTG93IjoxfV19")
	f.Fuzz(func(t *testing.T, text string) {
		p := &Mark{}
		if p.UnmarshalText([]byte(text)) != nil {
			return
		}
		q, err := p.again()
		if err != nil || fmt.Sprint(*p) != fmt.Sprint(*q) {
			t.Errorf("%q: %v, then %v: %v", text, p, q, err)
		}
	})
}
