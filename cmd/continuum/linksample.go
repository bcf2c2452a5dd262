package main

import (
	"context"
	"errors"

	"continuum/link"
	"continuum/source/extract"
)

// sampleRows is how many rows of a file are looked at to tell what its columns
// hold.
const sampleRows = 2000

// sampleBytes is how much of a cell is looked at for that.
const sampleBytes = 256

var errEnough = errors.New("enough rows")

// sampler keeps the first rows of a file.
type sampler struct{ link.Sample }

// sampleOf reads the columns and first rows of a file.
func sampleOf(ctx context.Context, path string) (link.Sample, error) {
	var s sampler
	err := readRows(ctx, path, func(names []string) error {
		s.Columns = trimmed(names)
		return nil
	}, &s)
	if errors.Is(err, errEnough) {
		err = nil
	}
	return s.Sample, err
}

func (s *sampler) Row(row extract.Row) error {
	cells := make([]string, len(row.Fields))
	for i, f := range row.Fields {
		cells[i] = string(f[:min(len(f), sampleBytes)])
	}
	s.Rows = append(s.Rows, cells)
	if len(s.Rows) >= sampleRows {
		return errEnough
	}
	return nil
}

// Broken leaves the row for the reading proper to tell.
func (s *sampler) Broken(extract.Broken) error { return nil }
