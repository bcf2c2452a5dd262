package glm

import (
	"continuum/internal/fault"
	"continuum/internal/frame"
)

// Explainer explains rows of one frame.
type Explainer struct {
	Base    float64 // the score of somebody average in every feature
	readers []reader
}

// Explainer makes ready to explain rows of a frame.
func (m *Model) Explainer(f *frame.Frame) (*Explainer, error) {
	readers, err := m.readers(f)
	if err != nil {
		return nil, err
	}
	e := &Explainer{Base: m.Intercept, readers: readers}
	for i := range readers {
		e.Base += readers[i].average
	}
	return e, nil
}

// Explain sets out to what each of the model's columns adds to the score of a row
// beside the average person: coefficient x (value - mean), summed over the
// column's features. Base and the values of out add up to the score.
func (e *Explainer) Explain(row int, out []float64) {
	for i, r := range e.readers {
		out[i] = r.effect(row) - r.average
	}
}

// Explain is Explainer for a single row: it gives the base, and sets out to one
// value a column of the model.
func (m *Model) Explain(f *frame.Frame, row int, out []float64) (base float64, err error) {
	e, err := m.Explainer(f)
	if err != nil {
		return 0, err
	}
	if row < 0 || row >= f.Rows || len(out) != len(m.Columns()) {
		return 0, fault.New(fault.Internal, "row %d of %d and %d values for %d columns", row, f.Rows, len(out), len(m.Columns()))
	}
	e.Explain(row, out)
	return e.Base, nil
}
