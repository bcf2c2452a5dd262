package main

import (
	"bytes"
	"cmp"
	"errors"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/source/extract"
	"continuum/target/instrument"
)

// scoreLane is what one goroutine reads: rows, and what is wrong with them.
type scoreLane struct {
	run      *scoreRun
	crowd    *instrument.CrowdLane
	source   *scoreSource
	shift    int64 // of the lines of the file at hand
	matters  bool  // some instrument asks for positions
	rows     int64
	rejected complaints
	bad      complaints
}

// complaint is something wrong on a line.
type complaint struct {
	File   string `json:"file"`
	Line   int64  `json:"line"`
	Column string `json:"column,omitempty"`
	Value  string `json:"value,omitempty"`
	Reason string `json:"reason"`
	order  int64
}

// complaints are counted, and the first of them kept.
type complaints struct {
	Count int64       `json:"count"`
	First []complaint `json:"first"` // up to 20, in the order of the files
}

const keptComplaints = 20

func (c *complaints) add(x complaint) {
	c.Count++
	x.Value = short(x.Value)
	if len(c.First) < keptComplaints || x.order < c.First[len(c.First)-1].order {
		c.First = append(c.First, x)
		slices.SortStableFunc(c.First, func(a, b complaint) int {
			return cmp.Or(cmp.Compare(a.order, b.order), strings.Compare(a.Column, b.Column))
		})
		c.First = c.First[:min(len(c.First), keptComplaints)]
	}
}

// short is the beginning of a value: a cell may hold a book.
func short(value string) string {
	const most = 80
	if len(value) <= most {
		return value
	}
	return strings.ToValidUTF8(value[:most], "") + "…"
}

func (c *complaints) join(other complaints) {
	count := c.Count + other.Count
	for _, x := range other.First {
		c.add(x)
	}
	c.Count = count
}

// read reads all files on all processors.
func (r *scoreRun) read() error {
	matters := slices.ContainsFunc(r.engine.Instruments, (*instrument.Instrument).PositionMatters)
	for n := range r.crowd.Lanes() {
		r.lanes = append(r.lanes, &scoreLane{run: r, crowd: r.crowd.Lane(n), matters: matters})
	}
	for _, s := range r.sources {
		for _, l := range r.lanes {
			l.source, l.shift = s, int64(s.number)<<fileShift
		}
		if err := r.readFile(s); err != nil {
			return err
		}
	}
	for _, l := range r.lanes {
		r.count.Rows += l.rows
		r.count.rejected.join(l.rejected)
		r.count.bad.join(l.bad)
	}
	return r.crowd.Join(r.where)
}

// where finds the file and line that a number stands for.
func (r *scoreRun) where(line int64) (string, int64) {
	number := int(line >> fileShift)
	for _, s := range r.sources {
		if s.number == number {
			return s.path, line & (1<<fileShift - 1)
		}
	}
	return r.File, line
}

func (r *scoreRun) readFile(s *scoreSource) error {
	if strings.EqualFold(filepath.Ext(s.path), ".parquet") {
		return r.readParquet(s)
	}
	f, err := extract.Open(s.path, asGiven)
	if err != nil {
		return err
	}
	defer f.Close()
	for _, name := range f.Repeated() {
		r.app.warn("%s has a column several times: the later one goes by the name %s.", s.path, name)
	}
	stage, report := "reading "+filepath.Base(s.path), r.app.bars.report()
	err = f.Blocks(r.app.ctx, len(r.lanes), func(worker int) func(*extract.Block) error {
		return func(b *extract.Block) error {
			report.Report(stage, min(f.BytesRead(), f.Size()-1), f.Size())
			return b.Each(r.lanes[worker])
		}
	})
	if err == nil {
		report.Report(stage, f.Size(), f.Size())
	}
	return err
}

