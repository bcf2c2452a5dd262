package store

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"continuum/internal/fault"
)

// DeadLetter is an event that a handler could not take, or a job that could not
// be done, given up after many attempts. It waits for somebody to mend the cause.
type DeadLetter struct {
	ID       int64
	Handler  string // of an event
	Kind     string // of a job
	Topic    string // of an event
	Subject  string // of an event; its later events wait for this handler until the letter is replayed or discarded
	Payload  json.RawMessage
	Attempts int64
	Reason   string    // the last failure; may hold personal data
	At       time.Time // when it was given up
	Held     int64     // how many later events wait behind it
}

// deadLettersRead is the most that DeadLetters gives.
const deadLettersRead = 1000

// DeadLetters lists what was given up, oldest first, at most 1,000.
func (db *DB) DeadLetters(ctx context.Context) ([]DeadLetter, error) {
	var out []DeadLetter
	err := db.Read(ctx, func(tx *Tx) error {
		for row, err := range tx.Query(deadLetters, deadLettersRead) {
			if err != nil {
				return err
			}
			d, err := scanDead(row)
			if err != nil {
				return err
			}
			out = append(out, d)
		}
		return nil
	})
	return out, fault.Wrap(err, "listing dead letters")
}

const deadLetters = `SELECT t.id, t.lane, coalesce(e.topic, ''), coalesce(t.subject, ''), coalesce(e.payload, t.payload), t.attempts, coalesce(t.reason, ''), t.dead,
	(SELECT count(*) FROM store_task w WHERE w.lane = t.lane AND w.subject = t.subject AND w.id > t.id)
	FROM store_task t LEFT JOIN store_event e ON e.id = t.event WHERE t.dead IS NOT NULL ORDER BY t.id LIMIT $1`

func scanDead(row Row) (d DeadLetter, err error) {
	var lane, payload string
	var at int64
	err = row.Scan(&d.ID, &lane, &d.Topic, &d.Subject, &payload, &d.Attempts, &d.Reason, &at, &d.Held)
	d.Payload, d.At = json.RawMessage(payload), instant(at)
	if kind, ok := strings.CutPrefix(lane, jobLane); ok {
		d.Kind = kind
	} else {
		d.Handler = strings.TrimPrefix(lane, eventLane)
	}
	return d, err
}

// Replay lets a dead letter be tried again from the first attempt, and then those
// it held. NotFound where there is no such letter.
func (db *DB) Replay(ctx context.Context, id int64) error {
	return db.release(ctx, "UPDATE store_task SET dead = NULL, due = $2, attempts = 0 WHERE id = $1 AND dead IS NOT NULL RETURNING lane, subject", id, now())
}

// Discard drops a dead letter for good and lets those it held go on. NotFound
// where there is no such letter.
func (db *DB) Discard(ctx context.Context, id int64) error {
	return db.release(ctx, "DELETE FROM store_task WHERE id = $1 AND dead IS NOT NULL RETURNING lane, subject", id)
}

func (db *DB) release(ctx context.Context, how string, args ...any) error {
	return db.Write(ctx, func(tx *Tx) error {
		var lane string
		var subject *string
		err := tx.QueryRow(how, args...).Scan(&lane, &subject)
		if fault.CodeOf(err) == fault.NotFound {
			return &fault.Error{Code: fault.NotFound, Reason: "there is no such dead letter", Fix: "list them; it may have been replayed already"}
		}
		if err != nil {
			return err
		}
		tx.wakes = append(tx.wakes, lane)
		if subject == nil {
			return nil
		}
		return tx.wakeAll(tx.Query(recallNext, now(), lane, *subject))
	})
}
