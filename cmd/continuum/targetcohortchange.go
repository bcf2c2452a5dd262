package main

import (
	"time"

	"continuum/internal/fault"
	"continuum/target/cohort"
)

// change says who came into a cohort and who left it since another build or day.
func (c targetCohortCmd) change(a *app, in *targetPlace, d *targetDesk, now *cohort.Crowd) error {
	before, current, err := c.before(a, d, now)
	if err != nil {
		return err
	}
	if before.Build() != now.Build() {
		defer before.Build().Close()
	}
	x, err := cohort.Compare(a.ctx, before, now, c.Name, current)
	if err != nil {
		return err
	}
	answer := changeAnswer{x, nil}
	if c.Out != "" {
		if answer.Export, err = c.export(a, in, d, now, moved(x)); err != nil {
			return err
		}
	}
	if a.json {
		return a.print(answer)
	}
	a.printChange(x)
	a.printExport(answer.Export)
	return nil
}

// changeAnswer is what machines are told.
type changeAnswer struct {
	*cohort.Change
	Export *exported `json:"export,omitempty"`
}

// before is the other side of a comparison: the same build on another day, or another
// build on its own index date, or on the day that was asked for.
func (c targetCohortCmd) before(a *app, d *targetDesk, now *cohort.Crowd) (*cohort.Crowd, cohort.Resolver, error) {
	if c.Since != "" {
		on, err := dayOf("--since", c.Since, time.Time{})
		if err == nil && !on.Before(now.Date()) {
			err = &fault.Error{Code: fault.Invalid, Column: "--since", Value: c.Since, Reason: "is not before " + now.Date().Format(time.DateOnly), Fix: "give an earlier day, or a later --on"}
		}
		return cohort.On(now.Build(), d.cohorts, on), nil, err
	}
	k, err := d.crowd(a, asOf{Build: c.Against, On: c.On})
	if err != nil {
		return nil, nil, err
	}
	register, err := d.dir.Register()
	if err != nil {
		_ = k.Build().Close()
		return nil, nil, err
	}
	return k, func(id string) string {
		current, _ := register.Resolve(id)
		return current
	}, nil
}

func (a *app) printChange(x *cohort.Change) {
	a.line("%s: %d on %s in build %s", x.Cohort, x.Before.Size, shownDay(x.Before.On), x.Before.Build)
	a.line("%*s  %d on %s in build %s", len(x.Cohort), "", x.After.Size, shownDay(x.After.On), x.After.Build)
	a.line("%d stayed.", x.Stayed)
	a.printReasons("came", "which they did not pass before", x.Gained)
	a.printReasons("left", "which they do not pass now", x.Lost)
}

func (a *app) printReasons(did, step string, reasons []cohort.Reason) {
	n := 0
	for _, r := range reasons {
		n += r.People
	}
	if n == 0 {
		a.line("Nobody %s.", did)
		return
	}
	a.line("%d %s, by the step %s:", n, did, step)
	for _, r := range reasons {
		a.line("%8d  %s", r.People, cohort.Count{Title: r.Title, Exclude: r.Exclude}.Words())
	}
}

// overTime counts a cohort by month.
func (c targetCohortCmd) overTime(a *app, k *cohort.Crowd) error {
	if c.Out != "" {
		return &fault.Error{Code: fault.Invalid, Column: "--out", Value: c.Out, Reason: "counts by month name nobody, so there is nothing to export", Fix: "leave --out away, or --over-time"}
	}
	if c.Months < 1 || c.Months > cohort.MostMonths {
		return &fault.Error{Code: fault.Invalid, Column: "--months", Reason: "not a number of months from 1 to 60"}
	}
	all, err := k.OverTime(a.ctx, c.Name, c.Months)
	if err != nil {
		return err
	}
	if a.json {
		return a.print(map[string]any{"cohort": c.Name, "build": k.Build().Build().ID, "months": all})
	}
	a.line("%s by month, as build %s knows it", c.Name, k.Build().Build().ID)
	a.line("%-14s%10s%10s%10s", "on", "people", "joined", "left")
	for _, m := range all {
		on, _ := time.Parse(time.DateOnly, m.On)
		a.line("%-14s%10d%10d%10d", shownDay(on), m.Size, m.Joined, m.Left)
	}
	return nil
}
