package web

import (
	"cmp"
	"math"
	"strconv"
	"time"

	"continuum/access"
	"continuum/target/programme"
	"continuum/target/worklist"
	"continuum/warehouse"
	"continuum/web/show"
)

// suggestionView is a suggestion in words, with who it is about.
type suggestionView struct {
	worklist.Suggestion
	Card    warehouse.Person
	URL     string
	Why     []becauseView
	Closed  bool // the reasons are not open to the actor
	Where   string
	Due     string
	Overdue bool
	Said    string // how far it is, in words
	Staff   bool   // whoever looks is of staff, to whom it is said what it is worth
	Decides bool   // the actor may decide about it
	Now     time.Time
}

// becauseView is a reason with which way it points.
type becauseView struct {
	Words  string
	Raises bool
	Strong bool
}

// suggestionViews are the suggestions that the actor may see, in their order, and how many
// others there are whose people are not sealed.
func (s *site) suggestionViews(v visit, found []worklist.Suggestion) (all []suggestionView, hidden int, err error) {
	of := func(i int) (person, team string) { return found[i].Person, found[i].Team }
	hidden, err = s.eachSeen(v, len(found), of, func(i int, e *eyes, card warehouse.Person, alive bool) {
		if alive || !found[i].Open() {
			all = append(all, s.suggestionView(e, found[i], card))
		}
	})
	return all, hidden, err
}

func (s *site) suggestionView(e *eyes, x worklist.Suggestion, card warehouse.Person) suggestionView {
	now := s.now()
	p := suggestionView{
		Suggestion: x, Card: card, URL: personURL(idOf(x.Person)), Closed: !e.reads(assessmentType), Where: cmp.Or(x.Owner, s.partyName(x.Team)), Now: now,
		Due: show.StaffDate(x.Due.In(now.Location())), Overdue: x.Open() && x.Due.Before(now), Said: s.saidOf(&x), Decides: x.Open() && e.may(access.Write, taskType).Allowed, Staff: !isPerson(e.actor),
	}
	if !p.Closed {
		p.Why = becauseViews(x.Reasons)
	}
	return p
}

// partyName is what a team is called.
func (s *site) partyName(id string) string { return cmp.Or(s.access.Names[id], show.Words(id)) }

// becauseViews are reasons in words.
func becauseViews(all []worklist.Because) (list []becauseView) {
	most := 0.0
	for _, r := range all {
		most = math.Max(most, math.Abs(r.Share))
	}
	for _, r := range all {
		list = append(list, becauseView{capitalised(r.Words), r.Share >= 0, math.Abs(r.Share) >= most/2})
	}
	return list
}

// saidOf is how far a suggestion has come, in words.
func (s *site) saidOf(x *worklist.Suggestion) string {
	day := func(t time.Time) string { return show.StaffDate(t.In(s.now().Location())) }
	switch x.State {
	case worklist.Deferred:
		return "Put off until " + day(x.Until)
	case worklist.Accepted:
		return "Accepted on " + day(x.Changed)
	case worklist.Declined:
		return "Declined on " + day(x.Changed) + ": " + worklist.ReasonWords(x.Why)
	case worklist.Withdrawn:
		return "Taken off the list on " + day(x.Changed)
	}
	return "Waiting since " + day(x.Made)
}

// worth says what offering it is expected to be worth.
func (p *suggestionView) worth() string { return pounds(p.Value) }

// between is the interval of that.
func (p *suggestionView) between() string { return pounds(p.Low) + " and " + pounds(p.High) }

// pounds are whole pounds, with a minus that reads as one.
func pounds(pence int64) string { return programme.Pounds(pence) }

// outOf says a chance as people in a hundred.
func outOf(chance float64) string {
	n := int(math.Round(100 * chance))
	switch {
	case n < 1:
		return "fewer than 1 of 100 people like this"
	case n > 99:
		return "nearly all people like this"
	}
	return "about " + strconv.Itoa(n) + " of 100 people like this"
}

// monthsWords is a length of time in words.
func monthsWords(n int) string {
	switch n {
	case 12:
		return "a year"
	case 1:
		return "a month"
	}
	return strconv.Itoa(n) + " months"
}

// dueWords is the day by which it is decided, as people write it.
func (p *suggestionView) dueWords() string {
	return show.PersonDate(p.Suggestion.Due.In(p.Now.Location()))
}

// id is the number of a suggestion for addresses and labels.
func (p *suggestionView) id() string { return strconv.FormatInt(p.ID, 10) }

// soonest and latest are the days to which it can be put off.
func (p *suggestionView) soonest() string { return p.Now.AddDate(0, 0, 1).Format(time.DateOnly) }
func (p *suggestionView) latest() string  { return p.Now.AddDate(1, 0, 0).Format(time.DateOnly) }

// usually is the day that is offered to put it off to.
func (p *suggestionView) usually() string { return p.Now.AddDate(0, 0, 28).Format(time.DateOnly) }
