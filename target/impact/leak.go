package impact

import (
	"fmt"

	"continuum/internal/fault"
	"continuum/internal/frame"
	"continuum/internal/stat/metric"
)

// tells is the AUC of one column alone from which on it is taken to be the outcome
// itself, as in training.
const tells = 0.99

// leak refuses a number that tells who had events so well by itself that it can only
// have been known afterwards: the effect would be hidden behind it.
func (p *Pilot) leak() error {
	had := make([]float64, len(p.Events))
	for i, y := range p.Events {
		had[i] = min(1, y)
	}
	for i := range p.Data.Columns {
		c := &p.Data.Columns[i]
		if c.Kind != frame.Number {
			continue
		}
		auc, ok := alone(c, had)
		if ok && max(auc, 1-auc) >= tells {
			return &fault.Error{
				Code: fault.Invalid, Column: c.Name,
				Reason: fmt.Sprintf("it tells nearly perfectly who had events (AUC %.3f), so it is the outcome or was known only afterwards", max(auc, 1-auc)),
				Fix:    "take the column out of the pilot",
			}
		}
	}
	return nil
}

// alone is the AUC of a number by itself among those of whom it is known; false where
// that says nothing.
func alone(c *frame.Column, had []float64) (float64, bool) {
	var score, label []float64
	yes := 0.0
	for i, v := range c.Numbers {
		if v == v {
			score, label, yes = append(score, float64(v)), append(label, had[i]), yes+had[i]
		}
	}
	if yes < leastEvents || float64(len(label))-yes < leastEvents {
		return 0, false
	}
	auc, err := metric.AUC(score, label)
	return auc, err == nil
}
