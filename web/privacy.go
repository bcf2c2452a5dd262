package web

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"continuum/access"
	"continuum/access/review"
	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
	"continuum/web/show"
)

const (
	findingsPerPage = 50
	lately          = 14 * 24 * time.Hour // for which emergencies and claims are listed
	mostLately      = 50
	mostBehind      = 100 // entries behind a finding
)

// privacyView is what the privacy officer has to look at.
type privacyView struct {
	Done     string
	Open     bool // only what is not done
	Kind     string
	Findings []findingView
	More     string // address of the next page
	Opened   []entryView
	Nothing  bool // nothing is looked for
}

// findingView is a finding in words.
type findingView struct {
	review.Finding
	What, Who, Partner, Person, PersonURL string
	State, Age, How                       string
	Doable                                []choice
}

func (s *site) privacy(v visit) (content, error) {
	p := privacyView{Done: doneWords(v), Open: v.FormValue("state") != "all", Kind: v.FormValue("kind"), Nothing: s.access.Review == nil}
	after, _ := strconv.ParseInt(v.FormValue("before"), 10, 64)
	q := review.Query{Open: p.Open, After: after, Most: findingsPerPage + 1}
	if p.Kind != "" {
		q.Kinds = []review.Kind{review.Kind(p.Kind)}
	}
	var found []review.Finding
	var page audit.Page
	err := s.settled(v.Context(), func(tx *store.Tx) (err error) {
		if !p.Nothing {
			if found, err = s.access.Review.List(tx, q); err != nil {
				return err
			}
		}
		page, err = s.access.Log.Find(tx, audit.Query{Actions: []string{"break-glass", "claim"}, Since: time.Now().Add(-lately), Most: mostLately})
		return err
	})
	if err != nil {
		return content{}, fault.Wrap(err, "reading what is unusual")
	}
	if len(found) > findingsPerPage {
		found = found[:findingsPerPage]
		p.More = p.url(found[len(found)-1].ID)
	}
	w := s.watcher(v)
	if p.Findings, err = w.findings(found); err == nil {
		p.Opened, err = w.entries(page.Entries)
	}
	if err == nil {
		err = s.note(v, audit.Entry{Action: "search", Type: auditType, People: w.people()})
	}
	return content{Title: "Privacy", Body: privacyPage(p)}, err
}

func (p *privacyView) url(after int64) string {
	to := url.Values{"before": {strconv.FormatInt(after, 10)}}
	if !p.Open {
		to.Set("state", "all")
	}
	if p.Kind != "" {
		to.Set("kind", p.Kind)
	}
	return "/privacy?" + to.Encode()
}

// kindNames are the kinds of findings in plain words.
var kindNames = map[review.Kind]string{
	review.OwnRecord: "Staff looked at their own record", review.Family: "Looked at family", review.Neighbour: "Looked at a neighbour", review.Colleague: "Looked at a colleague",
	review.Prominent: "Looked at somebody many know", review.BreakGlass: "Opened in an emergency", review.Claimed: "Opened by their own word",
	review.NoReason: "Looked without anything that happened", review.Burst: "Looked at many people", review.Night: "Looked at night for the first time",
	review.Probing: "Tried many times and was not let", review.Sequence: "Looked at people one after another",
}

var stateNames = map[review.State]string{
	review.Untouched: "New", review.Asked: "Asked, waits for an answer", review.Answered: "Answered", review.Accepted: "The reason is fine", review.Escalated: "With the employer", review.Closed: "Closed",
}

// steps are what the officer can do with one click.
var steps = []choice{{ID: "ask", Name: "Ask them why"}, {ID: "accept", Name: "The reason is fine"}, {ID: "escalate", Name: "Tell the employer"}, {ID: "close", Name: "Close"}}

// finding puts one in words.
func (w *watcher) finding(f review.Finding) findingView {
	x := findingView{
		Finding: f, What: cmp.Or(kindNames[f.Kind], show.Words(string(f.Kind))), Who: w.account(f.Actor), State: cmp.Or(stateNames[f.State], show.Words(string(f.State))),
		Age: show.Ago(f.First.In(w.site.now().Location()), time.Now().In(w.site.now().Location())), How: howMany(f),
	}
	if f.Partner != "" {
		x.Partner = w.partners.name(f.Partner)
	}
	x.Person, x.PersonURL = w.person(f.Person)
	x.Doable = w.doable(f)
	return x
}

// doable are the steps that make sense with a finding. Nobody follows up the own looks.
func (w *watcher) doable(f review.Finding) []choice {
	if f.State == review.Accepted || f.State == review.Closed || f.Actor == w.officer {
		return nil
	}
	done := map[review.State]string{review.Asked: "ask", review.Escalated: "escalate"}[f.State]
	return slices.DeleteFunc(slices.Clone(steps), func(c choice) bool { return c.ID == done })
}

// howMany says what was counted.
func howMany(f review.Finding) string {
	text := show.Plural(f.Looks, "look", "looks")
	if f.Count > 0 {
		text += ", " + show.Count(f.Count) + " counted"
	}
	if f.Usual > 0 {
		text += " (usual: up to " + show.Count(f.Usual) + ")"
	}
	return text
}

