package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"continuum/internal/fault"
)

// OpenAsIs opens a database that is there already without bringing its schema up,
// for who copies or checks it while an older release may be serving it. NotFound
// where there is none, Conflict where its schema is newer than the migrations.
func OpenAsIs(ctx context.Context, url string, migrations ...Migrations) (*DB, error) {
	if path, ok := File(url); ok {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return nil, &fault.Error{Code: fault.NotFound, File: path, Reason: "there is no database", Fix: "name the one that `continuum serve` uses with --database"}
		}
	}
	return open(ctx, url, func(db *DB) error {
		if err := db.refuseHalf(ctx); err != nil {
			return err
		}
		schemas, err := db.read(migrations)
		if err != nil {
			return err
		}
		found, err := db.versions(ctx)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return &fault.Error{Code: fault.NotFound, Reason: "the database holds nothing of ours", Fix: "name the one that `continuum serve` uses with --database"}
		}
		return refuseNewer(found, schemas)
	})
}

// File is the file of an SQLite database's URL; false for other engines.
func File(url string) (path string, ok bool) {
	if path, ok = strings.CutPrefix(url, "sqlite:"); ok {
		return path, true
	}
	return url, url != "" && !strings.HasPrefix(url, "postgres:") && !strings.HasPrefix(url, "postgresql:") && !strings.Contains(url, "://")
}
