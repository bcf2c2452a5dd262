package referral

import (
	"fmt"
	"slices"
	"time"

	"continuum/access"
	"continuum/place"
)

// RulesFile is where a place says its rules.
const RulesFile = "referrals/rules.yaml"

// Load reads the rules of a place, with every problem found: a team or role that the place
// does not have, a span that is none, an escalation before anything is late, a standard that
// never holds. A place without the file has those of Usual.
func Load(p *place.Place) (*Rules, []place.Problem) {
	r := &Rules{}
	var problems []place.Problem
	c := &checker{Rules: r, place: p}
	if f, there := p.File(RulesFile); there {
		problems = place.Decode(f.Name, f.Data, r)
	}
	r.complete()
	r.teams = map[string]string{}
	for _, t := range p.Teams {
		r.teams[t.ID] = t.Partner
	}
	c.hours()
	if len(problems) == 0 {
		c.choices()
		c.standards()
		c.roles()
	}
	return r, place.Sort(append(problems, c.problems...))
}

// checker gathers what is wrong with the rules.
type checker struct {
	*Rules
	place    *place.Place
	problems []place.Problem
}

func (c *checker) wrong(at, value, reason, fix string) {
	c.problems = append(c.problems, c.At.Problem(at, value, reason, fix))
}

// hours makes the calendar.
func (c *checker) hours() {
	zone, err := time.LoadLocation(c.place.Timezone)
	if err != nil {
		zone = time.UTC // place.yaml has the problem already
	}
	c.calendar = newCalendar(c.Hours, zone)
	for _, at := range []struct{ name, value string }{{"hours.from", c.Hours.From}, {"hours.to", c.Hours.To}} {
		if _, ok := minutes(at.value); !ok {
			c.wrong(at.name, at.value, "this is no time of day", `write it as "09:00"`)
		}
	}
	from, a := minutes(c.Hours.From)
	to, b := minutes(c.Hours.To)
	if a && b && from >= to {
		c.wrong("hours.to", c.Hours.To, "the working day ends before it begins", "give a time after "+c.Hours.From)
	}
}

// choices checks that no id stands for two things.
func (c *checker) choices() {
	for _, list := range []struct {
		name string
		all  []Choice
	}{{"urgencies", c.Urgencies}, {"reject_reasons", c.Reasons}, {"end_reasons", c.Endings}} {
		seen := map[string]bool{}
		for i, one := range list.all {
			if seen[one.ID] {
				c.wrong(fmt.Sprintf("%s[%d].id", list.name, i), one.ID, fmt.Sprintf("%q is there twice", one.ID), "take one of them out")
			}
			seen[one.ID] = true
		}
	}
}

func (c *checker) standards() {
	for i := range c.Standards {
		s, at := &c.Standards[i], fmt.Sprintf("standards[%d]", i)
		c.team(at+".team", s.Team)
		if _, is := reasonOf(c.Urgencies, s.Urgency); !is && s.Urgency != "" {
			c.wrong(at+".urgency", s.Urgency, fmt.Sprintf("urgency %q is not in urgencies", s.Urgency), place.Suggest(s.Urgency, ids(c.Urgencies)))
		}
		if before := slices.IndexFunc(c.Standards[:i], func(o Standard) bool { return o.covers(s) }); before >= 0 {
			c.wrong(at, "", fmt.Sprintf("never holds: standard %d holds for all of it already", before+1), "put what is special before what is general")
		}
		c.spans(s, at)
	}
}

// covers tells whether a standard holds wherever another does.
func (s *Standard) covers(o *Standard) bool {
	return (s.Team == "" || s.Team == o.Team) && (s.Urgency == "" || s.Urgency == o.Urgency)
}

// spans checks the spans of a standard, and that each comes after the one before. Spans of
// several kinds are compared from the beginning of a working week on.
func (c *checker) spans(s *Standard, at string) {
	monday := c.calendar.opens(time.Date(2026, 11, 16, 0, 0, 0, 0, c.calendar.zone))
	ok := c.span(at+".answer_within", s.Within)
	if s.Overdue != "" {
		ok = c.span(at+".overdue_after", s.Overdue) && ok
	}
	last := c.calendar.after(monday, s.over())
	if ok && last.Before(c.calendar.after(monday, s.Within)) {
		c.wrong(at+".overdue_after", string(s.Overdue), "is overdue before an answer is wanted", "give at least "+string(s.Within))
	}
	for k, e := range s.Escalate {
		where := fmt.Sprintf("%s.escalate[%d]", at, k)
		c.team(where+".team", e.Team)
		if e.Team == "" && e.Role == "" {
			c.wrong(where, "", "it is not said to whom it escalates", "give a team, a role or both")
		}
		ok = c.span(where+".after", e.After) && ok
		then := c.calendar.after(monday, e.After)
		if ok && then.Before(last) {
			c.wrong(where+".after", string(e.After), "escalates before what comes before it", "give a longer time: each counts from when it was sent")
		}
		last = then
	}
}

func (c *checker) span(at string, s Span) bool {
	_, _, ok := s.parts()
	if !ok {
		c.wrong(at, string(s), "this is no span of time", "write it as: 2 hours, 4 working hours, 3 days or 2 working days, at most 1,000")
	}
	return ok
}

func (c *checker) team(at, id string) {
	if _, known := c.teams[id]; id != "" && !known {
		var all []string
		for _, t := range c.place.Teams {
			all = append(all, t.ID)
		}
		c.wrong(at, id, fmt.Sprintf("team %q is not in place.yaml", id), place.Suggest(id, all))
	}
}

// roles checks them against access/, where the place has it; what is wrong there is told
// by who reads it.
func (c *checker) roles() {
	if len(c.place.Under("access")) == 0 {
		return
	}
	rules, _ := access.Load(c.place)
	if rules == nil || len(rules.Settings.Roles) == 0 {
		return
	}
	var all []string
	for _, role := range rules.Settings.Roles {
		all = append(all, role.ID)
	}
	judge := func(at, id string) {
		if id != "" && !slices.Contains(all, id) {
			c.wrong(at, id, fmt.Sprintf("role %q is not in access/access.yaml", id), place.Suggest(id, all))
		}
	}
	for i, id := range c.Managers {
		judge(fmt.Sprintf("managers[%d]", i), id)
	}
	for i, s := range c.Standards {
		for k, e := range s.Escalate {
			judge(fmt.Sprintf("standards[%d].escalate[%d].role", i, k), e.Role)
		}
	}
}
