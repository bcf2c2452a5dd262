package learn

import (
	"math"

	"continuum/internal/fault"
	"continuum/internal/stat/metric"
)

// judge measures what was chosen on the rows that validate.
func (w *work) judge(p *proof, b *blend) error {
	v := &w.report.Validity
	v.How, v.Rows = p.how, len(p.rows)
	scores := p.truth.means(b.nested)
	var err error
	if w.Kind == Count {
		v.Count, err = metric.MeasureCounts(metric.CountSample{Expected: scores, Count: p.truth.y}, metric.Options{})
	} else {
		sample := metric.Sample{Score: scores, Label: p.truth.y}
		if v.Binary, err = metric.Measure(sample, metric.Options{}); err == nil {
			v.Curve, err = metric.Calibration(sample, 0)
		}
	}
	if err != nil {
		return fault.Wrap(err, "measuring the scores of rows that validate")
	}
	v.Before = p.line(b)
	v.FoldAUC = p.foldAUC(b.nested)
	w.keep(p, scores)
	return nil
}

// means are the probabilities or expected counts of raw scores.
func (t *target) means(raw []float64) []float64 {
	out := make([]float64, len(raw))
	for i, r := range raw {
		if t.off != nil {
			r += t.off[i]
		}
		out[i] = t.kind.family().Mean(r)
	}
	return out
}

// line is the recalibration that the scores of the chosen parts, each taken once,
// needed: 0 and 1 where they needed none.
func (p *proof) line(b *blend) Line {
	if len(b.trials) > 1 {
		total := 0.0
		for _, w := range b.weights {
			total += w
		}
		return Line{b.intercept, total}
	}
	return Line{b.intercept, b.weights[0]}
}

func (p *proof) foldAUC(raw []float64) []float64 {
	var out []float64
	had := happened(p.truth.y)
	for k := range int8(folds) {
		var score, label []float64
		for i, f := range p.fold {
			if f == k {
				score, label = append(score, raw[i]), append(label, had[i])
			}
		}
		if auc, err := metric.AUC(score, label); err == nil { // a fold without events has none
			out = append(out, auc)
		}
	}
	return out
}

// keep gives the report the score of each row that validated.
func (w *work) keep(p *proof, scores []float64) {
	rows := w.Data.Rows
	if w.Valid != nil {
		rows = w.Valid.Data.Rows
	}
	all, fold := make([]float64, rows), make([]int8, rows)
	for i := range all {
		all[i], fold[i] = math.NaN(), -1
	}
	for k, row := range p.rows {
		all[row], fold[row] = scores[k], p.fold[k]
	}
	w.report.Fold = fold
	switch {
	case w.Valid != nil:
		w.report.HeldOut = all
	default:
		w.report.OutOfFold = all
	}
}
