package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"

	"continuum/internal/fault"
)

// openSQLite opens, or makes, the database in one file. Only its owner may read
// it. Writers wait up to ten seconds for another process.
func (db *DB) openSQLite(ctx context.Context, path string) error {
	if err := guardedFile(path); err != nil {
		return err
	}
	db.Dialect = sqliteDialect(path)
	full, err := filepath.Abs(path)
	if err != nil {
		return db.Dialect.explain(err, "finding %s", path)
	}
	db.writer = sqlite(full, "journal_mode = wal", "wal_autocheckpoint = 32768", "journal_size_limit = 134217728", "cache_size = -65536")
	db.writer.SetMaxOpenConns(1)
	if err := db.writer.PingContext(ctx); err != nil { // makes it a WAL database before anybody reads
		return db.Dialect.explain(err, "opening %s", path)
	}
	db.reader = sqlite(full, "query_only = on", "cache_size = -8192")
	return nil
}

// sqlite is the pool of connections to a file, each with the usual pragmas and some
// more.
func sqlite(path string, more ...string) *sql.DB {
	pragmas := append([]string{"busy_timeout = 10000", "synchronous = full", "foreign_keys = on", "case_sensitive_like = on", "trusted_schema = off", "temp_store = memory"}, more...)
	name := url.URL{Scheme: "file", Path: path, RawQuery: "_mutex=no"} // database/sql lets one goroutine at a time use a connection
	return sql.OpenDB(sqliteConnector{name.String(), "PRAGMA " + strings.Join(pragmas, "; PRAGMA ")})
}

type sqliteConnector struct{ name, pragmas string }

func (sqliteConnector) Driver() driver.Driver { return &sqlite3.SQLiteDriver{} }

func (c sqliteConnector) Connect(context.Context) (driver.Conn, error) {
	d := sqlite3.SQLiteDriver{ConnectHook: func(conn *sqlite3.SQLiteConn) error {
		_, err := conn.Exec(c.pragmas, nil)
		return err
	}}
	return d.Open(c.name)
}

var numbered = regexp.MustCompile(`\$([0-9]+)`)

// numberedParameters writes $7 as ?7: to SQLite $7 is a name, which has the number of
// its first place in the text.
func numberedParameters(text string) string { return numbered.ReplaceAllString(text, "?$1") }

// guardedFile makes the file for its owner alone; the files beside it follow it.
func guardedFile(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return &fault.Error{Code: fault.Unavailable, File: path, Reason: "the database cannot be opened", Err: err, Fix: "give a path in a folder that can be written"}
	}
	return f.Close()
}

func sqliteDialect(path string) *Dialect {
	return &Dialect{
		Name:       "SQLite",
		words:      strings.NewReplacer("{bytes}", "BLOB", "{json}", "TEXT", "{identity}", "INTEGER PRIMARY KEY AUTOINCREMENT", "{clustered}", "WITHOUT ROWID"),
		goose:      goose.DialectSQLite3,
		batch:      256,
		statements: 256,
		parameters: numberedParameters,
		connsRead:  max(4, 2*runtime.NumCPU()),
		beginRead:  "BEGIN",
		beginWrite: []string{"BEGIN IMMEDIATE"},
		catalogue: `SELECT m.name, c.name, c.type, c.pk FROM sqlite_schema m, pragma_table_info(m.name) c
			WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY m.name, c.cid`,
		check: `SELECT integrity_check FROM pragma_integrity_check WHERE integrity_check <> 'ok'
			UNION ALL SELECT 'table ' || "table" || ' names a row of ' || parent || ' that is not there' FROM pragma_foreign_key_check`,
		code:       sqliteCode,
		lock:       func(ctx context.Context, _ *sql.DB) (func(), error) { return lockFile(ctx, path+".lock") },
		insert:     sqliteInsert,
		beforeLoad: func(tx *Tx) error { _, err := tx.Exec("PRAGMA defer_foreign_keys = ON"); return err },
		afterLoad:  func(*Tx) error { return nil },
	}
}

// sqliteCode reads the engine's result codes (https://www.sqlite.org/rescode.html).
func sqliteCode(err error) (fault.Code, string, bool) {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return fault.Internal, "", false
	}
	switch e.ExtendedCode {
	case sqlite3.ErrConstraintUnique, sqlite3.ErrConstraintPrimaryKey, sqlite3.ErrConstraintForeignKey:
		return fault.Conflict, "read again and decide anew", false
	case sqlite3.ErrConstraintCheck, sqlite3.ErrConstraintNotNull:
		return fault.Invalid, "", false
	}
	switch e.Code {
	case sqlite3.ErrBusy, sqlite3.ErrLocked, sqlite3.ErrInterrupt:
		return fault.Unavailable, "try again", false
	case sqlite3.ErrFull:
		return fault.Unavailable, "make room on the disk", false
	case sqlite3.ErrIoErr, sqlite3.ErrCantOpen, sqlite3.ErrReadonly, sqlite3.ErrPerm:
		return fault.Unavailable, "look at the disk and at who may write the file and its folder", false
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return fault.Unavailable, "the file is damaged or no database: restore a backup", false
	}
	return fault.Internal, "", false
}

// lockFile keeps other processes out until it is let go, and waits for them.
func lockFile(ctx context.Context, path string) (func(), error) {
	for {
		unlock, free, err := Lock(path)
		if err != nil || free {
			return unlock, err
		}
		if err := wait(ctx, 20*time.Millisecond); err != nil {
			return nil, &fault.Error{Code: fault.Unavailable, File: path, Reason: "waiting for another process that changes the schema", Err: err}
		}
	}
}

// Lock keeps other processes out of what a file stands for until it is let go; free is
// false where one has it already. The system lets go what a process had that ended.
func Lock(path string) (unlock func(), free bool, err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, false, &fault.Error{Code: fault.Unavailable, File: path, Reason: "cannot be written", Err: err}
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	switch {
	case err == nil:
		return func() { _ = f.Close() }, true, nil
	case errors.Is(err, syscall.EWOULDBLOCK):
		_ = f.Close() // it holds nothing
		return nil, false, nil
	}
	_ = f.Close() // it holds nothing
	return nil, false, &fault.Error{Code: fault.Unavailable, File: path, Reason: "cannot be locked", Err: err}
}
