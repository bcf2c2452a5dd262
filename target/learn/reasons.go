package learn

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"

	"continuum/internal/fault"
	"continuum/internal/frame"
	"continuum/internal/stat/gbm"
	"continuum/internal/stat/glm"
)

// Reason is what one column adds to a row's raw score.
type Reason struct {
	Column string  `json:"column"`
	Value  string  `json:"value"` // as it was read; "" is missing
	Effect float64 `json:"effect"`
}

// Explanation takes a raw score apart: Base, the effects of Reasons and Rest add up
// to Raw.
type Explanation struct {
	Base    float64  `json:"base"`    // of the average row
	Reasons []Reason `json:"reasons"` // the largest effects first, up or down
	Rest    float64  `json:"rest"`    // effects of all other columns
	Raw     float64  `json:"raw"`
}

// Explainer explains rows of one frame. It may be used by many goroutines at once.
type Explainer struct {
	Base  float64 // the raw score of the average row
	sum   float64 // of the parts, of which Base is the correction
	model *Model
	data  *frame.Frame // as given
	parts []explainer
}

// explainer explains rows by one part.
type explainer struct {
	weight  float64
	linear  *glm.Explainer
	boosted *gbm.Bound
	place   []int // of the part's columns among the model's
}

// Explainer makes ready to explain the rows of a frame.
func (m *Model) Explainer(data *frame.Frame) (*Explainer, error) {
	f, err := m.frame(data)
	if err != nil {
		return nil, err
	}
	e := &Explainer{sum: m.Intercept, model: m, data: data}
	for i := range m.Parts {
		part, base, err := m.Parts[i].explainer(f)
		if err != nil {
			return nil, fault.Wrap(err, "explaining by %s", m.Parts[i].Learner)
		}
		part.weight = m.Parts[i].Weight
		e.sum += part.weight * base
		part.place = m.places(m.Parts[i].columns())
		e.parts = append(e.parts, part)
	}
	e.Base = m.Bend.apply(e.sum)
	return e, nil
}

func (p *Part) columns() []string {
	if p.Linear != nil {
		return p.Linear.Columns()
	}
	out := make([]string, len(p.Boosted.Columns))
	for i := range out {
		out[i] = p.Boosted.Columns[i].Name
	}
	return out
}

func (m *Model) places(names []string) []int {
	out := make([]int, len(names))
	for i, name := range names {
		out[i] = slices.IndexFunc(m.Features, func(f Feature) bool { return f.Name == name })
	}
	return out
}

// Effects sets out to what each column of the model adds to a row's raw score;
// Base and out add up to it.
func (e *Explainer) Effects(row int, out []float64) error {
	clear(out)
	for i := range e.parts {
		p := &e.parts[i]
		values := make([]float64, len(p.place))
		if p.linear != nil {
			p.linear.Explain(row, values)
		} else if _, err := p.boosted.Explain(row, values); err != nil {
			return err
		}
		for k, at := range p.place {
			out[at] += p.weight * values[k]
		}
	}
	e.correct(out)
	return nil
}

// correct shares the bend among the effects.
func (e *Explainer) correct(effects []float64) {
	raw := e.sum
	for _, v := range effects {
		raw += v
	}
	share := e.model.Bend.share(e.sum, raw)
	for i := range effects {
		effects[i] *= share
	}
}

// Explain explains a row by its top reasons, all where top is 0.
func (e *Explainer) Explain(row, top int) (Explanation, error) {
	effects := make([]float64, len(e.model.Features))
	if err := e.Effects(row, effects); err != nil {
		return Explanation{}, err
	}
	order := make([]int, len(effects))
	out := Explanation{Base: e.Base, Raw: e.Base, Reasons: []Reason{}}
	for i, v := range effects {
		order[i] = i
		out.Raw += v
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(math.Abs(effects[b]), math.Abs(effects[a])) })
	for k, i := range order {
		if top > 0 && k >= top {
			out.Rest += effects[i]
			continue
		}
		name := e.model.Features[i].Name
		out.Reasons = append(out.Reasons, Reason{name, written(e.data.Column(name), row), effects[i]})
	}
	return out, nil
}

// written is a value as a reader knows it.
func written(c *frame.Column, row int) string {
	switch {
	case c.Missing(row):
		return ""
	case c.Kind == frame.Category:
		return c.Levels[c.Codes[row]]
	}
	return strconv.FormatFloat(float64(c.Numbers[row]), 'f', -1, 32)
}

// Reasons explains some rows of a frame by their top reasons.
func (m *Model) Reasons(ctx context.Context, data *frame.Frame, rows []int, top int) ([]Explanation, error) {
	e, err := m.Explainer(data)
	if err != nil {
		return nil, err
	}
	out := make([]Explanation, len(rows))
	err = eachRow(ctx, len(rows), func(i int) (err error) {
		out[i], err = e.Explain(rows[i], top)
		return err
	})
	return out, err
}

// weighRows is how many rows the weights of columns are found by.
const weighRows = 1000

// weigh finds how much each column counts: its share of all effects by their size.
func (w *work) weigh(ctx context.Context, m *Model) error {
	rows := sampled(w.Data.Rows, weighRows)
	e, err := m.Explainer(w.Data.Take(rows))
	if err != nil {
		return err
	}
	all := make([][]float64, len(rows))
	if err := eachRow(ctx, len(rows), func(i int) error {
		all[i] = make([]float64, len(m.Features))
		return e.Effects(i, all[i])
	}); err != nil {
		return err
	}
	sizes, total := make([]float64, len(m.Features)), 0.0
	for _, effects := range all {
		for k, v := range effects {
			sizes[k] += math.Abs(v)
			total += math.Abs(v)
		}
	}
	m.Used = []Used{}
	for i := range m.Features {
		share := 0.0
		if total > 0 {
			share = sizes[i] / total
		}
		m.Used = append(m.Used, Used{m.Features[i].Name, m.Features[i].Role, share})
	}
	slices.SortStableFunc(m.Used, func(a, b Used) int { return cmp.Compare(b.Weight, a.Weight) })
	w.report.Columns = m.Used
	return nil
}

// explainer binds a part to a frame and finds the raw score of its average row.
func (p *Part) explainer(f *frame.Frame) (out explainer, base float64, err error) {
	if p.Linear != nil {
		out.linear, err = p.Linear.Explainer(f)
		if err == nil {
			base = out.linear.Base
		}
		return out, base, err
	}
	if out.boosted, err = p.Boosted.Bind(f); err == nil && f.Rows > 0 {
		base, err = out.boosted.Explain(0, make([]float64, len(p.Boosted.Columns)))
	}
	return out, base, err
}
