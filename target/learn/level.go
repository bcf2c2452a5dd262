package learn

import (
	"context"

	"continuum/internal/fault"
	"continuum/internal/frame"
	"continuum/internal/stat/glm"
)

// Level shifts all scores of a model, so that of some rows as many events are expected as
// there were. A recalibration that was found for a model is not quite that of one learned
// anew from more rows: what the later rows have more of, both would add.
func (m *Model) Level(ctx context.Context, data *frame.Frame, outcome, weight, offset []float64) error {
	raw, err := m.Raw(ctx, data)
	if err != nil {
		return err
	}
	for i := range offset {
		raw[i] += offset[i]
	}
	fit, err := glm.Newton(m.Kind.family(), nil, outcome, weight, raw)
	if err != nil {
		return fault.Wrap(err, "finding the level of the scores")
	}
	m.shift(fit.Coefficients[0])
	return m.Seal()
}

func (m *Model) shift(by float64) {
	if m.Bend == nil {
		m.Intercept += by
		return
	}
	bend := *m.Bend // it may be shared with the model that it was found for
	bend.Intercept += by
	m.Bend = &bend
}
