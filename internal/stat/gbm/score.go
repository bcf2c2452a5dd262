package gbm

import (
	"context"
	"slices"

	"continuum/internal/fault"
	"continuum/internal/frame"
)

// Bound is a model with the columns of a frame it scores. It may be used by many
// goroutines at once, as long as the frame does not change.
type Bound struct {
	model   *Model
	rows    int
	columns []binding
	means   []float64 // of each tree over the rows learned from
	depths  []int
}

// Bind finds the model's columns in a frame, by name. Columns that are missing or
// hold another kind of value are refused with fault.Invalid, each named. Levels of
// categories the model has not seen count as missing.
func (m *Model) Bind(f *frame.Frame) (*Bound, error) {
	columns, err := bind(f, m.Columns)
	if err != nil {
		return nil, err
	}
	b := &Bound{model: m, rows: f.Rows, columns: columns}
	for _, t := range m.Trees {
		b.means, b.depths = append(b.means, t.mean()), append(b.depths, t.depth())
	}
	return b, nil
}

// Score fills out, one value a row of the frame, with raw scores: log-odds
// (Logistic) or logs of the expected count at exposure 1 (Poisson). Offsets are
// not known here: add the log of a row's exposure yourself.
func (m *Model) Score(ctx context.Context, f *frame.Frame, out []float64) error {
	b, err := m.Bind(f)
	if err != nil {
		return err
	}
	return b.Score(ctx, out)
}

// Score does what Model.Score does.
func (b *Bound) Score(ctx context.Context, out []float64) error {
	if len(out) != b.rows {
		return fault.New(fault.Internal, "there is room for %d scores of %d rows", len(out), b.rows)
	}
	c := b.compile()
	eachChunk(b.rows, func(_, from, to int) {
		keys := make([]uint32, together*len(c.keyed))
		for ; from < to && ctx.Err() == nil; from += together {
			c.score(from, out[from:min(from+together, to)], keys)
		}
	})
	return ctx.Err()
}

// Raw scores one row.
func (b *Bound) Raw(row int) float64 {
	sum := b.model.Base
	for _, t := range b.model.Trees {
		sum += b.leaf(t, row).Value
	}
	return sum
}

// leaf is where a row ends in a tree.
func (b *Bound) leaf(t Tree, row int) *Node {
	at := 0
	for !t[at].leaf() {
		if b.left(&t[at], row) {
			at = t[at].Left
		} else {
			at = t[at].Right
		}
	}
	return &t[at]
}

// left tells whether a row goes left.
func (b *Bound) left(n *Node, row int) bool {
	c := &b.columns[n.Column]
	if b.model.Columns[n.Column].Kind == frame.Number {
		v := c.numbers[row]
		if v != v {
			return n.MissingLeft
		}
		return v <= n.Threshold
	}
	level := c.level(row)
	if level < 0 {
		return n.MissingLeft
	}
	_, found := slices.BinarySearch(n.Levels, level)
	return found
}
