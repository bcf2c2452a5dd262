package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"continuum/store"
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

// noted is the file in which the audit keeps what was noted until it takes it in: one
// for each database.
func (d databaseFlag) noted(dir warehouse.Dir) string {
	if file, is := store.File(d.url(dir)); is {
		return file + "-noted"
	}
	where := d.Database
	if u, err := url.Parse(where); err == nil {
		u.User, u.RawQuery = nil, "" // so that another password does not make it another
		where = u.String()
	}
	sum := sha256.Sum256([]byte(where))
	return filepath.Join(string(dir), "noted-"+hex.EncodeToString(sum[:8])+".db")
}

// missing tells whether none is named, and none is beside the builds.
func (d databaseFlag) missing(dir warehouse.Dir) bool {
	_, err := os.Stat(d.url(dir))
	return d.Database == "" && errors.Is(err, fs.ErrNotExist)
}
