package rights

import (
	"time"

	"continuum/internal/fault"
	"continuum/store"
)

const requestColumns = `SELECT id, person, kind, section, resource, words, asked_by, received, due, extended, state, partner, answer, answered_by, ended FROM rights_request`

func (r *Rights) scan(row store.Row, q *Request) error {
	var received, due int64
	var ended *int64
	err := row.Scan(&q.ID, &q.Person, &q.Kind, &q.Section, &q.Resource, &q.Words, &q.AskedBy, &received, &due, &q.Extended, &q.State, &q.Partner, &q.Answer, &q.AnsweredBy, &ended)
	q.Received, q.Due = r.at(received), r.at(due)
	if ended != nil {
		q.Ended = r.at(*ended)
	}
	return err
}

// at is an instant as the place tells it.
func (r *Rights) at(micros int64) time.Time { return time.UnixMicro(micros).In(r.zone) }

// Request gives one; NotFound where there is none.
func (r *Rights) Request(tx *store.Tx, id int64) (q Request, err error) {
	err = r.scan(tx.QueryRow(requestColumns+" WHERE id = $1", id), &q)
	if err != nil && fault.CodeOf(err) == fault.NotFound {
		err = &fault.Error{Code: fault.NotFound, Reason: "there is no such request", Fix: "`continuum rights list` shows them"}
	}
	return q, err
}

// Query says which requests are wanted.
type Query struct {
	Person string // "": of everybody
	Ended  bool   // those that were answered too
	After  int64  // behind the request of this number, in the order of numbers; 0: all
	Most   int    // 100 where it is 0
}

// Requests lists requests: what waits by the day it is due, all by number where those
// that ended are among them.
func (r *Rights) Requests(tx *store.Tx, of Query) (all []Request, err error) {
	const which = " WHERE ($1 = '' OR person = $1) AND id > $2 AND "
	question := requestColumns + which + "ended IS NULL ORDER BY due, id LIMIT $3"
	if of.Ended {
		question = requestColumns + which + "1 = 1 ORDER BY id LIMIT $3"
	}
	if of.Most == 0 {
		of.Most = 100
	}
	for row, err := range tx.Query(question, of.Person, of.After, of.Most) {
		var q Request
		if err == nil {
			err = r.scan(row, &q)
		}
		if err != nil {
			return nil, fault.Wrap(err, "listing requests")
		}
		all = append(all, q)
	}
	return all, nil
}
