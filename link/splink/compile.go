package splink

import (
	"context"

	"continuum/internal/fault"
)

// pair is the two records that conditions are asked about, by row, with the
// memory that is used again for every pair.
type pair struct {
	left, right int
	serial      uint64 // counts the pairs, so that memory of another one is not believed
	memory      []remembered
	err         error // the first value that could not be used
	scratch     scratch
}

// remembered is a number computed for a pair.
type remembered struct {
	serial uint64
	value  float64
	known  bool
}

// evaluator computes an expression for a pair; known is false for NULL.
type evaluator[T any] func(*pair) (value T, known bool)

// holds tells whether a condition is true, neither false nor NULL.
func holds(condition evaluator[bool], p *pair) bool {
	value, known := condition(p)
	return value && known
}

// compiler turns typed trees into evaluators over one table. Expressions of one
// record are computed for each row once, by the steps that prepare holds.
type compiler struct {
	table    *Table
	columns  map[string]int
	features map[string]any // *feature by key of the expression
	prepare  []func(context.Context, *pair) error
	memory   map[string]int // slot by key of the expression
}

func newCompiler(t *Table) *compiler {
	return &compiler{table: t, columns: t.columns(), features: map[string]any{}, memory: map[string]int{}}
}

// pair makes the working memory of what was compiled.
func (c *compiler) pair() *pair { return &pair{memory: make([]remembered, len(c.memory))} }

// run computes everything that depends on one record.
func (c *compiler) run(ctx context.Context) error {
	p := c.pair()
	for _, step := range c.prepare {
		if err := step(ctx, p); err != nil {
			return err
		}
	}
	c.prepare = nil
	return nil
}

// fail ends the run at a value that cannot be used, unless one did before.
func (p *pair) fail(value, reason, fix string) {
	if p.err == nil {
		p.err = &fault.Error{Code: fault.Invalid, Reason: reason, Value: value, Fix: fix}
	}
}

// column reads a column of one side.
func (c *compiler) column(n *node) evaluator[string] {
	k, rows := c.columns[n.text], c.table.Rows
	if n.side == right {
		return func(p *pair) (string, bool) { s := rows[p.right][k]; return s, s != "" }
	}
	return func(p *pair) (string, bool) { s := rows[p.left][k]; return s, s != "" }
}

// null is the evaluator of the literal NULL.
func null[T any](*pair) (value T, known bool) { return value, false }

func always[T any](value T) evaluator[T] {
	return func(*pair) (T, bool) { return value, true }
}

// remember computes what reads both records once for each pair.
func (c *compiler) remember(n *node, f evaluator[float64]) evaluator[float64] {
	if n.side != both {
		return f
	}
	key := n.key(true)
	slot, ok := c.memory[key]
	if !ok {
		slot = len(c.memory)
		c.memory[key] = slot
	}
	return func(p *pair) (float64, bool) {
		m := &p.memory[slot]
		if m.serial != p.serial {
			value, known := f(p)
			*m = remembered{p.serial, value, known}
		}
		return m.value, m.known
	}
}
