package metric

import (
	"errors"
	"math"

	"continuum/internal/stat/calibrate"
	"continuum/internal/stat/dist"
	"continuum/internal/stat/glm"
)

// fit sets deviance, dispersion and observed over expected. Counts that vary more
// than by chance have wider intervals, by the square root of the dispersion
// (McCullagh and Nelder 1989).
func (m *CountMetrics) fit(s CountSample, o Options) {
	var expected, pearson, null, deviance dist.Moments
	mean := m.Events / float64(m.N)
	for i, e := range s.Expected {
		y := s.Count[i]
		expected.Add(e, 1)
		pearson.Add((y-e)*(y-e)/e, 1)
		deviance.Add(poissonDeviance(y, e), 1)
		if mean > 0 {
			null.Add(poissonDeviance(y, mean), 1)
		}
	}
	m.MeanDeviance = deviance.Mean
	m.Dispersion = finite(pearson.Mean)
	if m.N > 1 {
		m.Intervals["mean_deviance"] = dist.Normal(m.MeanDeviance, deviance.StandardError(), o.Level)
	}
	if null.Mean > 0 {
		m.Explained = finite(1 - deviance.Mean/null.Mean)
	} else {
		m.Absent["explained_deviance"] = "all counts are equal"
	}
	m.against(expected.Mean*float64(m.N), o)
}

func poissonDeviance(y, mean float64) float64 {
	if y == 0 {
		return 2 * mean
	}
	return max(0, 2*(y*math.Log(y/mean)-(y-mean)))
}

func (m *CountMetrics) against(expected float64, o Options) {
	ratio, interval, why := observedExpected(m.Events, expected, o.Level)
	if why != "" {
		m.Absent["observed_expected"] = why
		return
	}
	m.ObservedExpected, m.Intervals["observed_expected"] = &ratio, interval
	if wide := m.widening(); wide > 1 && m.Events > 0 {
		i := dist.Normal(math.Log(ratio), wide/math.Sqrt(m.Events), o.Level)
		m.Intervals["observed_expected"] = dist.Interval{Low: math.Exp(i.Low), High: math.Exp(i.High)}
	}
}

// widening is by how much intervals are wider than chance alone would make them.
func (m *CountMetrics) widening() float64 {
	if m.Dispersion == nil {
		return 1
	}
	return math.Sqrt(max(1, *m.Dispersion))
}

func (m *CountMetrics) calibrate(s CountSample, o Options) {
	if m.Events == 0 {
		for _, n := range []string{"calibration_slope", "calibration_intercept", "calibration_in_the_large"} {
			m.Absent[n] = nobodyCount
		}
		return
	}
	raw := make([]float64, len(s.Expected))
	for i, e := range s.Expected {
		raw[i] = math.Log(e)
	}
	if a, se, err := calibrate.Level(glm.Poisson, raw, s.Count, nil, nil); err != nil {
		m.Absent["calibration_in_the_large"] = unsettled
	} else {
		m.CalibrationInTheLarge = finite(a)
		m.Intervals["calibration_in_the_large"] = dist.Normal(a, se*m.widening(), o.Level)
	}
	fit, err := calibrate.Fit(glm.Poisson, raw, s.Count, nil, nil)
	if err != nil {
		why := unsettled
		switch {
		case same(raw):
			why = "all expectations are equal"
		case errors.Is(err, glm.ErrSeparated):
			why = "the expectations separate those with and without events perfectly"
		}
		m.Absent["calibration_slope"], m.Absent["calibration_intercept"] = why, why
		return
	}
	m.CalibrationSlope, m.CalibrationIntercept = finite(fit.Slope), finite(fit.Intercept)
	m.Intervals["calibration_slope"] = dist.Normal(fit.Slope, fit.SlopeError*m.widening(), o.Level)
	m.Intervals["calibration_intercept"] = dist.Normal(fit.Intercept, fit.InterceptError*m.widening(), o.Level)
}
