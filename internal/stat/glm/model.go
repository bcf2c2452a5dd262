package glm

import (
	"context"
	"math"

	"continuum/internal/fault"
	"continuum/internal/frame"
)

// Model is a linear model of a frame's columns: it scores any frame with columns
// of the same names and explains every score by them. It marshals to JSON and
// back exactly.
type Model struct {
	Family    Family   `json:"family"`
	Intercept float64  `json:"intercept"`
	Lambda    float64  `json:"lambda"`
	Terms     []Effect `json:"terms"`
	design    Design
}

// Effect is one column of the frame, the features made of it, and the coefficient
// of each: a change of log-odds or log rate for each unit of the feature.
type Effect struct {
	Term
	Coefficients []float64 `json:"coefficients"`
}

// prepare makes ready what is not kept in a file.
func (m *Model) prepare() {
	m.design = Design{}
	for i := range m.Terms {
		m.Terms[i].index()
		m.design.Terms = append(m.design.Terms, m.Terms[i].Term)
	}
}

// Design is how the model reads a frame.
func (m *Model) Design() *Design { return &m.design }

// index makes ready what finds the groups of levels.
func (t *Term) index() {
	if t.Category != nil {
		t.Category.index()
	}
}

// Columns are the names of the columns that the model reads, in the order of the
// values of Explain.
func (m *Model) Columns() (names []string) {
	for i := range m.Terms {
		names = append(names, m.Terms[i].Column)
	}
	return names
}

// Score sets out, one value a row, to the log-odds or log rate of every row,
// without any offset. Family.Mean makes probabilities or rates of them.
func (m *Model) Score(ctx context.Context, f *frame.Frame, out []float64) error {
	readers, err := m.readers(f)
	if err != nil {
		return err
	}
	if len(out) != f.Rows {
		return fault.New(fault.Internal, "%d places for the scores of %d rows", len(out), f.Rows)
	}
	err = lanes(ctx, gradientLanes, f.Rows, func(_, from, to int) {
		for i := from; i < to; i++ {
			out[i] = m.Intercept
		}
		for _, r := range readers {
			for i := from; i < to; i++ {
				out[i] += r.effect(i)
			}
		}
	})
	if err != nil {
		return err
	}
	return finite(out)
}

// finite refuses scores that overflow, which only coefficients of a damaged file make.
func finite(score []float64) error {
	for i, v := range score {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return bad(i, "the score overflows: the model's coefficients cannot be right", v)
		}
	}
	return nil
}
