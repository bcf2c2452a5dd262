package main

import (
	"context"
	"path/filepath"
	"slices"
	"time"

	"continuum/internal/fault"
	"continuum/store"
	"continuum/target/cohort"
	"continuum/target/model"
	"continuum/target/programme"
	"continuum/warehouse"
)

// listDesk makes lists of a place's live build.
type listDesk struct {
	*targetDesk
	app      *app
	ctx      context.Context
	kept     *kept // nil: there is no database, so nobody was ever suggested, and nobody said no
	analysis *warehouse.Analysis
	people   map[string]*resident // of the build
	hidden   func(string) bool
	scores   map[string]*scored // by model
	crowds   map[time.Time]*cohort.Crowd
}

// openLists opens what lists are made of. The database is made where it is to be written to.
func openLists(a *app, d *targetDesk, database databaseFlag, write bool) (desk *listDesk, end func(), err error) {
	desk = &listDesk{targetDesk: d, app: a, ctx: byList(a.ctx), scores: map[string]*scored{}, crowds: map[time.Time]*cohort.Crowd{}}
	var ends []func()
	end = func() {
		for _, s := range desk.scores {
			_ = s.Close()
		}
		for _, f := range slices.Backward(ends) {
			f()
		}
	}
	defer func() {
		if err != nil {
			end()
		}
	}()
	if desk.analysis, err = d.builds.Analyse(a.ctx, warehouse.Asking{Place: d.place}); err != nil {
		return nil, nil, err
	}
	ends = append(ends, func() { _ = desk.analysis.Close() })
	if desk.hidden, err = model.Hidden(a.ctx, desk.analysis); err != nil {
		return nil, nil, err
	}
	if database.missing(d.dir) && !write {
		return desk, end, nil
	}
	db, err := store.Open(a.ctx, database.url(d.dir), recordSchemas()...)
	if err != nil {
		return nil, nil, err
	}
	ends = append(ends, func() { _ = db.Close() })
	if desk.kept, err = keep(desk.ctx, db, d.loaded, d.builds, nil); err == nil {
		err = desk.kept.log.TakeIn(a.ctx, database.noted(d.dir))
	}
	return desk, end, err
}

// make makes the lists of some programmes. Those that exclude one of them are reckoned
// with too, as nobody may be on two lists that exclude each other.
func (d *listDesk) make(chosen []*programme.Programme) ([]*programme.List, error) {
	all := slices.Clone(chosen)
	for i := range d.programmes {
		p := &d.programmes[i]
		if !slices.Contains(all, p) && slices.ContainsFunc(chosen, func(c *programme.Programme) bool { return programme.Excludes(c, p) }) {
			all = append(all, p)
		}
	}
	if err := d.carry(); err != nil {
		return nil, err
	}
	demands := make([]programme.Demand, len(all))
	for i, p := range all {
		d.app.bars.report().Report("lists", int64(i), int64(len(all)))
		var err error
		if demands[i], err = d.demand(p); err != nil {
			return nil, fault.Wrap(err, "the list of %s", p.ID)
		}
	}
	lists, err := programme.Make(demands)
	if err != nil {
		return nil, err
	}
	for i := range chosen {
		if err := d.reasons(chosen[i], lists[i]); err != nil {
			return nil, err
		}
	}
	d.app.bars.report().Report("lists", int64(len(all)), int64(len(all)))
	return lists[:len(chosen)], nil
}

// demand is what the list of a programme is made from.
func (d *listDesk) demand(p *programme.Programme) (programme.Demand, error) {
	out := programme.Demand{Programme: p}
	s, err := d.scoresOf(p.Model)
	if err != nil {
		return out, err
	}
	out.Source = programme.Source{
		Build: s.Build, Model: s.ID, ModelHash: s.Model.Hash, Outcome: s.Model.Outcome, Horizon: (s.Model.Horizon + 15) / 30, IndexDate: s.day,
	}
	groups, err := d.groups(p, s.day)
	if err != nil {
		return out, err
	}
	away, taken, err := d.away(p)
	if err != nil {
		return out, err
	}
	out.Taken = taken
	for _, id := range groups.members {
		out.People = append(out.People, d.person(id, s, groups, away))
	}
	return out, nil
}

// person is a member of a cohort with all that is known; why they are left out, where
// they are, is the first reason that holds.
func (d *listDesk) person(id string, s *scored, g *grouped, away map[string]string) programme.Person {
	r := d.people[id]
	x, is := s.of[id]
	p := programme.Person{ID: id, Practice: r.practice, Deprivation: r.fifth, Sex: r.sex, Ethnicity: r.ethnicity, Age: r.age(s.day), Group: g.effect[id], Rate: x.Rate, RateLow: x.RateLow, RateHigh: x.RateHigh, Chance: x.Chance, Last: s.before[id]}
	switch {
	case r.died:
		p.Left = "has died"
	case away[id] != "":
		p.Left = away[id]
	case g.left[id] != "":
		p.Left = g.left[id]
	case !is:
		p.Left = "has no score by the model"
	}
	return p
}

// scored is what a model says of everybody.
type scored struct {
	*model.Scores
	day    time.Time
	of     map[string]model.Score
	before map[string]float64 // events of those in the year before
}

// scoresOf reads the scores of a model, once.
func (d *listDesk) scoresOf(id string) (*scored, error) {
	if s := d.scores[id]; s != nil {
		return s, nil
	}
	opened, err := model.Store(d.dir).Scores(d.analysis.Build().ID, id, d.hidden)
	if err != nil {
		return nil, err
	}
	s := &scored{Scores: opened, of: map[string]model.Score{}, before: map[string]float64{}}
	d.scores[id] = s
	s.day = s.On()
	err = s.Each(d.ctx, func(x *model.Score) error {
		s.of[x.Person] = *x
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := d.residents(); err != nil {
		return nil, err
	}
	return s, d.earlier(s)
}

// earlier counts what happened to those who have a score in the year before.
func (d *listDesk) earlier(s *scored) error {
	spec, is := d.models.Model(s.ID)
	if !is {
		return fault.New(fault.NotFound, "the place has no model %s any more", s.ID)
	}
	events, err := d.models.Before(d.ctx, &model.Facts{Analysis: d.analysis, Place: d.place, Cohorts: d.cohorts}, spec, s.day)
	if err != nil {
		return err
	}
	for person, n := range events {
		s.before[person] = n * daysAYear / float64(max(spec.Horizon, 1))
	}
	return nil
}

const daysAYear = 365.25

// reasons puts in why the model finds each of those on a list.
func (d *listDesk) reasons(p *programme.Programme, l *programme.List) error {
	ids := make([]string, len(l.People))
	for i := range l.People {
		ids[i] = l.People[i].Person
	}
	why, err := d.scores[p.Model].Reasons(d.ctx, ids, model.TopReasons)
	if err != nil {
		return fault.Wrap(err, "explaining the list of %s", p.ID)
	}
	for i := range l.People {
		for _, r := range why[l.People[i].Person] {
			l.People[i].Reasons = append(l.People[i].Reasons, p.Because(r.Feature, r.Words, r.Share))
		}
	}
	return nil
}

func dirOf(path string) string { return filepath.Dir(path) }
