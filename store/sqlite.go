package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	code "modernc.org/sqlite/lib"

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
	every := []string{"busy_timeout(10000)", "synchronous(full)", "foreign_keys(on)", "case_sensitive_like(on)", "trusted_schema(off)", "temp_store(memory)"}
	if db.writer, err = sql.Open("sqlite", sqliteName(full, append(every, "journal_mode(wal)", "wal_autocheckpoint(32768)", "journal_size_limit(134217728)", "cache_size(-65536)")...)); err != nil {
		return db.Dialect.explain(err, "opening %s", path)
	}
	db.writer.SetMaxOpenConns(1)
	if err := db.writer.PingContext(ctx); err != nil { // makes it a WAL database before anybody reads
		return db.Dialect.explain(err, "opening %s", path)
	}
	db.reader, err = sql.Open("sqlite", sqliteName(full, append(every, "query_only(on)", "cache_size(-8192)")...))
	return db.Dialect.explain(err, "opening %s", path)
}

func sqliteName(path string, pragmas ...string) string {
	u := url.URL{Scheme: "file", Path: path, RawQuery: url.Values{"_pragma": pragmas, "_dqs": {"0"}}.Encode()}
	return u.String()
}

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
		connsRead:  max(4, 2*runtime.GOMAXPROCS(0)),
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
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return fault.Internal, "", false
	}
	switch e.Code() {
	case code.SQLITE_CONSTRAINT_UNIQUE, code.SQLITE_CONSTRAINT_PRIMARYKEY, code.SQLITE_CONSTRAINT_FOREIGNKEY:
		return fault.Conflict, "read again and decide anew", false
	case code.SQLITE_CONSTRAINT_CHECK, code.SQLITE_CONSTRAINT_NOTNULL:
		return fault.Invalid, "", false
	}
	switch e.Code() & 0xff {
	case code.SQLITE_BUSY, code.SQLITE_LOCKED, code.SQLITE_INTERRUPT:
		return fault.Unavailable, "try again", false
	case code.SQLITE_FULL:
		return fault.Unavailable, "make room on the disk", false
	case code.SQLITE_IOERR, code.SQLITE_CANTOPEN, code.SQLITE_READONLY, code.SQLITE_PERM:
		return fault.Unavailable, "look at the disk and at who may write the file and its folder", false
	case code.SQLITE_CORRUPT, code.SQLITE_NOTADB:
		return fault.Unavailable, "the file is damaged or no database: restore a backup", false
	}
	return fault.Internal, "", false
}

// lockFile keeps other processes out until it is let go; the engine ends it with the process.
func lockFile(ctx context.Context, path string) (func(), error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, &fault.Error{Code: fault.Unavailable, File: path, Reason: "cannot be written", Err: err}
	}
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { _ = f.Close() }, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) || wait(ctx, 20*time.Millisecond) != nil {
			_ = f.Close()
			return nil, &fault.Error{Code: fault.Unavailable, File: path, Reason: "waiting for another process that changes the schema", Err: fmt.Errorf("locking: %w", err)}
		}
	}
}
