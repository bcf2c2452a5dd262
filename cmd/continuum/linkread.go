package main

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"unsafe"

	"golang.org/x/sync/errgroup"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/source/extract"
)

// linkReader hands the records of files to a linker: one goroutine reads rows
// into batches, the others clean them.
type linkReader struct {
	cmd  *linkFiles
	keys *recordKeys
	made int // batches

	// of the file at hand
	file   int
	layout *layout
	full   chan<- *rowBatch
	batch  *rowBatch
	ctx    context.Context
}

// layout is where things stand in the rows of one file.
type layout struct {
	id, from int // columns; from is -1 where the file is the source
	columns  int
	mapping  link.Mapping
}

// rowBatch is some rows of one file.
type rowBatch struct {
	number, file int
	layout       *layout
	text         []byte
	ends         []uint32 // of each cell
	lines        []uint32
	line         int64
}

const (
	rowsAtOnce = 4096
	textAtOnce = 1 << 20
)

// readLinked reads all files into the linker.
func (c *linkFiles) readLinked(ctx context.Context, linker *link.Linker, cfg *link.Config) (*recordKeys, error) {
	work, ctx := errgroup.WithContext(ctx)
	full := make(chan *rowBatch, 2*runtime.GOMAXPROCS(0))
	r := &linkReader{cmd: c, keys: newRecordKeys(c.Files), full: full, ctx: ctx}
	work.Go(func() error {
		defer close(full)
		unmapped := map[string]int{}
		for i, path := range c.Files {
			if err := r.read(i, path, cfg, unmapped); err != nil {
				return err
			}
		}
		for name, files := range unmapped {
			if files == len(c.Files) {
				f := cfg.Field(name)
				return &fault.Error{Code: fault.Invalid, File: c.Files[0], Line: 1, Column: strings.Join(f.Columns, ", "), Reason: "no file has a column of the field " + name, Fix: "name its columns in the configuration, or take the field out"}
			}
		}
		return nil
	})
	for range runtime.GOMAXPROCS(0) {
		cleaner := &cleaner{in: linker.Intake(), keys: r.keys, source: c.Source, id: c.ID, known: map[string]uint32{}}
		work.Go(func() error {
			for b := range full {
				if err := cleaner.take(b); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := work.Wait(); err != nil {
		return nil, err
	}
	r.keys.close()
	return r.keys, nil
}

// read reads one file.
func (r *linkReader) read(file int, path string, cfg *link.Config, unmapped map[string]int) error {
	r.file, r.batch = file, nil
	open := func(names []string) error {
		names = trimmed(names)
		l := &layout{columns: len(names), from: -1}
		var err error
		if l.id, err = columnAt(path, names, r.cmd.ID); err != nil {
			return err
		}
		if r.cmd.Source != "" {
			if l.from, err = columnAt(path, names, r.cmd.Source); err != nil {
				return err
			}
		}
		var unknown []link.Field
		l.mapping, unknown = cfg.Map(names)
		for _, f := range unknown {
			unmapped[f.Name]++
		}
		r.layout = l
		return nil
	}
	if err := readRows(r.ctx, path, open, r); err != nil {
		return err
	}
	return r.send()
}

// readRows reads the rows of a CSV or Parquet file.
func readRows(ctx context.Context, path string, open func([]string) error, to extract.Sink) error {
	if strings.EqualFold(filepath.Ext(path), ".parquet") {
		return readParquetRows(ctx, path, open, to)
	}
	f, err := extract.Open(path, extract.Format{Kind: extract.CSV})
	if err != nil {
		return err
	}
	defer f.Close()
	if err := open(f.Columns()); err != nil {
		return err
	}
	return f.Each(ctx, to)
}

func trimmed(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = strings.TrimSpace(n)
	}
	return out
}

// Row puts a row into the batch at hand.
func (r *linkReader) Row(row extract.Row) error {
	b := r.batch
	if b == nil {
		b = &rowBatch{
			number: r.made, file: r.file, layout: r.layout, line: row.Line, text: make([]byte, 0, textAtOnce/2),
			ends: make([]uint32, 0, rowsAtOnce*r.layout.columns), lines: make([]uint32, 0, rowsAtOnce),
		}
		r.batch = b
		r.made++
	}
	b.lines = append(b.lines, uint32(row.Line))
	for _, cell := range row.Fields {
		b.text = append(b.text, cell...)
		b.ends = append(b.ends, uint32(len(b.text)))
	}
	if len(b.lines) < rowsAtOnce && len(b.text) < textAtOnce {
		return nil
	}
	return r.send()
}

// Broken stops the run: a record left out could not be linked.
func (r *linkReader) Broken(b extract.Broken) error {
	return &fault.Error{Code: fault.Invalid, File: r.cmd.Files[r.file], Line: b.Line, Reason: b.Reason, Fix: "mend the row and run again"}
}

func (r *linkReader) send() error {
	if r.batch == nil {
		return nil
	}
	select {
	case r.full <- r.batch:
		r.batch = nil
		return nil
	case <-r.ctx.Done():
		return r.ctx.Err()
	}
}

// cleaner hands the rows of batches to one intake.
type cleaner struct {
	in         *link.Intake
	keys       *recordKeys
	id, source string // columns as given
	known      map[string]uint32
	cells      []string
	record     link.Record
}

func (c *cleaner) take(b *rowBatch) error {
	c.in.Batch(b.number)
	keys := &keyBatch{number: b.number, file: b.file, line: b.line, lines: b.lines, ends: make([]uint32, 0, len(b.lines)), source: make([]uint32, 0, len(b.lines))}
	if b.layout.from < 0 {
		c.record.Source = filepath.Base(c.keys.files[b.file])
	}
	at := uint32(0)
	mapping := b.layout.mapping
	for row := range b.lines {
		c.cells = c.cells[:0]
		for _, end := range b.ends[row*b.layout.columns : (row+1)*b.layout.columns] {
			c.cells = append(c.cells, unsafe.String(unsafe.SliceData(b.text[at:end]), int(end-at)))
			at = end
		}
		c.record.LocalID = strings.TrimSpace(c.cells[b.layout.id])
		if c.record.LocalID == "" {
			return &fault.Error{Code: fault.Invalid, File: c.keys.files[b.file], Line: int64(b.lines[row]), Column: c.id, Reason: "the record has no id", Fix: "give every record an id"}
		}
		if b.layout.from >= 0 {
			c.record.Source = strings.TrimSpace(c.cells[b.layout.from])
		}
		mapping.Fill(&c.record, c.cells)
		c.in.Add(&c.record)
		keys.ids = append(keys.ids, c.record.LocalID...)
		keys.ends = append(keys.ends, uint32(len(keys.ids)))
		keys.source = append(keys.source, c.keys.sourceNumber(c.record.Source, c.known))
	}
	keys.ids = bytes.Clone(keys.ids)
	c.keys.add(keys)
	return nil
}

// twice says which two records have one id.
func (k *recordKeys) twice(first, again int, column string) error {
	file, line := k.stands(again)
	other, at := k.stands(first)
	return &fault.Error{
		Code: fault.Invalid, File: file, Line: line, Column: column, Value: k.key(again).LocalID, Reason: fmt.Sprintf("the id occurs twice (also in %s:%d)", other, at),
		Fix: "each record needs an id of its own; with several systems in one file name their column with --source",
	}
}
