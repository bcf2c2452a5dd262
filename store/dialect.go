package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/pressly/goose/v3"

	"continuum/internal/fault"
)

// Dialect is all that differs between the engines. Packages that keep tables
// never ask which one they run on.
type Dialect struct {
	Name string // SQLite or PostgreSQL

	words      *strings.Replacer // of the tokens in migrations
	goose      goose.Dialect
	batch      int                      // most writes that share a commit
	loses      bool                     // connections that lie idle may be lost
	statements int                      // kept ready for each connection; 0 leaves it to the driver
	parameters func(text string) string // writes $N as the engine has it; nil: so
	connsRead  int                      // connections that read at once
	beginRead  string                   // a snapshot
	beginWrite []string                 // a transaction as if alone; the second where its loss in a crash is harmless
	lockKey    string                   // makes transactions that emit for one subject take turns; "" where they do anyway
	catalogue  string                   // table, column, declared type, place in the primary key
	check      string                   // one row for each thing that is wrong

	code       func(error) (code fault.Code, fix string, again bool)
	lock       func(ctx context.Context, db *sql.DB) (unlock func(), err error)
	insert     func(tx *Tx, in *inserting, rows [][]any) error
	beforeLoad func(*Tx) error
	afterLoad  func(*Tx) error
	dropWith   string // after DROP TABLE
}

// explain makes a fault of an engine's error and says what was being done.
// Faults pass as they are.
func (d *Dialect) explain(err error, format string, args ...any) error {
	if err == nil || fault.CodeOf(err) != fault.Internal {
		return err
	}
	code, fix, _ := d.code(err)
	return &fault.Error{Code: code, Reason: fmt.Sprintf(format, args...), Err: err, Fix: fix}
}

// again tells whether a transaction failed only because it met another.
func (d *Dialect) again(err error) bool {
	if err == nil {
		return false
	}
	_, _, again := d.code(err)
	return again
}
