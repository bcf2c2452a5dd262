package link

import "continuum/link/text"

// knownPairs remembers the levels of pairs of values, as many as fit. An entry
// is the pair with its level in the lowest bits.
type knownPairs struct {
	entries []uint64
	misfit  uint64
}

// Kinds of pairs; the further fields follow one another.
const (
	pairOfGiven = iota
	pairOfFamily
	pairOfFurther
)

const (
	knownEntries = 1 << 16 // which a processor's own cache holds
	knownLevel   = 1<<levelBits - 1
	levelBits    = 3
	kindBits     = 3
	valueBits    = (64 - levelBits - kindBits) / 2
)

// find gives the place of two different values: what it holds, shifted by
// levelBits, is the pair when its level is remembered.
func (k *knownPairs) find(kind uint64, a, b uint32) (at *uint64, pair uint64) {
	if a > b {
		a, b = b, a
	}
	pair = (kind<<valueBits|uint64(a))<<valueBits | uint64(b)
	if b>>valueBits != 0 { // a pair of values that does not fit an entry
		k.misfit = 0
		return &k.misfit, pair
	}
	if k.entries == nil {
		k.entries = make([]uint64, knownEntries)
	}
	return &k.entries[text.Mix(pair)&(knownEntries-1)], pair
}
