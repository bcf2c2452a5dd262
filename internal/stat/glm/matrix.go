package glm

import (
	"math"

	"continuum/internal/fault"
)

// Matrix is what a penalised fit reads: numbers in dense columns, and factors of
// which each row has at most one level. A factor of L levels stands for L columns
// of 0 and 1 and costs one code a row.
type Matrix struct {
	Rows    int
	Dense   [][]float32 // one slice a column, Rows finite values
	Factors []Factor
}

// Factor is a group of 0/1 columns that exclude each other.
type Factor struct {
	Codes  []int32 // the level of each row, -1 for none
	Levels int
}

// Columns is how many coefficients the matrix has: dense columns first, then the
// levels of each factor in turn.
func (m *Matrix) Columns() int {
	n := len(m.Dense)
	for _, f := range m.Factors {
		n += f.Levels
	}
	return n
}

// mostColumns bounds the Gram matrix in memory (8 bytes a cell, a few copies).
const mostColumns = 4096

func (m *Matrix) check() error {
	if n := m.Columns(); n > mostColumns {
		return fault.New(fault.Invalid, "%d columns after categories were spread; %d is the most: raise the least rows of a level or leave columns out", n, mostColumns)
	}
	for j, c := range m.Dense {
		if len(c) != m.Rows {
			return fault.New(fault.Invalid, "dense column %d has %d values for %d rows", j+1, len(c), m.Rows)
		}
		for i, v := range c {
			if v-v != 0 { // NaN or infinite
				return bad(i, "a dense column must hold finite numbers", float64(v))
			}
		}
	}
	for j, f := range m.Factors {
		if err := f.check(m.Rows); err != nil {
			return fault.Wrap(err, "factor %d", j+1)
		}
	}
	return nil
}

func (f Factor) check(rows int) error {
	if len(f.Codes) != rows {
		return fault.New(fault.Invalid, "%d codes for %d rows", len(f.Codes), rows)
	}
	for i, c := range f.Codes {
		if c < -1 || int(c) >= f.Levels {
			return bad(i, "a code must be -1 or a place among the levels", float64(c))
		}
	}
	return nil
}

// moments are the weighted mean and standard deviation of every column.
func (m *Matrix) moments(o *outcome) (mean, scale []float64) {
	p := m.Columns()
	mean, scale = make([]float64, p), make([]float64, p)
	for j, c := range m.Dense {
		mean[j], scale[j] = weighted(c, o)
	}
	at := len(m.Dense)
	for _, f := range m.Factors {
		share := mean[at : at+f.Levels]
		for i, c := range f.Codes {
			if c >= 0 {
				share[c] += o.w(i)
			}
		}
		for k := range share {
			share[k] /= o.total
			scale[at+k] = math.Sqrt(share[k] * (1 - share[k]))
		}
		at += f.Levels
	}
	return mean, scale
}

func weighted(values []float32, o *outcome) (mean, sd float64) {
	for i, v := range values {
		mean += o.w(i) * float64(v)
	}
	mean /= o.total
	for i, v := range values {
		d := float64(v) - mean
		sd += o.w(i) * d * d
	}
	return mean, math.Sqrt(sd / o.total)
}
