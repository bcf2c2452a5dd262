package learn

import (
	"context"

	"continuum/internal/fault"
	"continuum/internal/frame"
	"continuum/internal/stat/gbm"
	"continuum/internal/stat/glm"
)

// Model scores rows and explains the scores. It is made by Train or Read, and may
// be used by many goroutines at once.
type Model struct {
	Format    string   `json:"format"` // formatName
	Product   string   `json:"product"`
	Outcome   string   `json:"outcome"`
	Kind      Kind     `json:"kind"`
	Source    Source   `json:"source"`
	Seed      uint64   `json:"seed"`
	Features  Features `json:"columns"`
	LeftOut   []Left   `json:"left_out"`
	Intercept float64  `json:"intercept"` // of the sum of the parts, on the raw scale
	Parts     []Part   `json:"parts"`
	Bend      *Bend    `json:"bend,omitempty"` // of counts, by which the sum is corrected; nil needs none
	Used      []Used   `json:"weights"`        // of columns, the heaviest first
	Validity  Validity `json:"validity"`

	hash string
}

// Part is one learner of a model; its raw score counts by its weight.
type Part struct {
	Learner Learner    `json:"learner"`
	Weight  float64    `json:"weight"`
	Linear  *glm.Model `json:"linear,omitempty"`
	Alpha   float64    `json:"alpha,omitempty"`
	Boosted *gbm.Model `json:"boosted,omitempty"`
}

func (w *work) model(fs Features) *Model {
	return &Model{
		Format: formatName, Product: w.Product, Outcome: w.Name, Kind: w.Kind, Source: w.Source, Seed: w.Seed,
		Features: fs, LeftOut: w.report.LeftOut,
	}
}

// again is the part's learner with the same settings.
func (p *Part) again(seed uint64, kind Kind) *trial {
	if p.Linear != nil {
		l := newLinearTrial(kind)
		l.options.Alpha, l.options.Lambdas, l.lambda = p.Alpha, downTo(p.Linear.Lambda), p.Linear.Lambda
		return &trial{name: string(Linear), linear: l}
	}
	o := p.Boosted.Options
	o.Seed, o.Trees = seed, max(1, len(p.Boosted.Trees))
	return &trial{name: string(Boosting), boost: &boostTrial{options: o}}
}

// downTo is a short path of penalties to the one wanted, which fits faster than it
// alone.
func downTo(lambda float64) []float64 {
	return []float64{lambda * 64, lambda * 8, lambda}
}

// Columns are the names of the columns the model reads.
func (m *Model) Columns() []string {
	out := make([]string, len(m.Features))
	for i := range m.Features {
		out[i] = m.Features[i].Name
	}
	return out
}

func (p *Part) score(ctx context.Context, f *frame.Frame, out []float64) error {
	if p.Linear != nil {
		return p.Linear.Score(ctx, f, out)
	}
	return p.Boosted.Score(ctx, f, out)
}

// Raw gives each row's recalibrated log-odds, or log of the expected count at
// exposure 1. Columns are found by name; one that is not there is fault.Invalid.
func (m *Model) Raw(ctx context.Context, data *frame.Frame) ([]float64, error) {
	f, err := m.frame(data)
	if err != nil {
		return nil, err
	}
	return m.raw(ctx, f)
}

func (m *Model) raw(ctx context.Context, f *frame.Frame) ([]float64, error) {
	out := make([]float64, f.Rows)
	for i := range out {
		out[i] = m.Intercept
	}
	scores := make([]float64, f.Rows)
	for i := range m.Parts {
		if err := m.Parts[i].score(ctx, f, scores); err != nil {
			return nil, fault.Wrap(err, "scoring by %s", m.Parts[i].Learner)
		}
		for k, s := range scores {
			out[k] += m.Parts[i].Weight * s
		}
	}
	for i, r := range out {
		out[i] = m.Bend.apply(r)
	}
	return out, nil
}

// Predict gives each row's probability, or its expected count at exposure 1.
func (m *Model) Predict(ctx context.Context, data *frame.Frame) ([]float64, error) {
	out, err := m.Raw(ctx, data)
	for i, r := range out {
		out[i] = m.Kind.family().Mean(r)
	}
	return out, err
}

// frame makes the frame that the parts score.
func (m *Model) frame(data *frame.Frame) (*frame.Frame, error) {
	if absent := m.absent(data); len(absent) > 0 {
		return nil, absentFault(absent)
	}
	return m.Features.apply(data)
}

// Knows tells whether a column was there when the model was learned, be it read or
// left out.
func (m *Model) Knows(name string) bool {
	for i := range m.Features {
		if m.Features[i].Name == name {
			return true
		}
	}
	for _, l := range m.LeftOut {
		if l.Name == name {
			return true
		}
	}
	return false
}
