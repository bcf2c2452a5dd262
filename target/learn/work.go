package learn

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"

	"continuum/internal/fault"
	"continuum/internal/frame"
)

// work is one training.
type work struct {
	*Request
	data     *frame.Frame // the columns learned from, as far as they can be read without the outcome
	features Features
	target   *target
	fold     []int8
	inner    []int8
	report   *Report
	done     atomic.Int64
}

func (r *Request) target() *target {
	return &target{kind: r.Kind, y: r.Outcome, w: r.Weight, off: r.Offset}
}

const learning = "learn and validate"

// step tells that one of the trainings is done.
func (w *work) step(total int) {
	w.Progress.Report(learning, w.done.Add(1), int64(total))
}

// begin plans the columns and deals the folds.
func begin(ctx context.Context, r *Request) (*work, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	groups, err := r.groups()
	if err != nil {
		return nil, err
	}
	w := &work{Request: r, target: r.target(), report: &Report{Outcome: r.Name, Kind: r.Kind, Rows: r.Data.Rows, Groups: groups, Notices: []Notice{}}}
	w.report.Events, _ = w.target.sums()
	w.report.Rate = w.report.Events / float64(r.Data.Rows)
	if w.features, w.report.LeftOut, err = plan(ctx, r.Data, r.Roles); err != nil {
		return nil, err
	}
	w.report.LeftOut = append(slices.Clone(r.LeftOut), w.report.LeftOut...)
	w.fold = foldsOf(r.Group, r.Data.Rows, r.Seed)
	w.inner = foldsOf(r.Group, r.Data.Rows, r.Seed+1)
	if r.Group != nil && r.Time == nil && r.Valid == nil && !r.Unproven {
		if err := w.dealt(); err != nil {
			return nil, err
		}
	}
	w.data, err = w.features.prepare(r.Data)
	return w, err
}

// doubt looks for columns that tell the outcome by themselves, and for too few events.
func (w *work) doubt(ctx context.Context) error {
	notices, err := w.leaks(ctx, w.features)
	if err != nil {
		return err
	}
	w.report.Notices = append(w.report.Notices, notices...)
	w.sentinels()
	w.enough()
	return nil
}

// enough tells of events that are too few to trust figures.
func (w *work) enough() {
	happened := 0
	for _, y := range w.Outcome {
		if y > 0 {
			happened++
		}
	}
	if happened < fewEvents {
		w.notice("", "the outcome happens in %d rows only: figures are uncertain, and more rows are worth more than a better model", happened)
	}
}

func (w *work) notice(column, format string, args ...any) {
	w.report.Notices = append(w.report.Notices, Notice{column, fmt.Sprintf(format, args...)})
}

// wants tells whether a learner was asked for.
func (w *work) wants(l Learner) bool {
	return len(w.Learners) == 0 || slices.Contains(w.Learners, l)
}

// proof says how candidates are judged.
func (w *work) proof() *proof {
	switch {
	case w.Valid != nil:
		return w.byHoldout()
	case w.Time != nil:
		return w.byTime()
	}
	return w.byFolds()
}

// trial is a way to learn under trial, with the raw scores it gave to rows it had
// not seen.
type trial struct {
	name   string
	boost  *boostTrial
	linear *linearTrial
	raw    []float64
}

func (w *work) trials() []*trial {
	var out []*trial
	if w.wants(Linear) {
		out = append(out, &trial{name: string(Linear), linear: newLinearTrial(w.Kind)})
	}
	if w.wants(Boosting) {
		for i, o := range w.settings() {
			name := string(Boosting)
			if i > 0 {
				name = fmt.Sprintf("%s %d", Boosting, i+1)
			}
			out = append(out, &trial{name: name, boost: &boostTrial{options: o}})
		}
	}
	return out
}

func (t *trial) learn(ctx context.Context, s *split) error {
	if t.linear != nil {
		return fault.Wrap(t.linear.learn(ctx, s), "fitting the elastic net")
	}
	return fault.Wrap(t.boost.learn(ctx, s), "boosting")
}

func (t *trial) settle(ctx context.Context, truth *target) error {
	t.raw = make([]float64, len(truth.y))
	if t.linear != nil {
		t.linear.settle(truth, t.raw)
		return nil
	}
	return t.boost.settle(ctx, t.raw)
}

func (t *trial) finish(ctx context.Context, s *split) (*Part, error) {
	if t.linear != nil {
		return t.linear.finish(ctx, s)
	}
	return t.boost.finish(ctx, s)
}

func (t *trial) setting() string {
	if t.linear != nil {
		return t.linear.setting()
	}
	return t.boost.setting()
}

// try lets every candidate learn from every split.
func (w *work) try(ctx context.Context, p *proof) ([]*trial, error) {
	trials := w.trials()
	for i := range p.count {
		s, err := p.split(ctx, i)
		if err != nil {
			return nil, err
		}
		if err := eachAlone(ctx, len(trials), func(k int) error {
			defer w.step(p.count*len(trials) + 1)
			return trials[k].learn(ctx, s)
		}); err != nil {
			return nil, err
		}
	}
	for _, t := range trials {
		if err := t.settle(ctx, p.truth); err != nil {
			return nil, err
		}
	}
	return trials, nil
}
