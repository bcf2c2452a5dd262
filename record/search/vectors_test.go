package search_test

import (
	"bufio"
	"encoding/json"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"continuum/internal/testkit"
	"continuum/record/definition"
	"continuum/record/index"
	"continuum/record/recordtest"
	"continuum/record/resource"
	"continuum/record/search"
)

// shelf holds resources in memory and looks at every one of them for every
// question: the plainest reading of what a search means.
type shelf struct {
	t      testing.TB
	byType map[string][]*item
	byKey  map[string]*item
}

type item struct {
	key    string // Type/id
	node   resource.Node
	values map[string][]index.Value
}

func (s *shelf) valuesOf(x *item, code string) []index.Value {
	v, known := x.values[code]
	if !known {
		var err error
		if v, err = index.Of(x.node, code); err != nil {
			s.t.Fatal(err)
		}
		x.values[code] = v
	}
	return v
}

// found gives the keys of the resources of a type that pass a filter.
func (s *shelf) found(typ string, f *search.Filter) map[string]bool {
	out := map[string]bool{}
	switch {
	case f.Has != nil:
		for key := range s.found(f.Has.Type.Name, f.Has.Filter) {
			for _, v := range s.valuesOf(s.byKey[key], f.Has.Reference.Code) {
				out[v.Target] = true
			}
		}
	case f.Chain != nil:
		targets := map[string]bool{}
		for _, c := range f.Chain {
			for key := range s.found(c.Type.Name, c.Filter) {
				targets[key] = true
			}
		}
		for _, x := range s.byType[typ] {
			for _, v := range s.valuesOf(x, f.Code) {
				if targets[v.Target] {
					out[x.key] = true
				}
			}
		}
	default:
		for _, x := range s.byType[typ] {
			if f.Matches(s.valuesOf(x, f.Code)) {
				out[x.key] = true
			}
		}
	}
	return out
}

func (s *shelf) total(typ string, q *search.Search) int {
	n := 0
	sets := make([]map[string]bool, len(q.Filters))
	for i, f := range q.Filters {
		sets[i] = s.found(typ, f)
	}
next:
	for _, x := range s.byType[typ] {
		for _, set := range sets {
			if !set[x.key] {
				continue next
			}
		}
		n++
	}
	return n
}

// load puts the resources of bundles on a shelf.
func load(t testing.TB, dir string) *shelf {
	s := &shelf{t, map[string][]*item{}, map[string]*item{}}
	recordtest.Synthea(t, dir, func(typ, id string, n resource.Node) {
		x := &item{typ + "/" + id, n, map[string][]index.Value{}}
		s.byType[typ] = append(s.byType[typ], x)
		s.byKey[x.key] = x
	})
	return s
}

// TestVectorsMeaning asks every query of the vectors of all resources, one after
// another: what filters mean, whoever finds their candidates in whatever way.
func TestVectorsMeaning(t *testing.T) {
	dir := testkit.Vectors(t, "record")
	s := load(t, filepath.Join(dir, "synthea"))
	f, err := os.Open(filepath.Join(dir, "search", "cases.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	passed, left := 0, 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var c struct {
			ID, Query    string
			Total        int
			ExpectStatus int
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		query, _, _ := strings.Cut(c.Query, " (")
		typ, rest, _ := strings.Cut(query, "?")
		if strings.Contains(typ, "/") { // compartments and operations are not a matter of filters
			left++
			continue
		}
		q, err := search.Parse(definition.ResourceOf(typ), pairsOf(rest), false)
		switch {
		case c.ExpectStatus == 400 && err == nil:
			t.Errorf("%s: %s was understood", c.ID, query)
		case c.ExpectStatus == 400:
			passed++
		case err != nil:
			t.Errorf("%s: %s: %v", c.ID, query, err)
		default:
			if got := s.total(typ, q); got != c.Total {
				t.Errorf("%s: %s: %d, want %d", c.ID, query, got, c.Total)
				continue
			}
			passed++
		}
	}
	t.Logf("%d passed, %d of compartments and operations left", passed, left)
}

// pairsOf reads the query of a URL in the order sent.
func pairsOf(query string) (pairs []search.Pair) {
	for part := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(part, "=")
		if u, err := url.PathUnescape(value); err == nil {
			value = u
		}
		pairs = append(pairs, search.Pair{Name: name, Value: value})
	}
	return pairs
}
