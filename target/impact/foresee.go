package impact

import (
	"context"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"continuum/internal/fault"
)

const draws = 2000

// foresee draws what the list may be worth: effects from what is known of them, the
// level of the rates from its recalibration, and costs as unsure as they are said to be.
func (o *offering) foresee(context.Context) error {
	chosen := o.answer.List.Chosen
	random, costs := rand.New(rand.NewPCG(o.Seed, 0x0ffe4)), rand.New(rand.NewPCG(o.Seed, 0xc0575))
	tilt, err := o.rates.level.half()
	if err != nil {
		return err
	}
	z := make([][]float64, len(chosen))
	for n, i := range chosen {
		z[n] = make([]float64, len(o.others)+1)
		values(o.others, i, o.rates.people, z[n])
	}
	totals, person := make([]float64, draws), make([]float64, len(chosen))
	for k := range totals {
		beta := drawn(o.effects.mean, &o.effects.half, random)
		shift := drawn(make([]float64, 3), tilt, random)
		terms := o.terms.drawn(o.Unsure.Event, o.Unsure.Engaged, costs)
		for n, i := range chosen {
			t := o.rates.level.terms(o.rates.raw[i])
			rate := math.Exp(o.rates.people[i] + shift[0] + shift[1]*t[0] + shift[2]*t[1])
			v := terms.Value(rate, 1-math.Exp(dot(z[n], beta)))
			totals[k] += v
			if v > 0 {
				person[n]++
			}
		}
	}
	o.answer.Outlook = outlook(totals, person)
	if len(chosen) == 0 {
		o.answer.Outlook = Outlook{}
	}
	return nil
}

// drawn is a draw of a normal distribution by its mean and the half of its covariance.
func drawn(mean []float64, half *mat.TriDense, random *rand.Rand) []float64 {
	n := len(mean)
	e := make([]float64, n)
	for i := range e {
		e[i] = random.NormFloat64()
	}
	out := make([]float64, n)
	for i := range out {
		out[i] = mean[i]
		for j := range i + 1 {
			out[i] += half.At(i, j) * e[j]
		}
	}
	return out
}

// half is the Cholesky half of the level's covariance.
func (l *level) half() (*mat.TriDense, error) {
	n := len(l.covariance)
	c := mat.NewSymDense(n, nil)
	for i := range n {
		for j := i; j < n; j++ {
			c.SetSym(i, j, l.covariance[i][j])
		}
		c.SetSym(i, i, c.At(i, i)+1e-12)
	}
	var chol mat.Cholesky
	if !chol.Factorize(c) {
		return nil, fault.New(fault.Internal, "the uncertainty of the rates is not positive")
	}
	var half mat.TriDense
	chol.LTo(&half)
	return &half, nil
}
