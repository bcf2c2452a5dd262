package impact

import (
	"math"

	"gonum.org/v1/gonum/mat"

	"continuum/internal/fault"
)

// effects is what is known of log RR(x) = a + Σ b z after the pilot: a normal
// distribution of its coefficients a, b...
type effects struct {
	mean []float64
	cov  *mat.SymDense
	half mat.TriDense // of cov: half x half' = cov

	trust  []float64 // of each group of the prior: the share of its ratios that holds
	spread float64   // expected standard deviation of what differs beyond the prior
}

// spreadGrid are standard deviations of differences in effect that the prior does
// not foresee. They are weighed by the pilot and a half-normal prior of spreadScale.
var spreadGrid = []float64{0.002, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2}

const spreadScale = 0.05

// learnEffects combines prior and likelihood. The likelihood is taken as normal
// about its mode. b is Σ κ w + u with w what each group of the prior says of the
// modifier, κ how far that holds here, and u what else there is: κ and the variance
// of u are learned too.
func learnEffects(all []reading, prior *Prior, s score, beta []float64) (*effects, error) {
	k := newKnown(all, prior, s, beta)
	parts := make([]part, len(spreadGrid))
	weights := make([]float64, len(spreadGrid))
	for i, spread := range spreadGrid {
		p, err := k.at(spread)
		if err != nil {
			return nil, err
		}
		parts[i] = p
		weights[i] = p.evidence - spread*spread/(2*spreadScale*spreadScale) + math.Log(width(i))
	}
	normalise(weights)
	return k.mix(parts, weights)
}

// width is how much of the grid's range a point stands for.
func width(i int) float64 {
	low, high := max(0, i-1), min(len(spreadGrid)-1, i+1)
	return (spreadGrid[high] - spreadGrid[low]) / float64(high-low)
}

// known is the likelihood and the prior in the coordinates a, u..., κ...
type known struct {
	spreads int        // how many u
	turn    *mat.Dense // coefficients a, b... of the coordinates
	info    *mat.SymDense
	linear  []float64 // of the quadratic log-likelihood
	mean    []float64 // of the prior
	sd      []float64 // of the prior, that of u left open
}

func newKnown(all []reading, prior *Prior, s score, beta []float64) *known {
	p, g := len(all), len(prior.Groups)
	k := &known{spreads: p, turn: mat.NewDense(1+p, 1+p+g, nil)}
	for i := range 1 + p {
		k.turn.Set(i, i, 1)
	}
	for j, group := range prior.Groups {
		for i := range all {
			k.turn.Set(i+1, 1+p+j, prior.weight(group, all[i].name))
		}
	}
	info, linear := profiled(s, beta)
	var left mat.Dense
	left.Mul(k.turn.T(), info)
	var square mat.Dense
	square.Mul(&left, k.turn)
	k.info = mat.NewSymDense(1+p+g, nil)
	for i := range 1 + p + g {
		for j := i; j < 1+p+g; j++ {
			k.info.SetSym(i, j, square.At(i, j))
		}
	}
	var h mat.VecDense
	h.MulVec(k.turn.T(), mat.NewVecDense(1+p, linear))
	k.linear = h.RawVector().Data
	mean, sd := prior.average()
	k.mean, k.sd = append(k.mean, mean), append(k.sd, sd)
	k.mean, k.sd = append(k.mean, make([]float64, p)...), append(k.sd, make([]float64, p)...)
	for _, group := range prior.Groups {
		k.mean, k.sd = append(k.mean, group.Trust), append(k.sd, group.Doubt)
	}
	return k
}

// profiled takes the level c out of a score, and gives information and linear term
// of the log-likelihood as a function of a, b...
func profiled(s score, beta []float64) (*mat.SymDense, []float64) {
	n := len(beta) - 1
	info, gradient := mat.NewSymDense(n, nil), make([]float64, n)
	level := s.info.At(0, 0)
	for i := range n {
		gradient[i] = s.gradient[i+1] - s.info.At(0, i+1)*s.gradient[0]/level
		for j := i; j < n; j++ {
			info.SetSym(i, j, s.info.At(i+1, j+1)-s.info.At(0, i+1)*s.info.At(0, j+1)/level)
		}
	}
	linear := make([]float64, n)
	for i := range n {
		linear[i] = gradient[i]
		for j := range n {
			linear[i] += info.At(i, j) * beta[j+1]
		}
	}
	return info, linear
}

