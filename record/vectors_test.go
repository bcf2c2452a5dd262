package record

import (
	"bufio"
	"context"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"continuum/internal/testkit"
	"continuum/record/definition"
	"continuum/record/index"
	"continuum/record/recordtest"
	"continuum/record/resource"
	"continuum/record/search"
	"continuum/store"
)

// bundles reads the Synthea bundles.
func bundles(t testing.TB, dir string, take func(key Key, n resource.Node)) {
	t.Helper()
	recordtest.Synthea(t, dir, func(typ, id string, n resource.Node) { take(Key{definition.ResourceOf(typ), id}, n) })
}

// load writes all bundles, many resources a transaction.
func load(t testing.TB, r *Record, dir string) (count int) {
	var drafts []*Draft
	flush := func() {
		if err := putAll(r, drafts); err != nil {
			t.Fatal(err)
		}
		count += len(drafts)
		drafts = drafts[:0]
	}
	bundles(t, dir, func(key Key, n resource.Node) {
		d, err := r.Draft(key, n, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if drafts = append(drafts, d); len(drafts) == 500 {
			flush()
		}
	})
	flush()
	return count
}

type searchCase struct {
	ID, Query, Feature     string
	Total, Included, Pages int
	Order                  []string
	ExpectStatus           int
	pairs                  []search.Pair
	typ                    *definition.Type
}

func searchCases(t *testing.T, dir string) (cases []searchCase) {
	f, err := os.Open(filepath.Join(dir, "search", "cases.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var c searchCase
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		name, rest, _ := strings.Cut(c.Query, "?")
		if c.typ = definition.ResourceOf(name); c.typ == nil || c.ExpectStatus != 0 {
			continue // operations and compartments are the edge's
		}
		for part := range strings.SplitSeq(rest, "&") {
			name, value, _ := strings.Cut(part, "=")
			if u, err := url.PathUnescape(value); err == nil {
				value = u
			}
			c.pairs = append(c.pairs, search.Pair{Name: name, Value: value})
		}
		cases = append(cases, c)
	}
	return cases
}

// TestVectorsSearch asks the vectors' queries of both engines.
func TestVectorsSearch(t *testing.T) {
	dir := testkit.Vectors(t, "record")
	onBoth(t, func(t *testing.T, r *Record) {
		start := time.Now()
		count := load(t, r, filepath.Join(dir, "synthea"))
		t.Logf("%d resources in %v", count, time.Since(start))
		passed := 0
		for _, c := range searchCases(t, dir) {
			err := r.db.Read(context.Background(), func(tx *store.Tx) error { r.try(t, tx, &c); return nil })
			if err != nil {
				t.Fatal(err)
			}
			passed++
		}
		t.Logf("%d queries", passed)
	})
}

func (r *Record) try(t *testing.T, tx *store.Tx, c *searchCase) {
	s, err := search.Parse(c.typ, c.pairs, false)
	if err != nil {
		t.Errorf("%s: %v", c.ID, err)
		return
	}
	p := Page{Count: 20, Total: true}
	if s.Count >= 0 {
		p.Count = s.Count
	}
	start := time.Now()
	found, err := r.Search(tx, s, p)
	if err != nil {
		t.Errorf("%s: %s: %v", c.ID, c.Query, err)
		return
	}
	if took := time.Since(start); took > 50*time.Millisecond {
		t.Logf("%s took %v: %s", c.ID, took, c.Query)
	}
	if found.Total != int64(c.Total) {
		t.Errorf("%s: %s: %d, want %d", c.ID, c.Query, found.Total, c.Total)
	}
	if c.Included > 0 {
		included, err := r.Included(tx, s, found)
		if err != nil || len(included) != c.Included {
			t.Errorf("%s: %d included, want %d: %v", c.ID, len(included), c.Included, err)
		}
	}
	if c.Order != nil {
		r.ordered(t, c, s, found)
	}
	if c.Pages > 0 {
		r.paged(t, tx, c, s, p)
	}
}

func (r *Record) ordered(t *testing.T, c *searchCase, s *search.Search, found *Found) {
	var got []string
	for _, x := range found.Matches {
		values, err := index.Of(recordtest.Parsed(t, x.Content), s.Sort[0].Parameter.Code)
		if err != nil || len(values) == 0 {
			t.Fatal(err)
		}
		n := recordtest.Parsed(t, x.Content)
		if text := n.Get("birthDate").Text(); text != "" {
			got = append(got, text)
		} else {
			got = append(got, n.Get("valueQuantity").Get("value").Text())
		}
	}
	for i, want := range c.Order {
		if i >= len(got) || !strings.HasPrefix(got[i], want) {
			t.Errorf("%s: order %v, want %v", c.ID, got, c.Order)
			return
		}
	}
}

// paged follows all pages: each match comes once.
func (r *Record) paged(t *testing.T, tx *store.Tx, c *searchCase, s *search.Search, p Page) {
	seen, pages := map[string]bool{}, 0
	for {
		found, err := r.Search(tx, s, p)
		if err != nil {
			t.Fatal(err)
		}
		pages++
		for _, x := range found.Matches {
			if seen[x.ID] {
				t.Errorf("%s: %s comes twice", c.ID, x.Key)
			}
			seen[x.ID] = true
		}
		if !found.More {
			break
		}
		p = found.Next
	}
	if len(seen) != c.Total || pages != c.Pages {
		t.Errorf("%s: %d matches on %d pages, want %d on %d", c.ID, len(seen), pages, c.Total, c.Pages)
	}
}
