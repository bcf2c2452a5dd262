// Package duck opens DuckDB, the embedded analytical engine, the one way the
// house uses it, and quotes what goes into its SQL. Values never become SQL
// text except through Literal and Ident.
package duck

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"strings"
	"sync"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"continuum/internal/fault"
)

// Options bound what one database may use.
type Options struct {
	ReadOnly bool
	Threads  int      // 0: all processors
	Memory   string   // "4GB"; empty: the engine's own default
	Temp     string   // folder for what does not fit in memory
	Loose    bool     // rows of a table may change places unless sorted, which spares memory and time
	Folders  []string // the folders in which SQL may read and write files; none: no file but the database itself
}

// Open opens a database file, or memory when path is empty. Extensions are never
// fetched, the engine never reaches the network, and once open no SQL can reach a
// file outside the folders given or loosen these bounds.
func Open(path string, o Options) (*sql.DB, error) {
	connector, err := duckdb.NewConnector(dsn(path, o), boot(o))
	if err != nil {
		return nil, &fault.Error{Code: fault.Unavailable, File: path, Reason: "cannot open the analytical database", Err: err}
	}
	return sql.OpenDB(connector), nil
}

func dsn(path string, o Options) string {
	args := []string{"autoinstall_known_extensions=false", "autoload_known_extensions=false"}
	if o.ReadOnly {
		args = append(args, "access_mode=READ_ONLY")
	}
	return path + "?" + strings.Join(args, "&")
}

// boot sets the bounds on the first connection, for all of them.
func boot(o Options) func(driver.ExecerContext) error {
	var set []string
	if o.Threads > 0 {
		set = append(set, fmt.Sprintf("SET threads = %d", o.Threads))
	}
	if o.Memory != "" {
		set = append(set, "SET memory_limit = "+Literal(o.Memory))
	}
	if o.Temp != "" {
		set = append(set, "SET temp_directory = "+Literal(o.Temp))
	}
	set = append(set, "SET GLOBAL TimeZone = 'UTC'") // not the machine's: same inputs, same rows
	if o.Loose {
		set = append(set, "SET preserve_insertion_order = false")
	}
	set = append(set, "SET allowed_directories = "+List(o.Folders), "SET enable_external_access = false", "SET lock_configuration = true")
	var once sync.Once
	var failed error
	return func(c driver.ExecerContext) error {
		once.Do(func() { failed = run(c, set) })
		return failed
	}
}

func run(c driver.ExecerContext, statements []string) error {
	for _, s := range statements {
		if _, err := c.ExecContext(context.Background(), s, nil); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

// Ident quotes a name for SQL.
func Ident(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

// Literal quotes a text value for SQL.
func Literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// List quotes several text values as an SQL list.
func List(values []string) string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = Literal(v)
	}
	return "[" + strings.Join(out, ", ") + "]"
}

// Idents quotes and joins names with commas.
func Idents(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = Ident(n)
	}
	return strings.Join(out, ", ")
}

// Version is the engine's version, for manifests.
func Version(ctx context.Context, db *sql.DB) (string, error) {
	var v string
	err := db.QueryRowContext(ctx, "SELECT version()").Scan(&v)
	return "DuckDB " + v, fault.Wrap(err, "reading the engine's version")
}
