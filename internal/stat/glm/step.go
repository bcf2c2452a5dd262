package glm

import (
	"cmp"
	"math"

	"continuum/internal/fault"
)

const (
	mostOuter = 200
	precision = 1e-9
	wellDone  = 0.7 // a step shrinks to this share of the one before, or the information is renewed
)

// fit moves to the minimum of one lambda.
func (s *solver) fit(lambda float64) (steps int, err error) {
	ridge, lasso := lambda*(1-s.o.Alpha), lambda*s.o.Alpha
	before, settled := math.Inf(1), cmp.Or(s.o.Precision, precision)*s.tolerance()
	for steps = 1; steps <= mostOuter; steps++ {
		if err := s.renew(); err != nil {
			return steps, err
		}
		size := s.quad.solve(s.info, s.now, s.b, ridge, lasso)
		if err := s.advance(ridge, lasso); err != nil {
			return steps, err
		}
		if size < settled {
			return steps, nil
		}
		s.stale = s.stale || size > wellDone*wellDone*before
		before = size
	}
	return steps, fault.New(fault.Invalid, "the model of lambda %g did not settle in %d steps; use a larger lambda", lambda, mostOuter)
}

// tolerance makes precision a share of what there is to explain.
func (s *solver) tolerance() float64 { return max(s.null-s.perfect, 1e-12) }

// renew computes the information matrix where there is none or it has become stale.
func (s *solver) renew() error {
	if s.info != nil && !s.stale {
		return nil
	}
	info, err := s.inform()
	s.info, s.stale = info, false
	return err
}

// advance takes the step of the quadratic, halved until the penalised loss falls.
func (s *solver) advance(ridge, lasso float64) error {
	if err := s.walk(); err != nil {
		return err
	}
	from := s.now.loss + penalty(s.b, nil, 0, ridge, lasso)
	for share := 1.0; share > 1e-6; share /= 2 {
		if err := s.look(share); err != nil {
			return err
		}
		if s.now.loss+penalty(s.b, s.quad.step, share, ridge, lasso) <= from+1e-13*math.Abs(from) {
			s.accept(share)
			return nil
		}
		s.stale = true
	}
	s.accept(0)
	return s.look(0)
}

// accept makes a share of the step the new place.
func (s *solver) accept(share float64) {
	for i, m := range s.move {
		s.eta[i] += share * m
		s.move[i] = 0
	}
	for j, d := range s.quad.step {
		if s.b[j] += share * d; share == 1 && s.quad.zero[j] {
			s.b[j] = 0
		}
	}
	s.intercept += share * s.quad.intercept
}

func penalty(b, step []float64, share, ridge, lasso float64) (sum float64) {
	for j, v := range b {
		if step != nil {
			v += share * step[j]
		}
		sum += lasso*math.Abs(v) + ridge/2*v*v
	}
	return sum
}
