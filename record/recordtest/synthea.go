// Package recordtest gives the tests of several packages the same resources.
package recordtest

import (
	"path/filepath"
	"testing"

	"continuum/internal/testkit"
	"continuum/record/resource"
)

// Synthea reads the bundles of a folder's synthetic people. References between
// entries and by identifier are resolved, and every resource keeps its own id.
func Synthea(t testing.TB, dir string, take func(typ, id string, n resource.Node)) {
	t.Helper()
	known := map[string]string{} // by full URL, or by Type?identifier=system|value: Type/id
	files := testkit.Packed(t, filepath.Join(dir, "*.json.bz2"), func(_ string, text []byte) {
		bundle := Parsed(t, text)
		for e := range bundle.Get("entry").Items() {
			learn(known, e.Get("fullUrl").Text(), e.Get("resource"))
		}
		for e := range bundle.Get("entry").Items() {
			edit := resource.NewEdit(Parsed(t, e.Get("resource").Raw()))
			edit.Rewrite(func(text string) (string, bool) { to, is := known[text]; return to, is })
			whole, err := edit.Bytes()
			if err != nil {
				t.Fatal(err)
			}
			n := Parsed(t, whole)
			take(n.Get("resourceType").Text(), n.Get("id").Text(), n)
		}
	})
	if files == 0 {
		t.Fatalf("no bundles in %s", dir)
	}
}

// learn notes by what others refer to a resource.
func learn(known map[string]string, fullURL string, n resource.Node) {
	typ := n.Get("resourceType").Text()
	key := typ + "/" + n.Get("id").Text()
	known[fullURL] = key
	for id := range n.Get("identifier").Items() {
		known[typ+"?identifier="+id.Get("system").Text()+"|"+id.Get("value").Text()] = key
	}
}

// Parsed parses a text that must be sound JSON.
func Parsed(t testing.TB, text []byte) resource.Node {
	t.Helper()
	n, err := resource.Parse(text, resource.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
