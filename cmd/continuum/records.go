package main

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/link"
	"continuum/source/extract"
)

// recordReader hands the records of any files to a linkage, each once.
type recordReader struct {
	app        *app
	id, source string // column names as given
	to         recordTaker
	*seen

	path         string
	idAt, fromAt int // columns of the file at hand; fromAt -1: the file is the source
}

// recordTaker is what records are read for.
type recordTaker interface {
	header(file string, names []string) error // before the records of each file
	record(key link.Registration, cells []string)
}

// readRecords reads all files.
func (c *linkFiles) readRecords(a *app, to recordTaker) (*recordReader, error) {
	in := &recordReader{app: a, id: c.ID, source: c.Source, to: to, seen: newSeen()}
	for _, path := range c.Files {
		if err := in.file(path); err != nil {
			return nil, err
		}
	}
	return in, c.some(len(in.keys))
}

// file reads one CSV or Parquet file.
func (r *recordReader) file(path string) error {
	r.path = path
	r.begin(path)
	before := len(r.keys)
	err := readRows(r.app.ctx, path, r.columns, r)
	if err == nil && len(r.keys) == before {
		r.app.warn("%s has no records.", path)
	}
	return err
}

func (r *recordReader) columns(names []string) error {
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
	}
	var err error
	if r.idAt, err = columnAt(r.path, names, r.id); err != nil {
		return err
	}
	r.fromAt = -1
	if r.source != "" {
		if r.fromAt, err = columnAt(r.path, names, r.source); err != nil {
			return err
		}
	}
	return r.to.header(r.path, names)
}

// columnAt finds a column of a file by its name, in any case.
func columnAt(file string, names []string, name string) (int, error) {
	i := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
	if i < 0 {
		return 0, &fault.Error{Code: fault.Invalid, File: file, Line: 1, Column: name, Reason: "no such column", Fix: "the file has " + strings.Join(names, ", ")}
	}
	return i, nil
}

// Row takes one row of a CSV file.
func (r *recordReader) Row(row extract.Row) error {
	cells := make([]string, len(row.Fields))
	for i, f := range row.Fields {
		cells[i] = string(f)
	}
	return r.add(cells, row.Line)
}

// Broken stops the run: a record left out could not be linked.
func (r *recordReader) Broken(b extract.Broken) error {
	return brokenRow(r.path, b)
}

func (r *recordReader) add(cells []string, line int64) error {
	k := link.Registration{Source: filepath.Base(r.path), LocalID: strings.TrimSpace(cells[r.idAt])}
	if r.fromAt >= 0 {
		k.Source = strings.TrimSpace(cells[r.fromAt])
	}
	if k.LocalID == "" {
		return &fault.Error{Code: fault.Invalid, File: r.path, Line: line, Column: r.id, Reason: "the record has no id", Fix: "give every record an id"}
	}
	if other := r.seen.add(k, line); other != "" {
		return idTwice(r.path, line, r.id, k.LocalID, other, r.fromAt >= 0)
	}
	r.to.record(k, cells)
	return nil
}

// idTwice says that two records have one id; sourced, that they are of one source
// that a column names.
func idTwice(file string, line int64, column, id, other string, sourced bool) error {
	fix := "each record needs an id of its own; with several systems in one file name their column with --source"
	if sourced {
		fix = "each record needs an id of its own among those of its source"
	}
	return &fault.Error{Code: fault.Invalid, File: file, Line: line, Column: column, Value: id, Reason: "the id occurs twice (also in " + other + ")", Fix: fix}
}

// brokenRow says that a row cannot be read.
func brokenRow(file string, b extract.Broken) error {
	fix := "mend the row and run again"
	if strings.HasSuffix(b.Reason, "is not valid UTF-8") {
		fix = "save the file as UTF-8 CSV with commas"
	}
	return &fault.Error{Code: fault.Invalid, File: file, Line: b.Line, Reason: b.Reason, Fix: fix}
}

// different refuses a file that is given twice.
func (c *linkFiles) different() error {
	for i, path := range c.Files {
		for _, other := range c.Files[:i] {
			if sameFile(path, other) {
				return &fault.Error{Code: fault.Invalid, File: path, Reason: "the file is given twice", Fix: "give each file once"}
			}
		}
	}
	return nil
}

// some refuses files without any record.
func (c *linkFiles) some(records int) error {
	if records > 0 {
		return nil
	}
	return &fault.Error{Code: fault.Invalid, File: c.Files[0], Reason: "there are no records", Fix: "give files that have rows below the header"}
}

// asGiven is how files are read that nobody declares.
var asGiven = extract.Format{Kind: extract.CSV, AsGiven: true}

// readRows reads the rows of a CSV or Parquet file; a row's line is its number in
// the latter.
func readRows(ctx context.Context, path string, open func([]string) error, to extract.Sink) error {
	if strings.EqualFold(filepath.Ext(path), ".parquet") {
		return readParquetRows(ctx, path, open, to)
	}
	f, err := extract.Open(path, asGiven)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := open(f.Columns()); err != nil {
		return err
	}
	return f.Each(ctx, to)
}

func readParquetRows(ctx context.Context, path string, open func([]string) error, to extract.Sink) error {
	names, err := duck.ParquetColumns(ctx, path)
	if err != nil {
		return err
	}
	if err := open(names); err != nil {
		return err
	}
	row := extract.Row{Fields: make([][]byte, len(names))}
	return duck.ReadParquet(ctx, path, nil, func(b *duck.Batch) error {
		for i := range b.Rows() {
			for k := range row.Fields {
				row.Fields[k] = b.Cell(i, k)
			}
			row.Line = b.First() + int64(i) + 1
			if err := to.Row(row); err != nil {
				return err
			}
		}
		return nil
	})
}
