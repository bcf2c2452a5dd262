package relation

import (
	"cmp"
	"slices"
	"time"

	"continuum/record"
)

// tidy orders relations, leaves out those that have ended, and of those of one party
// what lies within another.
func tidy(all []record.Relation, now time.Time) (kept []record.Relation) {
	slices.SortFunc(all, func(a, b record.Relation) int {
		return cmp.Or(cmp.Compare(a.Party.Kind, b.Party.Kind), cmp.Compare(a.Party.Of, b.Party.Of), a.Since.Compare(b.Since), -compareEnds(a.Until, b.Until))
	})
	for _, x := range all {
		if !x.Until.IsZero() && !x.Until.After(now) {
			continue
		}
		if n := len(kept); n > 0 && kept[n-1].Party == x.Party && compareEnds(x.Until, kept[n-1].Until) <= 0 {
			continue
		}
		kept = append(kept, x)
	}
	return kept
}

// compareEnds compares ends, of which a zero one comes after all.
func compareEnds(a, b time.Time) int {
	switch {
	case a.IsZero() && b.IsZero():
		return 0
	case a.IsZero():
		return 1
	case b.IsZero():
		return -1
	}
	return a.Compare(b)
}

// equal tells whether the same is said, to the microsecond that is kept.
func equal(a, b []record.Relation) bool {
	return slices.EqualFunc(a, b, func(x, y record.Relation) bool {
		return x.Party == y.Party && x.Since.UnixMicro() == y.Since.UnixMicro() && x.Until.UnixMicro() == y.Until.UnixMicro()
	})
}
