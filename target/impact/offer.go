package impact

import (
	"context"
	"math"

	"continuum/internal/fault"
	"continuum/internal/frame"
	"continuum/internal/progress"
)

// Request asks whom of some people to offer a programme, by what a pilot of it showed.
type Request struct {
	Pilot  Pilot
	People *frame.Frame // the pilot's features; others are not looked at
	IDs    []string     // of the people, each once
	Event  float64      // what one avoided event saves, in pence
	Cost   float64      // of the programme for each person who is offered it, as in the pilot, in pence
	Unsure Doubt        // of Event and Engaged, the cost, alone: effects and rates have their own
	Places int          // at most; Unlimited
	Prior  *Prior       // nil is DefaultPrior
	Last   string       // column with each person's events in the last period; "" none

	Seed     uint64
	Progress progress.Func
}

// Offer chooses the list and its length, and tells what it rests on. It may choose
// nobody. The effect is that of being offered the programme, taken up or not, as in
// the pilot, so that no chance of taking part enters.
func Offer(ctx context.Context, r Request) (*Answer, error) {
	o, err := r.run(ctx)
	if err != nil {
		return nil, err
	}
	return &o.answer, nil
}

func (r Request) run(ctx context.Context) (*offering, error) {
	o := &offering{Request: r, terms: Terms{Event: r.Event, Engaged: r.Cost, Engagement: 1}}
	for _, step := range []func(context.Context) error{o.check, o.learnRates, o.learnEffect, o.choose, o.foresee, o.verify, o.regress} {
		if err := step(ctx); err != nil {
			return nil, err
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
	}
	o.explain()
	return o, nil
}

type offering struct {
	Request
	terms  Terms
	answer Answer
	given  bool // the prior was

	fold     []int
	chance   []float64
	rates    *rates
	readings []reading // of the pilot
	others   []reading // of the people
	scores   []score   // of each fold
	beta     []float64 // where they were taken
	score    score     // of all folds
	effects  *effects
	effect   []float64 // of each of the people
	value    []float64
}

func (o *offering) check(context.Context) error {
	if err := o.terms.Check(); err != nil {
		return err
	}
	if len(o.IDs) != o.People.Rows {
		return fault.New(fault.Internal, "%d ids for %d people", len(o.IDs), o.People.Rows)
	}
	if err := o.Pilot.Check(); err != nil {
		return err
	}
	o.given = o.Prior != nil
	if o.Prior == nil {
		p, err := DefaultPrior()
		if err != nil {
			return err
		}
		o.Prior = p
	}
	arms := o.Pilot.arms()
	o.answer.Pilot, o.answer.Terms = arms, o.terms
	o.warn(arms.weak())
	o.warn(o.Pilot.dominated())
	o.fold = o.Pilot.folds()
	return nil
}

func (o *offering) warn(text string) {
	if text != "" {
		o.answer.Warnings = append(o.answer.Warnings, text)
	}
}

func (o *offering) learnRates(ctx context.Context) error {
	balance := o.Pilot.Balance()
	o.answer.Balance = balance[:min(5, len(balance))]
	chance, warnings, err := o.Pilot.propensity(ctx, unlike(balance))
	if err != nil {
		return err
	}
	o.chance, o.answer.Warnings = chance, append(o.answer.Warnings, warnings...)
	if o.answer.Crude, err = crudeEffect(ctx, &o.Pilot); err != nil {
		return err
	}
	o.rates, err = learnRates(ctx, &o.Pilot, o.fold, o.answer.Crude, o.People, o.Seed, o.Progress)
	return err
}

func (o *offering) learnEffect(ctx context.Context) error {
	const stage = "learn the effect"
	o.Progress.Report(stage, 0, 1)
	all, notice := modifiers(o.Pilot.Data, o.rates.pilot)
	o.warn(notice)
	o.readings, o.others = bind(all, o.Pilot.Data, o.Pilot.Data), bind(all, o.Pilot.Data, o.People)
	if o.given {
		o.answer.Warnings = append(o.answer.Warnings, o.Prior.idle(o.readings)...)
	}
	l := &likelihood{readings: o.readings, logs: o.rates.pilot, events: o.Pilot.Events, fold: o.fold}
	l.shape = shapeOf(&o.Pilot, o.rates.pilot, o.answer.Crude)
	o.answer.Rates.Shape = l.shape
	for i, t := range o.Pilot.Treated {
		l.arm = append(l.arm, t-o.chance[i])
	}
	mean, precision := o.working()
	var err error
	if o.beta, o.score, o.scores, err = l.mode(ctx, mean, precision); err != nil {
		return err
	}
	o.effects, err = learnEffects(o.readings, o.Prior, o.score, o.beta)
	o.Progress.Report(stage, 1, 1)
	return err
}

// working is the prior under which the mode is sought: that about which the
// likelihood is then taken as normal.
func (o *offering) working() (mean, precision []float64) {
	average, sd := o.Prior.average()
	mean, precision = []float64{0, average}, []float64{1e-6, 1 / (sd * sd)}
	for i := range o.readings {
		var expected, variance float64
		for _, g := range o.Prior.Groups {
			w := o.Prior.weight(g, o.readings[i].name)
			expected += g.Trust * w
			variance += g.Doubt * g.Doubt * w * w
		}
		mean = append(mean, expected)
		precision = append(precision, 1/(spreadScale*spreadScale+variance))
	}
	return mean, precision
}

// choose values everybody and takes whoever pays. Whoever would not pay even if all
// their events were avoided is not looked at further.
func (o *offering) choose(context.Context) error {
	o.effect, o.value = make([]float64, len(o.IDs)), make([]float64, len(o.IDs))
	z := make([]float64, len(o.others)+1)
	for i, l := range o.rates.people {
		rate := math.Exp(l)
		values(o.others, i, o.rates.people, z)
		o.effect[i] = o.effects.of(z)
		o.value[i] = o.terms.Value(rate, o.effect[i])
	}
	list, err := Choose(o.IDs, o.value, o.Places)
	o.answer.List, o.answer.Values = list, o.value
	return err
}
