package learn

import (
	"fmt"
	"math"
	"slices"

	"continuum/internal/stat/glm"
)

// Bend corrects log rates by a line that bends once, where the highest begin: what
// is learned from few events says too much of those who seem to have most, and
// lists are made of them.
type Bend struct {
	At        float64 `json:"at"`        // the raw score at which the line bends
	Intercept float64 `json:"intercept"` // of the line
	Slope     float64 `json:"slope"`     // below the bend
	Above     float64 `json:"above"`     // slope above the bend: less, and never falling
}

// topShare of expected events lies above the bend.
const topShare = 0.1

// bendOf fits a bend to raw scores of rows that the candidates did not see; nil where
// the highest need none, or there are too few rows to tell.
func bendOf(t *target, raw []float64) *Bend {
	if _, rows := t.sums(); t.kind != Count || rows < leastSum || level(raw, t) {
		return nil
	}
	at := t.top(raw)
	above := make([]float64, len(raw))
	for i, r := range raw {
		above[i] = max(0, r-at)
	}
	fit, err := glm.Newton(glm.Poisson, [][]float64{raw, above}, t.y, t.w, t.off)
	if err != nil { // nobody stands above it, say
		return nil
	}
	c := fit.Coefficients
	if c[1] <= 0 || c[2] >= 0 {
		return nil
	}
	return &Bend{At: at, Intercept: c[0], Slope: c[1], Above: max(0, c[1]+c[2])}
}

// top is the raw score above which topShare of expected events lies.
func (t *target) top(raw []float64) float64 {
	order := make([]int, len(raw))
	var total float64
	for i, r := range raw {
		order[i] = i
		total += t.weight(i) * t.exposure(i) * math.Exp(r)
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case raw[a] > raw[b]:
			return -1
		case raw[a] < raw[b]:
			return 1
		}
		return 0
	})
	above := 0.0
	for _, i := range order {
		if above += t.weight(i) * t.exposure(i) * math.Exp(raw[i]); above > topShare*total {
			return raw[i]
		}
	}
	return raw[order[0]]
}

// apply corrects a raw score; no bend leaves it as it is.
func (b *Bend) apply(raw float64) float64 {
	if b == nil {
		return raw
	}
	return b.Intercept + b.Slope*min(raw, b.At) + b.Above*max(0, raw-b.At)
}

// share is what each unit of a raw score's distance from base counts after the
// correction, so that effects which added up still do.
func (b *Bend) share(base, raw float64) float64 {
	switch {
	case b == nil:
		return 1
	case raw != base:
		return (b.apply(raw) - b.apply(base)) / (raw - base)
	case base > b.At:
		return b.Above
	}
	return b.Slope
}

func (b *Bend) check() error {
	if b == nil {
		return nil
	}
	for _, v := range []float64{b.At, b.Intercept, b.Slope, b.Above} {
		if math.IsInf(v, 0) || math.IsNaN(v) {
			return fmt.Errorf("a figure of its bend is not finite")
		}
	}
	if b.Slope <= 0 || b.Above < 0 || b.Above > b.Slope {
		return fmt.Errorf("its bend goes the wrong way")
	}
	return nil
}
