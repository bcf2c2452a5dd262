package relation

import (
	"slices"
	"strings"
	"time"

	"continuum/record"
	"continuum/record/fact"
	"continuum/record/sight"
	"continuum/warehouse"
)

// Build is the origin of what the live build knows.
const Build = "build"

// Known gives the rows of a person's facts.
type Known interface {
	Of(table string) []warehouse.Row
}

// OfFacts gives the relations that follow from what a build knows of a person:
//
//   - registered: with the practices of GP registrations that are open; where no GP
//     partner has ever registered the person, with those that other partners' open
//     registrations name;
//   - caseload: of partners whose registration has begun and not ended (a GP
//     partner's is registered instead: a federation has everybody of a town), of
//     those that provide a package of services or a stay at home, and of their teams;
//   - admitted: at the hospital of a stay or an attendance, until Rules.Lately after
//     its end. Extracts do not say the ward;
//   - referred: to who expects the person, until Rules.Lately after the appointment; a
//     practice is registered instead, and a repair at somebody's home is no referral.
//
// Only what holds at now or later is given, in the order in which the record would.
func (d *Directory) OfFacts(f Known, now time.Time) []record.Relation {
	k := &knowing{Directory: d, now: now}
	k.registrations(f.Of("registration"))
	for _, r := range f.Of("activity") {
		k.activity(r)
	}
	for _, r := range f.Of("service_package") {
		k.servicePackage(r)
	}
	return tidy(k.all, now)
}

// knowing gathers the relations of one person.
type knowing struct {
	*Directory
	now time.Time
	all []record.Relation
}

func (k *knowing) say(s span, kind, of string) {
	if of != "" && !s.over(k.now) {
		k.all = append(k.all, s.relation(kind, of))
	}
}

// instant is wall time of the place as a point in time; zero stays zero.
func (k *knowing) instant(t time.Time) time.Time {
	if t.IsZero() {
		return t
	}
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, k.zone).UTC()
}

// lasting is from one wall time to another; a day that ends it is still in it.
func (k *knowing) lasting(from, to time.Time) span {
	if !to.IsZero() && to.Hour() == 0 && to.Minute() == 0 && to.Second() == 0 {
		to = to.AddDate(0, 0, 1)
	}
	return span{k.instant(from), k.instant(to)}
}

const (
	gpSector = "gp"
	housing  = "housing"
)

func (k *knowing) registrations(rows []warehouse.Row) {
	byGP := slices.ContainsFunc(rows, func(r warehouse.Row) bool { return k.partners[r.Source].Sector == gpSector })
	for _, r := range rows {
		s := k.lasting(r.Time("registered_from"), r.Time("registered_to"))
		sector := k.partners[r.Source].Sector
		if sector == gpSector || !byGP {
			k.say(s, sight.Registered, r.Text("gp_practice"))
		}
		if sector != gpSector && fact.Caseload(sector) && !s.since.IsZero() {
			k.say(s, sight.Caseload, r.Source)
		}
	}
}

const virtualWard = "virtual_ward"

func (k *knowing) activity(r warehouse.Row) {
	kind, class := r.Text("kind"), fact.Class(r, k.uk)
	s := k.lasting(r.Time("start_at"), r.Time("end_at"))
	switch {
	case strings.HasPrefix(kind, "missed_"), strings.HasPrefix(kind, "cancelled_"), k.partners[r.Source].ID == "":
	case s.since.After(k.now):
		if sector := k.partners[r.Source].Sector; sector == gpSector || sector == housing {
			return
		}
		s = span{until: s.since.Add(k.Lately)}
		k.say(s, sight.Referred, r.Source)
		k.say(s, sight.Referred, k.team(r.Source, r.Text("team")))
	case kind == virtualWard:
		k.say(s, sight.Caseload, r.Source)
		k.say(s, sight.Caseload, k.team(r.Source, r.Text("team")))
	case slices.Contains(staying, class):
		if s.until.IsZero() && class == emergency {
			s.until = s.since // nobody stays there: the end was not sent
		}
		if !s.until.IsZero() {
			s.until = s.until.Add(k.Lately)
		}
		k.say(s, sight.Admitted, r.Source)
	}
}

func (k *knowing) servicePackage(r warehouse.Row) {
	s := k.lasting(r.Time("start_date"), r.Time("end_date"))
	k.say(s, sight.Caseload, r.Source)
	provider := r.Text("provider")
	if _, is := k.partners[provider]; is {
		k.say(s, sight.Caseload, provider)
	}
	k.say(s, sight.Caseload, k.codes[odsOf(provider)])
}