// findingPage is one finding with what was done about it, and the entries behind it.
type findingPageView struct {
	findingView
	Done  string
	Steps []stepOfView
	Log   []entryView
}

type stepOfView struct{ What, Who, When, Note string }

func (s *site) finding(v visit) (content, error) {
	id, err := s.findingID(v)
	if err != nil {
		return content{}, err
	}
	var f review.Finding
	var taken []review.Step
	var page audit.Page
	err = s.settled(v.Context(), func(tx *store.Tx) (err error) {
		if f, err = s.access.Review.Get(tx, id); err != nil {
			return err
		}
		if taken, err = s.access.Review.Steps(tx, id); err != nil {
			return err
		}
		page, err = s.access.Log.Find(tx, audit.Query{Actor: f.Actor, Person: f.Person, Since: f.First, Until: f.Last.Add(time.Microsecond), Most: mostBehind})
		return err
	})
	if err != nil {
		return content{}, fault.Wrap(err, "reading a finding")
	}
	w, p := s.watcher(v), findingPageView{Done: doneWords(v)}
	all, err := w.findings([]review.Finding{f})
	if err != nil {
		return content{}, err
	}
	p.findingView = all[0]
	for _, t := range taken {
		p.Steps = append(p.Steps, stepOfView{cmp.Or(stateNames[t.State], string(t.State)), w.account(t.By), s.clock(t.At), t.Note})
	}
	if p.Log, err = w.entries(page.Entries); err != nil {
		return content{}, err
	}
	if err := s.note(v, audit.Entry{Action: "read", Type: auditType, People: w.people()}); err != nil {
		return content{}, err
	}
	return content{Title: p.What, Body: findingPage(p)}, nil
}

func (s *site) findingID(v visit) (int64, error) {
	id, err := strconv.ParseInt(v.PathValue("finding"), 10, 64)
	if err != nil || s.access.Review == nil {
		return 0, fault.New(fault.NotFound, "no such finding")
	}
	return id, nil
}

// followUp takes a step with a finding.
func (s *site) followUp(v visit) (content, error) {
	id, err := s.findingID(v)
	if err != nil {
		return content{}, err
	}
	officer, note := access.From(v.Context()).Account, v.PostFormValue("note")
	switch ctx := v.Context(); v.PostFormValue("act") {
	case "ask":
		_, err = s.access.Review.Ask(ctx, id, officer, note)
	case "accept":
		_, err = s.access.Review.Accept(ctx, id, officer, note)
	case "escalate":
		_, err = s.access.Review.Escalate(ctx, id, officer, note)
	case "close":
		_, err = s.access.Review.Close(ctx, id, officer, note)
	default:
		err = wrong("The form does not say what to do.")
	}
	if err != nil {
		return content{}, fault.Wrap(err, "following a finding up")
	}
	if v.PostFormValue("from") == "finding" {
		return back("/privacy/findings/"+strconv.FormatInt(id, 10), "followed"), nil
	}
	return back("/privacy", "followed"), nil
}

// questionsView is what the actor is asked by the privacy officer.
type questionsView struct {
	sent
	Done string
	Open []findingView
}

func (s *site) questions(v visit) (content, error) { return s.questionsPage(v, sent{}) }

func (s *site) questionsPage(v visit, filled sent) (content, error) {
	q := questionsView{sent: filled, Done: doneWords(v)}
	me := access.From(v.Context()).Account
	if s.access.Review != nil {
		var found []review.Finding
		err := s.access.DB.Read(v.Context(), func(tx *store.Tx) (err error) {
			found, err = s.access.Review.List(tx, review.Query{Actor: me, States: []review.State{review.Asked}})
			return err
		})
		if err != nil {
			return content{}, fault.Wrap(err, "reading what somebody is asked")
		}
		w := s.watcher(v)
		if q.Open, err = w.findings(found); err != nil {
			return content{}, err
		}
		if err := s.note(v, audit.Entry{Action: "read", Type: auditType, People: w.people()}); err != nil {
			return content{}, err
		}
	}
	c := content{Title: "Questions for you", Body: questionsPage(q)}
	if filled.Problem != "" {
		c.Status = http.StatusBadRequest
	}
	return c, nil
}

// answer keeps the reason that somebody gives who was asked.
func (s *site) answer(v visit) (content, error) {
	id, err := s.findingID(v)
	if err != nil {
		return content{}, err
	}
	filled := sent{Values: v.PostForm}
	filled.Set("form", strconv.FormatInt(id, 10))
	reason, err := filled.words("reason", "why you looked")
	if err != nil {
		filled.Problem = inOwnWords(apology{}, err).Reason
		return s.questionsPage(v, filled)
	}
	if _, err := s.access.Review.Answer(v.Context(), id, access.From(v.Context()).Account, reason); err != nil {
		return content{}, fault.Wrap(err, "answering the privacy officer")
	}
	return back("/questions", "answered"), nil
}

// typed is what was typed as the answer to a finding.
func (q *questionsView) typed(id int64) string {
	if q.Get("form") != strconv.FormatInt(id, 10) {
		return ""
	}
	return q.Get("reason")
}
