package main

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"
	"strings"

	"continuum/internal/fault"
	"continuum/link"
)

// clusterFile is a file of clusters or of truth, with the columns of --by that
// it has.
type clusterFile struct {
	link.Clusters
	by     []string
	labels []*link.Labels // nil where the file has no such column
}

func (f *clusterFile) read(ctx context.Context, path string) error {
	f.File = path
	return eachChosen(ctx, path, f.columns, f.row)
}

// columns wants id, person and source, then those of --by.
func (f *clusterFile) columns(header []string) ([]int, error) {
	id, person, source, err := link.ClusterColumns(f.File, header)
	if err != nil {
		return nil, err
	}
	f.IDColumn, f.PersonColumn, f.BySource = header[id], header[person], source >= 0
	want := []int{id, person, source}
	for i, name := range f.by {
		at := columnNamed(header, name)
		if want = append(want, at); at >= 0 {
			f.labels[i] = link.NewLabels(filepath.Base(f.File), header[at])
		}
	}
	return want, nil
}

func (f *clusterFile) row(cells [][]byte, line int64) error {
	r := link.Registration{Source: string(cells[2]), LocalID: string(cells[0])}
	if err := f.Add(r, string(cells[1]), line); err != nil {
		return err
	}
	return setLabels(f.labels, cells[3:], f.Len()-1, r.LocalID, line)
}

// setLabels gives a record its value in each column.
func setLabels(labels []*link.Labels, cells [][]byte, row int, id string, line int64) error {
	for i, l := range labels {
		if l == nil {
			continue
		}
		err := l.Set(row, string(cells[i]))
		var bad *fault.Error
		if errors.As(err, &bad) {
			if bad.Line = line; bad.Column == "" {
				bad.Value = id
			}
			return bad
		}
	}
	return nil
}

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
}

func (r *labelReader) file(ctx context.Context, path string) error {
	r.path = path
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

// readPairs reads and judges a file of pairs.
func readPairs(ctx context.Context, path string, compared *link.Comparison) (*link.PairEvaluation, error) {
	r := pairReader{path: path, compared: compared}
	if err := eachChosen(ctx, path, r.columns, r.row); err != nil {
		return nil, err
	}
	e := r.pairs.Evaluate()
	if e.Pairs == 0 {
		return nil, &fault.Error{Code: fault.Invalid, File: path, Reason: "no pair of two ids that stand in both clusters and truth", Fix: "check that left and right name records as they do"}
	}
	return &e, nil
}

type pairReader struct {
	path     string
	compared *link.Comparison
	names    [2]string // of the columns of the score and of kept
	pairs    *link.Pairs
}

func (r *pairReader) columns(header []string) ([]int, error) {
	c, err := link.FindPairColumns(r.path, header)
	if err != nil {
		return nil, err
	}
	if c.Kept >= 0 {
		r.names[1] = header[c.Kept]
	}
	r.names[0] = c.Scored
	r.pairs, err = r.compared.Pairs(c)
	return []int{c.Left, c.LeftSource, c.Right, c.RightSource, c.Rule, c.Score, c.Kept}, err
}

func (r *pairReader) row(cells [][]byte, line int64) (err error) {
	p := link.Pair{
		Left:  link.Registration{Source: string(cells[1]), LocalID: string(cells[0])},
		Right: link.Registration{Source: string(cells[3]), LocalID: string(cells[2])},
		Rule:  cells[4],
	}
	if r.names[0] != "" {
		if p.Score, err = strconv.ParseFloat(string(cells[5]), 64); err != nil || p.Score != p.Score {
			return r.wrong(line, r.names[0], cells[5], "not a number", "give each pair its "+r.names[0])
		}
	}
	if r.names[1] != "" {
		if p.Kept, err = strconv.ParseBool(string(cells[6])); err != nil {
			return r.wrong(line, r.names[1], cells[6], "neither true nor false", "")
		}
	}
	r.pairs.Add(p)
	return nil
}

func (r *pairReader) wrong(line int64, column string, value []byte, reason, fix string) error {
	return &fault.Error{Code: fault.Invalid, File: r.path, Line: line, Column: column, Value: string(value), Reason: reason, Fix: fix}
}
