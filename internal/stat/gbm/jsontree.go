package gbm

import (
	"fmt"
	"math"

	"continuum/internal/frame"
)

// tree builds a tree and checks that it is one: every number is given once,
// children come after their parent, and every node but the root has one parent.
func (f *treeFile) tree(columns []Column) (Tree, error) {
	n := len(f.Questions) + len(f.Leaves)
	if n == 0 {
		return nil, fmt.Errorf("it is empty")
	}
	t, given := make(Tree, n), make([]bool, n)
	place := func(at int) error {
		if at < 0 || at >= n || given[at] {
			return fmt.Errorf("node %d is outside the tree or given twice", at)
		}
		given[at] = true
		return nil
	}
	for i := range f.Questions {
		q := &f.Questions[i]
		if err := place(q.Node); err != nil {
			return nil, err
		}
		if err := q.check(n, columns); err != nil {
			return nil, fmt.Errorf("node %d: %w", q.Node, err)
		}
		t[q.Node] = q.node()
	}
	for _, l := range f.Leaves {
		if err := place(l.Node); err != nil {
			return nil, err
		}
		if !(math.Abs(l.Value) <= 1000) || !(l.Cover > 1e-10 && l.Cover < 1e30) {
			return nil, fmt.Errorf("leaf %d has value %v and cover %v", l.Node, l.Value, l.Cover)
		}
		t[l.Node] = Node{Value: l.Value, Cover: l.Cover}
	}
	return t, t.whole()
}

// check looks at one question.
func (q *question) check(nodes int, columns []Column) error {
	switch {
	case q.Left <= q.Node || q.Right <= q.Node || q.Left >= nodes || q.Right >= nodes || q.Left == q.Right:
		return fmt.Errorf("its children %d and %d are not two later nodes", q.Left, q.Right)
	case q.Column < 0 || q.Column >= len(columns):
		return fmt.Errorf("it asks for column %d of %d", q.Column, len(columns))
	case !finite(q.Gain):
		return fmt.Errorf("its gain is %v", q.Gain)
	}
	c := &columns[q.Column]
	if c.Kind == frame.Number {
		if q.Threshold == nil || !finite(float64(*q.Threshold)) || q.Levels != nil {
			return fmt.Errorf("column %q is a number, and needs a threshold and no levels", c.Name)
		}
		return nil
	}
	if q.Threshold != nil {
		return fmt.Errorf("column %q is a category and has a threshold", c.Name)
	}
	for i, l := range q.Levels {
		if l < 0 || int(l) >= len(c.Levels) || i > 0 && l <= q.Levels[i-1] {
			return fmt.Errorf("level %d of column %q is outside its %d levels or out of order", l, c.Name, len(c.Levels))
		}
	}
	return nil
}

func (q *question) node() Node {
	n := Node{Left: q.Left, Right: q.Right, Column: q.Column, Levels: q.Levels, MissingLeft: q.MissingLeft, Gain: q.Gain}
	if q.Threshold != nil {
		n.Threshold = *q.Threshold
	}
	return n
}

// whole checks that every node but the root is the child of one other, and fills
// the covers.
func (t Tree) whole() error {
	parents := make([]int, len(t))
	for i := range t {
		if !t[i].leaf() {
			parents[t[i].Left]++
			parents[t[i].Right]++
		}
	}
	for i, n := range parents {
		if want := min(i, 1); n != want {
			return fmt.Errorf("node %d is the child of %d nodes", i, n)
		}
	}
	if deep := t.depth(); deep > deepest {
		return fmt.Errorf("it is %d questions deep, %d is the most", deep, deepest)
	}
	t.cover()
	return nil
}
