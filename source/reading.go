package source

import (
	"context"
	"errors"
	"strings"

	"continuum/internal/fault"
	"continuum/internal/progress"
	"continuum/source/extract"
)

// Bounds of the unreadable records kept of one group of files: how many, and how
// much text; the raw text of those after is cut to its beginning.
const (
	maxBroken     = 100_000
	maxBrokenText = 64 << 20
)

// reading is the reading of a group's files, one after another, in a goroutine
// of its own: parsing and staging run side by side.
type reading struct {
	ctx    context.Context
	cancel context.CancelFunc
	g      *group
	files  []*extract.File
	report func()

	kept    []*kept // of each projection; of files that are no FHIR one for all feeds
	file    int
	fieldOf []int // of each raw column the field of the file's row, -1 for none
	rows    int64
	begun   bool          // the goroutine was started
	ended   chan struct{} // it has ended: inputs, broken and err hold

	inputs []Input
	broken []broken
	err    error

	brokenText int // bytes
}

// open reads every file's header, so that the raw columns are known.
func (g *group) open(ctx context.Context, p progress.Func) (*reading, error) {
	s := &reading{g: g, ended: make(chan struct{})}
	s.ctx, s.cancel = context.WithCancel(ctx)
	for _, path := range g.files {
		f, err := extract.Open(path, g.layout())
		if err != nil {
			s.close()
			return nil, err
		}
		s.files = append(s.files, f)
		g.addColumns(f.Columns())
	}
	for _, width := range g.widths() {
		s.kept = append(s.kept, newKept(width, g.guess()))
	}
	s.report = func() { p.Report("read "+g.feeds[0].Files, s.bytesRead(), g.bytes) }
	return s, nil
}

// widths are the raw columns of each projection.
func (g *group) widths() []int {
	if g.feeds[0].Format != "fhir" {
		return []int{len(g.columns)}
	}
	var out []int
	for _, f := range g.feeds {
		out = append(out, len(f.Columns))
	}
	return out
}

// bytesARow is what a row takes in a packed extract, roughly.
const bytesARow = 32

func (g *group) guess() uint { return uint(g.bytes/bytesARow) + 1000 }

func (s *reading) bytesRead() int64 {
	var n int64
	for _, f := range s.files {
		n += f.BytesRead()
	}
	return n
}

// begin starts the goroutine.
func (s *reading) begin() {
	s.begun = true
	go s.read()
}

// close ends the reading wherever it is, waits for it and frees the rows.
func (s *reading) close() {
	s.cancel()
	if s.begun {
		<-s.ended
	}
	for _, f := range s.files {
		_ = f.Close()
	}
	for _, k := range s.kept {
		k.drop()
	}
}

// finish waits until all files are read; outcome is what the engine said to the
// rows, and the answer is that or the reader's own error where that caused it.
func (s *reading) finish(outcome error) error {
	if outcome != nil {
		s.cancel()
	}
	<-s.ended
	if s.err == nil || outcome != nil && errors.Is(s.err, context.Canceled) {
		return outcome // the reader ended well, or only because it was told to
	}
	return s.err
}

// read runs through all files.
func (s *reading) read() {
	defer close(s.ended)
	s.err = s.readAll()
	for _, k := range s.kept {
		k.end(s.err)
	}
}

func (s *reading) readAll() error {
	for i, f := range s.files {
		s.file, s.rows = i, 0
		if err := f.Each(s.ctx, s); err != nil {
			return s.broke(err)
		}
		s.inputs = append(s.inputs, Input{File: s.g.names[i], SHA256: f.SHA256(), Bytes: f.Size(), Rows: s.rows})
		s.fieldOf = nil
	}
	s.report()
	for _, k := range s.kept {
		if err := k.flush(); err != nil {
			return err
		}
	}
	return nil
}

func (s *reading) broke(err error) error {
	if s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	return err
}

// Row keeps one row.
func (s *reading) Row(r extract.Row) error {
	k := s.kept[r.Set]
	if len(s.fieldOf) != k.width {
		s.fieldOf = s.fields(k.width)
	}
	s.rows++
	k.filling.add(int64(s.file)<<lineBits|r.Line, r.Fields, s.fieldOf)
	if !k.filling.full() {
		return nil
	}
	s.report()
	return k.flush()
}

// fields says of each raw column which field of the current file's rows fills it.
func (s *reading) fields(width int) []int {
	out := make([]int, width)
	for c := range out {
		out[c] = c
		if s.g.feeds[0].Format != "fhir" {
			out[c] = s.g.shapes[s.file].field(c)
		}
	}
	return out
}

// Broken keeps a record that is not a row.
func (s *reading) Broken(b extract.Broken) error {
	if len(s.broken) == maxBroken {
		return &fault.Error{
			Code: fault.Invalid, File: s.g.names[s.file], Line: b.Line, Reason: "more than 100,000 records cannot be read; the first reason is: " + s.broken[0].Reason,
			Fix: "check `format:`, `delimiter:` and `encoding:` of " + s.g.feeds[0].Path,
		}
	}
	if s.brokenText += len(b.Raw); s.brokenText > maxBrokenText {
		b.Raw = strings.ToValidUTF8(b.Raw[:min(len(b.Raw), 200)], "")
	}
	s.broken = append(s.broken, broken{s.file, b})
	return nil
}
