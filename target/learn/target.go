package learn

import (
	"math"
	"slices"

	"continuum/internal/stat/gbm"
	"continuum/internal/stat/glm"
)

// target is what is learned: outcomes, and how much each row counts (0: not).
type target struct {
	kind      Kind
	y, w, off []float64 // w and off may be nil
}

func (t *target) weight(i int) float64 {
	if t.w == nil {
		return 1
	}
	return t.w[i]
}

// exposure is what a row counts for in a rate.
func (t *target) exposure(i int) float64 {
	if t.off == nil {
		return 1
	}
	return math.Exp(t.off[i])
}

// only is the target in which just some rows count.
func (t *target) only(counts func(i int) bool) *target {
	out := &target{kind: t.kind, y: t.y, off: t.off, w: make([]float64, len(t.y))}
	for i := range out.w {
		if counts(i) {
			out.w[i] = t.weight(i)
		}
	}
	return out
}

// take is the target of some rows.
func (t *target) take(rows []int) *target {
	return &target{kind: t.kind, y: pick(t.y, rows), w: pick(t.w, rows), off: pick(t.off, rows)}
}

func pick(values []float64, rows []int) []float64 {
	if values == nil {
		return nil
	}
	out := make([]float64, len(rows))
	for k, i := range rows {
		out[k] = values[i]
	}
	return out
}

// happened labels what has the outcome with 1, and the rest with 0. Where all have it,
// as nights of a stay, it is what has more of it than the least.
func happened(y []float64) []float64 {
	least := 0.0
	if low := slices.Min(y); low < slices.Max(y) {
		least = low
	}
	out := make([]float64, len(y))
	for i, v := range y {
		if v > least {
			out[i] = 1
		}
	}
	return out
}

func (t *target) boosted() gbm.Target { return gbm.Target{Y: t.y, Weight: t.w, Offset: t.off} }

// sums are the weighted events and rows that count.
func (t *target) sums() (events, rows float64) {
	for i, y := range t.y {
		events += t.weight(i) * y
		rows += t.weight(i)
	}
	return events, rows
}

// loss is the loss of a row whose raw score is given: the log loss, or of a count
// half the Poisson deviance.
func (t *target) loss(i int, score float64) float64 {
	if t.off != nil {
		score += t.off[i]
	}
	y := t.y[i]
	if t.kind == Count {
		loss := math.Exp(score) - y*score
		if y > 0 {
			loss += y*math.Log(y) - y
		}
		return loss
	}
	if y > 0.5 {
		score = -score
	}
	return math.Max(score, 0) + math.Log1p(math.Exp(-math.Abs(score)))
}

func (k Kind) family() glm.Family {
	if k == Count {
		return glm.Poisson
	}
	return glm.Logistic
}

func (k Kind) boostLoss() gbm.Loss {
	if k == Count {
		return gbm.Poisson
	}
	return gbm.Logistic
}

// raw puts a mean on the raw scale.
func raw(k Kind, mean float64) float64 { return k.family().Link(mean) }
