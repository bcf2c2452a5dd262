package calibrate

import (
	"math"

	"continuum/internal/stat/glm"
)

// ridge fits two coefficients by Newton's method with a penalty on slope-1.
type ridge struct {
	family                 glm.Family
	raw, y, weight, offset []float64
	centre                 float64 // of the raw scores
	strength               float64
}

// sums are gradient and information of intercept and slope about the centre.
type sums struct{ loss, g0, g1, h00, h01, h11 float64 }

const mostSteps = 100

// leastGain is the share of the loss that a step must be expected to gain to be looked
// at: what is less drowns in the rounding of the loss, and the step is as good as
// exact, for Newton's error is squared by each.
const leastGain = 1e-12

func (r *ridge) fit(from Line, prior float64) (Line, error) {
	r.prepare(from, prior)
	a, b := from.Intercept+r.centre, 1.0 // prediction at the centre, and slope
	now := r.look(a, b)
	for range mostSteps {
		det := now.h00*now.h11 - now.h01*now.h01
		if det <= 0 {
			break
		}
		da, db := (now.h11*now.g0-now.h01*now.g1)/det, (now.h00*now.g1-now.h01*now.g0)/det
		if gain := (now.g0*da + now.g1*db) / 2; gain <= leastGain*math.Abs(now.loss) {
			a, b = a+da, b+db
			break
		}
		share := 1.0
		next := r.look(a+da, b+db)
		for next.loss > now.loss && share > 1e-9 {
			share /= 2
			next = r.look(a+share*da, b+share*db)
		}
		if next.loss > now.loss {
			break
		}
		a, b, now = a+share*da, b+share*db, next
	}
	return Line{r.family, a - b*r.centre, b}, nil
}

// prepare sets the penalty to the information that prior average people have of the slope.
func (r *ridge) prepare(from Line, prior float64) {
	var total float64
	for i, v := range r.raw {
		total += r.w(i)
		r.centre += r.w(i) * v
	}
	r.centre /= total
	r.strength = prior * r.look(from.Intercept+r.centre, 1).h11 / total
}

func (r *ridge) w(i int) float64 {
	if r.weight == nil {
		return 1
	}
	return r.weight[i]
}

func (r *ridge) look(a, b float64) sums {
	s := sums{
		loss: r.strength / 2 * (b - 1) * (b - 1),
		g1:   -r.strength * (b - 1),
		h11:  r.strength,
	}
	for i, v := range r.raw {
		x := v - r.centre
		eta := a + b*x
		if r.offset != nil {
			eta += r.offset[i]
		}
		mean, w := r.family.Mean(eta), r.w(i)
		res, info := w*(r.y[i]-mean), w*r.family.Variance(mean)
		s.loss += w * r.family.Loss(eta, r.y[i])
		s.g0 += res
		s.g1 += res * x
		s.h00 += info
		s.h01 += info * x
		s.h11 += info * x * x
	}
	return s
}
