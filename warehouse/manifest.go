package warehouse

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"time"

	"continuum/internal/duck"
	"continuum/link"
	"continuum/source"
)

// Manifest says exactly what a build is made of, so that it can be repeated,
// compared and trusted. It is written as manifest.json beside the data.
type Manifest struct {
	ID          string       `json:"id"`
	Place       string       `json:"place"`
	CreatedAt   time.Time    `json:"created_at"`
	Version     string       `json:"code_version"`
	Engine      string       `json:"engine"` // the analytical engine and its version
	PlaceHash   string       `json:"place_hash"`
	ContentHash string       `json:"content_hash"` // of the rows: equal inputs give equal hashes
	Inputs      []Input      `json:"inputs"`
	Tables      []TableCount `json:"tables"`
	People      int64        `json:"people"`
	DataTo      time.Time    `json:"data_to,omitzero"`      // the latest activity
	YearStarts  string       `json:"financial_year_starts"` // mm-dd
	Link        link.Report  `json:"link"`
	Suppressed  int          `json:"suppressed,omitempty"` // registrations of people who were erased, in extracts or not
	Erased      int64        `json:"erased,omitempty"`     // rows of people who were erased, left out; by feed in the quality reports
	Timings     []Timing     `json:"timings"`
}

// Input is one extract that a feed read.
type Input struct {
	Feed   string `json:"feed"`
	File   string `json:"file"` // relative to the extracts folder
	SHA256 string `json:"sha256"`
	Bytes  int64  `json:"bytes"`
	Rows   int64  `json:"rows"`
}

// TableCount is a canonical table's size and fingerprint.
type TableCount struct {
	Name string `json:"name"`
	Rows int64  `json:"rows"`
	Hash string `json:"hash"`
}

// Timing is how long one stage took.
type Timing struct {
	Stage   string  `json:"stage"`
	Seconds float64 `json:"seconds"`
}

// Rows is the size of one table.
func (m Manifest) Rows(table string) int64 {
	for _, t := range m.Tables {
		if t.Name == table {
			return t.Rows
		}
	}
	return 0
}

func (r *run) manifest(id string, staged *source.Staged, tables []TableCount, report link.Report) Manifest {
	m := Manifest{
		ID: id, Place: r.Place.Name, CreatedAt: r.Now().UTC(), Version: r.Version, Engine: r.engine, PlaceHash: r.Place.Hash(),
		ContentHash: contentHash(tables), Tables: tables, Link: report, Timings: r.timings, DataTo: latest(staged), YearStarts: r.Place.Calendar.FinancialYearStarts,
	}
	m.People, m.Suppressed = m.Rows("person"), r.suppressed()
	for i, f := range staged.Feeds {
		m.Erased += staged.Reports[i].Erased
		for _, in := range staged.Inputs[i] {
			m.Inputs = append(m.Inputs, Input{Feed: f.Name, File: in.File, SHA256: in.SHA256, Bytes: in.Bytes, Rows: in.Rows})
		}
	}
	return m
}

// latest is the date the facts reach to.
func latest(staged *source.Staged) time.Time {
	var t time.Time
	for i, f := range staged.Feeds {
		if r := staged.Reports[i]; f.Table == "activity" && r.Latest.After(t) {
			t = r.Latest
		}
	}
	return t
}

func contentHash(tables []TableCount) string {
	h := sha256.New()
	for _, t := range tables {
		fmt.Fprintf(h, "%s %d %s\n", t.Name, t.Rows, t.Hash)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// checkEngine notes the engine's version for the manifest.
func (r *run) checkEngine(ctx context.Context, db *sql.DB) (err error) {
	r.engine, err = duck.Version(ctx, db)
	return err
}

// Manifest reads a build's manifest.
func (d Dir) Manifest(id string) (m Manifest, err error) {
	err = readJSON(filepath.Join(d.build(id), manifestFile), &m)
	return m, err
}
