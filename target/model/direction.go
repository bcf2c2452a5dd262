package model

import (
	"context"
	"math"

	"continuum/internal/frame"
	"continuum/target/learn"
)

const directionRows = 1000 // people by whom it is seen which way a feature works

// spreadRows are evenly spread rows, at most so many.
func spreadRows(rows int) []int {
	n := min(rows, directionRows)
	out := make([]int, n)
	for i := range out {
		out[i] = i * rows / n
	}
	return out
}

// directions is, for each feature that is a number, the correlation of its value with
// what it adds to the forecast.
func directions(ctx context.Context, m *learn.Model, f *frame.Frame) (map[string]float64, error) {
	e, err := m.Explainer(f)
	if err != nil {
		return nil, err
	}
	names := m.Columns()
	effects := make([][]float64, f.Rows)
	for row := range effects {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		effects[row] = make([]float64, len(names))
		if err := e.Effects(row, effects[row]); err != nil {
			return nil, err
		}
	}
	out := map[string]float64{}
	for k, name := range names {
		if c := f.Column(name); c.Kind == frame.Number {
			out[name] = correlation(c, func(row int) float64 { return effects[row][k] })
		}
	}
	return out, nil
}

// correlation is Pearson's, of the rows that have a value; 0 where nothing varies.
func correlation(c *frame.Column, of func(row int) float64) float64 {
	var n, x, y, xx, yy, xy float64
	for row, v := range c.Numbers {
		if v != v {
			continue
		}
		a, b := float64(v), of(row)
		n, x, y, xx, yy, xy = n+1, x+a, y+b, xx+a*a, yy+b*b, xy+a*b
	}
	below := (n*xx - x*x) * (n*yy - y*y)
	if n == 0 || below <= 0 {
		return 0
	}
	return (n*xy - x*y) / math.Sqrt(below)
}
