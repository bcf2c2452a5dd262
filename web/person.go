package web

import (
	"errors"
	"slices"
	"strings"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record/audit"
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
	Ways     waysView        // to pages about who sees the record
	Work     workOfView      // what help was suggested
	Money    bool            // costs are shown
	Links    map[string]bool // people around them whose pages can be opened, by id
	Now      time.Time
}

// person is the page of somebody for who may read it; for whom may only look up who it
// is, or open it for a reason, that it is closed, and why.
func (s *site) person(v visit) (content, error) {
	x, err := s.subject(v)
	switch {
	case err != nil:
		return content{}, err
	case x.moved:
		return content{Moved: x.url()}, nil
	}
	decided := x.may(access.Read, patientType)
	if !decided.Allowed {
		return s.closed(v, x, decided)
	}
	record, arrived, err := s.seen(v, x)
	if err != nil {
		return content{}, err
	}
	links, err := s.around(v, &record)
	if err != nil {
		return content{}, err
	}
	ways, err := s.ways(v, x)
	if err != nil {
		return content{}, err
	}
	work, err := s.openFor(v, x)
	if err != nil {
		return content{}, err
	}
	if err := s.note(v, audit.Entry{Action: "read", People: []string{x.key}, Policies: decided.Policies}); err != nil {
		return content{}, err
	}
	return s.personContent(v, x, personView{Record: record, Arrived: arrived, Ways: ways, Work: work, Links: links, Money: x.reads(moneyType)}), nil
}

// seen reads what may be seen of a person, and what came live of them.
func (s *site) seen(v visit, x *subject) (record warehouse.Record, arrived arrivedView, err error) {
	if x.newcomer {
		record.Person = x.card
	} else {
		if record, err = s.facts.Seen(v.Context(), x.id, x.row); err != nil {
			return record, arrived, fault.Wrap(err, "reading a person's record")
		}
		x.came, x.failed = s.came(v, x.id)
	}
	x.came.Visits, err = s.visits(v.Context(), &x.eyes, x.came.Visits)
	return record, arrivedView{Failed: x.failed, Unknown: x.newcomer}, err
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
func (s *site) personContent(v visit, x *subject, p personView) content {
	gone := died(p.Person)
	p.Record.Timeline, p.Arrived.News = x.came.join(p.Record.Timeline)
	if gone == "" && x.came.Death != nil {
		var told news
		gone, told = x.came.death()
		p.Person.DeathDate = x.came.wall(x.came.Death.At)
		p.Arrived.News = slices.Insert(p.Arrived.News, 0, told)
	}
	if !p.Money {
		p.Record.Costs = nil
		p.Record.Timeline = withoutCosts(p.Record.Timeline)
	}
	p.Costs, p.Now, p.Partners = costsOf(p.Record.Costs), v.Now, partnersByID(v.Overview.Partners)
	p.Timeline = timelineOf(p.Record.Timeline, readFilter(v.URL.Query()), v)
	body := personPage(p)
	if p.Arrived.Unknown {
		body = newcomerPage(p)
	}
	return content{Title: nameOf(p.Person), Banner: banner(p.Person, gone, v.Now), Body: s.watched(x, body)}
}

// withoutCosts is a timeline for whom costs are closed.
func withoutCosts(events []warehouse.Event) []warehouse.Event {
	all := slices.Clone(events)
	for i := range all {
		all[i].CostPence, all[i].CostBasis = 0, ""
		all[i].Detail = slices.DeleteFunc(slices.Clone(all[i].Detail), func(f warehouse.Field) bool { return f.Label == weeklyCost })
	}
	return all
}

// weeklyCost labels what a package of care costs.
const weeklyCost = "Weekly cost"

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
