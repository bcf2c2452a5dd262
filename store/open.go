package store

import (
	"context"
	"database/sql"
	"strings"
	"sync"

	"continuum/internal/fault"
)

// DB is one open database. All its methods may be called from any goroutine.
type DB struct {
	Dialect *Dialect // of the engine behind it

	reader, writer *sql.DB
	readers        *pool
	batches        *batcher // the one writer of this process
	writers        *pool    // PostgreSQL: for what is relaxed
	inserts        sync.Map // texts of Insert by table and columns
	pace           pace
	mu             sync.Mutex
	lanes          map[string]*lane
	alone          bool // it holds the lock of migrations
}

// Open opens the database at a URL (sqlite:PATH, a plain PATH, or postgres://…),
// makes it where SQLite has none, and brings its schema up to what the given
// migrations say. Errors: Invalid where the URL or the database's settings cannot
// serve, Conflict where its schema is newer than this release knows, Unavailable
// where it cannot be reached.
func Open(ctx context.Context, url string, migrations ...Migrations) (*DB, error) {
	return open(ctx, url, func(db *DB) error {
		if err := db.refuseHalf(ctx); err != nil {
			return err
		}
		return db.migrate(ctx, migrations, nil)
	})
}

// open connects, lets prepare make the schema, and begins to take transactions.
func open(ctx context.Context, url string, prepare func(*DB) error) (*DB, error) {
	db := &DB{pace: usual, lanes: map[string]*lane{}}
	if err := db.connect(ctx, url); err != nil {
		return nil, err
	}
	err := prepare(db)
	if err != nil {
		_ = db.Close() // the first failure is the one to tell
		return nil, err
	}
	db.begin()
	return db, nil
}

func (db *DB) connect(ctx context.Context, url string) error {
	switch scheme, rest, found := strings.Cut(url, ":"); {
	case url == "" || url == "sqlite:":
		return &fault.Error{Code: fault.Invalid, Reason: "no database is named", Fix: "give sqlite:PATH or postgres://USER@HOST/NAME"}
	case found && (scheme == "postgres" || scheme == "postgresql"):
		return db.openPostgres(ctx, url)
	case found && scheme == "sqlite":
		return db.openSQLite(ctx, rest)
	case strings.Contains(url, "://"):
		return &fault.Error{Code: fault.Invalid, Reason: "no such kind of database", Value: scheme, Fix: "give sqlite:PATH or postgres://USER@HOST/NAME"}
	default:
		return db.openSQLite(ctx, url)
	}
}

// begin makes the pools that transactions run on.
func (db *DB) begin() {
	db.readers = newPool(db.reader, db.Dialect)
	db.batches = newBatcher(db.writer, db.Dialect)
	if len(db.Dialect.beginWrite) > 1 {
		db.writers = newPool(db.writer, db.Dialect)
	}
}

// Close waits for the writes under way and lets the database go. Later
// transactions fail as Unavailable. End Run first.
func (db *DB) Close() error {
	if db.batches != nil {
		db.batches.close()
	}
	for _, p := range []*pool{db.readers, db.writers} {
		if p != nil {
			p.close()
		}
	}
	var failed error
	for _, raw := range []*sql.DB{db.reader, db.writer} {
		if raw == nil {
			continue
		}
		if err := raw.Close(); err != nil && failed == nil {
			failed = db.Dialect.explain(err, "closing the database")
		}
	}
	return failed
}
