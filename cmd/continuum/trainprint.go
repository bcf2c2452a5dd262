package main

import (
	"fmt"
	"strings"

	"continuum/internal/stat/dist"
	"continuum/internal/stat/metric"
	"continuum/target/learn"
)

// printTraining prints what was learned for people to read.
func printTraining(a *app, c *trainCmd, m *learn.Model, r *learn.Report) {
	for _, n := range r.Notices {
		text := n.Text
		if n.Column != "" {
			text = n.Column + ": " + text
		}
		a.line("note: %s", text)
	}
	of := ""
	if c.Split != "" {
		of = fmt.Sprintf(" of %d different %s", r.Groups, c.Split)
	}
	a.line("%s%s; %s: %.0f (%s a row)", many(r.Rows, "row"), of, r.Outcome, r.Events, decimals(r.Rate))
	printColumns(a, r)
	v := &r.Validity
	if v.How == "none" {
		a.line("\nNot validated: %s", v.Chosen)
	} else {
		printCandidates(a, v)
		if v.Binary != nil {
			printFigures(a, v.Binary)
		} else {
			printCounts(a, v.Count)
		}
		a.line("  recalibrated by slope %.3f, intercept %.3f", v.Before.Slope, v.Before.Intercept)
	}
	printWeights(a, r.Columns)
	a.line("\n%s is written (sha256 %s).", c.Out, m.Hash())
}

func printColumns(a *app, r *learn.Report) {
	a.line("%s learned from", many(len(r.Columns), "column"))
	byWhy, order := map[string][]string{}, []string{}
	for _, l := range r.LeftOut {
		if byWhy[l.Why] == nil {
			order = append(order, l.Why)
		}
		byWhy[l.Why] = append(byWhy[l.Why], l.Name)
	}
	for _, why := range order {
		a.line("  left out: %s (%s)", strings.Join(byWhy[why], ", "), why)
	}
}

func printCandidates(a *app, v *learn.Validity) {
	a.line("\n%-32s%10s%8s  %s", "tried", "loss", "AUC", "with")
	for _, c := range v.Candidates {
		mark := "  "
		if c.Chosen {
			mark = "* "
		}
		a.line("%-32s%10.5f%8.4f  %s", mark+c.Name, c.Loss, c.AUC, c.Setting)
	}
	a.line("\n%s, on rows that neither it nor its recalibration saw (%s, %d rows):", v.Chosen, v.How, v.Rows)
}

// judged prints one figure with its interval, where it exists.
func judged(a *app, name string, value *float64, in map[string]dist.Interval, key string) {
	if value == nil {
		return
	}
	text := ""
	if i, ok := in[key]; ok {
		text = fmt.Sprintf(" (%s to %s)", decimals(i.Low), decimals(i.High))
	}
	a.line("  %-28s%s%s", name, decimals(*value), text)
}

func decimals(v float64) string { return fmt.Sprintf("%.4f", v) }

func printFigures(a *app, m *metric.Metrics) {
	judged(a, "AUC", m.AUC, m.Intervals, "auc")
	judged(a, "average precision", m.AveragePrecision, m.Intervals, "average_precision")
	judged(a, "Brier score", &m.Brier, m.Intervals, "brier")
	judged(a, "calibration slope", m.CalibrationSlope, m.Intervals, "calibration_slope")
	judged(a, "calibration in the large", m.CalibrationInTheLarge, m.Intervals, "calibration_in_the_large")
	judged(a, "observed over expected", m.ObservedExpected, m.Intervals, "observed_expected")
	a.line("  %8s%9s%11s%8s%20s%8s%7s", "highest", "rows", "threshold", "PPV", "", "finds", "lift")
	for _, k := range m.AtK {
		if k.PPV == nil || k.Sensitivity == nil || k.Lift == nil || k.Threshold == nil {
			continue
		}
		in := ""
		if k.PPVInterval != nil {
			in = fmt.Sprintf("(%s to %s)", decimals(k.PPVInterval.Low), decimals(k.PPVInterval.High))
		}
		a.line("  %7.1f%%%9d%11.4f%8.4f%20s%7.1f%%%7.2f", 100*k.Fraction, k.K, *k.Threshold, *k.PPV, in, 100**k.Sensitivity, *k.Lift)
	}
}

func printCounts(a *app, m *metric.CountMetrics) {
	judged(a, "explained deviance", m.Explained, m.Intervals, "explained_deviance")
	judged(a, "concordance", m.Concordance, m.Intervals, "concordance")
	judged(a, "calibration slope", m.CalibrationSlope, m.Intervals, "calibration_slope")
	judged(a, "calibration in the large", m.CalibrationInTheLarge, m.Intervals, "calibration_in_the_large")
	judged(a, "observed over expected", m.ObservedExpected, m.Intervals, "observed_expected")
	judged(a, "dispersion", m.Dispersion, m.Intervals, "dispersion")
	a.line("  %8s%9s%11s%12s%8s%7s", "highest", "rows", "threshold", "events/row", "finds", "lift")
	for _, k := range m.AtK {
		if k.Mean == nil || k.Share == nil || k.Lift == nil || k.Threshold == nil {
			continue
		}
		a.line("  %7.1f%%%9d%11.4f%12.4f%7.1f%%%7.2f", 100*k.Fraction, k.K, *k.Threshold, *k.Mean, 100**k.Share, *k.Lift)
	}
}

const mostWeights = 15

func printWeights(a *app, used []learn.Used) {
	a.line("\nwhat scores rest on (share of all reasons):")
	for i, u := range used {
		if i == mostWeights || u.Weight == 0 {
			a.line("  and %s of less weight", many(len(used)-i, "column"))
			return
		}
		a.line("  %-32s%6.1f%%  %s", u.Name, 100*u.Weight, u.Role)
	}
}
