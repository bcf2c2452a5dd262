package main

import (
	"fmt"
	"time"

	"continuum/internal/fault"
	"continuum/target/model"
	"continuum/warehouse"
)

type targetScoreCmd struct {
	targetModels
	Version string `help:"A version, by its hash; the one in use where none is given." placeholder:"HASH"`
	Person  string `help:"Show the score that a person has, with its reasons." placeholder:"ID"`
}

// Run scores everybody of the live build by the models in use and by published
// instruments, or shows one person's scores.
func (c targetScoreCmd) Run(a *app, in *targetPlace) error {
	if c.Person != "" {
		return in.with(a, func(d *targetDesk) error { return c.show(a, d) })
	}
	return c.over(a, in, func(d *modelDesk) error {
		all := []model.About{}
		for _, spec := range d.chosen {
			start := time.Now()
			about, err := (&model.Scoring{Facts: d.facts, Models: d.models, Spec: spec, Store: d.store, Hash: c.Version, Progress: a.stagesOf(spec.ID)}).Run(a.ctx)
			if err != nil {
				return err
			}
			a.warnDrift(&about)
			all = append(all, about)
			if !a.json {
				a.line("%s %s: %d people scored on %s; %.0f %s a year are to be expected (%.1f s).",
					about.ID, about.Model, about.People, about.Index, about.Events, spec.Outcome.Words, time.Since(start).Seconds())
			}
		}
		scores, err := c.instruments(a, d)
		if err != nil {
			return err
		}
		if err := in.forget(a, d.targetDesk); err != nil {
			return err
		}
		if a.json {
			return a.print(map[string]any{"models": all, "instruments": scores})
		}
		return nil
	})
}

// forget takes out whoever was erased while everybody was scored.
func (in *targetPlace) forget(a *app, d *targetDesk) error {
	gone, err := a.suppressed(d.place, d.dir, in.databaseFlag)
	if err != nil {
		return err
	}
	return forgetScores(a.ctx, d.dir, gone)
}

// instruments scores everybody by all instruments, unless one model was asked for.
func (c targetScoreCmd) instruments(a *app, d *modelDesk) ([]model.Published, error) {
	if c.Model != "" {
		return []model.Published{}, nil
	}
	start := time.Now()
	all, err := model.ScoreInstruments(a.ctx, d.facts, d.store)
	if err == nil && !a.json {
		a.line("%d scores of published instruments for %d people (%.1f s).", len(all), d.facts.Build().People, time.Since(start).Seconds())
	}
	return all, err
}

// warnDrift tells of features that are no longer as they were.
func (a *app) warnDrift(about *model.About) {
	for _, d := range about.Drift {
		if d.PSI >= model.DriftMuch {
			a.warn("%s: %s has moved since the model was trained (stability index %.2f): train it again", about.ID, d.Words, d.PSI)
		}
	}
}

// shownScore is one person's score by one model.
type shownScore struct {
	model.Explained
	Title   string `json:"title"`
	ID      string `json:"model_id"`
	Outcome string `json:"outcome"`
	Events  string `json:"events"`
	Index   string `json:"index_date"`
}

func (c targetScoreCmd) show(a *app, d *targetDesk) error {
	chosen, err := c.choose(d.models)
	if err != nil {
		return err
	}
	build, err := d.dir.LiveID()
	if err != nil {
		return err
	}
	hidden, err := d.hidden(a)
	if err != nil {
		return err
	}
	shown := []shownScore{}
	for _, spec := range chosen {
		one, err := personScore(a, model.Store(d.dir), build, spec.ID, c.Person, hidden)
		if fault.CodeOf(err) == fault.NotFound && len(chosen) > 1 {
			continue
		}
		if err != nil {
			return err
		}
		shown = append(shown, *one)
	}
	if a.json {
		return a.print(map[string]any{"person_id": c.Person, "scores": shown})
	}
	if len(shown) == 0 {
		return fault.New(fault.NotFound, "no model gives a score for this person")
	}
	for _, s := range shown {
		a.printScore(&s)
	}
	return nil
}

// hidden tells who was erased since the build was made, by asking the build itself.
func (d *targetDesk) hidden(a *app) (func(person string) bool, error) {
	analysis, err := d.builds.Analyse(a.ctx, warehouse.Asking{Place: d.place})
	if err != nil {
		return nil, err
	}
	defer analysis.Close()
	return model.Hidden(a.ctx, analysis)
}

func personScore(a *app, store model.Store, build, id, person string, hidden func(string) bool) (*shownScore, error) {
	scores, err := store.Scores(build, id, hidden)
	if err != nil {
		return nil, err
	}
	defer scores.Close()
	e, err := scores.Of(a.ctx, person)
	k := scores.Model
	return &shownScore{e, k.Title, k.ID, k.Outcome, k.Events, scores.Index}, err
}

func (a *app) printScore(s *shownScore) {
	a.line("%s (%s %s, from %s)", s.Title, s.ID, s.Model, s.Index)
	a.line("  chance of %s: %.1f%% (%.1f%% to %.1f%%)", s.Outcome, 100*s.Chance, 100*s.ChanceLow, 100*s.ChanceHigh)
	a.line("  expected %s a year: %.2f (%.2f to %.2f)", s.Events, s.Rate, s.RateLow, s.RateHigh)
	for _, r := range s.Reasons {
		way := "raises"
		if r.Share < 0 {
			way = "lowers"
		}
		a.line("  %-6s it: %s (%s)", way, r.Words, fmt.Sprintf("%+.2f", r.Share))
	}
}
