package worklist

import (
	"context"
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

// Task is something to do for somebody who was enrolled.
type Task struct {
	Person    string    `json:"person_id"`
	Enrolment int64     `json:"enrolment"`
	Number    int64     `json:"number"`
	Programme string    `json:"programme"`
	Team      string    `json:"team"`
	Title     string    `json:"title"`
	Due       time.Time `json:"due"`
	Made      time.Time `json:"made"`
	Done      time.Time `json:"done,omitzero"`
	By        string    `json:"by,omitempty"` // account that did it
}

func tasks(tx *store.Tx, where string, args ...any) (all []Task, err error) {
	for row, err := range tx.Query("SELECT person, enrolment, number, programme, team, title, due, made, done, account FROM target_task WHERE "+where, args...) {
		var t Task
		var due, made int64
		var done *int64
		if err == nil {
			err = row.Scan(&t.Person, &t.Enrolment, &t.Number, &t.Programme, &t.Team, &t.Title, &due, &made, &done, &t.By)
		}
		if err != nil {
			return nil, fault.Wrap(err, "reading tasks")
		}
		t.Due, t.Made, t.Done = moment(due), moment(made), maybe(done)
		all = append(all, t)
	}
	return all, nil
}

// TasksOf gives all tasks of a person, those due first leading.
func (w *Worklist) TasksOf(tx *store.Tx, person string) ([]Task, error) {
	return tasks(tx, "person = $1 ORDER BY due, enrolment, number", person)
}

// OpenTasks gives what some teams have to do, those due first leading, at most so many.
func (w *Worklist) OpenTasks(tx *store.Tx, teams []string, most int) ([]Task, error) {
	if len(teams) == 0 {
		return nil, nil
	}
	c := conditions{}
	where := c.in("team", teams)
	c.args = append(c.args, int64(most))
	return tasks(tx, where+" AND done IS NULL ORDER BY due, person, enrolment, number LIMIT "+mark(len(c.args)), c.args...)
}

// Finish notes that a task is done. NotFound where there is none that is open; Denied as
// Decide.
func (w *Worklist) Finish(ctx context.Context, person string, enrolment, number int64) error {
	now := w.Now().UTC()
	err := w.db.Write(ctx, func(tx *store.Tx) error {
		if err := w.may(ctx, tx, person); err != nil {
			return err
		}
		n, err := tx.Exec("UPDATE target_task SET done = $1, account = $2 WHERE person = $3 AND enrolment = $4 AND number = $5 AND done IS NULL", now, by(ctx), person, enrolment, number)
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "there is no such task to be done")
		}
		if err != nil {
			return err
		}
		return w.note(ctx, tx, "finish-task", &Suggestion{Person: person})
	})
	return fault.Wrap(err, "finishing a task")
}
