package impact

import (
	"math"
	"slices"

	"continuum/internal/fault"
	"continuum/internal/stat/glm"
)

// level corrects log rates by a line that bends once, where the highest rates begin:
// models learned on few events say too much of those who seem most at risk.
type level struct {
	centre, bend float64
	coefficients []float64   // of the three terms
	covariance   [][]float64 // of the coefficients
}

// terms of a log rate, without the leading 1.
func (l *level) terms(raw float64) [2]float64 { return [2]float64{raw - l.centre, max(0, raw-l.bend)} }

func (l *level) apply(raw float64) float64 {
	t := l.terms(raw)
	return l.coefficients[0] + l.coefficients[1]*t[0] + l.coefficients[2]*t[1]
}

// topShare of expected events lies above the bend.
const topShare = 0.25

// recalibrate fits the level to people the models did not see, and applies it.
func (r *rates) recalibrate(p *Pilot, effect float64) error {
	r.level.place(r.pilot)
	columns := [][]float64{make([]float64, len(r.pilot)), make([]float64, len(r.pilot))}
	for i, raw := range r.pilot {
		t := r.level.terms(raw)
		columns[0][i], columns[1][i] = t[0], t[1]
	}
	if err := r.level.fit(columns, p.Events, p.offset(effect)); err != nil {
		return fault.Wrap(err, "recalibrate the rates of events")
	}
	for i, raw := range r.pilot {
		r.pilot[i] = r.level.apply(raw)
	}
	r.level.disperse(dispersion(p, r.pilot, effect))
	for _, raw := range r.raw {
		r.people = append(r.people, r.level.apply(raw))
	}
	return nil
}

// fit fits as many of the terms as the data can tell apart: at least the first.
func (l *level) fit(columns [][]float64, events, offset []float64) (err error) {
	const terms = 3
	for n := len(columns); n >= 0; n-- {
		var e *glm.Estimate
		if e, err = glm.Newton(glm.Poisson, columns[:n], events, nil, offset); err != nil {
			continue
		}
		l.coefficients = append(append([]float64{}, e.Coefficients...), make([]float64, terms-1-n)...)
		l.covariance = make([][]float64, terms)
		for i := range l.covariance {
			l.covariance[i] = make([]float64, terms)
			if i < len(e.Covariance) {
				copy(l.covariance[i], e.Covariance[i])
			}
		}
		return nil
	}
	return err
}

// place finds centre and bend: the means over expected events of all, and where the
// last quarter of them begins.
func (l *level) place(raw []float64) {
	sorted := slices.Sorted(slices.Values(raw))
	var total, sum float64
	for _, v := range sorted {
		total += math.Exp(v)
		sum += math.Exp(v) * v
	}
	l.centre, l.bend = sum/total, sorted[len(sorted)-1]
	var above float64
	for _, v := range slices.Backward(sorted) {
		if above += math.Exp(v); above > topShare*total {
			l.bend = v
			return
		}
	}
}

// dispersion is how much more counts vary than by chance.
func dispersion(p *Pilot, logs []float64, effect float64) float64 {
	var square, mean float64
	for i, y := range p.Events {
		m := math.Exp(logs[i] + effect*p.Treated[i])
		square += (y - m) * (y - m)
		mean += m
	}
	return max(1, square/mean)
}

func (l *level) disperse(by float64) {
	for _, row := range l.covariance {
		for j := range row {
			row[j] *= by
		}
	}
}
