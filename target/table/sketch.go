package table

import (
	"math"
	"math/bits"
)

// sketch counts different values of a column in little room (HyperLogLog,
// Flajolet 2007; within about 2%, and nearly exact for few).
type sketch struct{ ranks []uint8 }

const sketchBits = 12

// add notes a value.
func (s *sketch) add(value uint64) {
	if s.ranks == nil {
		s.ranks = make([]uint8, 1<<sketchBits)
	}
	h := mixed(value)
	rank := uint8(bits.LeadingZeros64(h<<sketchBits|1<<(sketchBits-1)) + 1)
	if at := &s.ranks[h>>(64-sketchBits)]; rank > *at {
		*at = rank
	}
}

// mixed spreads the bits of a value (the finaliser of MurmurHash3).
func mixed(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

func (s *sketch) merge(o *sketch) {
	if s.ranks == nil {
		s.ranks = o.ranks
		return
	}
	for i, r := range o.ranks {
		s.ranks[i] = max(s.ranks[i], r)
	}
}

// estimate is about how many different values were noted.
func (s *sketch) estimate() int {
	if s.ranks == nil {
		return 0
	}
	m, sum, empty := float64(len(s.ranks)), 0.0, 0.0
	for _, r := range s.ranks {
		sum += math.Ldexp(1, -int(r))
		if r == 0 {
			empty++
		}
	}
	e := 0.7213 / (1 + 1.079/m) * m * m / sum
	if empty > 0 && e <= 2.5*m {
		e = m * math.Log(m/empty)
	}
	return int(e + 0.5)
}
