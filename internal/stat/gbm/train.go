package gbm

import (
	"context"
	"math"

	"continuum/internal/fault"
	"continuum/internal/frame"
)

// Train learns a model of a target from a frame's columns of numbers and
// categories; texts are left out. With a validation table it keeps the trees up
// to the best mean loss there and, with Options.Early, stops when that has not
// become better for so many trees. What cannot be learned from is refused with
// fault.Invalid; a cancelled context ends it with the context's error.
func Train(ctx context.Context, f *frame.Frame, t Target, valid *Valid, o Options) (*Model, error) {
	o = o.filled()
	if err := o.check(); err != nil {
		return nil, err
	}
	rows, err := t.check(f.Rows, o.Loss)
	if err != nil {
		return nil, err
	}
	if f.Rows > math.MaxInt32/2 {
		return nil, fault.New(fault.Invalid, "%d rows are more than can be learned from at once", f.Rows)
	}
	columns, err := columnsOf(f, rows, &o)
	if err != nil {
		return nil, err
	}
	b := &booster{o: &o, loss: o.Loss, model: &Model{Options: o}}
	for i := range columns {
		b.model.Columns = append(b.model.Columns, columns[i].Column)
	}
	b.model.Base = t.base(rows, o.Loss)
	if b.learned, err = newSet(f, &t, rows, columns, b.model.Base); err != nil {
		return nil, err
	}
	if valid != nil {
		if b.watched, err = validSet(valid, columns, &o, b.model.Base); err != nil {
			return nil, err
		}
	}
	return b.run(ctx)
}

// set is a table in bins, with its target and the raw scores so far.
type set struct {
	*grid
	target *Target
	rows   []int32 // those that count
	raw    []float64
}

func newSet(f *frame.Frame, t *Target, rows []int32, columns []column, base float64) (*set, error) {
	g, err := gridOf(f, columns)
	if err != nil {
		return nil, err
	}
	s := &set{grid: g, target: t, rows: rows, raw: make([]float64, f.Rows)}
	for i := range s.raw {
		s.raw[i] = base
	}
	return s, nil
}

func validSet(v *Valid, columns []column, o *Options, base float64) (*set, error) {
	rows, err := v.Target.check(v.Frame.Rows, o.Loss)
	if err != nil {
		return nil, fault.Wrap(err, "looking at the validation table")
	}
	return newSet(v.Frame, &v.Target, rows, columns, base)
}
