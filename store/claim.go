package store

import (
	"context"
	"crypto/rand"
	"encoding/json"

	"continuum/internal/fault"
)

// task is one that this process has under way.
type task struct {
	id       int64
	token    string
	attempts int64
	subject  *string // nil for a job
	event    *int64
	about    Event // the event, or a job's payload
}

// claim leases up to n tasks that are due. Those that have an earlier one of
// their subject before them are set aside (due is NULL) until it is done. seen
// counts both. Of two processes that claim at once, the second passes over what
// the first has taken.
func (l *lane) claim(ctx context.Context, n int) (tasks []task, seen int, err error) {
	l.steps.Lock()
	defer l.steps.Unlock()
	token := rand.Text()
	err = l.db.relaxed(ctx, func(tx *Tx) error {
		tasks, seen = nil, 0
		for row, err := range tx.Query(claimDue, l.name, now(), n, now()+l.db.pace.lease.Microseconds(), token) {
			t := task{token: token}
			var held *string
			var payload *string
			if err == nil {
				err = row.Scan(&t.id, &held, &t.attempts, &t.subject, &t.event, &payload)
			}
			if err != nil {
				return err
			}
			seen++
			if held == nil {
				continue
			}
			if payload != nil {
				t.about.Payload = json.RawMessage(*payload)
			}
			tasks = append(tasks, t)
		}
		for i := range tasks {
			if err := tasks[i].read(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, 0, err
	}
	return tasks, seen, nil
}

const claimDue = `UPDATE store_task SET
	due = CASE WHEN c.behind THEN NULL ELSE CAST($4 AS BIGINT) END,
	token = CASE WHEN c.behind THEN NULL ELSE CAST($5 AS TEXT) END,
	attempts = attempts + CASE WHEN c.behind THEN 0 ELSE 1 END
	FROM (SELECT t.id AS candidate, EXISTS (SELECT 1 FROM store_task e WHERE e.lane = t.lane AND e.subject = t.subject AND e.id < t.id) AS behind
		FROM store_task t WHERE t.lane = $1 AND t.due <= $2 ORDER BY t.due, t.id LIMIT $3) c
	WHERE id = c.candidate AND due <= $2
	RETURNING id, token, attempts, subject, event, payload`

// read reads the event that a task is about.
func (t *task) read(tx *Tx) error {
	if t.event == nil {
		return nil
	}
	var payload string
	var at int64
	err := tx.QueryRow("SELECT id, topic, subject, payload, at FROM store_event WHERE id = $1", *t.event).Scan(&t.about.ID, &t.about.Topic, &t.about.Subject, &payload, &at)
	t.about.Payload, t.about.At = json.RawMessage(payload), instant(at)
	return fault.Wrap(err, "reading event %d", *t.event)
}
