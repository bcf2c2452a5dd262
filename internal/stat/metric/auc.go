package metric

import (
	"math"

	"continuum/internal/fault"
	"continuum/internal/stat/dist"
	"continuum/internal/stat/glm"
)

// placements are, for each person, the share of the other kind whose score lies on
// the right side of theirs, ties counting one half (DeLong 1988; in the time of a
// sort, Sun and Xu 2014). Their mean is the AUC and their spread its variance.
type placements struct {
	auc      float64
	of       []float64 // by row
	yes, no  float64   // how many people
	label    []bool    // by row
	variance float64
}

func place(people []person) *placements {
	n := len(people)
	yes := float64(events(people))
	p := &placements{of: make([]float64, n), label: make([]bool, n), yes: yes, no: float64(n) - yes}
	var below, belowYes float64 // people without, and with the event below this tie
	for from := 0; from < n; {
		to, tied := from, 0.0
		for ; to < n && people[to].score == people[from].score; to++ {
			if people[to].event {
				tied++
			}
		}
		others := float64(to-from) - tied
		for _, q := range people[from:to] {
			p.label[q.row] = q.event
			if q.event {
				p.of[q.row] = (below + others/2) / p.no
			} else {
				p.of[q.row] = 1 - (belowYes+tied/2)/yes
			}
		}
		p.auc += tied * (below + others/2)
		below, belowYes, from = below+others, belowYes+tied, to
	}
	p.auc /= yes * p.no
	p.variance = p.covariance(p)
	return p
}

// covariance of two AUCs of the same people.
func (p *placements) covariance(q *placements) float64 {
	var yes, no float64
	for i, event := range p.label {
		product := (p.of[i] - p.auc) * (q.of[i] - q.auc)
		if event {
			yes += product
		} else {
			no += product
		}
	}
	if p.yes < 2 || p.no < 2 {
		return 0
	}
	return yes/(p.yes-1)/p.yes + no/(p.no-1)/p.no
}

// interval is on the log-odds scale, so that it stays between 0 and 1.
func (p *placements) interval(level float64) (interval dist.Interval, why string) {
	switch {
	case p.yes < 2 || p.no < 2:
		return interval, oneEvent
	case p.variance <= 0 || p.auc <= 0 || p.auc >= 1:
		return interval, noInterval
	}
	return share(p.auc, math.Sqrt(p.variance), level), ""
}

// share is the interval of a share with a standard error, on the log-odds scale.
func share(estimate, standardError, level float64) dist.Interval {
	i := dist.Normal(glm.Logistic.Link(estimate), standardError/(estimate*(1-estimate)), level)
	return dist.Interval{Low: glm.Logistic.Mean(i.Low), High: glm.Logistic.Mean(i.High)}
}

func (m *Metrics) discriminate(people []person, o Options) {
	if why := m.oneSided(); why != "" {
		m.absent(why, "auc")
		return
	}
	p := place(people)
	m.AUC = finite(p.auc)
	interval, why := p.interval(o.Level)
	if why != "" {
		m.absent(why, "intervals.auc")
		return
	}
	m.Intervals["auc"] = interval
}

// Comparison is the difference of two AUCs of the same people, with a two-sided
// test of its being 0 (DeLong 1988).
type Comparison struct {
	First      float64       `json:"first"`
	Second     float64       `json:"second"`
	Difference float64       `json:"difference"` // first less second
	Interval   dist.Interval `json:"interval"`
	P          float64       `json:"p"`
}

// Compare tells whether one score orders people better than another. The scores
// may be of any scale. A level of 0 is 0.95.
func Compare(first, second, label []float64, level float64) (*Comparison, error) {
	o, err := Options{Level: level}.filled()
	if err != nil {
		return nil, err
	}
	a, err := order(first, label)
	if err != nil {
		return nil, fault.Wrap(err, "the first score")
	}
	b, err := order(second, label)
	if err != nil {
		return nil, fault.Wrap(err, "the second score")
	}
	if a.yes < 2 || a.no < 2 {
		return nil, fault.New(fault.Invalid, "%s", oneEvent)
	}
	return compareAUC(a, b, o.Level), nil
}

func compareAUC(a, b *placements, level float64) *Comparison {
	c := &Comparison{First: a.auc, Second: b.auc, Difference: a.auc - b.auc, P: 1}
	se := math.Sqrt(max(0, a.variance+b.variance-2*a.covariance(b)))
	c.Interval = dist.Normal(c.Difference, se, level)
	switch {
	case se > 0:
		c.P = math.Erfc(math.Abs(c.Difference) / se / math.Sqrt2)
	case c.Difference != 0:
		c.P = 0
	}
	return c
}

// order places people by any finite score.
func order(score, label []float64) (*placements, error) {
	if len(score) != len(label) || len(score) == 0 {
		return nil, fault.New(fault.Invalid, "%d scores and %d outcomes; one of each a person is needed", len(score), len(label))
	}
	for i := range score {
		if math.IsNaN(score[i]) || math.IsInf(score[i], 0) {
			return nil, wrong(nil, i, "a score must be a finite number", score[i])
		}
		if label[i] != 0 && label[i] != 1 {
			return nil, wrong(nil, i, "an outcome must be 0 or 1", label[i])
		}
	}
	people := Sample{Score: score, Label: label}.ascending()
	if n := events(people); n == 0 || n == len(people) {
		return nil, fault.New(fault.Invalid, "an order cannot be judged where everybody or nobody had the event")
	}
	return place(people), nil
}

// AUC is the probability that somebody with the event has a higher score than
// somebody without, ties counting one half; scores may be of any scale.
func AUC(score, label []float64) (float64, error) {
	p, err := order(score, label)
	if err != nil {
		return 0, err
	}
	return p.auc, nil
}