// part is the posterior at one spread.
type part struct {
	mean     *mat.VecDense
	cov      *mat.SymDense
	evidence float64 // log, up to a constant
}

func (k *known) at(spread float64) (part, error) {
	n := len(k.mean)
	precision := mat.NewSymDense(n, nil)
	precision.CopySym(k.info)
	right := mat.NewVecDense(n, nil)
	var logs, square float64
	for i := range n {
		sd := k.sd[i]
		if i > 0 && i <= k.spreads {
			sd = spread
		}
		tight := 1 / (sd * sd)
		precision.SetSym(i, i, precision.At(i, i)+tight)
		right.SetVec(i, k.linear[i]+tight*k.mean[i])
		logs += math.Log(tight)
		square += tight * k.mean[i] * k.mean[i]
	}
	var chol mat.Cholesky
	if !chol.Factorize(precision) {
		return part{}, fault.New(fault.Internal, "what the pilot tells of the effect cannot be weighed")
	}
	p := part{mean: mat.NewVecDense(n, nil), cov: mat.NewSymDense(n, nil)}
	if err := chol.SolveVecTo(p.mean, right); err != nil {
		return part{}, fault.Wrap(err, "learn the effect")
	}
	if err := chol.InverseTo(p.cov); err != nil {
		return part{}, fault.Wrap(err, "learn the effect")
	}
	p.evidence = (mat.Dot(p.mean, right) - square + logs - chol.LogDet()) / 2
	return p, nil
}

// mix takes the parts together by mean and variance, in the coefficients a, b...
func (k *known) mix(parts []part, weights []float64) (*effects, error) {
	n := len(k.mean)
	mean, second := mat.NewVecDense(n, nil), mat.NewSymDense(n, nil)
	e := &effects{}
	for i, p := range parts {
		mean.AddScaledVec(mean, weights[i], p.mean)
		e.spread += weights[i] * spreadGrid[i]
	}
	for i, p := range parts {
		var d mat.VecDense
		d.SubVec(p.mean, mean)
		var scaled mat.SymDense
		scaled.ScaleSym(weights[i], p.cov)
		second.AddSym(second, &scaled)
		second.SymRankOne(second, weights[i], &d)
	}
	e.trust = append(e.trust, mean.RawVector().Data[1+k.spreads:]...)
	var b mat.VecDense
	b.MulVec(k.turn, mean)
	e.mean = b.RawVector().Data
	return e, e.spreadOut(k.turn, second)
}

// spreadOut sets the covariance of the coefficients, and its half.
func (e *effects) spreadOut(m *mat.Dense, second *mat.SymDense) error {
	var left, full mat.Dense
	left.Mul(m, second)
	full.Mul(&left, m.T())
	n := len(e.mean)
	e.cov = mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			e.cov.SetSym(i, j, full.At(i, j))
		}
		e.cov.SetSym(i, i, e.cov.At(i, i)+1e-12)
	}
	var chol mat.Cholesky
	if !chol.Factorize(e.cov) {
		return fault.New(fault.Internal, "the uncertainty of the effect is not positive")
	}
	chol.LTo(&e.half)
	return nil
}

// of is the expected share of events avoided by somebody with the values 1, z...: the
// mean of a ratio that is lognormal.
func (e *effects) of(z []float64) float64 {
	mean, variance := dot(z, e.mean), 0.0
	raw := e.cov.RawSymmetric()
	for i, v := range z {
		row := raw.Data[i*raw.Stride : i*raw.Stride+len(z)]
		variance += v * v * row[i]
		for j := i + 1; j < len(z); j++ {
			variance += 2 * v * z[j] * row[j]
		}
	}
	return 1 - math.Exp(mean+variance/2)
}
