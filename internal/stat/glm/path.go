package glm

import (
	"context"

	"continuum/internal/fault"
)

// Path fits one model a lambda, strongest first, each starting from the one
// before it. Weight and offset may be nil. Choose the lambda by validation on
// people who were not fitted. The result is the same whatever the number of
// processors.
func Path(ctx context.Context, x *Matrix, y, weight, offset []float64, o Options) ([]Coefficients, error) {
	s, err := newSolver(ctx, x, y, weight, offset, o)
	if err != nil {
		return nil, err
	}
	var out []Coefficients
	for _, lambda := range o.grid(s.strongest()) {
		steps, err := s.fit(lambda)
		if err != nil {
			return nil, err
		}
		out = append(out, s.coefficients(lambda, steps))
	}
	return out, nil
}

// Fit fits one model of a given lambda (0 is no penalty at all). Coefficients of
// columns that repeat each other are shared between them by a ridge penalty and
// arbitrary without one.
func Fit(ctx context.Context, x *Matrix, y, weight, offset []float64, lambda float64, o Options) (*Coefficients, error) {
	o.Lambdas = []float64{lambda}
	models, err := Path(ctx, x, y, weight, offset, o)
	if err != nil {
		return nil, err
	}
	return &models[0], nil
}

// solver minimises the penalised loss by proximal Newton steps: a quadratic model
// of the loss, whose information matrix is kept as long as steps shrink well, is
// minimised by coordinate descent. The intercept is never penalised: it is
// profiled out of the quadratic.
type solver struct {
	ctx   context.Context
	x     *Matrix
	o     Options
	out   *outcome
	scale []float64 // by which a coefficient is multiplied before it is penalised; 0 leaves a column out

	intercept float64
	b         []float64 // scaled coefficients

	eta, move []float64 // linear predictor, and what a step adds to it
	now       state
	null      float64 // loss of the intercept alone, a row
	perfect   float64 // loss of perfect predictions, a row

	info  *information // nil until the first step
	stale bool
	quad  quadratic
}

// state is what one pass over the rows finds.
type state struct {
	loss     float64   // mean loss of a row
	slope    float64   // mean residual
	gradient []float64 // mean of residual x column, scaled
}

func newSolver(ctx context.Context, x *Matrix, y, weight, offset []float64, o Options) (*solver, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	out, err := newOutcome(o.Family, x.Rows, y, weight, offset)
	if err != nil {
		return nil, err
	}
	if err := x.check(); err != nil {
		return nil, err
	}
	s := &solver{ctx: ctx, x: x, o: o, out: out, b: make([]float64, x.Columns())}
	s.rescale()
	s.eta, s.move = make([]float64, x.Rows), make([]float64, x.Rows)
	for i := range s.eta {
		s.eta[i] = out.off(i)
	}
	s.perfect = out.saturated() / out.total
	return s, s.begin()
}

// rescale decides the scale of each column; constant columns are left out.
func (s *solver) rescale() {
	_, sd := s.x.moments(s.out)
	s.scale = sd
	for j := range sd {
		level := j >= len(s.x.Dense)
		if sd[j] > 1e-9 && (s.o.Scaling == ScaleNone || s.o.Scaling == ScaleNumbers && level) {
			s.scale[j] = 1
		} else if sd[j] <= 1e-9 {
			s.scale[j] = 0
		}
	}
}

// begin fits the intercept alone.
func (s *solver) begin() error {
	s.shift(s.out.start())
	for range mostSteps {
		if err := s.look(0); err != nil {
			return err
		}
		weight := s.weight()
		if weight <= 0 {
			return separated()
		}
		step := s.now.slope / weight
		if step*step*weight < 1e-16 {
			s.null = s.now.loss
			return nil
		}
		s.shift(step)
	}
	return fault.New(fault.Invalid, "no intercept fits the offsets; check that they are logs of exposure")
}

func (s *solver) shift(by float64) {
	s.intercept += by
	for i := range s.eta {
		s.eta[i] += by
	}
}

// weight is the mean information of a row about the intercept.
func (s *solver) weight() (sum float64) {
	for i, e := range s.eta {
		sum += s.out.w(i) * s.o.Family.Variance(s.o.Family.Mean(e))
	}
	return sum / s.out.total
}

// strongest is the lambda at which every coefficient is 0, or nearly for a ridge.
func (s *solver) strongest() (lambda float64) {
	for _, g := range s.now.gradient {
		lambda = max(lambda, g, -g)
	}
	return lambda / max(s.o.Alpha, leastAlpha)
}

func (s *solver) coefficients(lambda float64, steps int) Coefficients {
	c := Coefficients{Lambda: lambda, Intercept: s.intercept, Beta: make([]float64, len(s.b)), Steps: steps}
	for j, b := range s.b {
		if b != 0 {
			c.Beta[j] = b / s.scale[j]
			c.NonZero++
		}
	}
	if s.null > s.perfect {
		c.Explained = (s.null - s.now.loss) / (s.null - s.perfect)
	}
	return c
}
