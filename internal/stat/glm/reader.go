package glm

import (
	"slices"

	"continuum/internal/frame"
)

// reader computes what one term adds to the score of the rows of a frame.
type reader struct {
	effect  func(row int) float64
	average float64
	columns []int // places among the model's columns that it explains
}

func (m *Model) readers(f *frame.Frame) ([]reader, error) {
	columns, err := m.design.columns(f)
	if err != nil {
		return nil, err
	}
	out := make([]reader, len(m.Terms))
	for i := range m.Terms {
		out[i] = m.Terms[i].reader(columns[i], f.Rows)
		out[i].columns = m.places(&m.Terms[i].Term)
	}
	return out, nil
}

// places finds the columns of a term among all columns of the model.
func (m *Model) places(t *Term) []int {
	all := m.Columns()
	if t.Pair != nil {
		return []int{slices.Index(all, t.Pair.First.Column), slices.Index(all, t.Pair.Second.Column)}
	}
	return []int{slices.Index(all, t.Column)}
}

func (e *Effect) reader(columns [2]*frame.Column, rows int) reader {
	r, c := reader{}, columns[0]
	for i, b := range e.Coefficients {
		r.average += b * e.Mean[i]
	}
	if e.Pair != nil {
		codes := e.Pair.features(columns[0], columns[1], rows)
		r.effect = func(row int) float64 {
			if at := codes[row]; at >= 0 {
				return e.Coefficients[at]
			}
			return 0
		}
		return r
	}
	missing := e.missing()
	switch {
	case c == nil:
		r.effect = func(int) float64 { return missing }
	case e.Number != nil:
		r.effect = func(row int) float64 {
			if v := c.Numbers[row]; v == v {
				return e.number(float64(v))
			}
			return missing
		}
	default:
		effects := e.levels(c.Levels)
		r.effect = func(row int) float64 { return effects[c.Codes[row]+1] }
	}
	return r
}

// number is the effect of a value.
func (e *Effect) number(v float64) (sum float64) {
	at := e.Number.transform(v)
	for i := range e.Number.Deviate {
		sum += e.Coefficients[i] * e.Number.feature(at, i)
	}
	return sum
}

// missing is the effect of a missing value: of a number, its means and the
// indicator, where there was one to learn from.
func (e *Effect) missing() (sum float64) {
	if e.Category != nil {
		return e.levels(nil)[0]
	}
	for i := range e.Number.Deviate {
		sum += e.Coefficients[i] * e.Mean[i]
	}
	if e.Number.Missing {
		sum += e.Coefficients[len(e.Number.Deviate)]
	}
	return sum
}

// levels are the effects of each level of a column, with that of the missing first.
func (e *Effect) levels(names []string) []float64 {
	table := e.Category.table(names)
	out := make([]float64, len(table))
	for i, at := range table {
		if at >= 0 {
			out[i] = e.Coefficients[at]
		}
	}
	return out
}
