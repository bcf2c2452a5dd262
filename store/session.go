package store

import (
	"container/list"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
)

// session is one connection with its ready statements, used by one goroutine at a time.
type session struct {
	conn       *sql.Conn
	kept       map[string]*list.Element // of *ready; nil where the driver keeps them
	order      *list.List               // the latest used first
	most       int
	parameters func(text string) string
	broken     bool // not to be lent again
	lost       bool // nothing could be begun on it
}

type ready struct {
	text string
	stmt *sql.Stmt
}

func newSession(conn *sql.Conn, d *Dialect) *session {
	s := &session{conn: conn, most: d.statements, parameters: d.parameters}
	if s.most > 0 {
		s.kept, s.order = map[string]*list.Element{}, list.New()
	}
	return s
}

func (s *session) exec(ctx context.Context, text string, args ...any) (sql.Result, error) {
	if s.kept == nil {
		return s.conn.ExecContext(ctx, text, args...)
	}
	stmt, err := s.prepare(ctx, text) //nolint:sqlclosecheck // kept for the next time
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(ctx, args...)
}

func (s *session) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if s.kept == nil {
		return s.conn.QueryContext(ctx, text, args...)
	}
	stmt, err := s.prepare(ctx, text) //nolint:sqlclosecheck // kept for the next time
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

// prepare finds a statement among those kept; the longest unused makes room for a new one.
func (s *session) prepare(ctx context.Context, text string) (*sql.Stmt, error) {
	if e, ok := s.kept[text]; ok {
		s.order.MoveToFront(e)
		return e.Value.(*ready).stmt, nil
	}
	stmt, err := s.conn.PrepareContext(ctx, s.parameters(text))
	if err != nil {
		return nil, err
	}
	if s.order.Len() >= s.most {
		oldest := s.order.Remove(s.order.Back()).(*ready)
		delete(s.kept, oldest.text)
		_ = oldest.stmt.Close() // it is no longer used, and the connection says so itself if it is lost
	}
	s.kept[text] = s.order.PushFront(&ready{text, stmt})
	return stmt, nil
}

// rollback ends a transaction without effect, or else the connection.
func (s *session) rollback() {
	if _, err := s.exec(context.Background(), "ROLLBACK"); err != nil {
		s.broken = true
	}
}

// close gives the connection back to database/sql, which ends it where it is broken.
// Its statements go first: they cannot be closed without it.
func (s *session) close() {
	for _, e := range s.kept {
		_ = e.Value.(*ready).stmt.Close()
	}
	if s.broken {
		_ = s.conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	if err := s.conn.Close(); err != nil && !errors.Is(err, sql.ErrConnDone) {
		s.broken = true
	}
}
