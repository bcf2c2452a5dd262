package glm

import (
	"context"
	"math"

	"gonum.org/v1/gonum/mat"

	"continuum/internal/fault"
)

// Estimate is an unpenalised fit. Coefficients and Covariance have the intercept
// first and then one entry a column, on the scale of the columns.
type Estimate struct {
	Coefficients []float64
	Covariance   [][]float64
	Deviance     float64
	Iterations   int
}

// Error is the standard error of a coefficient (0 is the intercept).
func (e *Estimate) Error(i int) float64 { return math.Sqrt(e.Covariance[i][i]) }

const (
	mostSteps = 100
	decrement = 1e-13 // Newton decrement against the number of rows
	smallStep = 1e-6  // of any row's linear predictor: where an outcome is separated, steps never get so small
)

// Newton fits a few columns without a penalty, by iteratively reweighted least
// squares with step halving. Columns have one finite value a row; none gives the
// intercept alone. Weight and offset may be nil. An outcome that the columns
// separate is an error that is ErrSeparated; columns that repeat each other are
// fault.Invalid.
func Newton(family Family, columns [][]float64, y, weight, offset []float64) (*Estimate, error) {
	o, err := newOutcome(family, len(y), y, weight, offset)
	if err != nil {
		return nil, err
	}
	n := &newton{outcome: o, columns: columns, eta: make([]float64, len(y)), means: make([]float64, len(y)), beta: make([]float64, 1+len(columns))}
	if err := n.checkColumns(); err != nil {
		return nil, err
	}
	n.beta[0] = o.start()
	return n.run()
}

type newton struct {
	*outcome
	columns [][]float64
	beta    []float64
	eta     []float64
	means   []float64
}

func (n *newton) checkColumns() error {
	for j, c := range n.columns {
		if len(c) != len(n.y) {
			return fault.New(fault.Invalid, "column %d has %d values for %d rows", j+1, len(c), len(n.y))
		}
		for i, v := range c {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return bad(i, "a column of an unpenalised fit must be a finite number", v)
			}
		}
	}
	return nil
}

func (n *newton) run() (*Estimate, error) {
	loss := n.predict(n.beta)
	for step := 1; step <= mostSteps; step++ {
		gradient, chol, ok := n.information()
		if !ok {
			return nil, n.singular(step)
		}
		delta := mat.NewVecDense(len(n.beta), nil)
		if err := chol.SolveVecTo(delta, gradient); err != nil {
			return nil, n.singular(step)
		}
		gain := mat.Dot(delta, gradient)
		next, moved := n.search(loss, delta.RawVector().Data)
		if (gain <= decrement*n.total || next >= loss) && moved <= smallStep {
			return n.estimate(next, step)
		}
		loss = next
	}
	return nil, separated()
}

// search takes the step, halved until the loss does not rise, and tells how far
// the linear predictor of any row moved.
func (n *newton) search(loss float64, delta []float64) (next, moved float64) {
	before := append([]float64(nil), n.eta...)
	beta := make([]float64, len(n.beta))
	for share := 1.0; share > 1e-9; share /= 2 {
		for j := range beta {
			beta[j] = n.beta[j] + share*delta[j]
		}
		if next = n.predict(beta); next <= loss+1e-12*math.Abs(loss) {
			break
		}
	}
	copy(n.beta, beta)
	for i, e := range n.eta {
		if n.w(i) > 0 {
			moved = max(moved, math.Abs(e-before[i]))
		}
	}
	return next, moved
}

// predict sets the linear predictors and means, and gives the loss.
func (n *newton) predict(beta []float64) (loss float64) {
	losses := make([]float64, gradientLanes)
	_ = lanes(context.Background(), gradientLanes, len(n.eta), func(lane, from, to int) {
		eta := n.eta[from:to]
		for i := range eta {
			eta[i] = beta[0] + n.off(from+i)
		}
		for j, c := range n.columns {
			for i, v := range c[from:to] {
				eta[i] += beta[j+1] * v
			}
		}
		for i, e := range eta {
			mean, loss := n.family.meanLoss(e, n.y[from+i])
			n.means[from+i] = mean
			if w := n.w(from + i); w > 0 {
				losses[lane] += w * loss
			}
		}
	})
	for _, l := range losses {
		loss += l
	}
	return loss
}

// singular says why the information cannot be inverted: at the first step the
// columns repeat each other, later the fit has run away.
func (n *newton) singular(step int) error {
	if step > 1 {
		return separated()
	}
	return fault.New(fault.Invalid, "a column is constant or repeats others, so its coefficient cannot be told; leave it out")
}

func separated() error {
	return &fault.Error{
		Code: fault.Invalid, Reason: "the columns tell the outcome apart perfectly, so that a coefficient would be infinite",
		Err: ErrSeparated, Fix: "use a penalty, more rows or fewer columns",
	}
}

func (n *newton) estimate(loss float64, steps int) (*Estimate, error) {
	_, chol, ok := n.information()
	if !ok {
		return nil, n.singular(steps)
	}
	var inverse mat.SymDense
	if err := chol.InverseTo(&inverse); err != nil {
		return nil, n.singular(steps)
	}
	out := &Estimate{Coefficients: n.beta, Iterations: steps, Deviance: 2 * max(0, loss-n.saturated())}
	for i := range n.beta {
		out.Covariance = append(out.Covariance, mat.Row(nil, i, &inverse))
	}
	return out, nil
}
