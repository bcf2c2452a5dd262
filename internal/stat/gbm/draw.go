package gbm

import (
	"cmp"
	"math"
	"slices"
)

// bag parts rows into those a tree sees and the others, both rising. Whether a
// row is seen depends on its number and the seed alone.
func bag(rows []int32, part float64, seed uint64) (in, out []int32) {
	if part >= 1 {
		return slices.Clone(rows), nil
	}
	below := uint64(part * 0x1p53)
	for _, r := range rows {
		if mix(mix(seed)+uint64(r))>>11 < below {
			in = append(in, r)
		} else {
			out = append(out, r)
		}
	}
	if len(in) == 0 {
		return out, nil
	}
	return in, out
}

// draw picks the columns a tree may use.
func draw(columns int, part float64, seed uint64) []bool {
	order := make([]int, columns)
	for i := range order {
		order[i] = i
	}
	luck := func(i int) uint64 { return mix(mix(seed+1) + uint64(i)) }
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(luck(a), luck(b)), a-b) })
	out := make([]bool, columns)
	for _, c := range order[:max(1, int(math.Round(part*float64(columns))))] {
		out[c] = true
	}
	return out
}
