package link

import "math"

// Mixture is the plain Fellegi-Sunter model of two classes: the chance that a
// pair is a match and, for each comparison, the chance of each level among
// matches (M) and non-matches (U).
type Mixture struct {
	Prior float64
	M, U  [][]float64
}

// Counted is a pattern of levels, one a comparison and -1 where a value is
// missing, with the number of pairs that show it.
type Counted struct {
	Levels []int
	Count  float64
}

// NewMixture gives the starting values of Splink for comparisons with the given
// numbers of levels, the last one exact: m 0.95 on the exact level and the rest
// spread evenly; u = m / 2^w with w = 10 on the exact level and the others
// spaced evenly from -5 to 3.
func NewMixture(prior float64, levels []int) Mixture {
	x := Mixture{Prior: prior}
	for _, n := range levels {
		m, u := make([]float64, n), make([]float64, n)
		for l := range n {
			m[l] = 0.05 / float64(max(n-1, 1))
			w := -5.0
			if n > 2 {
				w += 8 * float64(l) / float64(n-2)
			}
			if l == n-1 {
				m[l], w = 0.95, 10
			}
			u[l] = m[l] / math.Exp2(w)
		}
		x.M, x.U = append(x.M, m), append(x.U, u)
	}
	return x
}

// Probability gives the chance that a pair with these levels is a match.
func (x *Mixture) Probability(levels []int) float64 {
	match, other := x.Prior, 1-x.Prior
	for c, l := range levels {
		if l >= 0 {
			match *= x.M[c][l]
			other *= x.U[c][l]
		}
	}
	if match+other == 0 {
		return 0
	}
	return match / (match + other)
}

// Fit runs EM until no chance moves by more than tolerance, at most the given
// number of iterations, and returns how many it took.
func (x *Mixture) Fit(patterns []Counted, iterations int, tolerance float64) int {
	for i := range iterations {
		if x.step(patterns) < tolerance {
			return i + 1
		}
	}
	return iterations
}

// step is one E and M step; it returns the largest change.
func (x *Mixture) step(patterns []Counted) float64 {
	next := Mixture{M: zeroLike(x.M), U: zeroLike(x.U)}
	total := 0.0
	for _, p := range patterns {
		match := p.Count * x.Probability(p.Levels)
		total += p.Count
		next.Prior += match
		for c, l := range p.Levels {
			if l >= 0 {
				next.M[c][l] += match
				next.U[c][l] += p.Count - match
			}
		}
	}
	next.Prior /= max(total, 1)
	change := math.Abs(next.Prior - x.Prior)
	for c := range x.M {
		normalise(next.M[c])
		normalise(next.U[c])
		for l := range x.M[c] {
			change = max(change, math.Abs(next.M[c][l]-x.M[c][l]), math.Abs(next.U[c][l]-x.U[c][l]))
		}
	}
	*x = next
	return change
}

func zeroLike(a [][]float64) [][]float64 {
	out := make([][]float64, len(a))
	for i := range a {
		out[i] = make([]float64, len(a[i]))
	}
	return out
}

// normalise makes shares of sums; all zero stays.
func normalise(sums []float64) {
	total := 0.0
	for _, s := range sums {
		total += s
	}
	if total > 0 {
		for i := range sums {
			sums[i] /= total
		}
	}
}
