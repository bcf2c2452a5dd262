package store

import (
	"context"
	"encoding/json"
	"iter"
	"time"

	"continuum/internal/fault"
)

// Job is work to be done after the transaction: a letter to send, a report to make.
type Job struct {
	ID      int64           // given by the store
	Kind    string          // such as letter
	Payload json.RawMessage // what the worker needs to know
	RunAt   time.Time       // not before; at once where it is zero
	Key     string          // while a job of the kind with this key is there, another is not added; "" for none
	Attempt int64           // the how-manieth this is, from 1
}

// Worker does a job. It runs outside any transaction and at least once: a process
// that dies may have done all but say so, so doing it twice must do no harm.
// ctx ends with Run, and where the job's lease is lost.
type Worker func(ctx context.Context, j Job) error

// Enqueue adds a job in this transaction: it is done if and once the transaction
// is committed. It tells whether the job was added, or one with its key is there:
// waiting, under way or given up.
func (tx *Tx) Enqueue(j Job) (added bool, err error) {
	if j.Kind == "" {
		return false, fault.New(fault.Internal, "a job needs a kind")
	}
	payload, err := document(j.Payload)
	if err != nil {
		return false, err
	}
	due := now()
	if !j.RunAt.IsZero() {
		due = j.RunAt.UnixMicro()
	}
	var key *string
	if j.Key != "" {
		key = &j.Key
	}
	before := len(tx.wakes)
	err = tx.wakeAll(tx.Query("INSERT INTO store_task (lane, payload, due, unique_key) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING lane",
		jobLane+j.Kind, payload, due, key))
	return len(tx.wakes) > before, err
}

// Work registers the worker of a kind of jobs. Register before Run.
func (db *DB) Work(kind string, w Worker) {
	db.lane(jobLane+kind, db.pace.workers).worker = w
}

// wakeAll notes the lanes that the rows name.
func (tx *Tx) wakeAll(rows iter.Seq2[Row, error]) error {
	for row, err := range rows {
		var lane string
		if err == nil {
			err = row.Scan(&lane)
		}
		if err != nil {
			return err
		}
		tx.wakes = append(tx.wakes, lane)
	}
	return nil
}
