package gbm

// node is a leaf while a tree grows: rows, their histogram and the best way to
// part them.
type node struct {
	at        int     // place in the tree
	rows      []int32 // of the tree's rows, rising
	from      int     // where they stand among the tree's rows
	depth     int
	histogram histogram
	sums      sums
	value     float64 // what a leaf here would add, before the rate
	gain      float64 // how much that lessens the loss
	low, high float64 // the values that constraints allow
	best      split
	barred    []bool             // columns given up because a side would have too few rows
	spans     map[int][2]cutSpan // cuts that are left to try, where some were given up
}

// cutSpan are the bins after which a number may still be cut.
type cutSpan struct{ from, to int }

func (n *node) span(column int) [2]cutSpan {
	if s, ok := n.spans[column]; ok {
		return s
	}
	return [2]cutSpan{{0, missing}, {0, missing}}
}

// child is a node below, without rows.
func (n *node) child(at int) *node {
	return &node{at: at, from: n.from, depth: n.depth + 1, low: n.low, high: n.high, barred: make([]bool, len(n.barred))}
}

func (n *node) clip(v float64) float64 { return max(n.low, min(n.high, v)) }

// giveUp takes back the best split because one side has too few rows. With a
// number, cuts further to that side leave it fewer still.
func (n *node) giveUp(column *column, few int) {
	c := n.best.column
	if column.cuts == nil {
		n.barred[c] = true
		return
	}
	side := int(n.best.goes.left(missing))
	if n.histogram[c/width][c%width][missing] == 0 {
		side = 0
	}
	span := n.span(c)
	if few == 0 {
		span[side].from = n.best.bin + 1
	} else {
		span[side].to = n.best.bin
	}
	if n.spans == nil {
		n.spans = map[int][2]cutSpan{}
	}
	n.spans[c] = span
}
