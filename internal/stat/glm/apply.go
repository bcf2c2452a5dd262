package glm

import (
	"continuum/internal/frame"
)

// Apply turns a frame into the matrix of the design's features: numbers and hinges
// centred and divided by their deviations, a factor for each category and missing
// indicator. A missing column or one of another kind is an error.
func (d *Design) Apply(f *frame.Frame) (*Matrix, error) {
	columns, err := d.columns(f)
	if err != nil {
		return nil, err
	}
	m := &Matrix{Rows: f.Rows}
	for i := range d.Terms {
		if k := d.Terms[i].Number; k != nil {
			for n := range k.Deviate {
				m.Dense = append(m.Dense, d.Terms[i].dense(columns[i], f.Rows, n))
			}
		}
	}
	for i := range d.Terms {
		t := &d.Terms[i]
		switch {
		case t.Category != nil:
			m.Factors = append(m.Factors, Factor{Codes: t.Category.codes(columns[i], f.Rows), Levels: len(t.Category.Groups)})
		case t.Number.Missing:
			m.Factors = append(m.Factors, Factor{Codes: indicator(columns[i], f.Rows), Levels: 1})
		}
	}
	return m, nil
}

// dense is one feature of a number, standardised; missing values stand at 0.
func (t *Term) dense(c *frame.Column, rows, n int) []float32 {
	out := make([]float32, rows)
	k := t.Number
	if c == nil || k.Deviate[n] == 0 {
		return out
	}
	for i, v := range c.Numbers {
		if v == v {
			out[i] = float32((k.feature(k.transform(float64(v)), n) - t.Mean[n]) / k.Deviate[n])
		}
	}
	return out
}

func indicator(c *frame.Column, rows int) []int32 {
	out := make([]int32, rows)
	if c == nil {
		return out
	}
	for i, v := range c.Numbers {
		if v == v {
			out[i] = -1
		}
	}
	return out
}

func (k *Category) codes(c *frame.Column, rows int) []int32 {
	if c == nil {
		c = &frame.Column{Codes: missingCodes(rows)}
	}
	table := k.table(c.Levels)
	out := make([]int32, rows)
	for i, code := range c.Codes {
		out[i] = table[code+1]
	}
	return out
}

func missingCodes(rows int) []int32 {
	out := make([]int32, rows)
	for i := range out {
		out[i] = -1
	}
	return out
}

// Model makes a model of coefficients fitted on the design's matrix, on the
// original scale of the features.
func (d *Design) Model(family Family, c *Coefficients) *Model {
	m := &Model{Family: family, Intercept: c.Intercept, Lambda: c.Lambda}
	dense, level := 0, 0
	for i := range d.Terms {
		if k := d.Terms[i].Number; k != nil {
			level += len(k.Deviate)
		}
	}
	for i := range d.Terms {
		t := Effect{Term: d.Terms[i]}
		if k := t.Number; k != nil {
			for n := range k.Deviate {
				b := 0.0
				if k.Deviate[n] > 0 {
					b = c.Beta[dense+n] / k.Deviate[n]
				}
				t.Coefficients = append(t.Coefficients, b)
				m.Intercept -= b * t.Mean[n]
			}
			dense += len(k.Deviate)
		}
		rest := t.features() - len(t.Coefficients)
		t.Coefficients = append(t.Coefficients, c.Beta[level:level+rest]...)
		level += rest
		m.Terms = append(m.Terms, t)
	}
	m.prepare()
	return m
}
