package main

import (
	"time"

	"continuum/target/cohort"
	"continuum/target/model"
	"continuum/warehouse"
)

type targetCmd struct {
	Place targetPlace `arg:""`
}

// targetPlace is what all commands about whom to help begin with.
type targetPlace struct {
	placeArg
	dataFlag
	databaseFlag

	Cohort   targetCohortCmd   `cmd:"" help:"List the place's cohorts, or show one: how many stay at each step, who, and what changed."`
	Segments targetSegmentsCmd `cmd:"" help:"Put the whole population into exactly one segment each."`
	Pyramid  targetPyramidCmd  `cmd:"" help:"Count the population by age and sex, also by segment, deprivation or practice."`

	Train    targetTrainCmd    `cmd:"" help:"Train the place's models on its live build, and put them to use."`
	Validate targetValidateCmd `cmd:"" help:"Judge the models in use by people and a year that they had not learned from."`
	Card     targetCardCmd     `cmd:"" help:"Show what is known of a model, or write it as a page."`
	Score    targetScoreCmd    `cmd:"" help:"Score everybody by the models in use and by published instruments."`
	List     targetListCmd     `cmd:"" help:"Make the lists of the place's programmes: whom to offer them to, and whether that pays."`
}

// targetDesk is a sound place and its builds, opened to ask whom to help; nobody who
// was erased is in them.
type targetDesk struct {
	loaded
	dir    warehouse.Dir
	builds *warehouse.Live
}

// with opens a place and its builds and does something.
func (in *targetPlace) with(a *app, do func(*targetDesk) error) error {
	a.unchanged = ""
	l, err := a.served(in.Place)
	if err != nil {
		return err
	}
	d := &targetDesk{loaded: l, dir: in.dir(in.Place)}
	if d.builds, err = a.openBuilds(in.Place, d.dir, in.databaseFlag); err != nil {
		return err
	}
	defer d.builds.Close()
	return do(d)
}

// asOf says which build is asked, and as of which day.
type asOf struct {
	Build string `help:"Ask this build, by its id or the beginning of it." default:"live" placeholder:"ID"`
	On    string `help:"As of this day; the day after the build's last activity where none is given." placeholder:"2026-12-31"`
}

// crowd opens a build to ask about everybody; close its build afterwards.
func (d *targetDesk) crowd(a *app, at asOf) (*cohort.Crowd, error) {
	build, err := d.builds.Analyse(a.ctx, warehouse.Asking{Build: at.Build, Place: d.place})
	if err != nil {
		return nil, err
	}
	on, err := dayOf("--on", at.On, build.IndexDate())
	if err != nil {
		_ = build.Close()
		return nil, err
	}
	if on.After(build.IndexDate()) {
		a.warn("the build knows nothing of the time from %s on", shownDay(build.IndexDate()))
	}
	if at.On != "" {
		if err := d.warnEarly(a, build, on); err != nil {
			_ = build.Close()
			return nil, err
		}
	}
	return cohort.On(build, d.cohorts, on), nil
}

// warnEarly tells of a day on which nothing had happened yet, as far as the build knows.
func (d *targetDesk) warnEarly(a *app, build *warehouse.Analysis, on time.Time) error {
	if build.Build().DataTo.IsZero() {
		return nil
	}
	from, _, err := (&model.Facts{Analysis: build, Place: d.place, Cohorts: d.cohorts}).Covered(a.ctx)
	if err == nil && !on.After(from) {
		a.warn("the build's activities begin on %s: whoever would be counted for what happened before is missed", shownDay(from))
	}
	return err
}

// shownDay is a day as staff read it.
func shownDay(day time.Time) string { return day.Format("02-Jan-2006") }
