package main

import (
	"context"
	"errors"
	"path/filepath"

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
