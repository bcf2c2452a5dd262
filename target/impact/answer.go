package impact

import (
	"cmp"
	"math"
	"slices"

	"continuum/internal/stat/dist"
)

// Answer is whom to offer a programme, and what that rests on. Money is in pence.
type Answer struct {
	List   List
	Values []float64 // of everybody

	Pilot    Arms
	Terms    Terms
	Balance  []Difference // the features in which the arms differ most
	Crude    float64      // log ratio of events with help to without, adjusted, before any prior
	Average  Effect       // over everybody's events
	Listed   float64      // share of the listed people's events that is expected to be avoided
	Rates    Spread       // of expected events
	All      float64      // value of offering it to everybody
	Outlook  Outlook      // of the list
	Honest   Honest
	Regress  *Regression // nil where the last period's events are not known
	Drivers  []Driver    // by which the effect differs, the strongest first
	Beliefs  []Belief    // what the pilot made of each group of the prior
	Further  float64     // standard deviation of differences in effect beyond the prior
	CannotBe string      // why nobody pays; "" where somebody does
	Warnings []string
}

// Effect is a share of events avoided.
type Effect struct {
	Avoided float64
	Range   dist.Interval // 95%
}

// Spread tells how expected events lie among people.
type Spread struct {
	Mean, Highest float64
	BreakEven     float64 // events from which an offer pays at the average effect
	Above         int     // people who expect more than that
	Shape         float64 // of the negative binomial about them
}

// Driver is a characteristic by which the effect differs.
type Driver struct {
	Name  string        `json:"name"`
	Unit  string        `json:"unit"`  // what is compared
	Ratio float64       `json:"ratio"` // of the ratios of events with help to without: below 1 helps more
	Range dist.Interval `json:"range"` // 95%
}

// Belief is how far the ratios of one group of the prior hold here.
type Belief struct {
	Group    string  `json:"group"`
	Before   float64 `json:"before"`
	After    float64 `json:"after"`
	Expected bool    `json:"expected"` // some of its columns are in the file
}

const mostDrivers = 10

// explain fills in what the answer rests on.
func (o *offering) explain() {
	a := &o.answer
	b, sd := o.effects.mean[0], math.Sqrt(o.effects.cov.At(0, 0))
	interval := dist.Normal(b, sd, dist.Level)
	a.Average = Effect{1 - math.Exp(b+sd*sd/2), dist.Interval{Low: 1 - math.Exp(interval.High), High: 1 - math.Exp(interval.Low)}}
	a.Further = o.effects.spread
	o.explainRates()
	o.explainEffect()
	o.believe()
	if len(a.List.Chosen) == 0 && a.List.Pays == 0 {
		a.CannotBe = o.shortfall()
	}
}

func (o *offering) explainRates() {
	a := &o.answer
	a.Rates.BreakEven = o.terms.BreakEvenRate(a.Average.Avoided)
	for i, l := range o.rates.people {
		rate := math.Exp(l)
		a.Rates.Mean += rate / float64(len(o.IDs))
		a.Rates.Highest = max(a.Rates.Highest, rate)
		a.All += o.value[i]
		if rate > a.Rates.BreakEven {
			a.Rates.Above++
		}
	}
	var avoided, all float64
	for _, i := range a.List.Chosen {
		rate := math.Exp(o.rates.people[i])
		avoided, all = avoided+rate*o.effect[i], all+rate
	}
	if all > 0 {
		a.Listed = avoided / all
	}
}

func (o *offering) explainEffect() {
	for i := range o.readings {
		m := &o.readings[i]
		b, sd := o.effects.mean[i+1], math.Sqrt(o.effects.cov.At(i+1, i+1))
		r := dist.Normal(b, sd, dist.Level)
		d := Driver{m.name, "yes beside no", math.Exp(b), dist.Interval{Low: math.Exp(r.Low), High: math.Exp(r.High)}}
		if m.kind == amount || m.kind == risk {
			d.Unit = "high beside low"
		}
		o.answer.Drivers = append(o.answer.Drivers, d)
	}
	slices.SortStableFunc(o.answer.Drivers, func(x, y Driver) int {
		return cmp.Compare(math.Abs(math.Log(y.Ratio)), math.Abs(math.Log(x.Ratio)))
	})
	o.answer.Drivers = o.answer.Drivers[:min(mostDrivers, len(o.answer.Drivers))]
}

func (o *offering) believe() {
	for j, g := range o.Prior.Groups {
		b := Belief{Group: g.Name, Before: g.Trust, After: o.effects.trust[j]}
		for i := range o.readings {
			b.Expected = b.Expected || o.Prior.weight(g, o.readings[i].name) != 0
		}
		o.answer.Beliefs = append(o.answer.Beliefs, b)
	}
}

// shortfall says by how much nobody pays.
func (o *offering) shortfall() string {
	rates := make([]float64, len(o.IDs))
	for i, l := range o.rates.people {
		rates[i] = math.Exp(l)
	}
	_, s, err := o.terms.Pays(rates, o.effect)
	if err != nil {
		return err.Error()
	}
	return s.String()
}
