package worklist

import (
	"context"
	"slices"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// Enrolment is somebody in a programme.
type Enrolment struct {
	ID         int64     `json:"id"`
	Person     string    `json:"person_id"`
	Programme  string    `json:"programme"`
	Title      string    `json:"title"`
	Team       string    `json:"team"`
	Suggestion int64     `json:"suggestion"`
	Since      time.Time `json:"since"`
	Until      time.Time `json:"until"`          // as planned
	Ended      time.Time `json:"ended,omitzero"` // before that
	Why        string    `json:"why,omitempty"`  // it ended before
	By         string    `json:"by"`             // account that enrolled
}

// Holds tells whether somebody is in the programme at a time.
func (e *Enrolment) Holds(at time.Time) bool {
	return !e.Since.After(at) && e.Until.After(at) && (e.Ended.IsZero() || e.Ended.After(at))
}

const enrolmentColumns = "id, person, programme, title, team, suggestion, since, until, ended, why, account"

func (e *Enrolment) scan(row store.Row) error {
	var since, until int64
	var ended *int64
	err := row.Scan(&e.ID, &e.Person, &e.Programme, &e.Title, &e.Team, &e.Suggestion, &since, &until, &ended, &e.Why, &e.By)
	e.Since, e.Until, e.Ended = moment(since), moment(until), maybe(ended)
	return err
}

func enrolments(tx *store.Tx, where string, args ...any) (all []Enrolment, err error) {
	for row, err := range tx.Query("SELECT "+enrolmentColumns+" FROM target_enrolment WHERE "+where+" ORDER BY id", args...) {
		var e Enrolment
		if err == nil {
			err = e.scan(row)
		}
		if err != nil {
			return nil, fault.Wrap(err, "reading enrolments")
		}
		all = append(all, e)
	}
	return all, nil
}

// EnrolmentsOf gives all enrolments of a person, the first first.
func (w *Worklist) EnrolmentsOf(tx *store.Tx, person string) ([]Enrolment, error) {
	return enrolments(tx, "person = $1", person)
}

// EnrolledIn gives who is in some programmes at a time.
func (w *Worklist) EnrolledIn(tx *store.Tx, programmes []string, at time.Time) ([]Enrolment, error) {
	if len(programmes) == 0 {
		return nil, nil
	}
	c := conditions{args: []any{at, at, at}}
	return enrolments(tx, "since <= $1 AND until > $2 AND (ended IS NULL OR ended > $3) AND "+c.in("programme", programmes), c.args...)
}

// enrol enrols who was suggested, and makes the tasks.
func (w *Worklist) enrol(ctx context.Context, tx *store.Tx, s *Suggestion, t *Terms, now time.Time) error {
	in, err := w.EnrolmentsOf(tx, s.Person)
	if err != nil {
		return err
	}
	for i := range in {
		if e := &in[i]; e.Holds(now) && (e.Programme == s.Programme || slices.Contains(t.Exclusive, e.Programme)) {
			return &fault.Error{Code: fault.Conflict, Value: e.Programme, Reason: "the person is in the programme “" + e.Title + "” until " + e.Until.Format("2 January 2006") + ", beside which this one cannot be", Fix: "end that one first, or decline this one as “already gets this help”"}
		}
	}
	var id int64
	err = tx.QueryRow("INSERT INTO target_enrolment (person, programme, title, team, suggestion, since, until, why, account) VALUES ($1, $2, $3, $4, $5, $6, $7, '', $8) RETURNING id",
		s.Person, s.Programme, s.Title, s.Team, s.ID, now, now.AddDate(0, max(t.Months, 1), 0), by(ctx)).Scan(&id)
	if err != nil {
		return err
	}
	rows := make([][]any, len(t.Tasks))
	for i, task := range t.Tasks {
		team := task.Team
		if team == "" {
			team = s.Team
		}
		rows[i] = []any{s.Person, id, int64(i + 1), s.Programme, team, task.Title, now.AddDate(0, 0, task.Days), now, ""}
	}
	if err := tx.Insert("target_task", []string{"person", "enrolment", "number", "programme", "team", "title", "due", "made", "account"}, rows); err != nil {
		return err
	}
	return w.emit(tx, Enrolled, s, now)
}

// End ends an enrolment before its time, for a reason in words. NotFound where there is
// none that holds, Denied and Invalid as Decide.
func (w *Worklist) End(ctx context.Context, person string, enrolment int64, why string) error {
	why = strings.TrimSpace(why)
	if why == "" || len(why) > longestNote {
		return &fault.Error{Code: fault.Invalid, Column: "why", Reason: "it is not said why the programme ends for the person", Fix: "say it in a sentence"}
	}
	now := w.Now().UTC()
	err := w.db.Write(ctx, func(tx *store.Tx) error {
		if err := w.may(ctx, tx, person); err != nil {
			return err
		}
		all, err := enrolments(tx, "person = $1 AND id = $2", person, enrolment)
		if err != nil {
			return err
		}
		if len(all) == 0 || !all[0].Holds(now) {
			return fault.New(fault.NotFound, "there is no enrolment that could be ended")
		}
		if _, err := tx.Exec("UPDATE target_enrolment SET ended = $1, why = $2 WHERE id = $3", now, why, enrolment); err != nil {
			return err
		}
		s := Suggestion{ID: all[0].Suggestion, Person: person, Programme: all[0].Programme, Team: all[0].Team}
		if err := w.emit(tx, Left, &s, now); err != nil {
			return err
		}
		if err := w.relate(tx, person, s.Programme); err != nil {
			return err
		}
		return w.note(ctx, tx, "end-enrolment", &s)
	})
	return fault.Wrap(err, "ending an enrolment")
}
