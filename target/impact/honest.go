package impact

import (
	"context"
	"math"
	"slices"
)

// Honest is what the pilot itself says of lists chosen in this way: in each fold
// people are chosen by rates and effects learned from the other folds, and valued by
// the difference between those helped and not. It is free of the optimism of a list
// judged on the people it was learned from (the winner's curse), and very uncertain,
// because a list is short.
type Honest struct {
	People int     // chosen within the pilot
	Each   float64 // value of helping one of them, in pence
	SE     float64 // standard error of Each
	Model  float64 // what was expected of Each
}

// verify values lists within the pilot. What the models expect of each person is used
// to make differences between arms less noisy, which does not bias them (augmented
// inverse probability weighting: Robins, Rotnitzky and Zhao 1994).
func (o *offering) verify(ctx context.Context) error {
	var gains []float64
	h := &o.answer.Honest
	for k := range folds {
		if err := ctx.Err(); err != nil {
			return err
		}
		rest := newScore(len(o.beta))
		rest.add(o.score, 1)
		rest.add(o.scores[k], -1)
		e, err := learnEffects(o.readings, o.Prior, rest, o.beta)
		if err != nil {
			return err
		}
		for _, c := range o.foldList(e, k) {
			gains = append(gains, o.gain(c))
			h.Model += c.value
		}
	}
	if h.People = len(gains); h.People == 0 {
		return nil
	}
	n := float64(h.People)
	h.Model /= n
	for _, v := range gains {
		h.Each += v / n
	}
	for _, v := range gains {
		h.SE += (v - h.Each) * (v - h.Each)
	}
	h.SE = math.Sqrt(h.SE) / n
	return nil
}

// candidate is somebody of the pilot whom a list would take.
type candidate struct {
	row           int
	effect, value float64
}

// foldList chooses from one fold as from the people, with places in proportion.
func (o *offering) foldList(e *effects, fold int) (list []candidate) {
	z, size := make([]float64, len(o.readings)+1), 0
	for i, f := range o.fold {
		if f != fold {
			continue
		}
		size++
		values(o.readings, i, o.rates.pilot, z)
		effect := e.of(z)
		if v := o.terms.Value(math.Exp(o.rates.pilot[i]), effect); v > 0 {
			list = append(list, candidate{i, effect, v})
		}
	}
	slices.SortStableFunc(list, func(a, b candidate) int {
		switch {
		case a.value > b.value:
			return -1
		case a.value < b.value:
			return 1
		}
		return 0
	})
	places := math.Ceil(float64(o.Places) / float64(len(o.IDs)) * float64(size))
	return list[:int(math.Min(places, float64(len(list))))]
}

// gain estimates the value of helping one person from what happened to them.
func (o *offering) gain(c candidate) float64 {
	t, y, p := o.Pilot.Treated[c.row], o.Pilot.Events[c.row], o.chance[c.row]
	without := math.Exp(o.rates.pilot[c.row])
	with := without * (1 - c.effect)
	avoided := without - with + (1-t)*(y-without)/(1-p) - t*(y-with)/p
	return avoided*o.terms.Event - o.terms.Engaged
}

// regress shows the fall to expect with no help, where the last counts are known.
func (o *offering) regress(context.Context) error {
	c := o.People.Column(o.Last)
	if c == nil || len(o.answer.List.Chosen) == 0 {
		return nil
	}
	last, rates := make([]float64, len(o.IDs)), make([]float64, len(o.IDs))
	for i := range last {
		if v := float64(c.Numbers[i]); v == v {
			last[i] = v
		}
		rates[i] = math.Exp(o.rates.people[i])
	}
	if r, err := Regress(last, rates, o.answer.List.Chosen); err == nil {
		o.answer.Regress = &r
	} else {
		o.warn("regression to the mean is not shown: " + err.Error())
	}
	return nil
}
