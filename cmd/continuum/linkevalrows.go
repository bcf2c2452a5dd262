package main

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"strings"

	"continuum/internal/duck"
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
	f, err := extract.Open(path, asGiven)
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
	return brokenRow(r.path, b)
}

// parquet reads the columns chosen.
func (r *rowReader) parquet(ctx context.Context) error {
	names, err := duck.ParquetColumns(ctx, r.path)
	if err != nil {
		return err
	}
	if err := r.header(slices.Clone(names)); err != nil {
		return err
	}
	var columns []string
	at := make([]int, len(r.columns)) // of each cell in what is read
	for i, column := range r.columns {
		if at[i] = -1; column >= 0 {
			at[i] = len(columns)
			columns = append(columns, names[column])
		}
	}
	return duck.ReadParquet(ctx, r.path, columns, func(b *duck.Batch) error {
		for row := range b.Rows() {
			for i, column := range at {
				if column >= 0 {
					r.cells[i] = bytes.TrimSpace(b.Cell(row, column))
				}
			}
			if err := r.take(r.cells, b.First()+int64(row)+1); err != nil {
				return err
			}
		}
		return nil
	})
}
