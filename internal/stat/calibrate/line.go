// Package calibrate makes a risk mean what it says. A model moved to another place
// or year keeps its order of people but not its level; before anybody is offered
// help by an expected value, its risks are recalibrated on people of the place:
// by intercept and slope (Cox 1958; Van Calster 2016).
package calibrate

import (
	"math"

	"continuum/internal/fault"
	"continuum/internal/stat/glm"
)

// Line is a straight line from a raw score (log-odds or log rate) to a better one.
type Line struct {
	Family    glm.Family `json:"family"`
	Intercept float64    `json:"intercept"`
	Slope     float64    `json:"slope"`
}

// Apply gives the recalibrated raw score.
func (l Line) Apply(raw float64) float64 { return l.Intercept + l.Slope*raw }

// Mean gives the recalibrated probability or rate.
func (l Line) Mean(raw float64) float64 { return l.Family.Mean(l.Apply(raw)) }

// Fitted is a line with the standard errors of its intercept and slope.
type Fitted struct {
	Line
	InterceptError float64 `json:"intercept_error"`
	SlopeError     float64 `json:"slope_error"`
}

// Fit finds intercept and slope by an unpenalised regression of the outcome on the
// raw score. Weight and offset (log exposure of a rate) may be nil. Scores that are
// all equal, or that separate the outcome, are errors.
func Fit(family glm.Family, raw, y, weight, offset []float64) (Fitted, error) {
	e, err := glm.Newton(family, [][]float64{raw}, y, weight, offset)
	if err != nil {
		return Fitted{}, fault.Wrap(err, "fit calibration slope and intercept")
	}
	return Fitted{Line{family, e.Coefficients[0], e.Coefficients[1]}, e.Error(0), e.Error(1)}, nil
}

// Level finds the intercept where the slope is 1: calibration in the large. Weight
// and offset may be nil. It gives the intercept with its standard error.
func Level(family glm.Family, raw, y, weight, offset []float64) (intercept, standardError float64, err error) {
	sum := raw
	if offset != nil {
		sum = make([]float64, len(raw))
		for i := range raw {
			sum[i] = raw[i] + offset[i]
		}
	}
	e, err := glm.Newton(family, nil, y, weight, sum)
	if err != nil {
		return 0, 0, fault.Wrap(err, "fit calibration in the large")
	}
	return e.Coefficients[0], e.Error(0), nil
}

// Shrunk finds intercept and slope of a small place: the slope is drawn to 1 by a
// ridge penalty worth prior people whose slope is known to be 1, so that little
// data changes the model little. A prior of 0 is Fit without its errors.
func Shrunk(family glm.Family, raw, y, weight, offset []float64, prior float64) (Line, error) {
	if !(prior >= 0 && prior < math.Inf(1)) {
		return Line{}, fault.New(fault.Invalid, "a prior of %v people; it must be a number of 0 or more", prior)
	}
	if prior == 0 {
		f, err := Fit(family, raw, y, weight, offset)
		return f.Line, err
	}
	intercept, _, err := Level(family, raw, y, weight, offset)
	if err != nil {
		return Line{}, err
	}
	r := &ridge{family: family, raw: raw, y: y, weight: weight, offset: offset}
	return r.fit(Line{family, intercept, 1}, prior)
}
