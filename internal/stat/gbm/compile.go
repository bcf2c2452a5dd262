package gbm

import (
	"math/bits"

	"continuum/internal/frame"
)

const (
	together = 256 // rows scored at a time: their keys stay in the second-level cache
	tallest  = 10  // questions a compiled tree may ask one after another
	absent   = ^uint32(0)
)

// compiled is a model made to score many rows. The values a row needs are turned
// into integer keys: a number into one of the same order, a missing one into the
// greatest; a category into its level, a missing one into the number of levels. A
// tree of depth d becomes a full binary tree of 2^d leaves in which the children of
// question i are 2i+1 and 2i+2, so that a row takes d steps and no branch depends
// on data.
type compiled struct {
	*Bound
	keyed []int // the model's columns that have keys
	trees []full
}

// full is a compiled tree; one too tall has no leaves and is walked.
type full struct {
	depth  int
	asks   []ask
	picks  []pick // by question, only where the tree asks for categories
	sets   []uint64
	leaves []float64
	tree   Tree
}

// ask is a question about a number: a row goes right when its key plus plus exceeds
// the limit. plus is 1 where missing values go left, whose key then wraps to 0.
type ask struct{ key, plus, limit uint32 }

// pick is a question about a category where on is 1: a row goes right when the bit
// of its key is set in the words of full.sets that begin at first; mask is their
// number, a power of two, less one.
type pick struct {
	first, mask uint32
	on          uint64
}

func (b *Bound) compile() *compiled {
	c := &compiled{Bound: b}
	place := make([]int, len(b.columns))
	for _, t := range b.model.Trees {
		for i := range t {
			if n := &t[i]; !n.leaf() && place[n.Column] == 0 {
				c.keyed = append(c.keyed, n.Column)
				place[n.Column] = len(c.keyed)
			}
		}
	}
	for _, t := range b.model.Trees {
		f := full{tree: t, depth: t.depth()}
		if f.depth <= tallest {
			f.asks, f.leaves = make([]ask, 1<<f.depth-1), make([]float64, 1<<f.depth)
			f.fill(0, 0, b.model.Columns, place)
		}
		c.trees = append(c.trees, f)
	}
	return c
}

// fill puts the part of the tree below a node at a place; below a leaf all leaves are alike.
func (f *full) fill(node, at int, columns []Column, place []int) {
	n := &f.tree[node]
	if at >= len(f.asks) {
		f.leaves[at-len(f.asks)] = n.Value
		return
	}
	left, right := n.Left, n.Right
	if n.leaf() {
		left, right = node, node
	} else {
		f.ask(at, n, &columns[n.Column], uint32(place[n.Column]-1))
	}
	f.fill(left, 2*at+1, columns, place)
	f.fill(right, 2*at+2, columns, place)
}

func (f *full) ask(at int, n *Node, column *Column, key uint32) {
	a := &f.asks[at]
	a.key = key
	if column.Kind == frame.Category {
		f.pick(at, n, len(column.Levels))
		return
	}
	a.limit = keyOf(n.Threshold)
	if n.MissingLeft {
		a.plus = 1
		a.limit++
	}
}

func (f *full) pick(at int, n *Node, levels int) {
	if f.picks == nil {
		f.picks, f.sets = make([]pick, len(f.asks)), make([]uint64, 1)
	}
	words := uint32(1) << bits.Len32(uint32(levels/64))
	f.picks[at] = pick{first: uint32(len(f.sets)), mask: words - 1, on: 1}
	set := make([]uint64, words)
	for level := range levels {
		set[level/64] |= 1 << (level % 64)
	}
	for _, level := range n.Levels {
		set[level/64] &^= 1 << (level % 64)
	}
	if !n.MissingLeft {
		set[levels/64] |= 1 << (levels % 64)
	}
	f.sets = append(f.sets, set...)
}
