package search_test

import (
	"bufio"
	"compress/bzip2"
	"encoding/json"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"continuum/internal/testkit"
	"continuum/record/definition"
	"continuum/record/index"
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

// load reads bundles, gives every resource its own id and resolves references to
// other entries and by identifier.
func load(t testing.TB, dir string) *shelf {
	s := &shelf{t, map[string][]*item{}, map[string]*item{}}
	files, err := filepath.Glob(filepath.Join(dir, "*.json.bz2"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no bundles in %s: %v", dir, err)
	}
	sort.Strings(files)
	known := map[string]string{} // by full URL or by Type?identifier=system|value
	for _, name := range files {
		s.bundle(name, known)
	}
	return s
}

func (s *shelf) bundle(name string, known map[string]string) {
	f, err := os.Open(name)
	if err != nil {
		s.t.Fatal(err)
	}
	defer f.Close()
	text, err := io.ReadAll(bzip2.NewReader(f))
	if err != nil {
		s.t.Fatal(err)
	}
	bundle, err := resource.Parse(text, resource.Limits{})
	if err != nil {
		s.t.Fatalf("%s: %v", name, err)
	}
	for e := range bundle.Get("entry").Items() {
		r := e.Get("resource")
		typ := r.Get("resourceType").Text()
		key := typ + "/" + r.Get("id").Text()
		known[e.Get("fullUrl").Text()] = key
		for id := range r.Get("identifier").Items() {
			known[typ+"?identifier="+id.Get("system").Text()+"|"+id.Get("value").Text()] = key
		}
	}
	for e := range bundle.Get("entry").Items() {
		own, err := resource.Parse(e.Get("resource").Raw(), resource.Limits{})
		if err != nil {
			s.t.Fatal(err)
		}
		edit := resource.NewEdit(own)
		edit.Rewrite(func(text string) (string, bool) { to, is := known[text]; return to, is })
		whole, err := edit.Bytes()
		if err != nil {
			s.t.Fatal(err)
		}
		n, err := resource.Parse(whole, resource.Limits{})
		if err != nil {
			s.t.Fatal(err)
		}
		typ := n.Get("resourceType").Text()
		x := &item{typ + "/" + n.Get("id").Text(), n, map[string][]index.Value{}}
		s.byType[typ] = append(s.byType[typ], x)
		s.byKey[x.key] = x
	}
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
