package learn

import (
	"context"
	"fmt"

	"continuum/internal/stat/glm"
)

// linearDesign is how columns become features of the elastic net.
var linearDesign = glm.DesignOptions{LeastRows: 30, Clip: 0.001, Log: true, Knots: 4, Prefixes: true}

// linearTrial is the elastic net under trial.
type linearTrial struct {
	options glm.Options
	scores  [][]float64 // lambda, row that validates
	lambda  float64
	at      int // of lambda
}

func newLinearTrial(k Kind) *linearTrial {
	return &linearTrial{options: glm.Options{Family: k.family(), Alpha: 0.1, Count: 10, Ratio: 1e-3, Precision: 1e-7}}
}

func (l *linearTrial) setting() string {
	return fmt.Sprintf("elastic net, alpha %.2g, lambda %.3g", l.options.Alpha, l.lambda)
}

// fit fits the path of penalties to one split.
func (l *linearTrial) fit(ctx context.Context, s *split) (*glm.Design, []glm.Coefficients, error) {
	design, _, err := glm.Learn(s.data, s.target.w, linearDesign)
	if err != nil {
		return nil, nil, err
	}
	matrix, err := design.Apply(s.data)
	if err != nil {
		return nil, nil, err
	}
	path, err := glm.Path(ctx, matrix, s.target.y, s.target.w, s.target.off, l.options)
	return design, path, err
}

// learn scores the test rows of a split by every penalty; the penalties are those
// of the first split.
func (l *linearTrial) learn(ctx context.Context, s *split) error {
	design, path, err := l.fit(ctx, s)
	if err != nil {
		return err
	}
	if l.options.Lambdas == nil {
		for _, c := range path {
			l.options.Lambdas = append(l.options.Lambdas, c.Lambda)
		}
		l.scores = make([][]float64, len(path))
	}
	scores := make([]float64, len(s.at))
	for i := range path {
		if err := design.Model(l.options.Family, &path[i]).Score(ctx, s.test, scores); err != nil {
			return err
		}
		for k, at := range s.at {
			for len(l.scores[i]) <= at {
				l.scores[i] = append(l.scores[i], 0)
			}
			l.scores[i][at] = scores[k]
		}
	}
	return nil
}

// settle takes the penalty of the least loss.
func (l *linearTrial) settle(truth *target, out []float64) {
	least := 0.0
	for i, scores := range l.scores {
		if loss := meanLoss(truth, scores); i == 0 || loss < least {
			l.at, least = i, loss
		}
	}
	copy(out, l.scores[l.at])
	l.lambda = l.options.Lambdas[l.at]
	l.options.Lambdas = l.options.Lambdas[:l.at+1]
	l.scores = nil
}

// finish learns the part from all rows that count.
func (l *linearTrial) finish(ctx context.Context, s *split) (*Part, error) {
	design, path, err := l.fit(ctx, s)
	if err != nil {
		return nil, err
	}
	return &Part{Learner: Linear, Linear: design.Model(l.options.Family, &path[len(path)-1]), Alpha: l.options.Alpha}, nil
}