// readParquet reads the columns that are needed.
func (r *scoreRun) readParquet(s *scoreSource) error {
	need := []int{s.id}
	add := func(column int) {
		if column >= 0 && !slices.Contains(need, column) {
			need = append(need, column)
		}
	}
	for _, c := range s.codes {
		add(c.column)
	}
	add(s.position)
	for _, c := range s.procedure {
		add(c.column)
	}
	for _, c := range s.items {
		add(c.column)
	}
	given, err := duck.ParquetColumns(r.app.ctx, s.path)
	if err != nil {
		return err
	}
	columns := make([]string, len(need))
	for k, column := range need {
		columns[k] = given[column]
	}
	cells := make([][][]byte, len(r.lanes))
	for n := range cells {
		cells[n] = make([][]byte, len(given))
	}
	return duck.ReadParquetLanes(r.app.ctx, s.path, columns, len(r.lanes), func(lane int, b *duck.Batch) error {
		row := extract.Row{Fields: cells[lane]}
		for i := range b.Rows() {
			for k, column := range need {
				row.Fields[column] = b.Cell(i, k)
			}
			row.Line = b.First() + int64(i) + 1
			if err := r.lanes[lane].Row(row); err != nil {
				return err
			}
		}
		return nil
	})
}

// Row takes one row.
func (l *scoreLane) Row(row extract.Row) error {
	l.rows++
	s, line := l.source, l.shift+row.Line
	id := bytes.TrimSpace(row.Fields[s.id])
	if len(id) == 0 {
		l.rejected.add(complaint{s.path, row.Line, s.names[s.id], "", "the row has no id", line})
		return nil
	}
	l.crowd.Person(id, line)
	for _, c := range s.codes {
		if cell := bytes.TrimSpace(row.Fields[c.column]); len(cell) > 0 {
			l.code(cell, c.at, row, line)
		}
	}
	for _, c := range s.procedure {
		l.crowd.Procedures(bytes.TrimSpace(row.Fields[c.column]), c.main, line)
	}
	for _, c := range s.items {
		l.item(c, row, line)
	}
	return nil
}

// code takes a cell of diagnoses, at the position of its column or of the row.
func (l *scoreLane) code(cell []byte, at instrument.Position, row extract.Row, line int64) {
	if s := l.source; at == instrument.AnyPosition && s.position >= 0 {
		text := bytes.TrimSpace(row.Fields[s.position])
		var ok bool
		if at, ok = positionIn(text); !ok && l.matters {
			l.bad.add(complaint{s.path, row.Line, s.names[s.position], string(text), "the position is neither a number nor primary or secondary; the diagnosis counts only where any position does", line})
		}
	}
	l.crowd.Cell(cell, at, line)
}

// positionIn reads a position: 1 is the primary diagnosis.
func positionIn(text []byte) (instrument.Position, bool) {
	switch {
	case len(text) == 1 && text[0] == '1':
		return instrument.Primary, true
	case len(text) == 1 && text[0] > '1' && text[0] <= '9', len(text) == 2 && text[0] > '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9':
		return instrument.Secondary, true
	}
	switch strings.ToLower(string(text)) {
	case "primary", "main", "principal", "p":
		return instrument.Primary, true
	case "secondary", "other", "s":
		return instrument.Secondary, true
	}
	switch n, err := strconv.ParseFloat(string(text), 64); {
	case err != nil || n < 1:
		return instrument.AnyPosition, false
	case n == 1:
		return instrument.Primary, true
	}
	return instrument.Secondary, true
}

// item takes a value; one that cannot be read is told and missing.
func (l *scoreLane) item(c itemColumn, row extract.Row, line int64) {
	cell := bytes.TrimSpace(row.Fields[c.column])
	if len(cell) == 0 {
		return
	}
	v, err := l.run.engine.Items[c.item].Parse(string(cell))
	var bad *fault.Error
	if errors.As(err, &bad) {
		l.bad.add(complaint{l.source.path, row.Line, l.source.names[c.column], bad.Value, bad.Reason, line})
		return
	}
	l.crowd.Item(c.item, v, line)
}

// Broken keeps a row that cannot be read among the rejected ones.
func (l *scoreLane) Broken(b extract.Broken) error {
	l.rows++
	l.rejected.add(complaint{File: l.source.path, Line: b.Line, Reason: b.Reason, order: l.shift + b.Line})
	return nil
}
