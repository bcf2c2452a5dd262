// Package draw makes the random draws of a synthetic place. Trust in synthetic
// truth rests on reproduction: the same seed must give the same people on every
// machine, so the generator is PCG-DXSM, streams are keyed rather than shared,
// and nothing depends on the platform's mathematics library or on fused
// multiply-add (every product that meets a sum is rounded by a conversion).
package draw

import (
	"math"
	"math/bits"
	"math/rand/v2"
)

// Stream is one sequence of draws. It is not safe for concurrent use.
type Stream struct {
	pcg      rand.PCG
	spare    float64
	hasSpare bool
}

// New opens the stream that belongs to the keys: equal keys give equal draws,
// different keys give unrelated ones.
func New(keys ...uint64) *Stream {
	s := &Stream{}
	s.Reset(keys...)
	return s
}

// Reset turns s into the stream of the keys without allocating.
func (s *Stream) Reset(keys ...uint64) {
	h := Hash(keys...)
	s.pcg.Seed(h, mix(h+0x9e3779b97f4a7c15))
	s.hasSpare = false
}

// Hash folds keys into one well-mixed number (SplitMix64 finaliser).
func Hash(keys ...uint64) uint64 {
	h := uint64(0x243f6a8885a308d3)
	for _, k := range keys {
		h = mix(h ^ mix(k+0x9e3779b97f4a7c15))
	}
	return h
}

func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Bits gives 64 random bits.
func (s *Stream) Bits() uint64 { return s.pcg.Uint64() }

// Float is uniform on [0, 1).
func (s *Stream) Float() float64 { return float64(s.pcg.Uint64()>>11) * 0x1p-53 }

// Below is uniform on 0..n-1; n must be positive.
func (s *Stream) Below(n int) int {
	hi, _ := bits.Mul64(s.pcg.Uint64(), uint64(n))
	return int(hi)
}

// Between is uniform on lo..hi, both included.
func (s *Stream) Between(lo, hi int) int { return lo + s.Below(hi-lo+1) }

// Range is uniform on [lo, hi).
func (s *Stream) Range(lo, hi float64) float64 { return lo + float64(s.Float()*(hi-lo)) }

// Chance is true with probability p.
func (s *Stream) Chance(p float64) bool { return s.Float() < p }

// Normal is a standard normal draw (Marsaglia's polar method).
func (s *Stream) Normal() float64 {
	if s.hasSpare {
		s.hasSpare = false
		return s.spare
	}
	for {
		u, v := float64(2*s.Float())-1, float64(2*s.Float())-1
		q := float64(u*u) + float64(v*v)
		if q >= 1 || q == 0 {
			continue
		}
		f := math.Sqrt(-2 * Log(q) / q)
		s.spare, s.hasSpare = v*f, true
		return u * f
	}
}

// LogNormal has mean 1 and log standard deviation sigma.
func (s *Stream) LogNormal(sigma float64) float64 {
	return Exp(float64(sigma*s.Normal()) - float64(sigma*sigma)/2)
}

// Exponential has mean 1.
func (s *Stream) Exponential() float64 { return -Log(1 - s.Float()) }

// Poisson draws a count of the given mean: by inversion below 30, by a rounded
// normal above (nobody has thirty of anything in a quarter for long).
func (s *Stream) Poisson(mean float64) int {
	if mean <= 0 {
		return 0
	}
	if mean > 30 {
		return max(0, int(math.Floor(mean+float64(math.Sqrt(mean)*s.Normal())+0.5)))
	}
	u := s.Float()
	if u < 1-mean { // 1-m <= exp(-m): most draws need no exponential
		return 0
	}
	p := Exp(-mean)
	n := 0
	for sum := p; u >= sum && n < 200; sum += p {
		n++
		p = p * mean / float64(n)
	}
	return n
}

// Geometric counts failures before the first success, mean (1-p)/p.
func (s *Stream) Geometric(p float64) int {
	return int(Log(1-s.Float()) / Log(1-p))
}

// Pick draws an index with probability proportional to its weight.
func (s *Stream) Pick(weights ...float64) int {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	u := s.Float() * total
	for i, w := range weights {
		if u < w {
			return i
		}
		u -= w
	}
	return len(weights) - 1
}
