package main

import (
	"fmt"
	"time"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/target/model"
	"continuum/warehouse"
)

// targetModels is what commands about models have in common.
type targetModels struct {
	Model string `arg:"" optional:"" help:"A model of the place; none is all of them."`
}

// modelDesk is the models that are asked for, the facts of the live build, and where models are kept.
type modelDesk struct {
	*targetDesk
	facts  *model.Facts
	store  model.Store
	chosen []*model.Spec
}

// over opens the live build for the models that are asked for and does something.
func (m targetModels) over(a *app, in *targetPlace, do func(*modelDesk) error) error {
	return in.with(a, func(d *targetDesk) error {
		x, err := m.desk(a, d)
		if err != nil {
			return err
		}
		defer x.facts.Close()
		return do(x)
	})
}

func (m targetModels) desk(a *app, d *targetDesk) (*modelDesk, error) {
	x := &modelDesk{targetDesk: d, store: model.Store(d.dir)}
	var err error
	if x.chosen, err = m.choose(d.models); err != nil {
		return nil, err
	}
	analysis, err := d.builds.Analyse(a.ctx, warehouse.Asking{Place: d.place, Memory: "3GB"})
	if err != nil {
		return nil, err
	}
	x.facts = &model.Facts{Analysis: analysis, Place: d.place, Cohorts: d.cohorts}
	return x, nil
}

func (m targetModels) choose(all *model.Models) ([]*model.Spec, error) {
	switch {
	case len(all.All) == 0:
		return nil, &fault.Error{Code: fault.NotFound, File: "models", Reason: "the place has no models", Fix: "write models/NAME.yaml; the manual says how"}
	case m.Model == "":
		return all.All, nil
	}
	one, found := all.Model(m.Model)
	if !found {
		return nil, &fault.Error{Code: fault.NotFound, Value: m.Model, Reason: "the place has no such model", Fix: place.Suggest(m.Model, all.Names())}
	}
	return []*model.Spec{one}, nil
}

type targetTrainCmd struct {
	targetModels
}

// Run trains the models and puts them to use.
func (c targetTrainCmd) Run(a *app, in *targetPlace) error {
	return c.over(a, in, func(d *modelDesk) error {
		cards := []*model.Card{}
		for _, spec := range d.chosen {
			start := time.Now()
			t := &model.Training{Facts: d.facts, Models: d.models, Spec: spec, Product: version, Progress: a.stagesOf(spec.ID)}
			kept, card, err := t.Run(a.ctx)
			if err != nil {
				return err
			}
			if _, err := d.store.Keep(a.ctx, kept, card); err != nil {
				return err
			}
			for _, n := range card.Notices {
				a.warn("%s: %s", spec.ID, n)
			}
			cards = append(cards, card)
			if !a.json {
				a.line("%s %s is in use: %s (%.1f s).", spec.ID, card.Hash, inShort(card), time.Since(start).Seconds())
			}
		}
		if a.json {
			return a.print(map[string]any{"models": cards})
		}
		return nil
	})
}

// stagesOf shows the stages of one model under its name.
func (a *app) stagesOf(name string) func(stage string, done, total int64) {
	report := a.bars.report()
	return func(stage string, done, total int64) { report.Report(name+": "+stage, done, total) }
}

// inShort says of a card what matters most.
func inShort(c *model.Card) string {
	out := fmt.Sprintf("%d people judged", c.Metrics.N)
	if c.Metrics.AUC != nil {
		out += fmt.Sprintf(", AUC %.3f", *c.Metrics.AUC)
	}
	if c.Chance.Slope != nil {
		out += fmt.Sprintf(", calibration slope %.2f", c.Chance.Slope.Value)
	}
	for _, k := range c.Metrics.AtK {
		if k.Fraction == 0.01 && k.PPV != nil {
			out += fmt.Sprintf(", of the highest 1%% %.0f%% had %s", 100**k.PPV, c.Outcome)
		}
	}
	return out
}
