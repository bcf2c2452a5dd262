package main

import (
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/target/cohort"
)

type targetSegmentsCmd struct {
	Set string `arg:"" optional:"" help:"A set of segments; none takes the only one the place has."`
	asOf
}

// Run puts everybody into a segment.
func (c targetSegmentsCmd) Run(a *app, in *targetPlace) error {
	return in.with(a, func(d *targetDesk) error {
		set, err := onlySet(d.cohorts, c.Set)
		if err != nil {
			return err
		}
		k, err := d.crowd(a, c.asOf)
		if err != nil {
			return err
		}
		defer k.Build().Close()
		g, err := k.Segment(a.ctx, set)
		if err != nil {
			return err
		}
		if a.json {
			return a.print(g)
		}
		a.printSegments(g, k.Date())
		return nil
	})
}

// onlySet is the set that is meant.
func onlySet(s *cohort.Set, name string) (string, error) {
	all := s.Sets()
	switch {
	case name != "":
		return name, nil
	case len(all) == 1:
		return all[0], nil
	case len(all) == 0:
		return "", &fault.Error{Code: fault.NotFound, Reason: "the place has no segments", Fix: "give cohorts a set and a precedence with `segments:` and `precedence:`"}
	}
	return "", &fault.Error{Code: fault.Invalid, Column: "--set", Reason: "the place has several sets of segments", Fix: "name one of " + strings.Join(all, ", ")}
}

func (a *app) printSegments(g *cohort.Segmentation, on time.Time) {
	a.line("%s in build %s as of %s", g.Set, g.Build, shownDay(on))
	a.line("%-4s%-52s%10s%10s%9s", "", "segment", "meet it", "people", "share")
	for _, s := range g.Segments {
		a.line("%-4d%-52s%10d%10d%9s", s.Precedence, s.Title, s.Met, s.People, share(s.People, g.People))
	}
	a.line("%-4s%-52s%10s%10d%9s", "", "everybody", "", g.People, share(g.People, g.People))
}

type targetPyramidCmd struct {
	Cohort string `help:"Count this cohort instead of the population." placeholder:"NAME"`
	By     string `help:"Part it by deprivation, practice, or a set of segments." placeholder:"WHAT"`
	asOf
}

// Run counts by age and sex.
func (c targetPyramidCmd) Run(a *app, in *targetPlace) error {
	return in.with(a, func(d *targetDesk) error {
		k, err := d.crowd(a, c.asOf)
		if err != nil {
			return err
		}
		defer k.Build().Close()
		p, err := d.pyramid(a, k, c)
		if err != nil {
			return err
		}
		if a.json {
			return a.print(p)
		}
		a.printPyramid(p, k.Date())
		return nil
	})
}

func (d *targetDesk) pyramid(a *app, k *cohort.Crowd, c targetPyramidCmd) (*cohort.Pyramid, error) {
	if c.Cohort == "" {
		return k.Pyramid(a.ctx, nil, c.By)
	}
	f, err := k.Funnel(a.ctx, c.Cohort)
	if err != nil {
		return nil, err
	}
	return k.Pyramid(a.ctx, f.Members(), c.By)
}

func (a *app) printPyramid(p *cohort.Pyramid, on time.Time) {
	a.line("%d people in build %s as of %s", p.People, p.Build, shownDay(on))
	for g, group := range p.Groups {
		if p.By != "" {
			a.line("")
			a.line("%s: %d people", group.Title, group.People)
		}
		a.line("%-14s%10s%10s%10s", "age", "female", "male", "other")
		for i := len(p.Bands) - 1; i >= 0; i-- {
			b := p.Bands[i]
			a.line("%-14s%10d%10d%10d", b.Title, b.Female[g], b.Male[g], b.Other[g])
		}
	}
}
