package main

import (
	"context"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"unsafe"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/link"
	"continuum/source/extract"
)

// linkReader hands the records of files to a linker, on all processors.
type linkReader struct {
	*linkFiles
	app      *app
	cfg      *link.Config
	keys     *recordKeys
	cleaners []*cleaner
	records  int
	unmapped map[string]int // fields of which a file has no column: the number of such files
}

// readLinked reads all files into the linker. Each field must have a column in
// one of them.
func (c *linkFiles) readLinked(a *app, linker *link.Linker, cfg *link.Config) (*recordKeys, error) {
	r, err := c.readAll(a, linker, cfg)
	if err != nil {
		return nil, err
	}
	for name, files := range r.unmapped {
		if files == len(c.Files) {
			return nil, &fault.Error{
				Code: fault.Invalid, File: c.Files[0], Line: 1, Column: strings.Join(cfg.Field(name).Columns, ", "),
				Reason: "no file has a column of the field " + name, Fix: "name its columns in the configuration, or take the field out",
			}
		}
	}
	return r.keys, c.some(r.records)
}

// readAll reads all files into the linker.
func (c *linkFiles) readAll(a *app, linker *link.Linker, cfg *link.Config) (*linkReader, error) {
	r := &linkReader{linkFiles: c, app: a, cfg: cfg, keys: newRecordKeys(c.Files), unmapped: map[string]int{}}
	for range runtime.GOMAXPROCS(0) {
		r.cleaners = append(r.cleaners, &cleaner{in: linker.Intake(), keys: r.keys, id: c.ID, known: map[string]uint32{}})
	}
	for i, path := range c.Files {
		before := r.keys.len()
		if err := r.read(a.ctx, i, path); err != nil {
			return nil, err
		}
		if r.keys.len() == before {
			a.warn("%s has no records.", path)
		}
	}
	r.records = r.keys.close()
	return r, nil
}

// Numbers of batches: those of a file come after those of the files before, of a
// lane of a Parquet file after those of the lanes before.
const (
	fileShift = 44
	laneShift = 24
)

// read reads one file.
func (r *linkReader) read(ctx context.Context, file int, path string) error {
	if strings.EqualFold(filepath.Ext(path), ".parquet") {
		return r.readParquet(ctx, file, path)
	}
	f, err := extract.Open(path, asGiven)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := r.open(file, path, f.Columns()); err != nil {
		return err
	}
	for _, name := range f.Repeated() {
		r.app.warn("%s has a column several times: the later one goes by the name %s.", path, name)
	}
	return f.Blocks(ctx, len(r.cleaners), func(worker int) func(*extract.Block) error {
		c := r.cleaners[worker]
		return func(b *extract.Block) error {
			c.begin(file<<fileShift + b.Number)
			defer c.end()
			return b.Each(c)
		}
	})
}

func (r *linkReader) readParquet(ctx context.Context, file int, path string) error {
	names, err := duck.ParquetColumns(ctx, path)
	if err != nil {
		return err
	}
	if err := r.open(file, path, names); err != nil {
		return err
	}
	needed := r.needed(len(names))
	columns := make([]string, len(needed))
	for k, at := range needed {
		columns[k] = names[at]
	}
	batches := make([]int, len(r.cleaners))
	return duck.ReadParquetLanes(ctx, path, columns, len(r.cleaners), func(lane int, b *duck.Batch) error {
		c := r.cleaners[lane]
		c.begin(file<<fileShift + lane<<laneShift + batches[lane])
		defer c.end()
		batches[lane]++
		row := extract.Row{Fields: make([][]byte, len(names))}
		for i := range b.Rows() {
			for k, at := range needed {
				row.Fields[at] = b.Cell(i, k)
			}
			row.Line = b.First() + int64(i) + 1
			if err := c.Row(row); err != nil {
				return err
			}
		}
		return nil
	})
}

// needed finds the columns of the file at hand that are read.
func (r *linkReader) needed(columns int) []int {
	c := r.cleaners[0]
	var out []int
	cells := make([]string, columns)
	for at := range cells {
		cells[at] = "x"
		var filled link.Record
		if c.mapping.Fill(&filled, cells); at == c.idAt || at == c.fromAt || filled != (link.Record{}) {
			out = append(out, at)
		}
		cells[at] = ""
	}
	return out
}

// open finds where things stand in a file.
func (r *linkReader) open(file int, path string, names []string) error {
	names = trimmed(names)
	id, err := columnAt(path, names, r.ID)
	if err != nil {
		return err
	}
	from := -1
	if r.Source != "" {
		if from, err = columnAt(path, names, r.Source); err != nil {
			return err
		}
	}
	mapping, unknown := r.cfg.Map(names)
	for _, f := range unknown {
		r.unmapped[f.Name]++
	}
	for _, c := range r.cleaners {
		c.file, c.idAt, c.fromAt, c.mapping = file, id, from, mapping
		c.record.Source = filepath.Base(path)
	}
	return nil
}

func trimmed(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = strings.TrimSpace(n)
	}
	return out
}

// cleaner hands rows to one intake.
type cleaner struct {
	in     *link.Intake
	keys   *recordKeys
	id     string            // column as given
	known  map[string]uint32 // numbers of sources
	cells  []string
	record link.Record
	batch  *keyBatch

	// of the file at hand
	file, idAt, fromAt int // fromAt -1: the file is the source
	mapping            link.Mapping
}

func (c *cleaner) begin(number int) {
	c.in.Batch(number)
	c.batch = &keyBatch{number: number, file: c.file}
}

func (c *cleaner) end() { c.keys.add(c.batch) }

// Row takes a row. Its cells hold only until it returns, which is as long as the
// intake needs them.
func (c *cleaner) Row(row extract.Row) error {
	c.cells = c.cells[:0]
	for _, f := range row.Fields {
		c.cells = append(c.cells, unsafe.String(unsafe.SliceData(f), len(f)))
	}
	c.record.LocalID = strings.TrimSpace(c.cells[c.idAt])
	if c.record.LocalID == "" {
		return &fault.Error{Code: fault.Invalid, File: c.keys.files[c.file], Line: row.Line, Column: c.id, Reason: "the record has no id", Fix: "give every record an id"}
	}
	if c.fromAt >= 0 {
		c.record.Source = strings.TrimSpace(c.cells[c.fromAt])
	}
	c.mapping.Fill(&c.record, c.cells)
	c.in.Add(&c.record)
	c.batch.append(c.record.LocalID, c.keys.sourceNumber(c.record.Source, c.known), row.Line)
	return nil
}

// Broken stops the run: a record left out could not be linked.
func (c *cleaner) Broken(b extract.Broken) error {
	return brokenRow(c.keys.files[c.file], b)
}

// twice says which two records have one id.
func (k *recordKeys) twice(first, again int, column string, sourced bool) error {
	file, line := k.stands(again)
	other, at := k.stands(first)
	return idTwice(file, line, column, k.key(again).LocalID, fmt.Sprintf("%s:%d", other, at), sourced)
}
