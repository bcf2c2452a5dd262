package web

import (
	"errors"
	"slices"
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
	Arrived  arrivedView
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
	unknown := fault.CodeOf(err) == fault.NotFound && s.live != nil
	if err != nil && !unknown {
		return content{}, fault.Wrap(err, "reading a person's record")
	}
	if carriesOn := record.Person.ID; identity.Valid(carriesOn) && !strings.EqualFold(strings.TrimSpace(id), carriesOn) {
		return content{Moved: "/people/" + carriesOn}, nil // the id was joined to this one
	}
	if !unknown {
		id = record.Person.ID
	}
	came, failed := s.came(v, id)
	if unknown {
		switch {
		case came.PersonID != "":
			return content{Moved: personURL(came.PersonID)}, nil // the live Patient is this person's
		case failed || came.Person.ID == "":
			return content{}, fault.Wrap(err, "reading a person's record")
		}
		record = warehouse.Record{Person: came.Person}
	}
	return s.personContent(v, record, came, arrivedView{Failed: failed, Unknown: unknown}), nil
}

// came asks what came live of a person. The facts are shown without it where it
// cannot be read.
func (s *site) came(v visit, id string) (telling, bool) {
	t := telling{partners: partnersByID(v.Overview.Partners), now: v.Now}
	if s.live == nil {
		return t, false
	}
	var err error
	if t.Arrivals, err = s.live.Arrivals(v.Context(), id); err != nil {
		s.complain(v.Request, "reading what came live", rootOf(err)) // what wraps it names people
		return t, true
	}
	return t, false
}

// rootOf is the error that others wrap.
func rootOf(err error) error {
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(next) {
		err = next
	}
	return err
}

// personContent is the page of a person with what came live.
func (s *site) personContent(v visit, record warehouse.Record, came telling, arrived arrivedView) content {
	gone := died(record.Person)
	record.Timeline, arrived.News = came.join(record.Timeline)
	if gone == "" && came.Death != nil {
		var told news
		gone, told = came.death()
		record.Person.DeathDate = came.wall(came.Death.At)
		arrived.News = slices.Insert(arrived.News, 0, told)
	}
	p := personView{
		Record: record, Arrived: arrived, Costs: costsOf(record.Costs), Now: v.Now,
		Partners: partnersByID(v.Overview.Partners),
		Timeline: timelineOf(record.Timeline, readFilter(v.URL.Query()), v),
	}
	body := personPage(p)
	if arrived.Unknown {
		body = newcomerPage(p)
	}
	return content{Title: nameOf(record.Person), Banner: banner(record.Person, gone, v.Now), Body: body}
}

// dead says whether the person's death is recorded.
func dead(p warehouse.Person) bool { return !p.DeathDate.IsZero() }

// died is the date of death with the age at death; "" where none is recorded.
func died(p warehouse.Person) string {
	if !dead(p) {
		return ""
	}
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
