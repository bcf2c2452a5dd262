package dist

import (
	"math"

	"gonum.org/v1/gonum/mathext"

	"continuum/internal/fault"
)

// NegativeBinomial is a count whose rate varies between people as a gamma
// distribution: mean Mean, variance Mean + Mean^2/Shape. A Shape of +Inf is a
// Poisson count: everybody has the same rate.
type NegativeBinomial struct {
	Mean  float64
	Shape float64
}

// Next is the expected count of somebody in the next period of the same length
// who had a count of y in this one, when nothing is done: m (r+y)/(r+m).
// A high count falls back, a low one rises: regression to the mean.
func (d NegativeBinomial) Next(y float64) float64 {
	if math.IsInf(d.Shape, 1) {
		return d.Mean
	}
	return d.Mean * (d.Shape + y) / (d.Shape + d.Mean)
}

// Variance of a count.
func (d NegativeBinomial) Variance() float64 { return d.Mean + d.Mean*d.Mean/d.Shape }

// LogProbability of a count.
func (d NegativeBinomial) LogProbability(y float64) float64 {
	factorial, _ := math.Lgamma(y + 1)
	if math.IsInf(d.Shape, 1) {
		return y*math.Log(d.Mean) - d.Mean - factorial
	}
	r := d.Shape
	return rise(r, y) - factorial + r*math.Log(r/(r+d.Mean)) + y*math.Log(d.Mean/(r+d.Mean))
}

// rise is log(gamma(r+y)/gamma(r)).
func rise(r, y float64) float64 {
	a, _ := math.Lgamma(r + y)
	b, _ := math.Lgamma(r)
	return a - b
}

// FitNegativeBinomial finds mean and shape of counts by maximum likelihood: the
// mean is the average, the shape solves the score equation (Fisher 1941).
// Counts that vary no more than by chance have a shape of +Inf. Counts must be
// whole numbers of 0 or more, and not all 0.
func FitNegativeBinomial(counts []float64) (NegativeBinomial, error) {
	tally := map[float64]float64{}
	for i, y := range counts {
		if y < 0 || y != math.Trunc(y) || math.IsInf(y, 0) {
			return NegativeBinomial{}, fault.New(fault.Invalid, "row %d: %v is not a count; counts are whole numbers of 0 or more", i+1, y)
		}
		tally[y]++
	}
	return fitTally(newTally(tally), float64(len(counts)))
}

func fitTally(t tally, n float64) (NegativeBinomial, error) {
	mean := t.mean(n)
	if n == 0 || mean == 0 {
		return NegativeBinomial{}, fault.New(fault.Invalid, "the counts are all 0: no distribution can be told from them")
	}
	if t.spread(mean) <= mean*n {
		return NegativeBinomial{mean, math.Inf(1)}, nil
	}
	return NegativeBinomial{mean, t.shape(mean, n)}, nil
}

// shape solves the score equation between bounds by bisection on the log scale;
// its left side falls from + to - where counts are overdispersed.
func (t tally) shape(mean, n float64) float64 {
	low, high := math.Log(1e-8), math.Log(1e8)
	if t.score(math.Exp(high), mean, n) > 0 {
		return math.Inf(1)
	}
	for range 200 {
		middle := (low + high) / 2
		if t.score(math.Exp(middle), mean, n) > 0 {
			low = middle
		} else {
			high = middle
		}
	}
	return math.Exp((low + high) / 2)
}

// score is the derivative of the log-likelihood by the shape, at the mean.
func (t tally) score(r, mean, n float64) (sum float64) {
	for i, y := range t.values {
		sum += t.rows[i] * reciprocals(r, y)
	}
	return sum - n*math.Log1p(mean/r)
}

// reciprocals is digamma(r+y) - digamma(r) = 1/r + 1/(r+1) + ... + 1/(r+y-1).
func reciprocals(r, y float64) (sum float64) {
	if y > 1000 {
		return mathext.Digamma(r+y) - mathext.Digamma(r)
	}
	for k := 0.0; k < y; k++ {
		sum += 1 / (r + k)
	}
	return sum
}
