package impact

import (
	"context"
	"math"

	"golang.org/x/sync/errgroup"

	"continuum/internal/fault"
	"gonum.org/v1/gonum/mat"
)

// likelihood is how likely the pilot's counts are under a relative effect
//
//	log E[y] = log λ(x) + c + (t − p(x)) (a + Σ b z(x)),
//
// negative binomial, with λ from models that did not see the person and t − p the
// arm beside the chance of being in it, so that an error of λ hardly moves the effect
// (Robinson 1988; Nie and Wager 2021). Coefficients are c, a and then the b.
type likelihood struct {
	readings []reading
	logs     []float64 // log λ
	arm      []float64 // t − p
	events   []float64
	shape    float64 // of the negative binomial
	fold     []int
}

// score is the gradient and the information of the log-likelihood at a point.
type score struct {
	log      float64
	gradient []float64
	info     *mat.SymDense
}

func newScore(n int) score { return score{gradient: make([]float64, n), info: mat.NewSymDense(n, nil)} }

func (s *score) add(other score, sign float64) {
	s.log += sign * other.log
	for i, g := range other.gradient {
		s.gradient[i] += sign * g
	}
	n := len(s.gradient)
	for i := range n {
		for j := i; j < n; j++ {
			s.info.SetSym(i, j, s.info.At(i, j)+sign*other.info.At(i, j))
		}
	}
}

func (l *likelihood) size() int { return len(l.readings) + 2 }

// lanes is fixed so that sums do not depend on the machine.
const lanes = 16

// at gives the score of each fold at a point, and of all of them.
func (l *likelihood) at(ctx context.Context, beta []float64) (all score, each []score, err error) {
	parts := make([][]score, lanes)
	var work errgroup.Group
	for lane := range lanes {
		work.Go(func() error {
			parts[lane] = l.lane(beta, lane*len(l.events)/lanes, (lane+1)*len(l.events)/lanes)
			return ctx.Err()
		})
	}
	if err := work.Wait(); err != nil {
		return score{}, nil, err
	}
	all = newScore(l.size())
	for k := range folds {
		sum := newScore(l.size())
		for _, p := range parts {
			sum.add(p[k], 1)
		}
		each = append(each, sum)
		all.add(sum, 1)
	}
	return all, each, nil
}

func (l *likelihood) lane(beta []float64, from, to int) []score {
	out := make([]score, folds)
	for k := range out {
		out[k] = newScore(l.size())
	}
	x := make([]float64, l.size())
	for i := from; i < to; i++ {
		l.row(i, x)
		out[l.fold[i]].take(x, l.events[i], l.logs[i]+dot(x, beta), l.shape)
	}
	return out
}

// row sets x to what multiplies the coefficients.
func (l *likelihood) row(i int, x []float64) {
	values(l.readings, i, l.logs, x[1:])
	x[0] = 1
	for j := 1; j < len(x); j++ {
		x[j] *= l.arm[i]
	}
}

// steepest bounds a log rate, far beyond any real one.
const steepest = 15

// take adds a row: y events where exp(eta) were expected.
func (s *score) take(x []float64, y, eta, shape float64) {
	eta = max(-2*steepest, min(steepest, eta))
	m := math.Exp(eta)
	share := 1.0
	if math.IsInf(shape, 1) {
		s.log += y*eta - m
	} else {
		share = shape / (m + shape)
		s.log += y*eta - (y+shape)*math.Log1p(m/shape)
	}
	raw := s.info.RawSymmetric()
	for i, v := range x {
		s.gradient[i] += v * (y - m) * share
		w := v * m * share
		row := raw.Data[i*raw.Stride : i*raw.Stride+len(x)]
		for j := i; j < len(x); j++ {
			row[j] += w * x[j]
		}
	}
}

func dot(a, b []float64) (sum float64) {
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}

// mode climbs to the most likely coefficients under a working prior (mean and
// precision of each), and gives the scores of the likelihood alone there.
func (l *likelihood) mode(ctx context.Context, mean, precision []float64) (beta []float64, all score, each []score, err error) {
	beta = append([]float64{}, mean...)
	if all, each, err = l.at(ctx, beta); err != nil {
		return nil, score{}, nil, err
	}
	for range 50 {
		step, gain, err := newtonStep(all, beta, mean, precision)
		if err != nil {
			return nil, score{}, nil, err
		}
		if gain < 1e-8 {
			break
		}
		next, better, parts, err := l.climb(ctx, beta, step, all.log, mean, precision)
		if err != nil {
			return nil, score{}, nil, err
		}
		if next == nil {
			break
		}
		beta, all, each = next, better, parts
	}
	return beta, all, each, nil
}

// climb takes a step, halved until it does not lead down; nil where none leads up.
func (l *likelihood) climb(ctx context.Context, beta, step []float64, log float64, mean, precision []float64) ([]float64, score, []score, error) {
	here := log - penalty(beta, mean, precision)
	for share := 1.0; share > 1e-6; share /= 2 {
		next := moved(beta, step, share)
		all, each, err := l.at(ctx, next)
		if err != nil {
			return nil, score{}, nil, err
		}
		if all.log-penalty(next, mean, precision) >= here {
			return next, all, each, nil
		}
	}
	return nil, score{}, nil, nil
}

func penalty(beta, mean, precision []float64) (sum float64) {
	for i, b := range beta {
		sum += precision[i] * (b - mean[i]) * (b - mean[i]) / 2
	}
	return sum
}

func moved(beta, step []float64, share float64) []float64 {
	out := make([]float64, len(beta))
	for i, b := range beta {
		out[i] = b + share*step[i]
	}
	return out
}

func newtonStep(s score, beta, mean, precision []float64) (step []float64, gain float64, err error) {
	n := len(beta)
	info := mat.NewSymDense(n, nil)
	info.CopySym(s.info)
	gradient := make([]float64, n)
	for i := range n {
		info.SetSym(i, i, info.At(i, i)+precision[i])
		gradient[i] = s.gradient[i] - precision[i]*(beta[i]-mean[i])
	}
	var chol mat.Cholesky
	if !chol.Factorize(info) {
		return nil, 0, fault.New(fault.Internal, "the information of the effect is not positive")
	}
	v := mat.NewVecDense(n, nil)
	if err := chol.SolveVecTo(v, mat.NewVecDense(n, gradient)); err != nil {
		return nil, 0, fault.Wrap(err, "learn the effect")
	}
	return v.RawVector().Data, dot(v.RawVector().Data, gradient), nil
}
