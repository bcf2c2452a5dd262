package glm

import "continuum/internal/frame"

// reader computes what one term adds to the score of the rows of a frame.
type reader struct {
	effect  func(row int) float64
	average float64
}

func (m *Model) readers(f *frame.Frame) ([]reader, error) {
	columns, err := m.design.columns(f)
	if err != nil {
		return nil, err
	}
	out := make([]reader, len(m.Terms))
	for i := range m.Terms {
		out[i] = m.Terms[i].reader(columns[i])
	}
	return out, nil
}

func (e *Effect) reader(c *frame.Column) reader {
	r := reader{}
	for i, b := range e.Coefficients {
		r.average += b * e.Mean[i]
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
