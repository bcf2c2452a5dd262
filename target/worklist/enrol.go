package worklist

import (
	"context"
	"slices"
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
	Why        string    `json:"why,omitempty"`  // it ended before, an id of Endings
	Note       string    `json:"note,omitempty"` // in own words
	By         string    `json:"by"`             // account that enrolled
}

// Holds tells whether somebody is in the programme at a time.
func (e *Enrolment) Holds(at time.Time) bool {
	return !e.Since.After(at) && e.Until.After(at) && (e.Ended.IsZero() || e.Ended.After(at))
}

const enrolmentColumns = "e.id, e.person, e.programme, e.title, e.team, e.suggestion, e.since, e.until, e.ended, e.why, e.note, e.account"

func (e *Enrolment) scan(row store.Row) error { return e.with(row) }

// with reads an enrolment, and what stands behind it in the row.
func (e *Enrolment) with(row store.Row, more ...any) error {
	var since, until int64
	var ended *int64
	err := row.Scan(append([]any{&e.ID, &e.Person, &e.Programme, &e.Title, &e.Team, &e.Suggestion, &since, &until, &ended, &e.Why, &e.Note, &e.By}, more...)...)
	e.Since, e.Until, e.Ended = store.Moment(since), store.Moment(until), store.MaybeMoment(ended)
	return err
}

func enrolments(tx *store.Tx, where string, args ...any) ([]Enrolment, error) {
	return store.All(tx.Query("SELECT "+enrolmentColumns+" FROM target_enrolment e WHERE "+where+" ORDER BY e.id", args...), "reading enrolments", (*Enrolment).scan)
}

// EnrolmentsOf gives all enrolments of a person, the first first.
func (w *Worklist) EnrolmentsOf(tx *store.Tx, person string) ([]Enrolment, error) {
	return enrolments(tx, "e.person = $1", person)
}

// EnrolledIn gives who is in some programmes at a time.
func (w *Worklist) EnrolledIn(tx *store.Tx, programmes []string, at time.Time) ([]Enrolment, error) {
	if len(programmes) == 0 {
		return nil, nil
	}
	c := conditions{args: []any{at, at, at}}
	return enrolments(tx, "e.since <= $1 AND e.until > $2 AND (e.ended IS NULL OR e.ended > $3) AND "+c.in("e.programme", programmes), c.args...)
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
