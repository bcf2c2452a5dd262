package main

import (
	"fmt"
	"time"

	"continuum/internal/fault"
	"continuum/target/cohort"
)

type targetCohortCmd struct {
	Name string `arg:"" optional:"" help:"A cohort; none, or list, lists them all."`
	asOf
	Against  string `help:"Say who came and who left, and why, since this build." placeholder:"BUILD" xor:"what"`
	Since    string `help:"Say who came and who left, and why, since this day." placeholder:"2025-12-31" xor:"what"`
	OverTime bool   `help:"Count it on the first of each month." xor:"what"`
	Months   int    `help:"How many months --over-time counts." default:"13"`
	Excluded bool   `help:"Write whom the steps left out instead of the members." xor:"what"`
	exportFlags
}

// Run shows a cohort, or lists all.
func (c targetCohortCmd) Run(a *app, in *targetPlace) error {
	if err := c.check(); err != nil {
		return err
	}
	return in.with(a, func(d *targetDesk) error {
		k, err := d.crowd(a, c.asOf)
		if err != nil {
			return err
		}
		defer k.Build().Close()
		_, err = d.cohorts.Named(c.Name)
		switch {
		case err != nil && (c.Name == "" || c.Name == "list"):
			return a.listCohorts(d, k)
		case err != nil:
			return err
		case c.Against != "" || c.Since != "":
			return c.change(a, in, d, k)
		case c.OverTime:
			return c.overTime(a, k)
		}
		return c.show(a, in, d, k)
	})
}

// check refuses what would be passed over in silence.
func (c targetCohortCmd) check() error {
	all := c.Name == "" || c.Name == "list"
	for _, f := range []struct {
		name  string
		given bool
	}{{"--out", c.Out != ""}, {"--excluded", c.Excluded}, {"--against", c.Against != ""}, {"--since", c.Since != ""}, {"--over-time", c.OverTime}} {
		if all && f.given {
			return &fault.Error{Code: fault.Invalid, Column: f.name, Reason: "is of one cohort", Fix: "name the cohort that is meant"}
		}
	}
	if c.Project != "" && c.Out == "" {
		return &fault.Error{Code: fault.Invalid, Column: "--project", Value: c.Project, Reason: "needs a file to write to", Fix: "add --out FILE.csv"}
	}
	return nil
}

// show counts a cohort at each step, and writes who it is where a file is named.
func (c targetCohortCmd) show(a *app, in *targetPlace, d *targetDesk, k *cohort.Crowd) error {
	if c.Excluded && c.Out == "" {
		return &fault.Error{Code: fault.Invalid, Column: "--excluded", Reason: "needs a file to write to", Fix: "add --out FILE.csv; without it the funnel counts them by step"}
	}
	f, err := k.Funnel(a.ctx, c.Name)
	if err != nil {
		return err
	}
	answer := funnelAnswer{f, f.On.Format(time.DateOnly), nil}
	if c.Out != "" {
		what := members(f)
		if c.Excluded {
			what = leftOut(f)
		}
		if answer.Export, err = c.export(a, in, d, k, what); err != nil {
			return err
		}
	}
	if a.json {
		return a.print(answer)
	}
	a.printFunnel(f)
	a.printExport(answer.Export)
	return nil
}

// funnelAnswer is what machines are told.
type funnelAnswer struct {
	*cohort.Funnel
	Day    string    `json:"on"`
	Export *exported `json:"export,omitempty"`
}

// cohortSize is a cohort in the list of all.
type cohortSize struct {
	Cohort  string `json:"cohort"`
	Title   string `json:"title"`
	Segment string `json:"segments,omitempty"` // the set that it is a segment of
	People  int    `json:"people"`
	Size    int    `json:"size"`
}

// listCohorts counts all cohorts of the place.
func (a *app) listCohorts(d *targetDesk, k *cohort.Crowd) error {
	all, err := k.Funnels(a.ctx, d.cohorts.IDs()...)
	if err != nil {
		return err
	}
	list := []cohortSize{}
	for i, f := range all {
		list = append(list, cohortSize{f.Cohort, f.Title, d.cohorts.All[i].Set, f.People, f.Size})
	}
	if a.json {
		return a.print(map[string]any{"build": k.Build().Build().ID, "on": k.Date().Format(time.DateOnly), "cohorts": list})
	}
	if len(list) == 0 {
		a.line("The place has no cohorts; they are files in cohorts/.")
		return nil
	}
	a.line("Build %s as of %s, %d people:", k.Build().Build().ID, shownDay(k.Date()), list[0].People)
	a.line("%-28s%10s%9s  %s", "cohort", "people", "share", "who")
	for _, c := range list {
		a.line("%-28s%10d%9s  %s", c.Cohort, c.Size, share(c.Size, c.People), c.Title)
	}
	return nil
}

// share is a part in per cent.
func share(n, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.1f%%", 100*float64(n)/float64(of))
}

const everybody = "Everybody the partners know"

// printFunnel prints a cohort at each step.
func (a *app) printFunnel(f *cohort.Funnel) {
	a.line("%s (%s)", f.Title, f.Cohort)
	if f.About != "" {
		a.line("%s", f.About)
	}
	a.line("Build %s as of %s", f.Build, shownDay(f.On))
	width := len(everybody)
	for _, s := range f.Steps {
		width = max(width, len([]rune(stepTitle(s))))
	}
	a.line("%-*s%10s%10s%10s", width, "step", "meet it", "left out", "left")
	a.line("%-*s%10s%10s%10d", width, everybody, "", "", f.People)
	for _, s := range f.Steps {
		a.line("%-*s%10d%10d%10d", width, stepTitle(s), s.Met, s.Out, s.Left)
	}
	a.line("%s in the cohort, %s of everybody.", peopleAre(f.Size), share(f.Size, f.People))
}

// stepTitle says of a step that it leaves people out, and why.
func stepTitle(s cohort.Count) string {
	if s.Why != "" {
		return s.Words() + " (" + s.Why + ")"
	}
	return s.Words()
}

func peopleAre(n int) string {
	if n == 1 {
		return "1 person is"
	}
	return fmt.Sprintf("%d people are", n)
}
