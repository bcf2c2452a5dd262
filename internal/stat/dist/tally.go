package dist

import (
	"maps"
	"slices"
)

// tally is how many rows have each value, ascending, so that sums do not depend
// on the order of rows.
type tally struct{ values, rows []float64 }

func newTally(counts map[float64]float64) tally {
	t := tally{values: slices.Sorted(maps.Keys(counts))}
	for _, v := range t.values {
		t.rows = append(t.rows, counts[v])
	}
	return t
}

func (t tally) mean(n float64) (sum float64) {
	for i, v := range t.values {
		sum += v * t.rows[i]
	}
	return sum / max(n, 1)
}

// spread is the sum of squared differences from the mean.
func (t tally) spread(mean float64) (sum float64) {
	for i, v := range t.values {
		sum += t.rows[i] * (v - mean) * (v - mean)
	}
	return sum
}
