package web

import (
	"net/http"
	"strings"

	"continuum/access"
	"continuum/access/rights"
	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
	"continuum/target/worklist"
	"continuum/web/show"
)

// yourScoreView is what somebody was suggested for, and why: to themselves in plain
// words, to staff as a history.
type yourScoreView struct {
	sent
	URL   string
	Name  string
	Own   bool
	Asks  bool // they may say that it is wrong
	Done  string
	Past  []pastView
	In    []enrolmentView
	Tasks []taskLine
}

type pastView struct {
	suggestionView
	Plain string // what the help is, to the person
	Steps []stepOfView
}

type enrolmentView struct {
	worklist.Enrolment
	TeamName, When string
}

type taskLine struct{ Title, Team, Due, Done string }

func (s *site) suggestions(v visit) (content, error) {
	x, err := s.subject(v)
	if err != nil {
		return content{}, err
	}
	return s.suggestionsContent(v, x, sent{})
}

func (s *site) suggestionsContent(v visit, x *subject, filled sent) (content, error) {
	if !x.reads(taskType) {
		return content{}, s.refused(v, audit.Entry{Action: "read", Type: taskType, People: []string{x.key}}, "see what the person was suggested")
	}
	if _, _, err := s.alive(v, x.key); err != nil {
		return content{}, err
	}
	p := yourScoreView{sent: filled, URL: x.url(), Name: s.calledFor(x), Own: x.isSelf(), Asks: x.isSelf() && x.asks() && s.access.Rights != nil, Done: doneWords(v)}
	if err := s.fillYours(v, x, &p); err != nil {
		return content{}, err
	}
	if err := s.note(v, audit.Entry{Action: "read", Type: assessmentType, People: []string{x.key}}); err != nil {
		return content{}, err
	}
	c := content{Title: "Help that was suggested", Banner: s.bannerOf(v, x), Body: s.watched(x, yourScorePage(p))}
	if filled.Problem != "" {
		c.Status = http.StatusBadRequest
	}
	return c, nil
}

// fillYours reads all that is kept of the person.
func (s *site) fillYours(v visit, x *subject, p *yourScoreView) error {
	var held worklist.Held
	plain := map[int64]string{}
	err := s.access.DB.Read(v.Context(), func(tx *store.Tx) (err error) {
		if held, err = s.access.Work.HeldOf(tx, x.key); err != nil {
			return err
		}
		lists, err := s.access.Work.Lists(tx)
		for i := range lists {
			plain[lists[i].ID] = lists[i].Terms.Plain
		}
		return err
	})
	if err != nil {
		return fault.Wrap(err, "reading what a person was suggested")
	}
	ended := map[int64]bool{}
	for _, past := range held.Suggestions {
		on := x.on(past.Team)
		if !on.reads(taskType) {
			continue
		}
		one := pastView{suggestionView: s.suggestionView(on, past.Suggestion, x.card), Plain: plain[past.List]}
		for _, step := range past.Steps {
			one.Steps = append(one.Steps, stepOfView{What: s.stepWords(&step), Who: s.byWhom(v, step.By), When: s.clock(step.At), Note: step.Note})
		}
		p.Past = append(p.Past, one)
	}
	for _, e := range held.Enrolments {
		if ended[e.ID] = !e.Ended.IsZero(); !x.on(e.Team).reads(taskType) {
			continue
		}
		p.In = append(p.In, enrolmentView{e, s.partyName(e.Team), s.enrolledWords(&e)})
	}
	for i := range held.Tasks {
		t := &held.Tasks[i]
		if ended[t.Enrolment] && t.Done.IsZero() || !x.on(t.Team).reads(taskType) {
			continue
		}
		p.Tasks = append(p.Tasks, taskLine{t.Title, s.partyName(t.Team), date(t.Due.In(s.now().Location())), date(t.Done.In(s.now().Location()))})
	}
	return nil
}

func (s *site) stepWords(t *worklist.Step) string {
	words := stateWords(worklist.Count{State: t.State, Why: t.Why})
	if t.State == worklist.Deferred {
		words += " until " + show.StaffDate(t.Until.In(s.now().Location()))
	}
	return words
}

// byWhom names an account, as others see it.
func (s *site) byWhom(v visit, id string) string {
	if id == "" || s.access.Accounts == nil {
		return ""
	}
	a, err := s.access.Accounts.Get(v.Context(), id)
	if err != nil {
		return "the programme"
	}
	return a.Display
}

func (s *site) enrolledWords(e *worklist.Enrolment) string {
	here := s.now().Location()
	words := "since " + show.StaffDate(e.Since.In(here))
	if !e.Ended.IsZero() {
		return words + ", ended " + show.StaffDate(e.Ended.In(here)) + ": " + worklist.EndingWords(e.Why)
	}
	return words + " until " + show.StaffDate(e.Until.In(here))
}

// objectToSuggestion takes what the person says is wrong, or that they want none of it: a
// request that is answered within a month.
func (s *site) objectToSuggestion(v visit) (content, error) {
	x, err := s.subject(v)
	if err != nil {
		return content{}, err
	}
	if !x.isSelf() || !x.asks() || s.access.Rights == nil {
		return content{}, s.refused(v, audit.Entry{Action: "write", Type: assessmentType, People: []string{x.key}}, "say what is wrong for this person")
	}
	filled := sent{Values: v.PostForm}
	words, err := filled.words("words", "what is wrong, or what you do not want")
	if err != nil {
		filled.Problem = inOwnWords(apology{}, err).Reason
		return s.suggestionsContent(v, x, filled)
	}
	q := rights.Request{Person: x.key, Kind: rights.Correction, Section: access.SectionOf(assessmentType), Words: "About a suggestion: " + words}
	if v.PostFormValue("what") == "stop" {
		q.Kind = rights.Objection
	}
	if _, err := s.access.Rights.Ask(v.Context(), q); err != nil {
		return content{}, fault.Wrap(err, "taking what a person says of a suggestion")
	}
	return back(x.url()+"/suggestions", "asked"), nil
}

// workOfView is what a person's page tells of the help that was suggested.
type workOfView struct {
	Open []suggestionView
	Any  bool // something was suggested, now or before
	Own  bool
	URL  string
}

// openFor is what the page of a person tells of it, as far as the actor may see it.
func (s *site) openFor(v visit, x *subject) (w workOfView, err error) {
	if s.access.Work == nil || !x.reads(taskType) {
		return w, nil
	}
	var held worklist.Held
	err = s.access.DB.Read(v.Context(), func(tx *store.Tx) (err error) {
		held, err = s.access.Work.HeldOf(tx, x.key)
		return err
	})
	w = workOfView{Own: x.isSelf(), URL: x.url()}
	for i := range held.Suggestions {
		one := &held.Suggestions[i].Suggestion
		on := x.on(one.Team)
		if !on.reads(taskType) {
			continue
		}
		if w.Any = true; one.Open() && !dead(x.card) {
			w.Open = append(w.Open, s.suggestionView(on, *one, x.card))
		}
	}
	return w, fault.Wrap(err, "reading what a person was suggested")
}

// capitalised begins a text as a sentence.
func capitalised(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
