package impact

import (
	"context"

	"continuum/internal/frame"
	"continuum/internal/progress"
	"continuum/internal/stat/gbm"
	"continuum/internal/stat/glm"
)

// rates are logs of the events that each person expects without help.
type rates struct {
	pilot  []float64 // by models that did not see the person
	people []float64
	raw    []float64 // of the people, before recalibration
	level  level     // recalibration, with its uncertainty
}

const folds = 5

// learnRates learns the rate of events from both arms of a pilot, those helped with
// the average effect as an offset: in each fold a log-linear model and boosted
// trees, averaged on the log scale and recalibrated by what they say of people they
// did not see.
func learnRates(ctx context.Context, p *Pilot, fold []int, effect float64, people *frame.Frame, seed uint64, report progress.Func) (*rates, error) {
	r := &rates{pilot: make([]float64, p.Data.Rows), raw: make([]float64, people.Rows)}
	for k := range folds {
		report.Report("learn rates of events", int64(k), folds)
		var in, out []int
		for i, f := range fold {
			if f == k {
				out = append(out, i)
			} else {
				in = append(in, i)
			}
		}
		m, err := learnPair(ctx, p.take(in), effect, seed+uint64(k))
		if err != nil {
			return nil, err
		}
		unseen, err := m.score(ctx, p.Data.Take(out))
		if err != nil {
			return nil, err
		}
		for n, i := range out {
			r.pilot[i] = unseen[n]
		}
		others, err := m.score(ctx, people)
		if err != nil {
			return nil, err
		}
		for i, v := range others {
			r.raw[i] += v / folds
		}
	}
	report.Report("learn rates of events", folds, folds)
	return r, r.recalibrate(p, effect)
}

func (p *Pilot) take(rows []int) *Pilot {
	out := &Pilot{Data: p.Data.Take(rows)}
	for _, i := range rows {
		out.Treated, out.Events = append(out.Treated, p.Treated[i]), append(out.Events, p.Events[i])
	}
	return out
}

// offset is what help adds to the log rate of each person.
func (p *Pilot) offset(effect float64) []float64 {
	out := make([]float64, len(p.Treated))
	for i, t := range p.Treated {
		out[i] = effect * t
	}
	return out
}

// pair is two models of one rate.
type pair struct {
	linear *glm.Model
	trees  *gbm.Model
}

func learnPair(ctx context.Context, p *Pilot, effect float64, seed uint64) (pair, error) {
	offset := p.offset(effect)
	linear, err := fitLinear(ctx, p.Data, glm.Poisson, p.Events, offset)
	if err != nil {
		return pair{}, err
	}
	trees, err := gbm.Train(ctx, p.Data, gbm.Target{Y: p.Events, Offset: offset}, nil, gbm.Options{
		Loss: gbm.Poisson, Trees: 150, Depth: 4, Leaves: 8, Rate: 0.05, L2: 5, MinHessian: 2,
		MinRows: max(20, p.Data.Rows/800), RowShare: 0.7, ColumnShare: 0.7, Seed: seed + 1,
	})
	return pair{linear, trees}, err
}

// loose is the standard deviation that a coefficient is expected to have, of a
// feature divided by its own.
const loose = 0.3

// fitLinear fits a ridge regression on all columns of a frame: skewed amounts by
// their logs, numbers by a curve of two bends.
func fitLinear(ctx context.Context, f *frame.Frame, family glm.Family, y, offset []float64) (*glm.Model, error) {
	design, _, err := glm.Learn(f, nil, glm.DesignOptions{Log: true, Knots: 2})
	if err != nil {
		return nil, err
	}
	x, err := design.Apply(f)
	if err != nil {
		return nil, err
	}
	lambda := 1 / (loose * loose * float64(f.Rows))
	c, err := glm.Fit(ctx, x, y, nil, offset, lambda, glm.Options{Family: family, Scaling: glm.ScaleAll})
	if err != nil {
		return nil, err
	}
	return design.Model(family, c), nil
}

func (m pair) score(ctx context.Context, f *frame.Frame) ([]float64, error) {
	a, b := make([]float64, f.Rows), make([]float64, f.Rows)
	if err := m.linear.Score(ctx, f, a); err != nil {
		return nil, err
	}
	if err := m.trees.Score(ctx, f, b); err != nil {
		return nil, err
	}
	for i := range a {
		a[i] = (a[i] + b[i]) / 2
	}
	return a, nil
}

// crudeEffect is the log ratio of events with help to those without, adjusted for
// all features: what the rate model takes the effect to be before it is learned.
func crudeEffect(ctx context.Context, p *Pilot) (float64, error) {
	with := &frame.Frame{Rows: p.Data.Rows, Columns: append([]frame.Column{}, p.Data.Columns...)}
	helped := frame.Column{Name: "\x00helped", Kind: frame.Number, Numbers: make([]float32, p.Data.Rows)}
	for i, t := range p.Treated {
		helped.Numbers[i] = float32(t)
	}
	with.Columns = append(with.Columns, helped)
	m, err := fitLinear(ctx, with, glm.Poisson, p.Events, nil)
	if err != nil {
		return 0, err
	}
	for _, t := range m.Terms {
		if t.Column == helped.Name {
			return max(-1, min(1, t.Coefficients[0])), nil
		}
	}
	return 0, nil
}
