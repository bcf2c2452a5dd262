package gbm

import "runtime"

// Rows of a node counted at a time; more are counted in pieces, side by side. Sums
// of integers do not depend on how rows are cut.
const (
	mostRows  = 1 << 16
	fewerRows = 1 << 13
)

// piece is how many rows to count at a time so that no processor is idle.
func (w *grower) piece(nodes []*node) int {
	rows := 0
	for _, n := range nodes {
		rows += len(n.rows)
	}
	even := rows * len(w.strips) / (2 * runtime.GOMAXPROCS(0))
	return max(fewerRows, min(mostRows, even))
}

// fill counts the histograms of nodes. Pieces of work are one strip of one piece
// of the rows; a node of several pieces adds them up afterwards.
func (w *grower) fill(nodes []*node) {
	type work struct {
		rows   []int32
		values []sums
		strip  int
		into   *block
	}
	var todo []work
	w.order(nodes)
	piece := w.piece(nodes)
	pieces := w.pieces(nodes, piece)
	var merges []func()
	for _, n := range nodes {
		for from := 0; from < len(n.rows); from += piece {
			to := min(from+piece, len(n.rows))
			into := n.histogram
			if from > 0 {
				into, pieces = pieces[:len(w.strips)], pieces[len(w.strips):]
			}
			for s := range w.strips {
				todo = append(todo, work{n.rows[from:to], w.ordered[n.from+from : n.from+to], s, &into[s]})
				if from > 0 {
					merges = append(merges, func() { n.histogram[s].plus(&into[s], w.filled(s)) })
				}
			}
		}
	}
	each(len(todo), func(i int) {
		t := todo[i]
		t.into.add(w.strips[t.strip], w.filled(t.strip), t.rows, t.values)
	})
	for _, merge := range merges {
		merge()
	}
}

// filled is how many columns a strip holds.
func (g *grid) filled(strip int) int { return min(width, len(g.columns)-strip*width) }

// pieces gives empty blocks for the second and later pieces of nodes.
func (w *grower) pieces(nodes []*node, piece int) []block {
	n := 0
	for _, node := range nodes {
		n += max(len(node.rows)-1, 0) / piece * len(w.strips)
	}
	if n > len(w.spare) {
		w.spare = make([]block, n)
	}
	clear(w.spare[:n])
	return w.spare[:n]
}

// order puts the packed slopes of nodes into the order of their rows.
func (w *grower) order(nodes []*node) {
	each(len(nodes), func(i int) {
		n := nodes[i]
		into := w.ordered[n.from:]
		eachChunk(len(n.rows), func(_, from, to int) {
			for j, r := range n.rows[from:to] {
				into[from+j] = w.values[r]
			}
		})
	})
}
