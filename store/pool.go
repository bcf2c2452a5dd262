package store

import (
	"context"
	"database/sql"

	"continuum/internal/fault"
)

// pool lends connections, at most as many as it has slots.
type pool struct {
	db    *sql.DB
	d     *Dialect
	slots chan *session // nil where none is open yet
	over  chan struct{} // closed with the pool
}

func newPool(db *sql.DB, d *Dialect) *pool {
	p := &pool{db: db, d: d, slots: make(chan *session, d.connsRead), over: make(chan struct{})}
	for range cap(p.slots) {
		p.slots <- nil
	}
	return p
}

func (p *pool) take(ctx context.Context) (*session, error) {
	select {
	case <-p.over:
		return nil, closed()
	default:
	}
	select {
	case s := <-p.slots:
		if s != nil {
			return s, nil
		}
	case <-ctx.Done():
		return nil, given(ctx)
	case <-p.over:
		return nil, closed()
	}
	conn, err := p.db.Conn(ctx)
	if err != nil {
		p.slots <- nil
		if ctx.Err() != nil {
			err = given(ctx)
		}
		return nil, p.d.explain(err, "connecting to the database")
	}
	return newSession(conn, p.d), nil
}

// give takes a connection back. One whose driver keeps its statements goes on to
// the pool of database/sql, which also sees whether it still lives.
func (p *pool) give(s *session) {
	if s.broken || s.kept == nil {
		s.close()
		s = nil
	}
	p.slots <- s
}

// close waits for what is lent.
func (p *pool) close() {
	close(p.over)
	for range cap(p.slots) {
		if s := <-p.slots; s != nil {
			s.close()
		}
	}
}

func closed() error {
	return &fault.Error{Code: fault.Unavailable, Reason: "the database has been closed", Fix: "start again"}
}

// given says that the caller gave up.
func given(ctx context.Context) error {
	return &fault.Error{Code: fault.Unavailable, Reason: "given up before it was done", Err: ctx.Err(), Fix: "try again"}
}
