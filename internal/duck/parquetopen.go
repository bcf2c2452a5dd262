package duck

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"continuum/internal/fault"
)

// parquetSource is a file being read.
type parquetSource struct {
	path  string // as given, for messages
	from  string // SQL literal of the file
	db    *sql.DB
	names []string
	types []string // the engine's names of them
}

// openParquet opens a file and reads what columns it has.
func openParquet(ctx context.Context, path string) (*parquetSource, error) {
	if err := checkParquet(path); err != nil {
		return nil, err
	}
	whole, err := filepath.Abs(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	plain := literalPath(whole)
	db, err := Open("", Options{Threads: 1, Folders: []string{filepath.Dir(whole), filepath.Dir(plain)}})
	if err != nil {
		return nil, err
	}
	s := &parquetSource{path: path, from: Literal(plain), db: db}
	if err := s.describe(ctx); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *parquetSource) close() { _ = s.db.Close() }

// literalPath writes a path so that the engine takes no sign in it for a pattern.
func literalPath(path string) string {
	return strings.NewReplacer("*", "[*]", "?", "[?]", "[", "[[]").Replace(path)
}

// failed says what an error of the engine means. Of its words the first line is
// kept; the others show our own SQL.
func (s *parquetSource) failed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	reason, _, _ := strings.Cut(err.Error(), "\n")
	return damaged(s.path, errors.New(reason))
}

// table is the SQL of the file's rows. A folder named like "a=1" is no column.
func (s *parquetSource) table(options string) string {
	return "read_parquet(" + s.from + ", hive_partitioning = false" + options + ")"
}

func (s *parquetSource) describe(ctx context.Context) error {
	rows, err := s.db.QueryContext(ctx, "SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM "+s.table("")+")")
	if err != nil {
		return s.failed(ctx, err)
	}
	defer rows.Close()
	for rows.Next() {
		var name, kind string
		if err := rows.Scan(&name, &kind); err != nil {
			return s.failed(ctx, err)
		}
		s.names, s.types = append(s.names, name), append(s.types, kind)
	}
	if err := rows.Err(); err != nil {
		return s.failed(ctx, err)
	}
	return nil
}

// textColumn is a column to be read as texts.
type textColumn struct {
	name   string
	text   string // SQL of its texts
	length string // SQL of how long they are; see lengthOf
}

// texts finds columns; none is all of them.
func (s *parquetSource) texts(columns []string) ([]textColumn, error) {
	if len(columns) == 0 {
		columns = s.names
	}
	out := make([]textColumn, len(columns))
	for i, name := range columns {
		at := slices.Index(s.names, name)
		if at < 0 {
			return nil, &fault.Error{Code: fault.Invalid, File: s.path, Column: name, Reason: "no such column", Fix: "the file has " + strings.Join(s.names, ", ")}
		}
		out[i] = textColumn{name, textOf(Ident(name), s.types[at]), lengthOf(Ident(name), s.types[at])}
	}
	return out, nil
}

// textOf is the SQL that makes a column's value a text. Whole numbers are often
// kept as DOUBLE, where some values are missing; those lose the engine's ".0" and
// its exponent. Bytes are read as UTF-8 where they are.
func textOf(name, kind string) string {
	switch kind {
	case "VARCHAR":
		return name
	case "FLOAT", "DOUBLE":
		return fmt.Sprintf("CASE WHEN abs(%[1]s) < 9e18 AND %[1]s = trunc(%[1]s) THEN CAST(CAST(%[1]s AS BIGINT) AS VARCHAR) ELSE CAST(%[1]s AS VARCHAR) END", name)
	case "BLOB":
		return fmt.Sprintf("coalesce(TRY(decode(%[1]s)), CAST(%[1]s AS VARCHAR))", name)
	default:
		return "CAST(" + name + " AS VARCHAR)"
	}
}
