package main

import (
	"cmp"
	"math"
	"strconv"

	"continuum/internal/fault"
	"continuum/link/splink"
)

type linkModelCmd struct {
	Model string `arg:"" help:"A model saved by Splink (JSON)." type:"existingfile"`
}

// Run shows a model, or with --json writes it back in Splink's own form.
func (c linkModelCmd) Run(a *app) error {
	model, err := readSplink(c.Model)
	if err != nil {
		return err
	}
	if a.json {
		data, err := model.JSON()
		if err == nil {
			_, err = a.out.Write(data)
		}
		return fault.Wrap(err, "writing the model")
	}
	a.splinkSettings(model)
	untrained := false
	for _, comparison := range model.Comparisons {
		untrained = a.splinkComparison(comparison) || untrained
	}
	if untrained {
		a.line("\n-  not trained: Splink's starting value is taken")
	}
	return nil
}

// splinkSettings prints what holds for all pairs.
func (a *app) splinkSettings(m *splink.Model) {
	a.line("%-15s%s", "links", cmp.Or(m.LinkType, "link_only, or dedupe_only within one data set"))
	a.line("%-15s%s (weight %+.2f)", "prior", figure(m.Prior), math.Log2(m.Prior/(1-m.Prior)))
	if len(m.Rules) == 0 {
		a.line("%-15severy pair is compared", "blocking rules")
	}
	for i, rule := range m.Rules {
		title := ""
		if i == 0 {
			title = "blocking rules"
		}
		a.line("%-15s%d. %s", title, i+1, rule.SQL)
	}
}

// splinkComparison prints the levels of a comparison, best first, and tells
// whether one is not trained.
func (a *app) splinkComparison(c splink.Comparison) (untrained bool) {
	a.line("\n%s", c.Name)
	a.line("  %5s%12s%12s%9s  %s", "level", "m", "u", "weight", "condition")
	gamma := 0
	for _, l := range c.Levels {
		if !l.Null {
			gamma++
		}
	}
	for _, l := range c.Levels {
		if l.Null {
			a.line("  %5s%12s%12s%9s  %s", "", "", "", "0.00", condition(l))
			continue
		}
		gamma--
		weight := "-"
		if l.M != 0 && l.U != 0 {
			weight = strconv.FormatFloat(math.Log2(l.M/l.U), 'f', 2, 64)
		}
		a.line("  %5d%12s%12s%9s  %s", gamma, figure(l.M), figure(l.U), weight, condition(l))
		untrained = untrained || weight == "-"
	}
	return untrained
}

// condition says when a level holds, and whose frequency counts then.
func condition(l splink.Level) string {
	text := l.SQL
	if l.Label != "" {
		text = l.Label + ": " + text
	}
	if l.TFColumn != "" {
		text += " [by how common " + l.TFColumn + " is]"
	}
	return text
}

// figure is a chance to four digits; 0 is one that is not known.
func figure(x float64) string {
	if x == 0 {
		return "-"
	}
	return strconv.FormatFloat(x, 'g', 4, 64)
}
