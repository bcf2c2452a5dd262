package impact

import (
	"fmt"
	"math"

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
		if c.Kind == frame.Category && len(c.Levels)*rowsOfLevel <= len(had) {
			c = shares(c, had)
		}
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

// rowsOfLevel is how many rows a level must have, on average, for its share of events
// to say something.
const rowsOfLevel = 20

// shares puts words at the share of their people who had events.
func shares(c *frame.Column, had []float64) *frame.Column {
	events, rows := make([]float64, len(c.Levels)+1), make([]float64, len(c.Levels)+1)
	for i, code := range c.Codes {
		events[code+1] += had[i]
		rows[code+1]++
	}
	out := &frame.Column{Name: c.Name, Kind: frame.Number, Numbers: make([]float32, len(c.Codes))}
	for i, code := range c.Codes {
		out.Numbers[i] = float32(events[code+1] / rows[code+1])
	}
	return out
}

// apart refuses a column that is one thing in everybody who was helped and another in
// everybody who was not: it is the arm itself, and nobody can be compared.
func (p *Pilot) apart() error {
	for i := range p.Data.Columns {
		c := &p.Data.Columns[i]
		for _, f := range contrasts(c, p.Data.Rows) {
			if math.IsInf(p.difference(f.value).Standardised, 0) {
				return &fault.Error{
					Code: fault.Invalid, Column: c.Name, Reason: "it is one thing in everybody who was helped and another in all others, so it says who was helped",
					Fix: "take the column out of the pilot",
				}
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
