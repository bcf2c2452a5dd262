package label_test

import (
	"slices"
	"testing"

	"continuum/record/resource"
)

// FuzzOf labels anything that can be parsed, and the same within something else.
func FuzzOf(f *testing.F) {
	for _, seed := range []string{coded(snomed, "86406008"), coded(icd, "A51.0"), visit(), `{"meta":{"security":{"code":"SEX"}}}`, `[{"code":"I10X"}]`, `{"code":"."}`} {
		f.Add([]byte(seed))
	}
	l := town(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		n, err := resource.Parse(text, resource.Limits{Depth: 50})
		if err != nil {
			return
		}
		found := l.Of(n)
		for _, name := range found {
			if !slices.Contains(l.Names(), name) {
				t.Errorf("%q is no label", name)
			}
		}
		if n.Kind() != resource.Object || slices.Contains(found, "genes") {
			return // a type counts of the resource itself alone
		}
		within, err := resource.Parse(slices.Concat([]byte(`{"resourceType":"List","contained":[`), n.Raw(), []byte(`]}`)), resource.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if again := l.Of(within); !slices.Equal(found, again) {
			t.Errorf("%v, but contained %v", found, again)
		}
	})
}
