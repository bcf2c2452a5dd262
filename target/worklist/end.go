package worklist

import (
	"context"
	"encoding/json"
	"time"

	"continuum/access"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/sight"
	"continuum/store"
)

// died is the reason why all ends for who has died.
const died = "moved_or_died"

// Endings are the reasons for which an enrolment ends before its time. Where a list has a
// like one, the id is the same: it says as much to whoever makes the list.
func Endings() []Reason {
	return []Reason{
		{"finished", "What was agreed is reached", 3},
		{"person_said_no", "The person does not want it any more", 6},
		{"not_for_them", "It does not help this person", 12},
		{"too_ill", "Too ill for it, or near the end of life", 12},
		{"already_helped", "Gets this help elsewhere now", 6},
		{died, "Moved away or died", 24},
		{"wrong", "Was enrolled by mistake", 1},
	}
}

// EndingWords are such a reason in words; an id that is none of those stands for itself.
func EndingWords(id string) string { return wordsOf(Endings(), id) }

// Ending is what is said of the end of an enrolment.
type Ending struct {
	Why  string // an id of Endings
	Note string // in own words
}

func (e *Ending) check() (err error) {
	if e.Note, err = soundNote(e.Note); err != nil {
		return err
	}
	if _, known := reasonOf(Endings(), e.Why); !known {
		return &fault.Error{Code: fault.Invalid, Column: "why", Value: e.Why, Reason: "it is not said why the programme ends for the person", Fix: "choose a reason: whoever made the list learns from it"}
	}
	return nil
}

// End ends an enrolment before its time, as the actor of the context, in one transaction
// with an event and an entry of the audit; its tasks are then no longer to be done. The
// errors are those of Decide: Conflict where somebody ended it meanwhile or it ran out.
func (w *Worklist) End(ctx context.Context, person string, enrolment int64, why Ending) error {
	if err := why.check(); err != nil {
		return err
	}
	now := w.Now().UTC()
	err := w.db.Write(ctx, func(tx *store.Tx) error {
		all, err := enrolments(tx, "e.person = $1 AND e.id = $2", person, enrolment)
		if err != nil {
			return err
		}
		var stale error
		switch {
		case len(all) == 0:
			all, stale = []Enrolment{{}}, fault.New(fault.NotFound, "there is no such enrolment of this person")
		case !all[0].Holds(now):
			stale = &fault.Error{Code: fault.Conflict, Value: "ended", Reason: "somebody has ended this programme for the person meanwhile, or it ran out", Fix: "read the list again"}
		}
		if err := w.mayStill(ctx, tx, person, all[0].Team, stale); err != nil {
			return err
		}
		return w.end(ctx, tx, &all[0], why, now)
	})
	return fault.Wrap(err, "ending an enrolment")
}

func (w *Worklist) end(ctx context.Context, tx *store.Tx, e *Enrolment, why Ending, now time.Time) error {
	n, err := tx.Exec("UPDATE target_enrolment SET ended = $1, why = $2, note = $3 WHERE id = $4 AND ended IS NULL", now, why.Why, why.Note, e.ID)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "enrolment %d has ended", e.ID)
	}
	if err != nil {
		return err
	}
	payload, err := json.Marshal(map[string]any{"programme": e.Programme, "team": e.Team, "suggestion": e.Suggestion, "enrolment": e.ID, "why": why.Why})
	if err != nil {
		return fault.Wrap(err, "telling of the end of an enrolment")
	}
	if err := tx.Emit(store.Event{Topic: Left, Subject: e.Person, Payload: payload, At: now}); err != nil {
		return err
	}
	if err := w.relate(tx, e.Person, e.Programme); err != nil {
		return err
	}
	return w.Gate.Append(ctx, tx, audit.Entry{Action: "end-enrolment", Outcome: audit.OK, Type: SuggestionType, People: []string{e.Person}, Reason: e.Programme + ": " + EndingWords(why.Why)})
}

// Died ends what is open about somebody who has died, whoever asks, since that is no
// decision: enrolments end with their tasks, and nothing is suggested any more. Where
// nothing is open nothing changes.
func (w *Worklist) Died(ctx context.Context, person string) error {
	ctx = access.With(ctx, access.System("worklist", ""))
	now := w.Now().UTC()
	err := w.db.Write(ctx, func(tx *store.Tx) error {
		open, err := suggestions(tx, "SELECT "+columns+from+" WHERE s.person = $1 AND s.open = TRUE ORDER BY s.id", person)
		if err != nil {
			return err
		}
		for i := range open {
			if err := w.withdraw(ctx, tx, &open[i], "The person has died.", now); err != nil {
				return err
			}
		}
		in, err := enrolments(tx, "e.person = $1 AND e.ended IS NULL", person)
		if err != nil {
			return err
		}
		for i := range in {
			if !in[i].Holds(now) {
				continue
			}
			if err := w.end(ctx, tx, &in[i], Ending{died, "The person has died."}, now); err != nil {
				return err
			}
		}
		return nil
	})
	return fault.Wrap(err, "ending what is open about somebody who has died")
}

// withdraw takes back an open suggestion, for a reason in words.
func (w *Worklist) withdraw(ctx context.Context, tx *store.Tx, s *Suggestion, note string, now time.Time) error {
	if err := w.keep(ctx, tx, s, Decision{State: Withdrawn, Note: note}, now); err != nil {
		return err
	}
	return w.relate(tx, s.Person, s.Programme)
}

// mayStill tells whether the actor may do something about a person that concerns a team,
// and whether it can still be done: stale is what came before. By that the team may have
// lost its reason to see the person, and is told nevertheless: it is asked as if it were
// suggested to it still, which goes with the transaction.
func (w *Worklist) mayStill(ctx context.Context, tx *store.Tx, person, team string, stale error) error {
	if stale != nil && team != "" {
		if err := w.Record.Relate(tx, "worklist", person, []record.Relation{{Party: sight.Party{Kind: sight.Suggested, Of: team}}}); err != nil {
			return err
		}
	}
	if err := w.may(ctx, tx, person, team); err != nil {
		return err
	}
	return stale
}
