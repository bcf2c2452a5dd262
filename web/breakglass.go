package web

import (
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
)

// closedView is what is said of a record that is closed to the actor.
type closedView struct {
	sent
	URL         string
	Says, Helps []string // why, and what would open it
	Claim       bool
	ClaimDays   int
	Break       bool
	BreakUntil  string
	Name        string
	Ways        waysView
}

// closed is the page of somebody whose record the actor may not read: who they are,
// why it is closed, and what would open it.
func (s *site) closed(v visit, x *subject, decided access.Decision) (content, error) {
	if err := s.note(v, audit.Entry{Action: "read", Outcome: audit.Denied, People: []string{x.key}, Policies: decided.Policies}); err != nil {
		return content{}, err
	}
	return s.closedPage(v, x, sent{}), nil
}

func (s *site) closedPage(v visit, x *subject, filled sent) content {
	settings, why := s.access.Gate.Rules().Settings, x.explain(patientType)
	c := closedView{
		sent: filled, URL: x.url(), Says: says(why.By), Helps: helps(why), Name: s.calledFor(x),
		Claim: x.may(access.Claim, patientType).Allowed, ClaimDays: settings.ClaimDays,
		Break: x.may(access.Break, patientType).Allowed, BreakUntil: s.clock(time.Now().Add(settings.BreakGlass.Duration())),
		Ways: waysView{URL: x.url(), Looked: s.mayWatch(v, x), Sharing: x.mayShare()},
	}
	status := 0
	if filled.Problem != "" {
		status = http.StatusBadRequest
	}
	return content{Status: status, Title: c.Name + ": closed to you", Banner: s.bannerOf(v, x), Body: closedPage(c)}
}

// calledFor is the name of a person for the actor.
func (s *site) calledFor(x *subject) string { return nameOf(x.card) }

// bannerOf is the banner of somebody as far as the actor may know who it is.
func (s *site) bannerOf(v visit, x *subject) templ.Component {
	if x.reads(patientType) {
		return banner(x.card, died(x.card), v.Now)
	}
	return closedBanner(barely(x.card), v.Now)
}

// claim keeps that the actor says to look after somebody.
func (s *site) claim(v visit) (content, error) {
	x, err := s.subject(v)
	if err != nil {
		return content{}, err
	}
	filled := sent{Values: v.PostForm}
	filled.Set("form", "claim")
	reason, err := filled.words("reason", "why you look after this person")
	if err != nil {
		filled.Problem = inOwnWords(apology{}, err).Reason
		return s.closedPage(v, x, filled), nil
	}
	until := time.Now().AddDate(0, 0, s.access.Gate.Rules().Settings.ClaimDays)
	return s.enter(v, x, access.Claim, "claimed", audit.Entry{Action: "claim", Reason: reason}, func(tx *store.Tx) error {
		return s.access.Book.Claim(tx, x.key, x.actor.Account, until)
	})
}

// emergencies are why a record is opened in an emergency.
var emergencies = []struct{ id, words string }{
	{"life", "Their life or health is in danger now"},
	{"cannot-wait", "They cannot tell me, and care cannot wait"},
	{"harm", "A child or an adult may come to harm"},
	{"law", "A court or the law asks for it"},
}

// breakGlass opens a record in an emergency.
func (s *site) breakGlass(v visit) (content, error) {
	x, err := s.subject(v)
	if err != nil {
		return content{}, err
	}
	filled := sent{Values: v.PostForm}
	filled.Set("form", "open")
	reason, err := filled.emergency()
	if err != nil {
		filled.Problem = inOwnWords(apology{}, err).Reason
		return s.closedPage(v, x, filled), nil
	}
	until := time.Now().Add(s.access.Gate.Rules().Settings.BreakGlass.Duration())
	return s.enter(v, x, access.Break, "opened", audit.Entry{Action: "break-glass", Reason: reason}, func(tx *store.Tx) error {
		return s.access.Book.BreakGlass(tx, x.key, x.actor.Account, until)
	})
}

// emergency is why, in the words of the list and the actor's own.
func (x *sent) emergency() (string, error) {
	at := slices.IndexFunc(emergencies, func(e struct{ id, words string }) bool { return e.id == x.Get("why") })
	if at < 0 {
		return "", wrong("Choose what kind of emergency it is.")
	}
	own, err := x.words("reason", "what happened")
	switch {
	case err != nil:
		return "", err
	case x.Get("sure") != "yes":
		return "", wrong("Tick that you know who will see that you opened the record.")
	}
	return emergencies[at].words + ": " + own, nil
}

// enter does what opens a record, if it may be done, and notes it, or neither.
func (s *site) enter(v visit, x *subject, action, done string, e audit.Entry, do func(*store.Tx) error) (content, error) {
	decided := x.may(action, patientType)
	if !decided.Allowed {
		return content{}, s.refused(v, audit.Entry{Action: e.Action, People: []string{x.key}, Policies: decided.Policies}, action)
	}
	e.People, e.Policies = []string{x.key}, decided.Policies
	if err := s.change(v.Context(), e, do); err != nil {
		return content{}, fault.Wrap(err, "opening a record")
	}
	return back(x.url(), done), nil
}

// typed is what was typed into a field of the form that came back.
func (c *closedView) typed(form, field string) string {
	if c.Get("form") != form {
		return ""
	}
	return c.Get(field)
}
