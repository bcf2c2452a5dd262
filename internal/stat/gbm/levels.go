package gbm

import (
	"cmp"
	"slices"
	"strings"
)

// Levels are put into bins in the order of their names, because codes of
// diagnoses, procedures and wards are made so that neighbours are alike: a cut in
// that order is then worth trying, and rare levels can share a bin with their
// neighbours. Each bin is kept twice, for either half of the rows, so that sets of
// levels can be chosen on one half and judged on the other.
const mostLevels = 127

// none is the bin of a missing level, before halves.
const none = mostLevels

// halfOf tells which half of the rows a row belongs to.
func halfOf(row int) uint8 { return uint8(mix(uint64(row)) & 1) }

// binLevels gives each level of a category its bin, none where no row has it.
func binLevels(codes, rows []int32, levels []string, most int) []uint8 {
	tallied, total := make([]int, len(levels)), 0
	for _, r := range rows {
		if c := codes[r]; c >= 0 {
			tallied[c]++
			total++
		}
	}
	var present []int
	for i, n := range tallied {
		if n > 0 {
			present = append(present, i)
		}
	}
	slices.SortFunc(present, func(a, b int) int { return natural(levels[a], levels[b]) })
	places, counts := make([]float32, len(present)), make([]int, len(present))
	for i, level := range present {
		places[i], counts[i] = float32(i), tallied[level]
	}
	cuts := cutTallied(places, counts, total, min(most, mostLevels))
	ladder, out := ladderOf(cuts), slices.Repeat([]uint8{none}, len(levels))
	for i, level := range present {
		out[level] = ladder.bin(places[i])
	}
	return out
}

// natural compares names as people sort them: runs of digits by their value, those
// after a point digit by digit.
func natural(a, b string) int {
	fraction := false
	for x, y := a, b; x != "" && y != ""; {
		dx, dy := digits(x), digits(y)
		if dx > 0 && dy > 0 && !fraction {
			if c := compareDigits(x[:dx], y[:dy]); c != 0 {
				return c
			}
			x, y = x[dx:], y[dy:]
			continue
		}
		if x[0] != y[0] {
			return cmp.Compare(x[0], y[0])
		}
		fraction = x[0] == '.' || fraction && dx > 0
		x, y = x[1:], y[1:]
	}
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}

// digits is how many digits a name begins with.
func digits(s string) int {
	return len(s) - len(strings.TrimLeft(s, "0123456789"))
}

func compareDigits(a, b string) int {
	a, b = strings.TrimLeft(a, "0"), strings.TrimLeft(b, "0")
	return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
}
