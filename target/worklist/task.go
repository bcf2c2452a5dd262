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

func tasks(tx *store.Tx, where string, args ...any) ([]Task, error) {
	return store.All(tx.Query("SELECT person, enrolment, number, programme, team, title, due, made, done, account FROM target_task WHERE "+where, args...), "reading tasks", (*Task).scan)
}

func (t *Task) scan(row store.Row) error {
	var due, made int64
	var done *int64
	err := row.Scan(&t.Person, &t.Enrolment, &t.Number, &t.Programme, &t.Team, &t.Title, &due, &made, &done, &t.By)
	t.Due, t.Made, t.Done = store.Moment(due), store.Moment(made), store.MaybeMoment(done)
	return err
}

// TasksOf gives all tasks of a person, those due first leading.
func (w *Worklist) TasksOf(tx *store.Tx, person string) ([]Task, error) {
	return tasks(tx, "person = $1 ORDER BY due, enrolment, number", person)
}

// stillIn is that the enrolment of a task has not ended: then there is nothing more to do.
const stillIn = " AND done IS NULL AND EXISTS (SELECT 1 FROM target_enrolment e WHERE e.id = target_task.enrolment AND e.ended IS NULL)"

// OpenTasks gives what some teams have to do, those due first leading, at most so many.
func (w *Worklist) OpenTasks(tx *store.Tx, teams []string, most int) ([]Task, error) {
	if len(teams) == 0 {
		return nil, nil
	}
	c := conditions{}
	where := c.in("team", teams)
	c.args = append(c.args, int64(most))
	return tasks(tx, where+stillIn+" ORDER BY due, person, enrolment, number LIMIT "+mark(len(c.args)), c.args...)
}

// Finish notes that a task is done. NotFound where there is none that is open; Denied as
// Decide.
func (w *Worklist) Finish(ctx context.Context, person string, enrolment, number int64) error {
	now := w.Now().UTC()
	err := w.db.Write(ctx, func(tx *store.Tx) error {
		all, err := tasks(tx, "person = $1 AND enrolment = $2 AND number = $3"+stillIn, person, enrolment, number)
		if err != nil {
			return err
		}
		var missing error
		if len(all) == 0 {
			all, missing = []Task{{}}, fault.New(fault.NotFound, "there is no such task to be done")
		}
		if err := w.may(ctx, tx, person, all[0].Team); err != nil || missing != nil {
			if err == nil {
				err = missing
			}
			return err
		}
		if _, err := tx.Exec("UPDATE target_task SET done = $1, account = $2 WHERE person = $3 AND enrolment = $4 AND number = $5", now, by(ctx), person, enrolment, number); err != nil {
			return err
		}
		return w.note(ctx, tx, "finish-task", &Suggestion{Person: person})
	})
	return fault.Wrap(err, "finishing a task")
}
