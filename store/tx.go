package store

import (
	"context"
	"database/sql"
	"iter"
	"strings"

	"continuum/internal/fault"
)

// Tx is one transaction, used by the function it was given to and not after.
type Tx struct {
	db    *DB
	s     *session
	ctx   context.Context // of the caller
	under context.Context // of the statements
	err   error           // the first failure; nothing runs after it
	open  *sql.Rows       // a query not yet read to its end
	wakes []string        // lanes to wake once it is committed
	once  bool            // it may run one statement
	begun bool            // and has
}

// Exec runs a statement and gives how many rows it changed.
func (tx *Tx) Exec(query string, args ...any) (rows int64, err error) {
	if err := tx.ready(args); err != nil {
		return 0, err
	}
	result, err := tx.s.exec(tx.under, query, args...)
	if err != nil {
		return 0, tx.fail(err, query)
	}
	rows, err = result.RowsAffected()
	return rows, tx.fail(err, query)
}

// Query gives the rows of a query one by one, or the one error that ended them:
//
//	for row, err := range tx.Query("SELECT id FROM goal WHERE person = $1", person) {
//		if err != nil {
//			return err
//		}
//		if err := row.Scan(&id); err != nil {
//			return err
//		}
//	}
func (tx *Tx) Query(query string, args ...any) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		rows, err := tx.query(query, args)
		if err != nil {
			yield(Row{}, err)
			return
		}
		defer tx.done()
		for rows.Next() {
			if !yield(Row{tx: tx, rows: rows}, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(Row{}, tx.fail(err, query))
		}
	}
}

// QueryRow asks for one row; Scan reads it and says NotFound where there is none.
func (tx *Tx) QueryRow(query string, args ...any) Row {
	rows, err := tx.query(query, args)
	if err != nil {
		return Row{err: err}
	}
	row := Row{tx: tx, rows: rows, only: true}
	if !rows.Next() {
		row.err = tx.fail(rows.Err(), query)
		if row.err == nil {
			row.err = &fault.Error{Code: fault.NotFound, Reason: "there is no such row", Err: sql.ErrNoRows}
		}
		tx.done()
	}
	return row
}

// Row is one row of a query.
type Row struct {
	tx   *Tx
	rows *sql.Rows
	only bool
	err  error
}

// Scan copies the row's columns, in the query's order, to pointers: *string,
// *int64, *float64, *bool, *[]byte, a pointer to one of them (nil for NULL), or
// any sql.Scanner.
func (r Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	if r.only {
		defer r.tx.done()
	}
	if err := r.rows.Scan(dest...); err != nil {
		return &fault.Error{Code: fault.Internal, Reason: "reading a row", Err: err}
	}
	return nil
}

func (tx *Tx) query(query string, args []any) (*sql.Rows, error) {
	if err := tx.ready(args); err != nil {
		return nil, err
	}
	rows, err := tx.s.query(tx.under, query, args...)
	if err != nil {
		return nil, tx.fail(err, query)
	}
	tx.open = rows
	return rows, nil
}

// ready tells whether a statement may run now, and makes its arguments fit both engines.
func (tx *Tx) ready(args []any) error {
	if tx.err != nil {
		return tx.err
	}
	if tx.ctx.Err() != nil {
		tx.err = given(tx.ctx)
		return tx.err
	}
	if tx.open != nil {
		tx.err = &fault.Error{Code: fault.Internal, Reason: "a statement was run before the query before it was read to its end", Fix: "collect the rows first, then run the statement"}
		return tx.err
	}
	if tx.once && tx.begun {
		tx.err = fault.New(fault.Internal, "a glance asks one question only: use Read")
		return tx.err
	}
	tx.begun = true
	tx.err = fit(args)
	return tx.err
}

// done ends the query being read.
func (tx *Tx) done() {
	if tx.open != nil {
		_ = tx.open.Close() // what was wrong with it, Next and Err have told
		tx.open = nil
	}
}

// fail keeps the first failure, which is then the transaction's.
func (tx *Tx) fail(err error, query string) error {
	if err == nil {
		return nil
	}
	if tx.ctx.Err() != nil {
		err = given(tx.ctx)
	}
	tx.err = tx.db.Dialect.explain(err, "running %q", brief(query))
	return tx.err
}

// brief is the beginning of a statement, on one line. It holds no values: those are parameters.
func brief(query string) string {
	words := strings.Join(strings.Fields(query), " ")
	if len(words) > 100 {
		return words[:100] + "…"
	}
	return words
}

// Context is that of whoever began the transaction: it says who acts.
func (tx *Tx) Context() context.Context { return tx.ctx }
