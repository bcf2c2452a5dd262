package gbm

import (
	"math"

	"continuum/internal/frame"
)

func newGrower(g *grid, o *Options) *grower {
	g.lay()
	return &grower{
		grid: g, o: o, values: make([]sums, g.rows), ordered: make([]sums, g.rows),
		parting: parting{grid: g, left: make([]int32, g.rows), right: make([]int32, g.rows)},
		search:  search{rule: rule{o.Loss, o.L2}, o: o, columns: g.columns},
	}
}

// follow adds the tree just grown to the raw scores of rows it was not grown on.
func (w *grower) follow(g *grid, rows []int32, raw []float64) {
	eachChunk(len(rows), func(_, from, to int) {
		for _, r := range rows[from:to] {
			at := 0
			for !w.tree[at].leaf() {
				s := &w.splits[at]
				if s.goes.left(g.bins[s.column][r]) == 1 {
					at = w.tree[at].Left
				} else {
					at = w.tree[at].Right
				}
			}
			raw[r] += w.tree[at].Value
		}
	})
}

// named is the tree just grown with thresholds and levels in place of bins.
func (w *grower) named() Tree {
	out := make(Tree, len(w.tree))
	for i, n := range w.tree {
		out[i] = n
		if n.leaf() {
			continue
		}
		s := &w.splits[i]
		out[i].Column, out[i].MissingLeft = s.column, s.goes.left(missing) == 1
		if c := &w.columns[s.column]; c.Kind == frame.Category {
			out[i].Levels = c.leftLevels(&s.goes)
		} else {
			out[i].Threshold = c.threshold(s.bin)
		}
	}
	return out
}

// threshold is the greatest value of a bin.
func (c *column) threshold(bin int) float32 {
	if bin < len(c.cuts) {
		return c.cuts[bin]
	}
	return math.MaxFloat32
}

func (c *column) leftLevels(goes *sides) []int32 {
	out := []int32{}
	for level, bin := range c.levels {
		if goes.left(2*bin) == 1 {
			out = append(out, int32(level))
		}
	}
	return out
}
