package record

import (
	"cmp"

	"continuum/record/index"
	"continuum/record/search"
)

// first gives the value that a resource is sorted by: of several the least, or
// the greatest in descending order. The zero Value stands for none.
func first(values []index.Value, descending bool) (v index.Value) {
	for i, x := range values {
		if c := compareValues(&x, &v); i == 0 || c < 0 != descending && c != 0 {
			v = x
		}
	}
	return v
}

// compareKeys orders two matches; what has no value stands last either way.
func compareKeys(keys []search.SortKey, a, b []index.Value) int {
	for i, k := range keys {
		switch {
		case a[i].Kind == "" && b[i].Kind == "":
			continue
		case a[i].Kind == "":
			return 1
		case b[i].Kind == "":
			return -1
		}
		if c := compareValues(&a[i], &b[i]); c != 0 {
			if k.Descending {
				return -c
			}
			return c
		}
	}
	return 0
}

func compareValues(a, b *index.Value) int {
	return cmp.Or(
		cmp.Compare(a.Low, b.Low), cmp.Compare(a.High, b.High), cmp.Compare(a.Least, b.Least),
		cmp.Compare(index.Plain(a.Text), index.Plain(b.Text)), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Target, b.Target),
	)
}
