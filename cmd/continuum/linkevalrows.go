package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/source/extract"
)

// rowReader reads chosen columns of a file.
type rowReader struct {
	path   string
	choose func(header []string) (columns []int, err error)
	take   func(cells [][]byte, line int64) error

	columns []int
	cells   [][]byte
}

// eachChosen reads a CSV (also compressed) or Parquet file. choose is given the
// header and says which columns it wants, -1 for one that stays empty; take gets
// their cells of each row, trimmed, until the next row only.
func eachChosen(ctx context.Context, path string, choose func(header []string) ([]int, error), take func(cells [][]byte, line int64) error) error {
	r := &rowReader{path: path, choose: choose, take: take}
	if strings.EqualFold(filepath.Ext(path), ".parquet") {
		return r.parquet(ctx)
	}
	f, err := extract.Open(path, extract.Format{Kind: extract.CSV})
	if err != nil {
		return err
	}
	defer f.Close()
	if err := r.header(f.Columns()); err != nil {
		return err
	}
	return f.Each(ctx, r)
}

func (r *rowReader) header(names []string) (err error) {
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
	}
	r.columns, err = r.choose(names)
	r.cells = make([][]byte, len(r.columns))
	return err
}

// Row takes one row of a CSV file.
func (r *rowReader) Row(row extract.Row) error {
	for i, at := range r.columns {
		if at >= 0 {
			r.cells[i] = bytes.TrimSpace(row.Fields[at])
		}
	}
	return r.take(r.cells, row.Line)
}

// Broken stops the reading: figures without the row would be wrong.
func (r *rowReader) Broken(b extract.Broken) error {
	return &fault.Error{Code: fault.Invalid, File: r.path, Line: b.Line, Reason: b.Reason, Fix: "mend the row and run again"}
}

// between parts the cells of a row of Parquet, which is read as one text: the
// engine hands over one text a row several times faster than seven.
const between = "\x1f"

func (r *rowReader) parquet(ctx context.Context) error {
	db, err := duck.Open("", duck.Options{Folders: []string{filepath.Dir(r.path)}})
	if err != nil {
		return err
	}
	defer db.Close()
	file := "read_parquet(" + duck.Literal(r.path) + ", file_row_number = true)"
	names, err := r.names(ctx, db, file)
	if err != nil {
		return err
	}
	if err := r.header(slices.Clone(names)); err != nil {
		return err
	}
	var rows int64
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM "+file).Scan(&rows); err != nil {
		return fault.Wrap(err, "reading %s", r.path)
	}
	for from := int64(0); from < rows; from += rowsAsText {
		query := fmt.Sprintf("SELECT %s FROM %s WHERE file_row_number >= %d AND file_row_number < %d", r.asText(names), file, from, from+rowsAsText)
		if err := r.texts(ctx, db, query, from); err != nil {
			return err
		}
	}
	return nil
}

// rowsAsText is how many rows are asked for at once: the engine gathers an
// answer before it hands it over.
const rowsAsText = 1 << 19

func (r *rowReader) names(ctx context.Context, db *sql.DB, file string) ([]string, error) {
	rows, err := db.QueryContext(ctx, "SELECT * EXCLUDE file_row_number FROM "+file+" LIMIT 0")
	if err != nil {
		return nil, &fault.Error{Code: fault.Invalid, File: r.path, Reason: "cannot be read as Parquet", Err: err}
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err == nil {
		err = rows.Err()
	}
	return names, fault.Wrap(err, "reading %s", r.path)
}

// asText is SQL for the chosen columns as one text.
func (r *rowReader) asText(names []string) string {
	cells := make([]string, len(r.columns))
	for i, at := range r.columns {
		cells[i] = "''"
		if at >= 0 {
			cells[i] = "coalesce(CAST(" + duck.Ident(names[at]) + " AS VARCHAR), '')"
		}
	}
	return strings.Join(cells, " || chr(31) || ")
}

// texts takes the rows of a query; before is how many came before them.
func (r *rowReader) texts(ctx context.Context, db *sql.DB, query string, before int64) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return fault.Wrap(err, "reading %s", r.path)
	}
	defer rows.Close()
	var text sql.RawBytes
	for line := before + 1; rows.Next(); line++ {
		if err := rows.Scan(&text); err != nil {
			return fault.Wrap(err, "reading %s", r.path)
		}
		if err := r.split(text, line); err != nil {
			return err
		}
	}
	return fault.Wrap(rows.Err(), "reading %s", r.path)
}

// split parts a row into its cells.
func (r *rowReader) split(text []byte, line int64) error {
	if bytes.Count(text, []byte(between)) != len(r.cells)-1 {
		return &fault.Error{Code: fault.Invalid, File: r.path, Line: line, Reason: "a cell holds the control character U+001F", Fix: "take it out"}
	}
	for i := range r.cells {
		var cell []byte
		cell, text, _ = bytes.Cut(text, []byte(between))
		r.cells[i] = bytes.TrimSpace(cell)
	}
	return r.take(r.cells, line)
}
