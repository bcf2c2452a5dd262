package cohort

import (
	"cmp"
	"slices"
)

// Sets lists the sets of segments of the place.
func (s *Set) Sets() (out []string) {
	for _, c := range s.All {
		if c.Set != "" && !slices.Contains(out, c.Set) {
			out = append(out, c.Set)
		}
	}
	return out
}

// Segments lists the segments of a set by precedence; those of equal precedence by id.
func (s *Set) Segments(set string) (out []*Cohort) {
	for _, c := range s.All {
		if c.Set == set {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b *Cohort) int { return cmp.Compare(a.Precedence, b.Precedence) })
	return out
}
