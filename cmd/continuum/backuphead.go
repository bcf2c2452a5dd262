package main

import (
	"crypto/rand"
	"encoding/hex"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/store"
	"continuum/warehouse"
)

// A backup is one file: a tar archive (POSIX 1003.1-2001) compressed by Zstandard
// (RFC 8878), so that it can be looked into by usual tools. In it are, in this order:
//
//	backup.json          what it holds, see backupHead
//	record.dump          the database, as store.Dump writes it; only where there is one
//	builds/ID/FILE       the files of the builds
//	identity.journal     what became of people's ids
//	models/NAME/FILE     the versions of the models, their cards, and which is in use
//	scores/BUILD/FILE    the scores of the builds
//	checksums.json       the SHA-256 of each before it
const (
	backupFormat = "continuum backup 1"
	backupFamily = "continuum backup "

	headPart   = "backup.json"
	recordPart = "record.dump"
	sumsPart   = "checksums.json"

	backupSuffix = ".tar.zst"
)

// backupHead says what a backup holds.
type backupHead struct {
	Format  string        `json:"format"`
	Program string        `json:"code_version"`
	ID      string        `json:"id"`
	Made    time.Time     `json:"made"`
	Place   string        `json:"place"`
	Live    string        `json:"live"` // the build being served then
	Builds  []backupBuild `json:"builds"`
	Record  *backupRecord `json:"record"` // null where there was no database
	Parts   []backupPart  `json:"parts"`
}

// backupBuild is one build in a backup.
type backupBuild struct {
	ID      string    `json:"id"`
	Made    time.Time `json:"made"`
	People  int64     `json:"people"`
	Content string    `json:"content_hash"`
}

// backupRecord is the database in a backup.
type backupRecord struct {
	Made    time.Time        `json:"made"`    // when its snapshot was taken
	Schemas map[string]int64 `json:"schemas"` // version by owner of the tables
	Tables  map[string]int64 `json:"tables"`  // rows
}

// backupPart is one file in a backup.
type backupPart struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256,omitempty"`
}

func headOf(c *warehouse.Copy, made time.Time) backupHead {
	var id [8]byte
	_, _ = rand.Read(id[:]) // never fails
	h := backupHead{Format: backupFormat, Program: version, ID: hex.EncodeToString(id[:]), Made: made.UTC().Truncate(time.Second), Live: c.Live}
	for _, b := range c.Builds {
		h.Builds = append(h.Builds, backupBuild{b.ID, b.CreatedAt, b.People, b.ContentHash})
		if b.ID == c.Live {
			h.Place = b.Place
		}
	}
	return h
}

func recordOf(s store.Summary) *backupRecord {
	return &backupRecord{Made: s.Made, Schemas: s.Schemas, Tables: s.Tables}
}

// total is the size of all parts.
func (h *backupHead) total() (n int64) {
	for _, p := range h.Parts {
		n += p.Bytes
	}
	return n
}

// check refuses a head that no backup has.
func (h *backupHead) check() error {
	var builds, names []string
	live := false
	for _, b := range h.Builds {
		builds = append(builds, b.ID)
		live = live || b.ID == h.Live
	}
	seen := map[string]bool{}
	for _, p := range h.Parts {
		if seen[p.Name] || p.Bytes < 0 {
			return &fault.Error{Code: fault.Invalid, Value: p.Name, Reason: "the backup lists a part twice", Fix: "use another backup, whole and unchanged"}
		}
		seen[p.Name] = true
		if p.Name != recordPart {
			names = append(names, p.Name)
		}
	}
	if !live || seen[recordPart] != (h.Record != nil) || h.ID == "" {
		return &fault.Error{Code: fault.Invalid, Reason: "the backup does not hold what it says", Fix: "use another backup, whole and unchanged"}
	}
	return warehouse.CheckParts(builds, names)
}

// models counts the models of which there is a version.
func (h *backupHead) models() int {
	names := map[string]bool{}
	for _, p := range h.Parts {
		if at := strings.Split(p.Name, "/"); at[0] == "models" {
			names[at[1]] = true
		}
	}
	return len(names)
}

// records counts what the database holds.
func (r *backupRecord) records() (n int64) {
	for _, rows := range r.Tables {
		n += rows
	}
	return n
}
