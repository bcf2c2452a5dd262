package main

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/place"
	"continuum/source/extract"
	"continuum/target/instrument"
)

// scoreRun is one run of scoring a file.
type scoreRun struct {
	scoreCmd
	app     *app
	all     bool // leave out what cannot be scored
	engine  *instrument.Engine
	crowd   *instrument.Crowd
	sources []*scoreSource
	leftOut []scoreLeftOut
	skip    []bool // instruments of the engine that are left out after reading
	lanes   []*scoreLane
	count   scoreCount
}

// scoreSource is a file and where its columns are.
type scoreSource struct {
	number    int
	path      string
	names     []string
	id        int
	codes     []codeColumn
	position  int // -1: none
	procedure []procedureColumn
	items     []itemColumn
}

type codeColumn struct {
	column int
	at     instrument.Position
}

type procedureColumn struct {
	column int
	main   bool
}

type itemColumn struct{ column, item int }

// scoreLeftOut is an instrument that the file does not suffice for.
type scoreLeftOut struct {
	Instrument string `json:"instrument"`
	Reason     string `json:"reason"`
}

// plan finds out what can be scored and where everything stands in the files.
func (c scoreCmd) plan(a *app, set *instrument.Set) (*scoreRun, error) {
	if strings.TrimSpace(c.ID) == "" {
		return nil, &fault.Error{Code: fault.Invalid, Column: "--id", Reason: "names no column", Fix: "name the column of the person's id"}
	}
	if err := c.answer(); err != nil {
		return nil, err
	}
	r := &scoreRun{scoreCmd: c, app: a}
	names, all := c.chosen(set)
	r.all = all
	for n, path := range []string{c.File, c.People} {
		if path == "" {
			continue
		}
		s, err := r.source(n, path)
		if err != nil {
			return nil, err
		}
		r.sources = append(r.sources, s)
	}
	if err := r.codes(r.sources[0]); err != nil {
		return nil, err
	}
	names, err := r.sufficient(set, names)
	if err != nil {
		return nil, err
	}
	if r.engine, err = set.Compile(names, instrument.Options{KeepBoth: !c.Assign0, NoCodes: !r.coded()}); err != nil {
		return nil, err
	}
	r.skip = make([]bool, len(r.engine.Instruments))
	if err := r.items(); err != nil {
		return nil, err
	}
	r.crowd = instrument.NewCrowd(r.engine, runtime.GOMAXPROCS(0))
	return r, nil
}

// answer checks where the answer is to go, before the long work.
func (c scoreCmd) answer() error {
	if c.Out == "" {
		return nil
	}
	if end := strings.ToLower(filepath.Ext(c.Out)); !slices.Contains([]string{"", ".csv", ".gz", ".parquet"}, end) {
		return &fault.Error{Code: fault.Invalid, Column: "--out", Value: c.Out, Reason: "no such kind of file is written", Fix: "end the name in .csv, .csv.gz or .parquet"}
	}
	return outFile("scores", c.Out, c.File, c.People)
}

// source reads the header of a file.
func (r *scoreRun) source(number int, path string) (*scoreSource, error) {
	names, err := headerOf(r.app.ctx, path)
	if err != nil {
		return nil, err
	}
	s := &scoreSource{number: number, path: path, names: trimmed(names), position: -1}
	s.id, err = columnAt(path, s.names, r.ID)
	return s, err
}

// headerOf names the columns of a file.
func headerOf(ctx context.Context, path string) ([]string, error) {
	if strings.EqualFold(filepath.Ext(path), ".parquet") {
		return duck.ParquetColumns(ctx, path)
	}
	f, err := extract.Open(path, asGiven)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Columns(), nil
}

// codes finds the columns of codes in the first file.
func (r *scoreRun) codes(s *scoreSource) (err error) {
	for _, x := range []struct {
		names []string
		at    instrument.Position
	}{{r.Code, instrument.AnyPosition}, {r.Primary, instrument.Primary}, {r.Secondary, instrument.Secondary}} {
		for _, name := range x.names {
			k, err := columnAt(s.path, s.names, name)
			if err != nil {
				return err
			}
			if slices.ContainsFunc(s.codes, func(c codeColumn) bool { return c.column == k }) {
				return &fault.Error{Code: fault.Invalid, Column: "--code", Value: name, Reason: "the column is named twice, so its codes would count twice", Fix: "name each column of codes once"}
			}
			s.codes = append(s.codes, codeColumn{k, r.positionOf(name, x.at)})
		}
	}
	if r.Position != "" {
		if s.position, err = columnAt(s.path, s.names, r.Position); err != nil {
			return err
		}
	}
	for _, name := range slices.Concat(r.Procedure, r.MainProcedure) {
		k, err := columnAt(s.path, s.names, name)
		if err != nil {
			return err
		}
		s.procedure = append(s.procedure, procedureColumn{k, slices.Contains(r.MainProcedure, name)})
	}
	return nil
}

