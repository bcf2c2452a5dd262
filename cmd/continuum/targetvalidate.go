package main

import (
	"continuum/internal/stat/dist"
	"continuum/target/model"
)

type targetValidateCmd struct {
	targetModels
	Version string `help:"A version, by its hash; the one in use where none is given." placeholder:"HASH"`
}

// Run judges models by what is known now.
func (c targetValidateCmd) Run(a *app, in *targetPlace) error {
	return c.over(a, in, func(d *modelDesk) error {
		all := []*model.Validation{}
		for _, spec := range d.chosen {
			v, err := (&model.Validating{Facts: d.facts, Models: d.models, Spec: spec, Store: d.store, Hash: c.Version, Progress: a.stagesOf(spec.ID)}).Run(a.ctx)
			if err != nil {
				return err
			}
			for _, n := range v.Notices {
				a.warn("%s: %s", spec.ID, n)
			}
			all = append(all, v)
			if !a.json {
				a.printValidation(v)
			}
		}
		if a.json {
			return a.print(map[string]any{"models": all})
		}
		return nil
	})
}

func (a *app) printValidation(v *model.Validation) {
	a.line("%s %s on %s, %s:", v.Model, v.Hash, v.Index, v.How)
	a.line("  %d people, %d with the outcome; %d died and %d left within the time", v.Year.People, v.Year.With, v.Year.Died, v.Year.Left)
	m := v.Metrics
	for _, f := range []struct {
		name  string
		value *float64
		in    string
	}{
		{"AUC", m.AUC, "auc"},
		{"calibration slope", m.CalibrationSlope, "calibration_slope"},
		{"observed for each expected", m.ObservedExpected, "observed_expected"},
		{"average precision", m.AveragePrecision, "average_precision"},
	} {
		if f.value != nil {
			a.line("  %-28s%8.3f  %s", f.name, *f.value, interval(m.Intervals[f.in]))
		}
	}
	if s := v.Rate.Slope; s != nil {
		a.line("  %-28s%8.3f  %s", "calibration slope of rates", s.Value, interval(dist.Interval{Low: s.Low, High: s.High}))
	}
	for _, k := range m.AtK {
		if k.PPV != nil && k.Sensitivity != nil {
			a.line("  highest %4.1f%%: %6d people from a chance of %.3f; %5.1f%% of them had the outcome, %5.1f%% of all who had it are found",
				100*k.Fraction, k.K, *k.Threshold, 100**k.PPV, 100**k.Sensitivity)
		}
	}
	for _, kind := range v.Groups {
		for _, g := range kind.Groups {
			if g.ObservedExpected != nil {
				a.line("  %-12s%-28s%7d people, observed for each expected %.2f  %s", kind.Kind, g.Name, g.N, *g.ObservedExpected, interval(g.Intervals["observed_expected"]))
			}
		}
	}
}
