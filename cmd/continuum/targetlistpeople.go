package main

import (
	"database/sql"
	"maps"
	"slices"
	"time"

	"continuum/internal/fault"
	"continuum/record/sight"
	"continuum/store"
	"continuum/target/cohort"
	"continuum/target/programme"
	"continuum/target/worklist"
	"continuum/web/show"
)

// resident is somebody of the build, as far as lists ask.
type resident struct {
	practice, sex, ethnicity string
	fifth                    int // of deprivation, 1 the most; 0 not known
	born                     time.Time
	died                     bool
}

// age is how old somebody is on a day; -1 where it is not known.
func (r *resident) age(on time.Time) int {
	if r.born.IsZero() {
		return -1
	}
	return show.Years(r.born, on)
}

// residents reads everybody of the build, once.
func (d *listDesk) residents() error {
	if d.people != nil {
		return nil
	}
	d.people = map[string]*resident{}
	err := d.analysis.Ask(d.ctx, "SELECT person_id, gp_practice, sex, ethnicity, imd_decile, birth_date, death_date IS NOT NULL FROM person", func(scan func(...any) error) error {
		var id string
		var practice, sex, ethnicity sql.NullString
		var decile sql.NullInt64
		var born sql.NullTime
		r := &resident{}
		if err := scan(&id, &practice, &sex, &ethnicity, &decile, &born, &r.died); err != nil {
			return err
		}
		r.practice, r.sex, r.ethnicity, r.born, r.fifth = practice.String, sex.String, ethnicity.String, born.Time, int(decile.Int64+1)/2
		d.people[id] = r
		return nil
	})
	return fault.Wrap(err, "reading the people of the build")
}

// grouped is a programme's cohort: who is in it, in which group of effects, and whom the
// programme leaves out.
type grouped struct {
	members []string          // by id
	effect  map[string]int    // place in Effects
	left    map[string]string // why
}

// groups works out who is in the cohorts that a programme names, on a day.
func (d *listDesk) groups(p *programme.Programme, day time.Time) (*grouped, error) {
	g := &grouped{effect: map[string]int{}, left: map[string]string{}}
	var err error
	if g.members, err = d.members(p.Cohort, day); err != nil {
		return nil, err
	}
	for i := len(p.Effects) - 1; i >= 0; i-- { // the first group that somebody is in holds
		who := g.members
		if among := p.Effects[i].Among; among != "" {
			if who, err = d.members(among, day); err != nil {
				return nil, err
			}
		}
		for _, id := range who {
			g.effect[id] = i
		}
	}
	for _, x := range slices.Backward(p.Leaves) {
		who, err := d.members(x.Cohort, day)
		if err != nil {
			return nil, err
		}
		for _, id := range who {
			g.left[id] = x.Why
		}
	}
	return g, nil
}

// members are the people of a cohort on a day, by id.
func (d *listDesk) members(id string, day time.Time) ([]string, error) {
	crowd := d.crowds[day]
	if crowd == nil {
		crowd = cohort.On(d.analysis, d.cohorts, day)
		d.crowds[day] = crowd
	}
	f, err := crowd.Funnel(d.ctx, id)
	if err != nil {
		return nil, err
	}
	names, err := crowd.Names(d.ctx, f.Members())
	slices.Sort(names)
	return names, err
}

// marksAway are the marks by which people are on no list, and in what words. Whoever said
// no to sharing is not put before a team that has not met them.
var marksAway = []struct{ mark, words string }{
	{sight.OptedOut, "opted out of planning"}, {sight.Dissent, "does not share the record"}, {sight.Sealed, "has a sealed record"},
}

// away tells whom a programme does not suggest now by what was decided and said, and why;
// and how many of its places are taken.
func (d *listDesk) away(p *programme.Programme) (away map[string]string, taken int, err error) {
	away = map[string]string{}
	if d.kept == nil {
		return away, 0, nil
	}
	now := time.Now()
	err = d.kept.db.Read(d.ctx, func(tx *store.Tx) error {
		taken = 0
		clear(away)
		declined, err := d.kept.work.AwayFrom(tx, p.ID, now)
		if err != nil {
			return err
		}
		for _, x := range declined {
			away[x.Person] = awayWords(&x)
		}
		in, err := d.kept.work.EnrolledIn(tx, d.excluding(p), now)
		if err != nil {
			return err
		}
		for _, e := range in {
			if away[e.Person] = "is in a programme that excludes it"; e.Programme == p.ID {
				away[e.Person] = "is enrolled already"
				taken++
			}
		}
		return d.marked(tx, away)
	})
	return away, taken, fault.Wrap(err, "reading what was decided before")
}

// awayWords say why somebody is not suggested now.
func awayWords(x *worklist.Away) string {
	if x.State == worklist.Accepted {
		return "left it: " + lowerFirst(worklist.EndingWords(x.Why))
	}
	return "was declined: " + lowerWords(x.Why)
}

// excluding are a programme and all beside which nobody of it may be.
func (d *listDesk) excluding(p *programme.Programme) []string {
	all := []string{p.ID}
	for i := range d.programmes {
		if programme.Excludes(p, &d.programmes[i]) {
			all = append(all, d.programmes[i].ID)
		}
	}
	return all
}

// marked adds those who have a mark.
func (d *listDesk) marked(tx *store.Tx, away map[string]string) error {
	const most = 1000
	for _, m := range slices.Backward(marksAway) {
		for after := ""; ; {
			some, err := d.kept.record.RelatedTo(tx, []sight.Party{{Kind: m.mark}}, after, most)
			if err != nil {
				return err
			}
			for _, id := range some {
				away[id] = m.words
			}
			if len(some) < most {
				break
			}
			after = some[len(some)-1]
		}
	}
	return nil
}

// carry lets what was kept of people follow who they turned out to be in later builds, and
// end where they have died.
func (d *listDesk) carry() error {
	if d.kept == nil {
		return nil
	}
	var keys []string
	err := d.kept.db.Read(d.ctx, func(tx *store.Tx) (err error) {
		keys, err = d.kept.work.People(tx)
		return err
	})
	if err != nil {
		return err
	}
	became, died := map[string]string{}, []string{}
	for _, key := range keys {
		known, err := d.builds.Who(d.ctx, key)
		if err == nil && known.Person.ID != key {
			became[key] = known.Person.ID
		}
		if err == nil && !known.Person.DeathDate.IsZero() {
			died = append(died, key)
		}
		if err != nil && fault.CodeOf(err) != fault.NotFound && fault.CodeOf(err) != fault.Invalid {
			return err
		}
	}
	for _, key := range died { // nothing is left open about them, and their places are free
		if err := d.kept.work.Died(d.ctx, key); err != nil {
			return err
		}
	}
	if len(became) == 0 {
		return nil
	}
	return d.kept.db.Write(d.ctx, func(tx *store.Tx) error {
		for _, key := range slices.Sorted(maps.Keys(became)) {
			if err := d.kept.work.Become(tx, key, became[key]); err != nil {
				return err
			}
		}
		return nil
	})
}
