package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"continuum/warehouse"
)

// recordFile is the database where none is named, beside the builds.
const recordFile = "record.db"

// databaseFlag says where the shared record is.
type databaseFlag struct {
	Database string `help:"Database of what is agreed and arrives live: postgres://..., or a file (record.db beside the builds)." placeholder:"URL"`
}

// url gives the database.
func (d databaseFlag) url(dir warehouse.Dir) string {
	if d.Database != "" {
		return d.Database
	}
	return filepath.Join(string(dir), recordFile)
}

// missing tells whether none is named, and none is beside the builds.
func (d databaseFlag) missing(dir warehouse.Dir) bool {
	_, err := os.Stat(d.url(dir))
	return d.Database == "" && errors.Is(err, fs.ErrNotExist)
}
