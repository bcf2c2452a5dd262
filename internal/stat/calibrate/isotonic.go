package calibrate

import (
	"math"
	"slices"

	"continuum/internal/fault"
)

// Isotonic is a curve that never falls, from a raw score to a probability or rate:
// between its points it is a straight line, outside them it is level.
type Isotonic struct {
	X []float64 `json:"x"` // ascending
	Y []float64 `json:"y"` // never falling
}

// FitIsotonic finds the never-falling curve that is closest to the outcomes, by
// pooling adjacent violators. Weight may be nil. Equal scores share one value.
func FitIsotonic(raw, y, weight []float64) (*Isotonic, error) {
	if len(raw) == 0 || len(y) != len(raw) || weight != nil && len(weight) != len(raw) {
		return nil, fault.New(fault.Invalid, "%d scores, %d outcomes and %d weights; one of each a row is needed, and at least one row", len(raw), len(y), len(weight))
	}
	order := make([]int, 0, len(raw))
	for i := range raw {
		w := 1.0
		if weight != nil {
			w = weight[i]
		}
		if bad(raw[i]) || bad(y[i]) || bad(w) || w < 0 {
			return nil, fault.New(fault.Invalid, "row %d: score %v, outcome %v and weight %v must be finite, and the weight not below 0", i+1, raw[i], y[i], w)
		}
		if w > 0 {
			order = append(order, i)
		}
	}
	if len(order) == 0 {
		return nil, fault.New(fault.Invalid, "no row has a weight above 0")
	}
	slices.SortStableFunc(order, func(a, b int) int { return compare(raw[a], raw[b]) })
	return pool(order, raw, y, weight), nil
}

func bad(v float64) bool { return math.IsNaN(v) || math.IsInf(v, 0) }

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// block is a run of scores that share one value.
type block struct{ low, high, sum, weight float64 }

func (b block) mean() float64 { return b.sum / b.weight }

// pool takes equal scores together and then merges neighbours until none falls.
func pool(order []int, raw, y, weight []float64) *Isotonic {
	var blocks []block
	for at := 0; at < len(order); {
		next := block{low: raw[order[at]], high: raw[order[at]]}
		for ; at < len(order) && raw[order[at]] == next.high; at++ {
			w := 1.0
			if weight != nil {
				w = weight[order[at]]
			}
			next.sum, next.weight = next.sum+w*y[order[at]], next.weight+w
		}
		for n := len(blocks); n > 0 && blocks[n-1].mean() >= next.mean(); n = len(blocks) {
			last := blocks[n-1]
			next = block{last.low, next.high, last.sum + next.sum, last.weight + next.weight}
			blocks = blocks[:n-1]
		}
		blocks = append(blocks, next)
	}
	return curve(blocks)
}

// curve keeps both ends of each block.
func curve(blocks []block) *Isotonic {
	c := &Isotonic{}
	for _, b := range blocks {
		c.X, c.Y = append(c.X, b.low), append(c.Y, b.mean())
		if b.high > b.low {
			c.X, c.Y = append(c.X, b.high), append(c.Y, b.mean())
		}
	}
	return c
}

// At is the curve's value at a score.
func (c *Isotonic) At(raw float64) float64 {
	i, exact := slices.BinarySearch(c.X, raw)
	switch {
	case exact || i == 0:
		return c.Y[i]
	case i == len(c.X):
		return c.Y[i-1]
	}
	share := (raw - c.X[i-1]) / (c.X[i] - c.X[i-1])
	return c.Y[i-1] + share*(c.Y[i]-c.Y[i-1])
}

// Check tells whether a curve that was read from a file can be used.
func (c *Isotonic) Check() error {
	switch {
	case len(c.X) == 0 || len(c.X) != len(c.Y):
		return fault.New(fault.Invalid, "an isotonic curve has %d scores and %d values; it needs one of each a point", len(c.X), len(c.Y))
	case slices.ContainsFunc(c.X, bad) || slices.ContainsFunc(c.Y, bad):
		return fault.New(fault.Invalid, "an isotonic curve has a point that is no finite number")
	case !slices.IsSorted(c.X) || !slices.IsSorted(c.Y):
		return fault.New(fault.Invalid, "an isotonic curve falls, or its scores are out of order")
	}
	return nil
}
