package glm

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"continuum/internal/frame"
)

// Category says how a category becomes features: one of 0 and 1 for each group.
// A group is a level of its own, a prefix that rare levels share, all other rare
// levels, or the missing.
type Category struct {
	Groups  []string `json:"groups"`           // names of levels and prefixes, in order
	Prefix  []bool   `json:"prefix,omitempty"` // which of the groups are prefixes
	Other   int      `json:"other"`            // the group of rare and unseen levels, -1 for none
	Missing int      `json:"missing"`          // the group of missing values, -1 for none
	Least   int      `json:"least_rows"`       // rows that a group of its own had to have
	places  map[string]int
}

// names of the two groups that are no level; no level may be mistaken for them,
// as they are found by place.
const (
	otherName   = "(other)"
	missingName = "(missing)"
)

func learnCategory(c *frame.Column, weight []float64, o DesignOptions) (*Term, string) {
	counts := make([]int, len(c.Levels))
	missing := 0
	for _, code := range c.Codes {
		if code < 0 {
			missing++
		} else {
			counts[code]++
		}
	}
	k := &Category{Other: -1, Missing: -1, Least: o.LeastRows}
	rare := k.common(c.Levels, counts)
	if o.Prefixes {
		rare = k.prefixes(rare)
	}
	k.rest(rare, missing)
	if len(k.Groups) < 2 {
		if missing == len(c.Codes) {
			return nil, "left out: it is empty"
		}
		return nil, fmt.Sprintf("left out: it is constant, or no value has %d rows", o.LeastRows)
	}
	k.index()
	t := &Term{Column: c.Name, Kind: string(frame.Category), Category: k}
	t.Mean = k.shares(c, weight)
	return t, ""
}

// common makes a group of each common level, and gives the rows of the rare ones.
func (k *Category) common(levels []string, counts []int) map[string]int {
	rare := map[string]int{}
	for i, level := range levels {
		if counts[i] >= k.Least {
			k.Groups = append(k.Groups, level)
		} else if counts[i] > 0 {
			rare[level] = counts[i]
		}
	}
	slices.Sort(k.Groups)
	return rare
}

// rest adds the groups of the rare and the missing.
func (k *Category) rest(rare map[string]int, missing int) {
	if len(rare) > 0 {
		k.Other = len(k.Groups)
		k.Groups = append(k.Groups, otherName)
	}
	if missing > 0 {
		k.Missing = len(k.Groups)
		k.Groups = append(k.Groups, missingName)
	}
	if k.Prefix != nil {
		k.Prefix = append(k.Prefix, make([]bool, len(k.Groups)-len(k.Prefix))...)
	}
}

// index finds groups by name: levels as they are, prefixes after a mark that no
// level has at that place.
func (k *Category) index() {
	k.places = make(map[string]int, len(k.Groups))
	for i, g := range k.Groups {
		if i != k.Other && i != k.Missing {
			k.places[k.key(g, k.Prefix != nil && k.Prefix[i])] = i
		}
	}
}

func (k *Category) key(name string, prefix bool) string {
	if prefix {
		return "p" + name
	}
	return "l" + name
}

// group finds the place of a level: -1 where the design has no place for it.
func (k *Category) group(level string) int {
	if at, ok := k.places[k.key(level, false)]; ok {
		return at
	}
	if k.Prefix != nil {
		for n := utf8.RuneCountInString(level) - 1; n >= 1; n-- {
			p, _ := cut(level, n)
			if at, ok := k.places[k.key(p, true)]; ok {
				return at
			}
		}
	}
	return k.Other
}

// table is the group of each level of a column, with that of the missing first.
func (k *Category) table(levels []string) []int32 {
	out := make([]int32, len(levels)+1)
	out[0] = int32(k.Missing)
	if k.Missing < 0 {
		out[0] = int32(k.Other)
	}
	for i, level := range levels {
		out[i+1] = int32(k.group(level))
	}
	return out
}

// shares are the weighted shares of rows in each group.
func (k *Category) shares(c *frame.Column, weight []float64) []float64 {
	table := k.table(c.Levels)
	sums, total := make([]float64, len(k.Groups)), 0.0
	for row, code := range c.Codes {
		w := 1.0
		if weight != nil {
			w = weight[row]
		}
		total += w
		if at := table[code+1]; at >= 0 {
			sums[at] += w
		}
	}
	for i := range sums {
		sums[i] /= max(total, 1e-300)
	}
	return sums
}

// unseen counts rows of levels that have no group of their own, where there are
// many more of them than among the rows learned from (share is their share there).
func (k *Category) unseen(c *frame.Column, share float64) (rows int, example string) {
	table := k.table(c.Levels)
	for _, code := range c.Codes {
		if code >= 0 && (table[code+1] < 0 || int(table[code+1]) == k.Other) {
			if rows++; example == "" {
				example = c.Levels[code]
			}
		}
	}
	if float64(rows) <= (2*share+0.001)*float64(len(c.Codes)) {
		return 0, ""
	}
	return rows, example
}
