package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
	"continuum/target/worklist"
	"continuum/warehouse"
	"continuum/web/show"
)

// membersView is who is enrolled in the programmes of a team, or is of a practice.
type membersView struct {
	sent
	Done       string
	Programme  string
	Programmes []choice
	Items      []memberView
	Hidden     int // people whom the actor may not see
	Page       int
	More       bool
	Nothing    bool // the actor has no team and no practice
}

// memberView is somebody enrolled, in words.
type memberView struct {
	worklist.Member
	Card                               warehouse.Person
	URL, TeamName, Offered, From, Till string
	Tasks                              []taskLine
	Ends                               bool // the actor may end it
	Now                                time.Time
}

func (m *memberView) id() string { return strconv.FormatInt(m.ID, 10) }

func (w *membersView) url(page int) string {
	return pageURL(membersPath, url.Values{}, w.Programme, page)
}

func (s *site) members(v visit) (content, error) { return s.membersContent(v, sent{}) }

func (s *site) membersContent(v visit, filled sent) (content, error) {
	a := access.From(v.Context())
	w := membersView{sent: filled, Programme: v.URL.Query().Get("programme"), Page: pageOf(v), Nothing: len(a.Teams) == 0 && a.Practice == ""}
	if v.URL.Query().Get("done") == "ended" {
		w.Done = "Ended. There is nothing more to do for the person in this programme."
	}
	if !w.Nothing {
		if err := s.fillMembers(v, a, &w); err != nil {
			return content{}, err
		}
	}
	c := content{Title: "Enrolled now", Body: membersPage(w)}
	if filled.Problem != "" {
		c.Status = http.StatusBadRequest
	}
	return c, nil
}

func (s *site) fillMembers(v visit, a *access.Actor, w *membersView) error {
	var found []worklist.Member
	var lists []worklist.Kept
	err := s.access.DB.Read(v.Context(), func(tx *store.Tx) (err error) {
		if lists, err = s.access.Work.Lists(tx); err != nil {
			return err
		}
		found, err = s.access.Work.Members(tx, s.queryOf(a, w.Programme, w.Page))
		return err
	})
	if err != nil {
		return fault.Wrap(err, "reading who is enrolled")
	}
	w.Programmes = programmeChoices(lists, w.Programme)
	if w.More = len(found) > worklistPerPage; w.More {
		found = found[:worklistPerPage]
	}
	e := audit.Entry{Action: "search", Type: taskType}
	if w.Items, w.Hidden, err = s.memberViews(v, found); err != nil {
		return err
	}
	for i := range w.Items {
		e.People = append(e.People, w.Items[i].Person)
	}
	return s.note(v, e)
}

// memberViews are those of people whom the actor may see, and how many others there are
// who are not sealed. Whoever has died is enrolled no more.
func (s *site) memberViews(v visit, found []worklist.Member) (all []memberView, hidden int, err error) {
	of := func(i int) (person, team string) { return found[i].Person, found[i].Team }
	hidden, err = s.eachSeen(v, len(found), of, func(i int, e *eyes, card warehouse.Person, alive bool) {
		if alive {
			all = append(all, s.memberView(e, found[i], card))
		}
	})
	return all, hidden, err
}

func (s *site) memberView(e *eyes, x worklist.Member, card warehouse.Person) memberView {
	here := s.now().Location()
	m := memberView{
		Member: x, Card: card, Now: s.now(), URL: personURL(idOf(x.Person)), TeamName: s.partyName(x.Team),
		Offered: show.StaffDate(x.Offered.In(here)), From: show.StaffDate(x.Since.In(here)), Till: show.StaffDate(x.Until.In(here)),
		Ends: e.may(access.Write, taskType).Allowed,
	}
	for i := range x.Todo {
		t := &x.Todo[i]
		m.Tasks = append(m.Tasks, taskLine{Title: t.Title, Team: s.partyName(cmp.Or(t.Team, x.Team)), Due: show.StaffDate(t.Due.In(here))})
	}
	return m
}

// endEnrolment ends an enrolment before its time, for a reason.
func (s *site) endEnrolment(v visit) (content, error) {
	id, err := strconv.ParseInt(v.PathValue("enrolment"), 10, 64)
	if err != nil {
		return content{}, fault.New(fault.NotFound, "no such enrolment")
	}
	filled := sent{Values: v.PostForm}
	why := worklist.Ending{Why: v.PostFormValue("why")}
	if filled.Get("note") != "" {
		why.Note, err = filled.words("note", "a note")
	}
	person := v.PostFormValue("person")
	if err == nil {
		err = s.access.Work.End(v.Context(), person, id, why)
	}
	if err != nil {
		return s.notDone(v, err, refusal{filled, "end-enrolment", person, id}, s.membersContent)
	}
	return back(membersPath, "ended"), nil
}
