package splink

import (
	"context"
	"errors"

	"continuum/internal/fault"
)

// feature is an expression of one record, computed for every row.
type feature[T any] struct {
	values []T
	state  []state
	errors map[int]error
}

type state uint8

const (
	unknown state = iota // NULL
	known
	failed // its use ends the run; it may never be used
)

// hoist compiles an expression; one that reads one record and does some work is
// computed for each row beforehand.
func hoist[T any](c *compiler, n *node, of func(*node) evaluator[T]) evaluator[T] {
	switch {
	case n.null:
		return null[T]
	case n.side == 0 || n.side == both || !n.costly():
		return of(n)
	}
	f := featureOf(c, n, of)
	if n.side == right {
		return func(p *pair) (T, bool) { return f.at(p, p.right) }
	}
	return func(p *pair) (T, bool) { return f.at(p, p.left) }
}

// costly tells whether a node does more than compare plain columns and literals.
func (n *node) costly() bool {
	found := false
	n.walk(func(n *node) {
		found = found || !operators[n.name] && n.name != literal && n.name != column
	})
	return found
}

// featureOf finds or makes the feature of an expression of one record.
func featureOf[T any](c *compiler, n *node, of func(*node) evaluator[T]) *feature[T] {
	key := n.key(false)
	if f, ok := c.features[key].(*feature[T]); ok {
		return f
	}
	f := &feature[T]{}
	c.features[key] = f
	compute := of(n)
	c.prepare = append(c.prepare, func(ctx context.Context, p *pair) error {
		return f.fill(ctx, p, len(c.table.Rows), compute)
	})
	return f
}

// batch is the number of rows or pairs between two looks at the context.
const batch = 1 << 12

func (f *feature[T]) fill(ctx context.Context, p *pair, rows int, compute evaluator[T]) error {
	f.values, f.state = make([]T, rows), make([]state, rows)
	for i := range rows {
		if i%batch == 0 && ctx.Err() != nil {
			return fault.Wrap(ctx.Err(), "preparing records")
		}
		p.left, p.right = i, i
		p.serial++
		value, ok := compute(p)
		switch {
		case p.err != nil:
			f.fail(i, p.err)
			p.err = nil
		case ok:
			f.values[i], f.state[i] = value, known
		}
	}
	return nil
}

func (f *feature[T]) fail(row int, err error) {
	if f.errors == nil {
		f.errors = map[int]error{}
	}
	f.state[row] = failed
	f.errors[row] = err
}

// at gives the value of a row.
func (f *feature[T]) at(p *pair, row int) (T, bool) {
	s := f.state[row]
	if s == failed && p.err == nil {
		p.err = atRow(f.errors[row], row)
	}
	return f.values[row], s == known
}

// atRow adds the row to an error that does not name one yet.
func atRow(err error, row int) error {
	var e *fault.Error
	if !errors.As(err, &e) || e.Line > 0 {
		return err
	}
	named := *e
	named.Line = int64(row) + 1
	return &named
}
