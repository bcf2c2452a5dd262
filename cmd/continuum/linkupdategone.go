package main

import (
	"context"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/source/extract"
)

// goneRecords reads which records are gone.
type goneRecords struct {
	path     string
	id, from int    // columns; from -1: all are of one source
	source   string // that one
	column   string // of ids, as given
	list     []link.Registration
	lines    []int64
}

// read reads a file of ids, "" for none. The column of ids is the one of the
// records, or id; that of sources the one of the records, or source, and may be
// missing where there is only one source.
func (g *goneRecords) read(ctx context.Context, path, id, source string, sources []string) error {
	if path == "" {
		return nil
	}
	g.path, g.column = path, id
	return readRows(ctx, path, func(names []string) error { return g.open(trimmed(names), source, sources) }, g)
}

func (g *goneRecords) open(names []string, source string, sources []string) error {
	at := func(wanted ...string) int {
		for _, w := range wanted {
			if i := slices.IndexFunc(names, func(n string) bool { return w != "" && strings.EqualFold(n, w) }); i >= 0 {
				return i
			}
		}
		return -1
	}
	g.id, g.from = at(g.column, "id"), at(source, "source")
	if g.id < 0 {
		_, err := columnAt(g.path, names, g.column)
		return err
	}
	switch {
	case g.from >= 0:
	case len(sources) == 1:
		g.source = sources[0]
	default:
		return &fault.Error{Code: fault.Invalid, File: g.path, Line: 1, Column: "source", Reason: "no such column, and the records have several sources", Fix: "say in a column of this name which source each id is of"}
	}
	return nil
}

// Row takes one row.
func (g *goneRecords) Row(row extract.Row) error {
	cell := func(i int) string { return strings.TrimSpace(string(row.Fields[i])) }
	r := link.Registration{Source: g.source, LocalID: cell(g.id)}
	if g.from >= 0 {
		r.Source = cell(g.from)
	}
	if r.LocalID == "" {
		return &fault.Error{Code: fault.Invalid, File: g.path, Line: row.Line, Column: g.column, Reason: "the row has no id", Fix: "give every row an id"}
	}
	g.list, g.lines = append(g.list, r), append(g.lines, row.Line)
	return nil
}

// Broken stops the run: a record left in could not be told from one meant to stay.
func (g *goneRecords) Broken(b extract.Broken) error {
	return brokenRow(g.path, b)
}
