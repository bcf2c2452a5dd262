package table

import (
	"cmp"
	"slices"
	"strings"
)

const mostNear = 3

// nearest are the names most like one that is not there: the same but for case,
// or a few letters away, or holding it; the most like first.
func nearest(name string, names []string) []string {
	type near struct {
		name string
		far  int
	}
	var found []near
	want := strings.ToLower(strings.TrimSpace(name))
	for _, n := range names {
		is := strings.ToLower(n)
		d := distance(want, is)
		switch {
		case d <= max(1, len(want)/3):
		case len(want) >= 3 && len(is) >= 3 && (strings.Contains(is, want) || strings.Contains(want, is)):
			d = max(1, len(want)/3)
		default:
			continue
		}
		found = append(found, near{n, d})
	}
	slices.SortStableFunc(found, func(a, b near) int { return cmp.Compare(a.far, b.far) })
	var out []string
	for _, n := range found[:min(mostNear, len(found))] {
		out = append(out, n.name)
	}
	return out
}

// distance counts the bytes to put in, take out or change to make a word of
// another (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := corner
			if a[i] != b[j] {
				change++
			}
			corner = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
