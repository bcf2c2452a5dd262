package web

import (
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/link/identity"
	"continuum/warehouse"
	"continuum/web/show"
)

const idLimit = 200 // bytes of a person id

// personView is one person's page.
type personView struct {
	warehouse.Record
	Timeline timelineView
	Costs    costView
	Partners partnerNames
	Now      time.Time
}

func (s *site) person(v visit) (content, error) {
	id := v.PathValue("id")
	if len(id) > idLimit {
		return content{}, fault.New(fault.NotFound, "no such person")
	}
	record, err := s.facts.Record(v.Context(), id)
	if err != nil {
		return content{}, fault.Wrap(err, "reading a person's record")
	}
	if carriesOn := record.Person.ID; identity.Valid(carriesOn) && !strings.EqualFold(strings.TrimSpace(id), carriesOn) {
		return content{Moved: "/people/" + carriesOn}, nil // the id was joined to this one
	}
	p := personView{
		Record: record, Costs: costsOf(record.Costs), Now: v.Now,
		Partners: partnersByID(v.Overview.Partners),
		Timeline: timelineOf(record.Timeline, readFilter(v.URL.Query()), v),
	}
	return content{Title: nameOf(record.Person), Banner: banner(record.Person, v.Now), Body: personPage(p)}, nil
}

// dead says whether the person's death is recorded.
func dead(p warehouse.Person) bool { return !p.DeathDate.IsZero() }

// died is the date of death with the age at death.
func died(p warehouse.Person) string {
	age := show.Age(p.BirthDate, p.DeathDate)
	if age == "" {
		return show.StaffDate(p.DeathDate)
	}
	return show.StaffDate(p.DeathDate) + " (age " + age + ")"
}

// address is the address with its postcode, once.
func address(p warehouse.Person) string {
	if p.Postcode == "" || strings.Contains(strings.ToUpper(p.Address), strings.ToUpper(p.Postcode)) {
		return known(p.Address)
	}
	return strings.TrimPrefix(p.Address+", "+p.Postcode, ", ")
}

// during says from when to when, leaving out what is not known.
func during(from, to time.Time) string {
	switch {
	case from.IsZero() && to.IsZero():
		return ""
	case to.IsZero():
		return "since " + show.StaffDate(from)
	case from.IsZero():
		return "until " + show.StaffDate(to)
	default:
		return show.StaffDate(from) + " to " + show.StaffDate(to)
	}
}
