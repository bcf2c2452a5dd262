package store

import (
	"context"
	"strings"

	"continuum/internal/fault"
)

// Check reads the whole database and says what is wrong with it: pages and
// indexes that do not agree and references to nothing (SQLite), indexes left
// incomplete (PostgreSQL). It takes as long as reading the file.
func (db *DB) Check(ctx context.Context) error {
	var wrong []string
	err := db.Read(ctx, func(tx *Tx) error {
		for row, err := range tx.Query(db.Dialect.check) {
			var what string
			if err == nil {
				err = row.Scan(&what)
			}
			if err != nil {
				return err
			}
			wrong = append(wrong, what)
		}
		return nil
	})
	if err != nil || len(wrong) == 0 {
		return fault.Wrap(err, "checking the database")
	}
	return &fault.Error{Code: fault.Internal, Reason: "the database is damaged: " + strings.Join(wrong[:min(len(wrong), 10)], "; "), Fix: "stop the server, keep the file, and restore a backup into a new database"}
}
