package impact

import (
	"math"

	"continuum/internal/stat/dist"
)

// shapeOf finds the shape of the negative binomial by which counts vary about their
// expectations, by maximum likelihood on a grid; +Inf where they vary by chance.
func shapeOf(p *Pilot, logs []float64, effect float64) float64 {
	best, top := math.Inf(1), math.Inf(-1)
	for _, shape := range []float64{math.Inf(1), 64, 32, 16, 12, 8, 6, 5, 4, 3, 2.5, 2, 1.5, 1, 0.7, 0.5, 0.3, 0.2, 0.1} {
		var sum float64
		for i, y := range p.Events {
			d := dist.NegativeBinomial{Mean: math.Exp(logs[i] + effect*p.Treated[i]), Shape: shape}
			sum += d.LogProbability(y)
		}
		if sum > top {
			best, top = shape, sum
		}
	}
	return best
}
