package gbm

// expand parts nodes: rows go to their children, the histogram of the smaller
// child is counted and that of the larger is what is left of its parent's.
func (w *grower) expand(nodes []*node) []*node {
	var children, counted []*node
	for _, n := range nodes {
		left, right := w.divide(n)
		children = append(children, left, right)
		if left.depth == w.o.Depth {
			w.release(n)
			continue
		}
		small, large := left, right
		if len(left.rows) > len(right.rows) {
			small, large = right, left
		}
		small.histogram, large.histogram = w.fresh(), n.histogram
		counted = append(counted, small)
	}
	w.fill(counted)
	w.subtract(children)
	each(len(children), func(i int) { w.settle(children[i]) })
	return children
}

// divide makes the children of a node.
func (w *grower) divide(n *node) (left, right *node) {
	at := w.parting.part(n.rows, n.from, &n.best)
	left, right = n.child(len(w.tree)), n.child(len(w.tree)+1)
	left.rows, left.sums = n.rows[:at:at], n.best.left
	right.rows, right.sums, right.from = n.rows[at:], n.sums-n.best.left, n.from+at
	middle := (n.best.values[0] + n.best.values[1]) / 2
	switch w.columns[n.best.column].monotone {
	case 1:
		left.high, right.low = middle, middle
	case -1:
		left.low, right.high = middle, middle
	}
	w.tree = append(w.tree, Node{}, Node{})
	w.splits = append(w.splits, split{}, split{})
	w.tree[n.at] = Node{Left: left.at, Right: right.at, Gain: n.best.gain}
	w.splits[n.at] = n.best
	return left, right
}

// fresh gives an empty histogram.
func (w *grower) fresh() histogram {
	if last := len(w.pool) - 1; last >= 0 {
		h := w.pool[last]
		w.pool = w.pool[:last]
		for s := range h {
			clear(h[s][:w.filled(s)])
		}
		return h
	}
	return make(histogram, len(w.strips))
}

// subtract turns parents' histograms, which the larger children have, into their own.
func (w *grower) subtract(children []*node) {
	each(len(children)/2, func(i int) {
		small, large := children[2*i], children[2*i+1]
		if len(small.rows) > len(large.rows) {
			small, large = large, small
		}
		if small.histogram == nil {
			return
		}
		for s := range large.histogram {
			large.histogram[s].minus(&small.histogram[s], w.filled(s))
		}
	})
}
