package link

import (
	"cmp"
	"iter"
	"slices"
)

// arrangement lists the rows of each label.
type arrangement struct {
	start []uint32 // by label, and one more
	rows  []uint32
}

// arrange lists the records in both by a label from 1 to most; those of one
// person found stand in order of their true person.
func (c *Comparison) arrange(label []uint32, most uint32) arrangement {
	a := arrangement{start: make([]uint32, most+3), rows: make([]uint32, c.records)}
	next := a.start[1:] // ends as the starts of the labels after
	for row, f := range c.found {
		if f != 0 {
			next[label[row]+1]++
		}
	}
	for l := range most + 1 {
		next[l+1] += next[l]
	}
	for row, f := range c.found {
		if f != 0 {
			at := &next[label[row]]
			a.rows[*at] = uint32(row)
			*at++
		}
	}
	for l := range a.labels() {
		if rows := a.of(l); len(rows) > 1 {
			slices.SortFunc(rows, func(x, y uint32) int {
				return cmp.Or(cmp.Compare(c.person[x], c.person[y]), cmp.Compare(x, y))
			})
		}
	}
	return a
}

// labels is one more than the largest label.
func (a *arrangement) labels() uint32 { return uint32(len(a.start) - 2) }

func (a *arrangement) of(label uint32) []uint32 {
	return a.rows[a.start[label]:a.start[label+1]]
}

// cells parts the rows of one person found by their true person.
func (c *Comparison) cells(rows []uint32) iter.Seq[[]uint32] {
	return func(yield func([]uint32) bool) {
		for len(rows) > 0 {
			n := 1
			for n < len(rows) && c.person[rows[n]] == c.person[rows[0]] {
				n++
			}
			if !yield(rows[:n]) {
				return
			}
			rows = rows[n:]
		}
	}
}

// credit counts what concerns one group of records: pairs with at least one of
// them, and sums over them of the shares that B-cubed averages.
type credit struct {
	records                 int64
	pairs, truePairs, right int64
	precision, recall       float64
}

func (t *credit) pairwise() Score {
	return score(float64(t.right), float64(t.pairs), float64(t.right), float64(t.truePairs))
}

func (t *credit) bCubed() Score {
	n := float64(t.records)
	return score(t.precision, n, t.recall, n)
}

// tallies counts each group; group gives that of a row, nil one group of all.
func (c *Comparison) tallies(group []uint8, groups int) []credit {
	out := make([]credit, groups)
	t := toucher{group: group, count: make([]int64, groups)}
	for f := range c.byFound.labels() {
		rows := c.byFound.of(f)
		t.touch(rows, func(g uint8, _, pairs int64) { out[g].pairs += pairs })
		for cell := range c.cells(rows) {
			n, found, real := float64(len(cell)), float64(len(rows)), float64(len(c.byTrue.of(c.person[cell[0]])))
			t.touch(cell, func(g uint8, members, pairs int64) {
				out[g].records += members
				out[g].right += pairs
				out[g].precision += float64(members) * n / found
				out[g].recall += float64(members) * n / real
			})
		}
	}
	for p := range c.byTrue.labels() {
		t.touch(c.byTrue.of(p), func(g uint8, _, pairs int64) { out[g].truePairs += pairs })
	}
	return out
}

// toucher counts, for each group, the pairs of some rows that touch it: that
// have at least one row in it.
type toucher struct {
	group []uint8
	count []int64 // by group, of the rows at hand
	met   []uint8
}

func (t *toucher) touch(rows []uint32, give func(group uint8, members, pairs int64)) {
	n := int64(len(rows))
	if t.group == nil {
		give(0, n, pairsOf(n))
		return
	}
	for _, row := range rows {
		g := t.group[row]
		if t.count[g] == 0 {
			t.met = append(t.met, g)
		}
		t.count[g]++
	}
	for _, g := range t.met {
		give(g, t.count[g], pairsOf(n)-pairsOf(n-t.count[g]))
		t.count[g] = 0
	}
	t.met = t.met[:0]
}

func pairsOf(n int64) int64 { return n * (n - 1) / 2 }
