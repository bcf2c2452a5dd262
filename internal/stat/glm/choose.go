package glm

import (
	"cmp"
	"context"
	"slices"

	"continuum/internal/fault"
	"continuum/internal/frame"
	"continuum/internal/stat/dist"
)

const (
	pairColumns = 24      // of the strongest main effects, among which pairs are sought
	pairRows    = 150_000 // looked at, evenly spread
	pairPrior   = 0.001   // of the rows' number: the ridge by which a cell's effect is shrunk
	pairSure    = 2       // standard deviations above what chance alone gains
)

// ChoosePairs finds up to n pairs of columns that together say more than a model
// of main effects does: by a score test of every combination of their groups on
// the model's residuals, shrunk by a ridge and less what chance gains (the way of
// Lou 2013, who finds pairs before fitting them). The model must have been fitted
// to the same rows; weight and offset may be nil. It does not depend on the order
// of columns. Validate what is learned with the pairs: they were chosen by the
// outcome of these rows.
func ChoosePairs(ctx context.Context, m *Model, f *frame.Frame, y, weight, offset []float64, n int) ([][2]string, error) {
	if _, err := newOutcome(m.Family, f.Rows, y, weight, offset); err != nil {
		return nil, err
	}
	score := make([]float64, f.Rows)
	if err := m.Score(ctx, f, score); err != nil {
		return nil, err
	}
	s := &seeker{}
	s.residuals(m.Family, score, y, weight, offset)
	sides, err := s.sides(ctx, m, f)
	if err != nil {
		return nil, err
	}
	return s.best(ctx, sides, n)
}

// seeker holds the residuals of the rows that are looked at.
type seeker struct {
	rows     []int
	residual []float64
	variance []float64
	prior    float64
}

func (s *seeker) residuals(family Family, score, y, weight, offset []float64) {
	step := max(1, (len(score)+pairRows-1)/pairRows)
	for i := 0; i < len(score); i += step {
		eta, w := score[i], 1.0
		if offset != nil {
			eta += offset[i]
		}
		if weight != nil {
			w = weight[i]
		}
		mean := family.Mean(eta)
		s.rows = append(s.rows, i)
		s.residual = append(s.residual, w*(y[i]-mean))
		s.variance = append(s.variance, w*family.Variance(mean))
		s.prior += w
	}
	s.prior *= pairPrior
}

// cutSide is a column's groups of the rows that are looked at.
type cutSide struct {
	name   string
	groups int
	codes  []int32
	spread float64 // of the column's effect in the model
}

// sides cuts the columns of the strongest effects into groups.
func (s *seeker) sides(ctx context.Context, m *Model, f *frame.Frame) ([]cutSide, error) {
	spread, err := m.spreads(ctx, f)
	if err != nil {
		return nil, err
	}
	var out []cutSide
	for i, name := range m.Columns() {
		c := f.Column(name)
		side, ok := newSide(c, defaultLeastRows)
		if !ok {
			continue
		}
		out = append(out, cutSide{name: name, groups: side.groups(), codes: pick(side.codes(c, f.Rows), s.rows), spread: spread[i]})
	}
	slices.SortFunc(out, func(a, b cutSide) int {
		return cmp.Or(cmp.Compare(b.spread, a.spread), cmp.Compare(a.name, b.name))
	})
	return out[:min(len(out), pairColumns)], ctx.Err()
}

func pick(codes []int32, rows []int) []int32 {
	out := make([]int32, len(rows))
	for i, r := range rows {
		out[i] = codes[r]
	}
	return out
}

// spreads are the variances of what each column adds to the score.
func (m *Model) spreads(ctx context.Context, f *frame.Frame) ([]float64, error) {
	e, err := m.Explainer(f)
	if err != nil {
		return nil, err
	}
	all := make([]dist.Moments, len(m.Columns()))
	reasons := make([]float64, len(all))
	for row := range f.Rows {
		if row%blockRows == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		e.Explain(row, reasons)
		for i, r := range reasons {
			all[i].Add(r, 1)
		}
	}
	out := make([]float64, len(all))
	for i, a := range all {
		out[i] = a.Squares
	}
	return out, nil
}

// gained is a pair and what it gains.
type gained struct {
	names [2]string
	gain  float64
}

func (s *seeker) best(ctx context.Context, sides []cutSide, n int) ([][2]string, error) {
	if n < 0 {
		return nil, fault.New(fault.Invalid, "%d pairs were asked for", n)
	}
	var found []gained
	for i := range sides {
		for j := i + 1; j < len(sides); j++ {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			if gain, sure := s.gain(&sides[i], &sides[j]); sure {
				names := [2]string{sides[i].name, sides[j].name}
				slices.Sort(names[:])
				found = append(found, gained{names, gain})
			}
		}
	}
	slices.SortFunc(found, func(a, b gained) int {
		return cmp.Or(cmp.Compare(b.gain, a.gain), cmp.Compare(a.names[0], b.names[0]), cmp.Compare(a.names[1], b.names[1]))
	})
	var out [][2]string
	for _, g := range found[:min(n, len(found))] {
		out = append(out, g.names)
	}
	return out, nil
}
