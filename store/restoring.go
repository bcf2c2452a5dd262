package store

import (
	"context"
	"errors"
	"slices"

	"continuum/internal/fault"
)

// restoring is the table that stands in a database from the beginning of a restore
// until Finish: one row, the name of the backup. What is in such a database is not
// whole, or not yet anybody's, so that nobody may serve it and a restore that is
// run again may clear it.
const restoring = "store_restoring"

// Finish makes a database that Restore filled ready to be served.
func Finish(ctx context.Context, url string) error {
	db, err := open(ctx, url, func(*DB) error { return nil })
	if err != nil {
		return err
	}
	err = db.Write(ctx, func(tx *Tx) error {
		_, err := tx.Exec("DROP TABLE " + restoring)
		return err
	})
	return fault.Wrap(errors.Join(err, db.Close()), "finishing a restore")
}

// Restoring names the backup that is being restored into a database, or was when
// the restore was killed, and tells whether there is one.
func Restoring(ctx context.Context, url string) (backup string, half bool, err error) {
	db, half, err := openHalf(ctx, url)
	if err != nil {
		return "", false, err
	}
	if half {
		err = db.Read(ctx, func(tx *Tx) error {
			return tx.QueryRow("SELECT coalesce(max(backup), '') FROM " + restoring).Scan(&backup)
		})
	}
	return backup, half, errors.Join(err, db.Close())
}

// openHalf opens a database and tells whether a restore has not come to its end in it.
func openHalf(ctx context.Context, url string) (db *DB, half bool, err error) {
	db, err = open(ctx, url, func(db *DB) error {
		tables, err := db.tableNames(ctx)
		half = slices.Contains(tables, restoring)
		return err
	})
	return db, half, err
}

// mark notes which backup is being restored.
func (db *DB) mark(ctx context.Context, backup string) error {
	_, err := db.writer.ExecContext(ctx, "CREATE TABLE "+restoring+" (backup TEXT NOT NULL PRIMARY KEY)")
	if err == nil {
		_, err = db.writer.ExecContext(ctx, "INSERT INTO "+restoring+" (backup) VALUES ($1)", backup)
	}
	return db.Dialect.explain(err, "noting that a restore begins")
}

// refuseHalf refuses a database in which a restore has not come to its end.
func (db *DB) refuseHalf(ctx context.Context) error {
	tables, err := db.tableNames(ctx)
	if err != nil || !slices.Contains(tables, restoring) {
		return err
	}
	return &fault.Error{Code: fault.Conflict, Reason: "a backup is being restored into the database, or a restore was stopped", Fix: "let it end, or run the same `continuum restore` again"}
}

// cleared opens a database and clears what a restore left there that was stopped.
func cleared(ctx context.Context, url string) (*DB, error) {
	db, half, err := openHalf(ctx, url)
	if err != nil || !half {
		return db, err
	}
	if err := db.Write(ctx, dropAll); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Abandon empties a database that a restore filled and did not finish.
func Abandon(ctx context.Context, url string) error {
	db, err := cleared(ctx, url)
	if err != nil {
		return err
	}
	return db.Close()
}
