package instrument

import "math/bits"

// Conditions and other signals are bits of words.

func set(words []uint64, bit int) { words[bit/64] |= 1 << (bit % 64) }

func has(words []uint64, bit int) bool { return words[bit/64]>>(bit%64)&1 == 1 }

func meet(a, b []uint64) bool {
	for i, w := range a {
		if w&b[i] != 0 {
			return true
		}
	}
	return false
}

func count(words []uint64) (n int) {
	for _, w := range words {
		n += bits.OnesCount64(w)
	}
	return n
}

// eachBit visits the bits that are set, rising.
func eachBit(words []uint64, visit func(bit int)) {
	for i, w := range words {
		for ; w != 0; w &= w - 1 {
			visit(i*64 + bits.TrailingZeros64(w))
		}
	}
}

// mask is the words of some conditions.
func (i *Instrument) mask(ids []string) []uint64 {
	m := make([]uint64, (len(i.Conditions)+63)/64)
	for _, id := range ids {
		set(m, i.conditionAt(id))
	}
	return m
}
