package store

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"continuum/internal/fault"
)

// table is one table as the engine declares it.
type table struct {
	name    string
	columns []column
}

type column struct {
	name string
	kind kind
	key  int64 // its place in the primary key, from 1; 0 where it is not in it
}

// kind is what a column holds, the same on both engines.
type kind string

const (
	kindInteger  kind = "integer"
	kindFraction kind = "fraction"
	kindText     kind = "text"
	kindTruth    kind = "truth"
	kindBytes    kind = "bytes"
)

// kinds are the declared types that both engines keep alike, by how SQLite and
// PostgreSQL spell them. JSON is text.
var kinds = map[string]kind{
	"INTEGER": kindInteger, "BIGINT": kindInteger, "DOUBLE PRECISION": kindFraction,
	"TEXT": kindText, "JSON": kindText, "BOOLEAN": kindTruth, "BLOB": kindBytes, "BYTEA": kindBytes,
}

// names gives the columns' names in order.
func (t table) names() []string {
	out := make([]string, len(t.columns))
	for i, c := range t.columns {
		out[i] = c.name
	}
	return out
}

// key gives the columns of the primary key in its order.
func (t table) key() []string {
	in := slices.DeleteFunc(slices.Clone(t.columns), func(c column) bool { return c.key == 0 })
	slices.SortFunc(in, func(a, b column) int { return cmp.Compare(a.key, b.key) })
	return table{columns: in}.names()
}

// tables reads which tables there are, without those of versions and restores.
func (tx *Tx) tables() ([]table, error) {
	var out []table
	for row, err := range tx.Query(tx.db.Dialect.catalogue) {
		var name, declared string
		var c column
		if err == nil {
			err = row.Scan(&name, &c.name, &declared, &c.key)
		}
		if err != nil {
			return nil, err
		}
		if strings.HasPrefix(name, versionTable) || name == restoring {
			continue
		}
		c.kind = kinds[strings.ToUpper(declared)]
		if c.kind == "" || !simpleName.MatchString(name) || !simpleName.MatchString(c.name) {
			return nil, fault.New(fault.Internal, "column %s of table %s is declared %s, which the engines do not keep alike", c.name, name, declared)
		}
		if len(out) == 0 || out[len(out)-1].name != name {
			out = append(out, table{name: name})
		}
		last := &out[len(out)-1]
		last.columns = append(last.columns, c)
	}
	return out, nil
}

// tableNames gives the names of all tables, before the pools are there.
func (db *DB) tableNames(ctx context.Context) ([]string, error) {
	rows, err := db.writer.QueryContext(ctx, db.Dialect.catalogue)
	if err != nil {
		return nil, db.Dialect.explain(err, "reading which tables there are")
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var name, column, declared string
		var key int64
		if err := rows.Scan(&name, &column, &declared, &key); err != nil {
			return nil, db.Dialect.explain(err, "reading which tables there are")
		}
		if len(out) == 0 || out[len(out)-1] != name {
			out = append(out, name)
		}
	}
	return out, db.Dialect.explain(rows.Err(), "reading which tables there are")
}
