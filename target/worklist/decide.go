package worklist

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
)

// longestNote bounds what is written with a decision, in bytes.
const longestNote = 4000

// latestDefer is how far ahead a suggestion can be deferred.
const latestDefer = 370 * 24 * time.Hour

// Decision is what a team decides about a suggestion.
type Decision struct {
	State   State     // Accepted, Deferred or Declined
	Version int64     // of the suggestion that was looked at; 0: whatever it is now
	Why     string    // of a refusal: an id of Reasons
	Note    string    // in own words
	Until   time.Time // of a deferral: the day it comes back
}

// check tells what is wrong with a decision.
func (d *Decision) check(now time.Time) error {
	var err error
	if d.Note, err = soundNote(d.Note); err != nil {
		return err
	}
	_, known := reasonOf(Reasons(), d.Why)
	switch {
	case !slices.Contains(decided, d.State):
		return &fault.Error{Code: fault.Invalid, Column: "state", Value: string(d.State), Reason: "nothing that can be decided", Fix: "accept, defer or decline it"}
	case d.State == Declined && !known:
		return &fault.Error{Code: fault.Invalid, Column: "why", Value: d.Why, Reason: "it is not said why it is declined", Fix: "choose a reason: whoever made the list learns from it"}
	case d.State == Deferred && (!d.Until.After(now) || d.Until.After(now.Add(latestDefer))):
		return &fault.Error{Code: fault.Invalid, Column: "until", Reason: "it is not said until when it is deferred", Fix: "choose a day from tomorrow on, within a year"}
	}
	if d.State != Declined {
		d.Why = ""
	}
	return nil
}

// soundNote is what somebody wrote, if it can be kept.
func soundNote(text string) (string, error) {
	text = strings.TrimSpace(text)
	if len(text) > longestNote || !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return "", &fault.Error{Code: fault.Invalid, Column: "note", Reason: "the note is too long or no text", Fix: "use at most 4,000 letters"}
	}
	return text, nil
}

// Decide takes a decision about an open suggestion, as the actor of the context, in one
// transaction with what it leads to: an enrolment with its tasks, an event, an entry of
// the audit. Denied where no policy lets the actor decide about this person, Conflict
// where somebody decided meanwhile or the person is in a programme that excludes this
// one, Invalid where the decision says too little.
func (w *Worklist) Decide(ctx context.Context, id int64, d Decision) (s Suggestion, err error) {
	now := w.Now().UTC().Truncate(time.Microsecond)
	if err := d.check(now); err != nil {
		return s, err
	}
	err = w.db.Write(ctx, func(tx *store.Tx) error {
		if s, err = w.Get(tx, id); err != nil {
			return err
		}
		var stale error
		if !s.Open() || d.Version != 0 && d.Version != s.Version {
			stale = &fault.Error{Code: fault.Conflict, Value: string(s.State), Reason: "somebody has decided about this suggestion meanwhile", Fix: "read it again and decide anew"}
		}
		if err := w.mayStill(ctx, tx, s.Person, s.Team, stale); err != nil {
			return err
		}
		return w.decide(ctx, tx, &s, d, now)
	})
	if err != nil {
		return Suggestion{}, fault.Wrap(err, "deciding about a suggestion")
	}
	return s, nil
}

// may tells whether the actor may decide about what concerns a person and a team. That the
// person was suggested to another of the actor's teams is no reason: it is asked as if that
// were not so, and set right again.
func (w *Worklist) may(ctx context.Context, tx *store.Tx, person, team string) error {
	others, err := elsewhere(ctx, tx, person, team)
	for _, programme := range others {
		if err == nil {
			err = w.relateEnrolled(tx, person, programme, nil)
		}
	}
	if err != nil {
		return err
	}
	allowed, err := w.Gate.Decide(ctx, tx, access.Write, person, SuggestionType)
	if err == nil && !allowed.Allowed {
		err = &fault.Error{Code: fault.Denied, Reason: "no policy lets you decide about this person", Fix: "leave it to the team that the person was suggested to, or to the GP practice"}
	}
	for _, programme := range others {
		if err == nil {
			err = w.relate(tx, person, programme)
		}
	}
	return err
}

// elsewhere are the programmes for which a person is suggested to a team of the actor that
// is not the one which it is about.
func elsewhere(ctx context.Context, tx *store.Tx, person, team string) ([]string, error) {
	a := access.From(ctx)
	if a == nil || len(a.Teams) == 0 || slices.Contains(a.Teams, team) {
		return nil, nil
	}
	c := conditions{}
	c.add("open = TRUE AND person = ", person)
	c.any("team", a.Teams)
	return texts(tx.Query("SELECT DISTINCT programme FROM target_suggestion"+c.where()+" ORDER BY programme", c.args...), "finding where else a person is suggested")
}

func (w *Worklist) decide(ctx context.Context, tx *store.Tx, s *Suggestion, d Decision, now time.Time) error {
	list, err := listOf(tx, s.List)
	if err != nil {
		return err
	}
	if d.State == Declined {
		d.Until = now.AddDate(0, list.Terms.again(Reasons(), d.Why), 0)
	}
	if d.State == Accepted {
		d.Until = time.Time{}
	}
	if err := w.keep(ctx, tx, s, d, now); err != nil {
		return err
	}
	switch d.State {
	case Accepted:
		err = w.enrol(ctx, tx, s, &list.Terms, now)
	case Declined:
		err = w.emit(tx, Refused, s, now)
	}
	if err == nil {
		err = w.relate(tx, s.Person, s.Programme)
	}
	if err == nil {
		err = w.note(ctx, tx, auditWords[d.State], s)
	}
	return err
}

// auditWords are what decisions are called in the audit.
var auditWords = map[State]string{Accepted: "enrol", Deferred: "defer", Declined: "decline"}

// note notes a decision.
func (w *Worklist) note(ctx context.Context, tx *store.Tx, action string, s *Suggestion) error {
	reason := s.Programme
	if s.Why != "" {
		reason += ": " + ReasonWords(s.Why)
	}
	return w.Gate.Append(ctx, tx, audit.Entry{Action: action, Outcome: audit.OK, Type: SuggestionType, People: []string{s.Person}, Reason: reason})
}

// emit tells of what happened to a person.
func (w *Worklist) emit(tx *store.Tx, topic string, s *Suggestion, at time.Time) error {
	payload, err := json.Marshal(map[string]any{"programme": s.Programme, "team": s.Team, "suggestion": s.ID, "why": s.Why})
	if err != nil {
		return fault.Wrap(err, "telling of a decision")
	}
	return tx.Emit(store.Event{Topic: topic, Subject: s.Person, Payload: payload, At: at})
}

// keep writes a decision and the state to which it leads.
func (w *Worklist) keep(ctx context.Context, tx *store.Tx, s *Suggestion, d Decision, now time.Time) error {
	n, err := tx.Exec("UPDATE target_suggestion SET state = $1, open = $2, until = $3, why = $4, note = $5, version = version + 1, changed = $6, account = $7 WHERE id = $8 AND version = $9",
		string(d.State), d.State.open(), d.Until, d.Why, d.Note, now, by(ctx), s.ID, s.Version)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "suggestion %d is at another version", s.ID)
	}
	if err != nil {
		return err
	}
	s.State, s.Until, s.Why, s.Note, s.Changed, s.By = d.State, d.Until, d.Why, d.Note, now, by(ctx)
	s.Version++
	_, err = tx.Exec("INSERT INTO target_decision (person, suggestion, number, state, why, note, until, account, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		s.Person, s.ID, s.Version, string(d.State), d.Why, d.Note, d.Until, by(ctx), now)
	return err
}
