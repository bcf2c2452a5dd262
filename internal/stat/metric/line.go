package metric

import (
	"errors"

	"continuum/internal/stat/calibrate"
	"continuum/internal/stat/dist"
	"continuum/internal/stat/glm"
)

// calibrate sets slope, intercept and calibration in the large: unpenalised
// regressions of the outcome on the log-odds of the score.
func (m *Metrics) calibrate(s Sample, o Options) {
	if why := m.oneSided(); why != "" {
		m.absent(why, "calibration_slope", "calibration_intercept", "calibration_in_the_large")
		return
	}
	raw := make([]float64, len(s.Score))
	for i, p := range s.Score {
		raw[i] = logit(p)
	}
	if a, se, err := calibrate.Level(glm.Logistic, raw, s.Label, nil, nil); err != nil {
		m.absent(unsettled, "calibration_in_the_large")
	} else {
		m.CalibrationInTheLarge = finite(a)
		m.Intervals["calibration_in_the_large"] = dist.Normal(a, se, o.Level)
	}
	fit, err := calibrate.Fit(glm.Logistic, raw, s.Label, nil, nil)
	if err != nil {
		m.absent(lineReason(raw, err), "calibration_slope", "calibration_intercept")
		return
	}
	m.CalibrationSlope, m.CalibrationIntercept = finite(fit.Slope), finite(fit.Intercept)
	m.Intervals["calibration_slope"] = dist.Normal(fit.Slope, fit.SlopeError, o.Level)
	m.Intervals["calibration_intercept"] = dist.Normal(fit.Intercept, fit.InterceptError, o.Level)
}

func lineReason(raw []float64, err error) string {
	if same(raw) {
		return sameScores
	}
	if errors.Is(err, glm.ErrSeparated) {
		return perfect
	}
	return unsettled
}

func same(values []float64) bool {
	for _, v := range values {
		if v != values[0] {
			return false
		}
	}
	return true
}
