package gbm

import (
	"continuum/internal/fault"
	"continuum/internal/frame"
)

// Explain says how a row's raw score comes about: out gets one value a column of
// the model, and base + their sum is the raw score. They are the Shapley values of
// the game in which the columns known decide the way through a tree and unknown
// ones are averaged over the rows learned from that came to each node (weighted:
// Node.Cover); base is the mean raw score of those rows. This is the exact
// path-dependent TreeSHAP of Lundberg (2018), Algorithm 2.
func (m *Model) Explain(f *frame.Frame, row int, out []float64) (base float64, err error) {
	b, err := m.Bind(f)
	if err != nil {
		return 0, err
	}
	return b.Explain(row, out)
}

// Explain does what Model.Explain does.
func (b *Bound) Explain(row int, out []float64) (base float64, err error) {
	if row < 0 || row >= b.rows || len(out) != len(b.columns) {
		return 0, fault.New(fault.Internal, "row %d of %d cannot be explained in %d values for %d columns", row, b.rows, len(out), len(b.columns))
	}
	clear(out)
	base = b.model.Base
	w := walk{Bound: b, row: row, out: out}
	for i, t := range b.model.Trees {
		base += b.means[i]
		if deep := b.depths[i] + 2; len(w.room) < deep*(deep+1)/2 {
			w.room = make([]step, deep*(deep+1)/2)
		}
		w.tree = t
		w.down(0, 0, 0, 1, 1, -1)
	}
	return base, nil
}

// mean is the value of a tree averaged over the rows learned from.
func (t Tree) mean() float64 {
	sum := 0.0
	for i := range t {
		if t[i].leaf() {
			sum += t[i].Value * t[i].Cover / t[0].Cover
		}
	}
	return sum
}

// step is a column on the way to a node: the share of ways that pass when it is
// not known (zero) and when it is (one), and the weight of subsets of this size.
type step struct {
	column            int
	zero, one, weight float64
}

// walk goes to all leaves of a tree, keeping the steps on the way.
type walk struct {
	*Bound
	tree Tree
	row  int
	out  []float64
	room []step // depth by depth: each node extends a copy of its parent's steps
}

// down visits a node whose parent's steps, n of them, stand at room[start:].
func (w *walk) down(at, start, n int, zero, one float64, column int) {
	path := w.room[start+n:]
	copy(path, w.room[start:start+n])
	start, path = start+n, path[:n+1]
	extend(path, zero, one, column)
	node := &w.tree[at]
	if node.leaf() {
		w.share(path, node.Value)
		return
	}
	zero, one = 1, 1
	for i := 1; i < len(path); i++ {
		if path[i].column == node.Column {
			zero, one = path[i].zero, path[i].one
			unwind(path, i)
			path = path[:len(path)-1]
			break
		}
	}
	hot, cold := node.Left, node.Right
	if !w.left(node, w.row) {
		hot, cold = cold, hot
	}
	w.down(hot, start, len(path), zero*w.tree[hot].Cover/node.Cover, one, node.Column)
	w.down(cold, start, len(path), zero*w.tree[cold].Cover/node.Cover, 0, node.Column)
}

// extend adds a step at the end of a path.
func extend(path []step, zero, one float64, column int) {
	last := len(path) - 1
	path[last] = step{column, zero, one, 0}
	if last == 0 {
		path[0].weight = 1
	}
	size := float64(len(path))
	for i := last - 1; i >= 0; i-- {
		path[i+1].weight += one * path[i].weight * float64(i+1) / size
		path[i].weight *= zero * float64(last-i) / size
	}
}

// unwind takes a step out of a path, whose last place is then free.
func unwind(path []step, i int) {
	last := len(path) - 1
	zero, one, next := path[i].zero, path[i].one, path[last].weight
	size := float64(len(path))
	for j := last - 1; j >= 0; j-- {
		if one != 0 {
			kept := path[j].weight
			path[j].weight = next * size / (float64(j+1) * one)
			next = kept - path[j].weight*zero*float64(last-j)/size
		} else {
			path[j].weight *= size / (zero * float64(last-j))
		}
	}
	for j := i; j < last; j++ {
		path[j].column, path[j].zero, path[j].one = path[j+1].column, path[j+1].zero, path[j+1].one
	}
}

// share gives each column of a way to a leaf its part of the leaf's value: the weight
// of the way without the column, by how much more of it passes when the column is
// known. Columns that lead elsewhere when known (one is 0) all have the same part.
func (w *walk) share(path []step, value float64) {
	last, size := len(path)-1, float64(len(path))
	away := 0.0
	for j := range last {
		away -= path[j].weight * size / float64(last-j)
	}
	for i := 1; i <= last; i++ {
		p := &path[i]
		if p.one == 0 {
			w.out[p.column] += away * value
			continue
		}
		next, sum := path[last].weight, 0.0
		for j := last - 1; j >= 0; j-- {
			kept := next * size / float64(j+1)
			sum += kept
			next = path[j].weight - kept*p.zero*float64(last-j)/size
		}
		w.out[p.column] += sum * (1 - p.zero) * value
	}
}
