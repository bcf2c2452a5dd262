package learn

import (
	"context"
	"fmt"

	"continuum/internal/stat/gbm"
)

// The settings of boosting that are tried. Many rows need fewer, faster trees.
const (
	manyRows  = 200_000
	fewerRows = 50_000
)

// settings are the options of boosting to try.
func (w *work) settings() []gbm.Options {
	tried := w.Boost
	if len(tried) == 0 {
		tried = usual(w.data.Rows)
	}
	out := make([]gbm.Options, len(tried))
	for i, o := range tried {
		o.Loss, o.Seed = w.Kind.boostLoss(), w.Seed
		out[i] = o
	}
	return out
}

func usual(rows int) []gbm.Options {
	slow := gbm.Options{Trees: 800, Depth: 6, Leaves: 15, Rate: 0.03, L2: 10, MinRows: 40, RowShare: 0.7, ColumnShare: 0.4, Early: 60}
	shallow := slow
	shallow.Depth, shallow.Leaves, shallow.Rate = 3, 0, 0.05
	switch {
	case rows > manyRows:
		slow.Trees, slow.Rate, slow.Early, slow.MinRows = 300, 0.1, 20, 100
		return []gbm.Options{slow}
	case rows < 5000:
		slow.MinRows, shallow.MinRows = 15, 15
		slow.Leaves, slow.Depth = 8, 4
	}
	return []gbm.Options{slow, shallow}
}

// boostTrial is one setting of boosting under trial.
type boostTrial struct {
	options gbm.Options
	models  []*gbm.Model // one a split
	splits  []*split
}

func (b *boostTrial) setting() string {
	o := &b.options
	return fmt.Sprintf("%d trees of depth %d, rate %.3g", o.Trees, o.Depth, o.Rate)
}

// learn learns from one split and watches the loss of its test rows.
func (b *boostTrial) learn(ctx context.Context, s *split) error {
	m, err := gbm.Train(ctx, s.data, s.target.boosted(), &gbm.Valid{Frame: s.test, Target: s.truth.boosted()}, b.options)
	if err != nil {
		return err
	}
	b.models = append(b.models, m)
	b.splits = append(b.splits, &split{test: s.test, truth: s.truth, at: s.at})
	return nil
}

// settle takes the number of trees that is best for all splits together and scores
// their test rows.
func (b *boostTrial) settle(ctx context.Context, out []float64) error {
	b.options.Trees = b.best()
	b.options.Early = 0
	for i, s := range b.splits {
		m := b.models[i]
		m.Trees = m.Trees[:min(len(m.Trees), b.options.Trees)]
		scores := make([]float64, len(s.at))
		if err := m.Score(ctx, s.test, scores); err != nil {
			return err
		}
		for k, at := range s.at {
			out[at] = scores[k]
		}
	}
	b.models, b.splits = nil, nil
	return nil
}

// best is the number of trees of the least loss over all splits.
func (b *boostTrial) best() int {
	most := b.options.Trees
	for _, m := range b.models {
		most = min(most, len(m.Losses))
	}
	best, least := 1, 0.0
	for n := range most {
		loss := 0.0
		for i, m := range b.models {
			_, rows := b.splits[i].truth.sums()
			loss += rows * m.Losses[n]
		}
		if n == 0 || loss < least {
			best, least = n+1, loss
		}
	}
	return best
}

// finish learns the part from all rows that count.
func (b *boostTrial) finish(ctx context.Context, s *split) (*Part, error) {
	m, err := gbm.Train(ctx, s.data, s.target.boosted(), nil, b.options)
	if err != nil {
		return nil, err
	}
	return &Part{Learner: Boosting, Boosted: m}, nil
}
