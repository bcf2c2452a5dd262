package gbm

import (
	"math"
	"slices"
)

// ladder finds bins without a branch that depends on data: keys of cuts, filled up
// with the greatest, and the first of the steps that halve them.
type ladder struct {
	keys [256]uint32
	step int
}

func ladderOf(cuts []float32) *ladder {
	l := &ladder{step: 1}
	for i := range l.keys {
		l.keys[i] = absent
	}
	for i, c := range cuts {
		l.keys[i] = keyOf(c)
	}
	for 2*l.step <= len(cuts) {
		l.step *= 2
	}
	return l
}

// bin counts the cuts below a value.
func (l *ladder) bin(v float32) uint8 {
	if v != v {
		return missing
	}
	key, at := uint64(keyOf(v)), 0
	for step := l.step; step > 0; step /= 2 {
		below := int((uint64(l.keys[(at+step-1)&255]) - key) >> 63)
		at += step & -below
	}
	return uint8(at)
}

// keyOf maps numbers to integers in the same order; -0 and 0 are one.
func keyOf(v float32) uint32 {
	b := math.Float32bits(v + 0)
	return b ^ (uint32(int32(b)>>31) | 1<<31)
}

func valueOf(k uint32) float32 {
	if k>>31 == 1 {
		return math.Float32frombits(k &^ (1 << 31))
	}
	return math.Float32frombits(^k)
}

// radixSort sorts keys, 11 bits at a time, and gives them back.
func radixSort(keys []uint32) []uint32 {
	if len(keys) < 4096 {
		slices.Sort(keys)
		return keys
	}
	other := make([]uint32, len(keys))
	for shift := 0; shift < 32; shift += 11 {
		var starts [1 << 11]int
		for _, k := range keys {
			starts[k>>shift&(1<<11-1)]++
		}
		at := 0
		for d, n := range starts {
			starts[d], at = at, at+n
		}
		for _, k := range keys {
			d := k >> shift & (1<<11 - 1)
			other[starts[d]] = k
			starts[d]++
		}
		keys, other = other, keys
	}
	return keys
}
