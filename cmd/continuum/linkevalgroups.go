package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"continuum/internal/fault"
	"continuum/link"
)

// labels reads the columns of --by from the records, and takes from the truth
// those that the records do not have.
func (c linkEvalCmd) labels(ctx context.Context, compared *link.Comparison, ofTruth []*link.Labels) ([]*link.Labels, error) {
	r := labelReader{linkEvalCmd: c, compared: compared, labels: make([]*link.Labels, len(c.By))}
	for _, path := range c.Records {
		if err := r.file(ctx, path); err != nil {
			return nil, err
		}
	}
	for i, name := range c.By {
		if r.labels[i] != nil {
			continue
		}
		if r.labels[i] = ofTruth[i]; ofTruth[i] == nil {
			return nil, c.noColumn(name, r.header)
		}
	}
	if len(c.Records) > 0 && r.known == 0 {
		return nil, &fault.Error{Code: fault.Invalid, File: r.path, Line: 1, Column: r.idColumn, Reason: "no id of the records stands in the truth", Fix: "name the column of the same ids by --id"}
	}
	return r.labels, nil
}

func (c linkEvalCmd) noColumn(name string, header []string) error {
	if len(c.Records) == 0 {
		return &fault.Error{Code: fault.Invalid, File: c.Truth, Line: 1, Column: name, Reason: "no such column", Fix: "give a file of the records that has it by --records"}
	}
	return &fault.Error{Code: fault.Invalid, File: c.Records[0], Line: 1, Column: name, Reason: "no such column, nor in " + c.Truth, Fix: "the file has " + strings.Join(header, ", ")}
}

// labelReader reads columns of the records' files.
type labelReader struct {
	linkEvalCmd
	compared *link.Comparison
	labels   []*link.Labels // nil where the first file has no such column
	header   []string       // of the first file

	path     string
	idColumn string
	find     func(link.Registration) (row int, ok bool)
	known    int
	files    []string
	places   []uint64 // of each row of the truth, the file that has it, from 1, and the line
}

// lineBits are those of a place that hold the line.
const lineBits = 44

// meet notes where a row of the truth was met, or tells where it was before.
func (r *labelReader) meet(row int, line int64) (before string) {
	if row >= len(r.places) {
		r.places = append(r.places, make([]uint64, row+1-len(r.places))...)
	}
	if at := r.places[row]; at != 0 {
		return fmt.Sprintf("%s:%d", r.files[at>>lineBits-1], at&(1<<lineBits-1))
	}
	r.places[row] = uint64(len(r.files))<<lineBits | uint64(line)
	return ""
}

func (r *labelReader) file(ctx context.Context, path string) error {
	r.path = path
	r.files = append(r.files, path)
	return eachChosen(ctx, path, r.columns, r.row)
}

// columns wants id and source, then those of --by.
func (r *labelReader) columns(header []string) ([]int, error) {
	id, source, err := r.names(header)
	if err != nil {
		return nil, err
	}
	r.idColumn = header[id]
	if r.find, err = r.compared.Rows(source >= 0); err != nil {
		return nil, err
	}
	first := r.header == nil
	if first {
		r.header = header
	}
	want := []int{id, source}
	for i, name := range r.By {
		at := columnNamed(header, name)
		switch {
		case first && at >= 0:
			r.labels[i] = link.NewLabels(filepath.Base(r.path), header[at])
		case r.labels[i] != nil && at < 0:
			_, err = columnAt(r.path, header, name)
		}
		want = append(want, at)
	}
	return want, err
}

// names finds the columns of id and source.
func (r *labelReader) names(header []string) (id, source int, err error) {
	id, source = link.RecordColumns(header)
	if r.ID != "" {
		id, err = columnAt(r.path, header, r.ID)
	}
	if r.Source != "" && err == nil {
		source, err = columnAt(r.path, header, r.Source)
	}
	if id < 0 {
		err = &fault.Error{Code: fault.Invalid, File: r.path, Line: 1, Reason: "no column id", Fix: "name it by --id; the file has " + strings.Join(header, ", ")}
	}
	return id, source, err
}

func (r *labelReader) row(cells [][]byte, line int64) error {
	id := link.Registration{Source: string(cells[1]), LocalID: string(cells[0])}
	row, ok := r.find(id)
	if !ok {
		return nil
	}
	if before := r.meet(row, line); before != "" {
		return &fault.Error{
			Code: fault.Invalid, File: r.path, Line: line, Column: r.idColumn, Value: id.LocalID, Reason: "the id occurs twice (also in " + before + ")",
			Fix: "each id must stand in one row of its source",
		}
	}
	r.known++
	return setLabels(r.labels, cells[2:], row, id.LocalID, line)
}

// columnNamed finds a column by its name, in any case; -1 if there is none.
func columnNamed(header []string, name string) int {
	at, err := columnAt("", header, name)
	if err != nil {
		return -1
	}
	return at
}