// positionOf reads the position out of a column's name where nothing else tells it.
func (r *scoreRun) positionOf(name string, at instrument.Position) instrument.Position {
	lower := strings.ToLower(name)
	switch {
	case at != instrument.AnyPosition || r.Position != "":
		return at
	case strings.Contains(lower, "secondary"):
		r.app.warn("Column %s is taken to hold secondary diagnoses, by its name.", name)
		return instrument.Secondary
	case strings.Contains(lower, "primary"):
		r.app.warn("Column %s is taken to hold primary diagnoses, by its name.", name)
		return instrument.Primary
	}
	return at
}

func (r *scoreRun) coded() bool { return len(r.sources[0].codes) > 0 }

// positioned tells whether the position of every diagnosis is known.
func (r *scoreRun) positioned() bool {
	return r.sources[0].position >= 0 || !slices.ContainsFunc(r.sources[0].codes, func(c codeColumn) bool { return c.at == instrument.AnyPosition })
}

// sufficient keeps the instruments that the files suffice for. One that was named and
// is not among them is a fault; of all, it is left out and said.
func (r *scoreRun) sufficient(set *instrument.Set, names []string) ([]string, error) {
	var kept []string
	for _, name := range names {
		i, err := set.Find(name)
		if err != nil {
			return nil, err
		}
		lack := r.lacks(i)
		switch {
		case lack == nil:
			kept = append(kept, name)
		case r.all:
			r.leftOut = append(r.leftOut, scoreLeftOut{name, lack.Reason})
		default:
			return nil, lack
		}
	}
	if len(kept) == 0 {
		return nil, &fault.Error{Code: fault.Invalid, File: r.File, Line: 1, Reason: "no instrument can be scored from these columns", Fix: "name the columns of diagnoses with --code; `continuum score NAME` says what an instrument needs"}
	}
	return kept, nil
}

// lacks says what an instrument needs and the files do not have.
func (r *scoreRun) lacks(i *instrument.Instrument) *fault.Error {
	for _, it := range i.Items {
		if it.Default == nil && (it.Weights == "" || !r.coded()) && !r.hasColumn(it.Name) {
			fix := fmt.Sprintf("name it with --item %s=COL; the file has %s", it.Name, strings.Join(r.sources[0].names, ", "))
			if it.Weights != "" {
				fix = "name the column of conditions with --code, or that of the number with --item " + it.Name + "=COL"
			}
			return &fault.Error{Code: fault.Invalid, File: r.File, Line: 1, Column: it.Name, Reason: i.Name + " needs " + it.Title + ", and there is no such column", Fix: fix}
		}
	}
	switch {
	case i.NeedsCodes() && !r.coded():
		return &fault.Error{Code: fault.Invalid, Column: "--code", Reason: i.Name + " needs codes", Fix: "name the column of diagnoses, or of the names of conditions"}
	case i.PositionMatters() && !r.positioned():
		return &fault.Error{
			Code: fault.Invalid, Column: "--position", Reason: i.Name + " asks which diagnoses are primary and which secondary, and the file does not say",
			Fix: "name the column that does with --position, or the columns of each with --primary and --secondary",
		}
	}
	return nil
}

// hasColumn tells whether some file has a column of an item.
func (r *scoreRun) hasColumn(item string) bool {
	name := item
	if given := r.Item[item]; given != "" {
		name = given
	}
	return slices.ContainsFunc(r.sources, func(s *scoreSource) bool { return at(s.names, name) >= 0 })
}

func at(names []string, name string) int {
	return slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, name) })
}

// items finds the columns of items in every file.
func (r *scoreRun) items() error {
	for name, column := range r.Item {
		k := slices.IndexFunc(r.engine.Items, func(it instrument.Item) bool { return it.Name == name })
		if k < 0 {
			var known []string
			for _, it := range r.engine.Items {
				known = append(known, it.Name)
			}
			return &fault.Error{Code: fault.Invalid, Column: "--item", Value: name, Reason: "no chosen instrument has such an item", Fix: place.Suggest(name, known)}
		}
		if !r.hasColumn(name) {
			_, err := columnAt(r.File, r.sources[0].names, column)
			return err
		}
	}
	for _, s := range r.sources {
		for k, it := range r.engine.Items {
			name := it.Name
			if given := r.Item[it.Name]; given != "" {
				name = given
			}
			if column := at(s.names, name); column >= 0 && column != s.id {
				s.items = append(s.items, itemColumn{column, k})
			}
		}
	}
	return nil
}
