package store

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"continuum/internal/fault"
)

// A dump is the whole database in a form that neither engine owns: lines of JSON,
// compressed by Zstandard (RFC 8878).
//
//	{"format":"continuum dump 1","made":"2026-11-27T07:00:00Z","schemas":{"plan":3}}
//	{"table":"goal","columns":[{"name":"id","kind":"text"},…]}
//	["g1",…]                    one line a row; bytes are base64
//	{"rows":1,"sha256":"…"}     of all lines before this one
//
// The same content gives the same lines on both engines, except the first.
const dumpFormat = "continuum dump 1"

// Summary says what a dump holds.
type Summary struct {
	Made    time.Time        // when its snapshot was taken
	Schemas map[string]int64 // version by owner
	Tables  map[string]int64 // rows by table
}

type dumpHead struct {
	Format  string           `json:"format"`
	Made    time.Time        `json:"made"`
	Schemas map[string]int64 `json:"schemas"`
}

type dumpTable struct {
	Table   string       `json:"table"`
	Columns []dumpColumn `json:"columns"`
}

type dumpColumn struct {
	Name string `json:"name"`
	Kind kind   `json:"kind"`
}

type dumpEnd struct {
	Rows   int64  `json:"rows"`
	SHA256 string `json:"sha256"`
}

// Dump writes a backup of every table to w while others go on reading and
// writing: one consistent snapshot, which Load restores into either engine and
// Verify checks. It holds all there is about people: guard it like the database.
func (db *DB) Dump(ctx context.Context, w io.Writer) (Summary, error) {
	z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return Summary{}, fault.Wrap(err, "dumping the database")
	}
	d := &dumping{hash: sha256.New(), sum: Summary{Made: time.Now().UTC().Truncate(time.Second), Tables: map[string]int64{}}}
	d.out = bufio.NewWriterSize(io.MultiWriter(z, d.hash), 1<<16)
	d.lines = json.NewEncoder(d.out)
	d.lines.SetEscapeHTML(false)
	if err := db.Read(ctx, d.write); err != nil {
		_ = z.Close() // what was written has no end and is refused
		return Summary{}, fault.Wrap(err, "dumping the database")
	}
	return d.sum, fault.Wrap(z.Close(), "dumping the database")
}

// dumping is one dump being written.
type dumping struct {
	out   *bufio.Writer
	lines *json.Encoder // to out
	hash  hash.Hash     // of what out has passed on
	sum   Summary
	rows  int64
}

func (d *dumping) write(tx *Tx) (err error) {
	if d.sum.Schemas, err = tx.versions(); err != nil {
		return err
	}
	tables, err := tx.tables()
	if err != nil {
		return err
	}
	if err := d.lines.Encode(dumpHead{dumpFormat, d.sum.Made, d.sum.Schemas}); err != nil {
		return err
	}
	for _, t := range tables {
		if err := d.table(tx, t); err != nil {
			return fault.Wrap(err, "table %s", t.name)
		}
	}
	if err := d.out.Flush(); err != nil {
		return err
	}
	if err := d.lines.Encode(dumpEnd{d.rows, hex.EncodeToString(d.hash.Sum(nil))}); err != nil {
		return err
	}
	return d.out.Flush()
}

// table writes a table's rows in the order of its primary key.
func (d *dumping) table(tx *Tx, t table) error {
	head := dumpTable{Table: t.name}
	for _, c := range t.columns {
		head.Columns = append(head.Columns, dumpColumn{c.name, c.kind})
	}
	if err := d.lines.Encode(head); err != nil {
		return err
	}
	query := fmt.Sprintf(`SELECT "%s" FROM "%s"`, strings.Join(t.names(), `", "`), t.name)
	if key := t.key(); len(key) > 0 {
		query += ` ORDER BY "` + strings.Join(key, `", "`) + `"`
	}
	values, dest := make([]any, len(t.columns)), make([]any, len(t.columns))
	for i := range values {
		dest[i] = &values[i]
	}
	d.sum.Tables[t.name] = 0
	for row, err := range tx.Query(query) {
		if err == nil {
			err = row.Scan(dest...)
		}
		if err == nil {
			err = t.common(values)
		}
		if err == nil {
			err = d.lines.Encode(values)
		}
		if err != nil {
			return err
		}
		d.sum.Tables[t.name]++
		d.rows++
	}
	return nil
}

// common makes an engine's values those of their column's kind.
func (t table) common(values []any) error {
	for i, c := range t.columns {
		switch v := values[i].(type) {
		case nil:
			continue
		case []byte:
			switch {
			case c.kind == kindText:
				values[i] = string(v)
			case v == nil: // how SQLite's driver gives no bytes, which JSON would make NULL
				values[i] = []byte{}
			}
		case int64:
			if c.kind == kindTruth {
				values[i] = v != 0
			}
		}
		if !c.kind.holds(values[i]) {
			return fault.New(fault.Internal, "column %s holds a %T, which is no %s", c.name, values[i], c.kind)
		}
	}
	return nil
}

func (k kind) holds(v any) bool {
	switch v.(type) {
	case int64:
		return k == kindInteger
	case float64:
		return k == kindFraction
	case string:
		return k == kindText
	case bool:
		return k == kindTruth
	case []byte:
		return k == kindBytes
	}
	return false
}

// versions are those of the owners' tables, in the transaction's snapshot.
func (tx *Tx) versions() (map[string]int64, error) {
	out := map[string]int64{}
	for row, err := range tx.Query(tx.db.Dialect.catalogue) {
		var name, column, declared string
		var key int64
		if err == nil {
			err = row.Scan(&name, &column, &declared, &key)
		}
		if err != nil {
			return nil, err
		}
		if owner, ok := strings.CutPrefix(name, versionTable); ok {
			out[owner] = 0
		}
	}
	for owner := range out {
		var version int64
		if err := tx.QueryRow(`SELECT max(version_id) FROM "` + versionTable + owner + `"`).Scan(&version); err != nil {
			return nil, err
		}
		out[owner] = version
	}
	return out, nil
}
