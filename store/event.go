package store

import (
	"context"
	"encoding/json"
	"time"

	"continuum/internal/fault"
)

// Event is something that happened, told to whoever handles its topic.
type Event struct {
	ID      int64  // given by Emit; the later event of a subject has the larger one
	Topic   string // such as admission
	Subject string // whom or what it is about: a person_id or the key of a resource
	Payload json.RawMessage
	At      time.Time // when it happened; now where it is zero
}

// Handler hears an event. What it writes to tx takes effect exactly once for
// each event, together with the mark that it has heard it; as with Write, it may
// be run more than once and must do nothing outside tx.
type Handler func(ctx context.Context, tx *Tx, e Event) error

// eventLane and jobLane begin the names of lanes.
const (
	eventLane = "event/"
	jobLane   = "job/"
)

// Emit tells an event in this transaction: its handlers hear it if and once the
// transaction is committed. Each handler hears the events of one subject in the
// order of their transactions.
func (tx *Tx) Emit(e Event) error {
	if e.Topic == "" || e.Subject == "" {
		return fault.New(fault.Internal, "an event needs a topic and a subject")
	}
	if e.At.IsZero() {
		e.At = time.Now()
	}
	payload, err := document(e.Payload)
	if err != nil {
		return err
	}
	if key := tx.db.Dialect.lockKey; key != "" {
		if _, err := tx.Exec(key, e.Subject); err != nil {
			return err
		}
	}
	var id int64
	err = tx.QueryRow("INSERT INTO store_event (topic, subject, payload, at) VALUES ($1, $2, $3, $4) RETURNING id", e.Topic, e.Subject, payload, e.At).Scan(&id)
	if err != nil {
		return err
	}
	return tx.wakeAll(tx.Query(`INSERT INTO store_task (lane, subject, event, due)
		SELECT lane, CAST($1 AS TEXT), CAST($2 AS BIGINT), CAST($3 AS BIGINT) FROM store_handler WHERE topic = $4 RETURNING lane`,
		e.Subject, id, now(), e.Topic))
}

// Handle registers a handler of a topic under a name of its own, for good: from
// now on it hears every event, also those that are emitted while no process
// runs. A handler of several topics is registered for each under one name and
// hears one subject's events in order across them. Register before Run.
func (db *DB) Handle(ctx context.Context, topic, name string, h Handler) error {
	l := db.lane(eventLane+name, db.pace.handlers)
	l.handlers[topic] = h
	known := false
	err := db.Read(ctx, func(tx *Tx) error {
		return tx.QueryRow("SELECT EXISTS (SELECT 1 FROM store_handler WHERE topic = $1 AND lane = $2)", topic, l.name).Scan(&known)
	})
	if err != nil || known {
		return fault.Wrap(err, "registering handler %s", name)
	}
	err = db.Write(ctx, func(tx *Tx) error {
		_, err := tx.Exec("INSERT INTO store_handler (topic, lane) VALUES ($1, $2) ON CONFLICT DO NOTHING", topic, l.name)
		return err
	})
	return fault.Wrap(err, "registering handler %s", name)
}

// Forget ends what Handle began, for a handler that a release no longer has, and
// drops what it has not yet heard.
func (db *DB) Forget(ctx context.Context, topic, name string) error {
	err := db.Write(ctx, func(tx *Tx) error {
		if _, err := tx.Exec("DELETE FROM store_handler WHERE topic = $1 AND lane = $2", topic, eventLane+name); err != nil {
			return err
		}
		_, err := tx.Exec("DELETE FROM store_task WHERE lane = $1 AND event IN (SELECT id FROM store_event WHERE topic = $2)", eventLane+name, topic)
		return err
	})
	return fault.Wrap(err, "forgetting handler %s", name)
}

// document checks a payload; an empty one is an empty object.
func document(payload json.RawMessage) (json.RawMessage, error) {
	if len(payload) == 0 {
		return json.RawMessage("{}"), nil
	}
	if !json.Valid(payload) {
		return nil, fault.New(fault.Invalid, "a payload is not JSON")
	}
	return payload, nil
}
