package gbm

import "slices"

// abreast is how many nodes are split at once: a whole level of the usual trees. Of
// taller trees the last come first, so that few histograms are held.
const abreast = 64

// grower grows one tree after another on the same rows.
type grower struct {
	*grid
	o       *Options
	values  []sums // packed slopes, by row
	ordered []sums // the same in the order of a node's rows
	parting parting
	pool    []histogram
	spare   []block // for the pieces of large nodes
	search  search
	tree    Tree
	splits  []split // by node of the tree
	leaves  []*node
}

// grow makes the structure of a tree: a level or a part of one at a time, or best first
// where the number of leaves is limited. Values of leaves are filled in later.
func (w *grower) grow(rows []int32) {
	w.tree, w.splits, w.leaves = Tree{{}}, []split{{}}, nil
	root := w.plant(rows)
	w.settle(root)
	open := []*node{root}
	for leaves := 1; len(open) > 0; {
		now := w.next(&open, leaves)
		children := w.expand(now)
		leaves += len(children) / 2
		open = append(open, children...)
	}
	slices.SortFunc(w.leaves, func(a, b *node) int { return a.at - b.at })
}

// next takes the nodes to split now, and makes leaves of those that cannot be.
func (w *grower) next(open *[]*node, leaves int) []*node {
	var can []*node
	for _, n := range *open {
		if n.best.gain > 0 {
			can = append(can, n)
		} else {
			w.close(n)
		}
	}
	*open = nil
	if w.o.Leaves == 0 {
		rest := max(len(can)-abreast, 0)
		*open = slices.Clone(can[:rest])
		return can[rest:]
	}
	if len(can) == 0 {
		return nil
	}
	if leaves >= w.o.Leaves {
		for _, n := range can {
			w.close(n)
		}
		return nil
	}
	first := 0
	for i, n := range can {
		if n.best.better(&can[first].best) {
			first = i
		}
	}
	*open = slices.Delete(slices.Clone(can), first, first+1)
	return can[first : first+1]
}

func (w *grower) close(n *node) {
	w.release(n)
	w.leaves = append(w.leaves, n)
}

func (w *grower) release(n *node) {
	if n.histogram != nil {
		w.pool = append(w.pool, n.histogram)
		n.histogram = nil
	}
}

func (w *grower) plant(rows []int32) *node {
	root := &node{rows: rows, low: -longest, high: longest, barred: make([]bool, len(w.columns))}
	for _, r := range rows {
		root.sums += w.values[r]
	}
	root.histogram = w.fresh()
	w.fill([]*node{root})
	return root
}

// settle fills the value and gain of a node and looks for its best split.
func (w *grower) settle(n *node) {
	g, h := w.search.of(n.sums)
	n.value = n.clip(w.search.value(g, h))
	n.gain = w.search.gain(g, h, n.value)
	if n.depth >= w.o.Depth || len(n.rows) < 2*w.o.MinRows {
		return
	}
	found := make([]split, (len(w.columns)+searched-1)/searched)
	for tries := 0; ; tries++ {
		each(len(found), func(i int) { found[i] = w.search.best(n, i) })
		n.best = split{}
		for i := range found {
			if found[i].better(&n.best) {
				n.best = found[i]
			}
		}
		few := w.tooFew(n)
		if few < 0 {
			return
		}
		if tries == 64 {
			n.best = split{}
			return
		}
		n.giveUp(&w.columns[n.best.column], few)
	}
}

// tooFew tells which side of the best split has too few rows, -1 where none has.
// Rows are counted only where the second derivatives do not prove that there are
// enough.
func (w *grower) tooFew(n *node) int {
	if n.best.gain <= 0 || w.o.MinRows <= 1 {
		return -1
	}
	enough := float64(w.o.MinRows) * (w.search.largest + w.search.h)
	_, left := w.search.of(n.best.left)
	_, all := w.search.of(n.sums)
	if min(left, all-left) > enough {
		return -1
	}
	count := w.parting.count(n.rows, &n.best)
	switch {
	case count < w.o.MinRows:
		return 0
	case len(n.rows)-count < w.o.MinRows:
		return 1
	}
	return -1
}
