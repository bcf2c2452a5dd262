package learn

import (
	"context"
	"errors"

	"continuum/internal/fault"
)

// Train learns a model. The report's figures are of rows that the parts of the
// model, and the line they were recalibrated by, did not see. Faults that name a
// column are of code invalid: an outcome without events, a column that tells it
// nearly perfectly, nothing to learn from.
func Train(ctx context.Context, r Request) (*Model, *Report, error) {
	w, err := begin(ctx, &r)
	if err != nil {
		return nil, nil, err
	}
	if err := w.doubt(ctx); err != nil {
		return nil, nil, err
	}
	var chosen *blend
	if r.Unproven {
		chosen, err = w.unproven()
	} else {
		chosen, err = w.proven(ctx)
	}
	if err != nil {
		return nil, nil, err
	}
	m, err := w.finish(ctx, chosen)
	if err != nil {
		return nil, nil, err
	}
	if err := w.weigh(ctx, m); err != nil {
		return nil, nil, err
	}
	m.Validity = w.report.Validity
	w.Progress.Report(learning, 1, 1)
	return m, w.report, m.Seal()
}

// proven tries the candidates and chooses what predicts unseen rows best.
func (w *work) proven(ctx context.Context) (*blend, error) {
	p := w.proof()
	if err := w.validates(p); err != nil {
		return nil, err
	}
	trials, err := w.try(ctx, p)
	if err != nil {
		return nil, err
	}
	chosen, err := w.choose(p, trials)
	if err != nil {
		return nil, err
	}
	return chosen, w.judge(p, chosen)
}

// validates checks the rows that validate as those that are learned from.
func (w *work) validates(p *proof) error {
	if err := w.earlier(p); err != nil {
		return err
	}
	err := w.outcomes(p.truth.y)
	var bad *fault.Error
	if errors.As(err, &bad) {
		of := *bad
		of.Reason = "of the rows that validate (" + p.how + "), " + bad.Reason
		return &of
	}
	return err
}

// unproven takes one learner as it comes.
func (w *work) unproven() (*blend, error) {
	trials := w.trials()
	if len(w.Learners) == 0 {
		trials = trials[1:2] // boosting
	}
	t := trials[0]
	if t.linear != nil {
		return nil, &fault.Error{Code: fault.Invalid, Reason: "the elastic net finds its penalty by validation, which was left out", Fix: "validate, or learn by boosting"}
	}
	t.boost.options.Early = 0
	w.report.Validity = Validity{How: "none", Chosen: t.name, Candidates: []Candidate{}, Before: Line{0, 1}}
	w.notice("", "nothing was validated: the scores are as they come, not recalibrated")
	return &blend{name: t.name, trials: []*trial{t}, weights: []float64{1}}, nil
}

// finish learns the chosen parts from all rows.
func (w *work) finish(ctx context.Context, b *blend) (*Model, error) {
	data, features, err := w.features.learn(w.data, w.target, w.inner)
	if err != nil {
		return nil, err
	}
	s := &split{data: data, target: w.target}
	m := w.model(features)
	m.Intercept, m.Bend = b.intercept, b.bend
	for i, t := range b.trials {
		part, err := t.finish(ctx, s)
		if err != nil {
			return nil, err
		}
		part.Weight = b.weights[i]
		m.Parts = append(m.Parts, *part)
	}
	return m, nil
}

// Refit learns the chosen parts of a model anew from other rows, with the same
// settings, weights and recalibration. It validates nothing, and doubts no column:
// Train did.
func Refit(ctx context.Context, chosen *Model, r Request) (*Model, *Report, error) {
	r.Unproven, r.Kind = true, chosen.Kind
	w, err := begin(ctx, &r)
	if err != nil {
		return nil, nil, err
	}
	b := &blend{name: chosen.Validity.Chosen, intercept: chosen.Intercept, bend: chosen.Bend}
	for i := range chosen.Parts {
		b.trials = append(b.trials, chosen.Parts[i].again(r.Seed, r.Kind))
		b.weights = append(b.weights, chosen.Parts[i].Weight)
	}
	w.report.Validity = chosen.Validity
	m, err := w.finish(ctx, b)
	if err != nil {
		return nil, nil, err
	}
	if err := w.weigh(ctx, m); err != nil {
		return nil, nil, err
	}
	m.Validity = chosen.Validity
	return m, w.report, m.Seal()
}
