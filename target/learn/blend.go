package learn

import (
	"errors"
	"math"
	"slices"

	"continuum/internal/fault"
	"continuum/internal/stat/calibrate"
	"continuum/internal/stat/glm"
	"continuum/internal/stat/metric"
)

// blend is a weighted sum of the raw scores of candidates. The weights and the
// intercept are fitted to rows the candidates did not see, which recalibrates them
// at the same time.
type blend struct {
	name      string
	trials    []*trial
	intercept float64
	weights   []float64
	bend      *Bend

	nested []float64 // raw scores by weights fitted to the other folds
	loss   float64   // of nested
}

// leastSum is how many rows the weights of a sum need.
const leastSum = 1000

// gain is by which share of the loss a sum must beat the best single candidate.
const gain = 1e-4

// choose takes the candidate, or the sum of the best of each learner, that predicts
// best once recalibrated without the rows it is judged on.
func (w *work) choose(p *proof, trials []*trial) (*blend, error) {
	var all []*blend
	best := map[bool]*blend{} // by whether it is linear
	var chosen *blend
	for _, t := range trials {
		b := &blend{name: t.name, trials: []*trial{t}}
		if err := b.fit(p); err != nil {
			return nil, err
		}
		all = append(all, b)
		if kin := best[t.linear != nil]; kin == nil || b.loss < kin.loss {
			best[t.linear != nil] = b
		}
		if chosen == nil || b.loss < chosen.loss {
			chosen = b
		}
	}
	if _, rows := p.truth.sums(); len(best) == 2 && rows >= leastSum {
		sum := &blend{name: "sum of " + best[true].name + " and " + best[false].name, trials: []*trial{best[true].trials[0], best[false].trials[0]}}
		if err := sum.fit(p); err != nil {
			return nil, err
		}
		all = append(all, sum)
		if sum.positive() && sum.loss < chosen.loss*(1-gain) {
			chosen = sum
		}
	}
	if chosen.weights[0] == 0 {
		w.notice("", "nothing that was tried tells more than the average: every score is the same")
	}
	return chosen, w.list(p, all, chosen)
}

func (b *blend) positive() bool {
	for _, weight := range b.weights {
		if weight <= 0 {
			return false
		}
	}
	return true
}

// fit fits the weights to all rows, and nested to those of the other folds.
func (b *blend) fit(p *proof) (err error) {
	if b.intercept, b.weights, err = b.weigh(p.truth); err != nil {
		return err
	}
	b.nested = make([]float64, len(p.truth.y))
	for k := range int8(folds) {
		others := p.truth.only(func(i int) bool { return p.fold[i] != k })
		intercept, weights, err := b.weigh(others)
		if err != nil {
			return err
		}
		for i, f := range p.fold {
			if f == k {
				b.nested[i] = b.sum(i, intercept, weights)
			}
		}
	}
	b.straighten(p)
	b.loss = meanLoss(p.truth, b.nested)
	return nil
}

// straighten fits the bend to all rows, and corrects nested by those of the other
// folds.
func (b *blend) straighten(p *proof) {
	b.bend = bendOf(p.truth, b.nested)
	raw := slices.Clone(b.nested)
	for k := range int8(folds) {
		bend := bendOf(p.truth.only(func(i int) bool { return p.fold[i] != k }), raw)
		for i, f := range p.fold {
			if f == k {
				b.nested[i] = bend.apply(raw[i])
			}
		}
	}
}

func (b *blend) sum(i int, intercept float64, weights []float64) float64 {
	for k, t := range b.trials {
		intercept += weights[k] * t.raw[i]
	}
	return intercept
}

// slopePrior is how many rows the slope of 1, with which scores come, counts for.
const slopePrior = 50

// weigh fits intercept and weights to the rows that count. Scores that are all the
// same, or that put people in the wrong order, get the intercept alone.
func (b *blend) weigh(t *target) (intercept float64, weights []float64, err error) {
	if len(b.trials) > 1 {
		return b.weighSum(t)
	}
	family, scores := t.kind.family(), b.trials[0].raw
	if !level(scores, t) {
		line, err := calibrate.Shrunk(family, scores, t.y, t.w, t.off, slopePrior)
		switch {
		case errors.Is(err, glm.ErrSeparated): // no line would be steep enough: scores stay as they came
			return 0, []float64{1}, nil
		case err != nil:
			return 0, nil, fault.Wrap(err, "recalibrating the scores of %s", b.name)
		case line.Slope > 0:
			return line.Intercept, []float64{line.Slope}, nil
		}
	}
	fit, err := glm.Newton(family, nil, t.y, t.w, t.off)
	if err != nil {
		return 0, nil, fault.Wrap(err, "finding the average outcome")
	}
	return fit.Coefficients[0], []float64{0}, nil
}

// weighSum fits a weight for each candidate; a sum that cannot be fitted counts none.
func (b *blend) weighSum(t *target) (float64, []float64, error) {
	columns := make([][]float64, len(b.trials))
	for i := range b.trials {
		columns[i] = b.trials[i].raw
	}
	fit, err := glm.Newton(t.kind.family(), columns, t.y, t.w, t.off)
	if err != nil {
		return 0, make([]float64, len(columns)), nil //nolint:nilerr // candidates that repeat each other are no sum
	}
	return fit.Coefficients[0], fit.Coefficients[1:], nil
}

// level tells scores that do not differ among the rows that count.
func level(scores []float64, t *target) bool {
	low, high := math.Inf(1), math.Inf(-1)
	for i, s := range scores {
		if t.weight(i) > 0 {
			low, high = min(low, s), max(high, s)
		}
	}
	return high-low < 1e-9
}

// list reports all that was tried.
func (w *work) list(p *proof, all []*blend, chosen *blend) error {
	label := happened(p.truth.y)
	for _, b := range all {
		if math.IsInf(b.loss, 0) || math.IsNaN(b.loss) {
			if b == chosen {
				return &fault.Error{Code: fault.Invalid, Column: w.Name, Reason: "what was learned does not predict finite numbers", Fix: "see that no value of a column lies far beyond all others"}
			}
			continue
		}
		c := Candidate{Name: b.name, Loss: b.loss, Chosen: b == chosen}
		auc, err := metric.AUC(b.nested, label)
		if err != nil {
			return err
		}
		c.AUC = auc
		for i, t := range b.trials {
			if i > 0 {
				c.Setting += " + "
			}
			c.Setting += t.setting()
		}
		w.report.Validity.Candidates = append(w.report.Validity.Candidates, c)
	}
	w.report.Validity.Chosen = chosen.name
	return nil
}
