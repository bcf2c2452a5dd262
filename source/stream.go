package source

import (
	"context"
	"errors"
	"strconv"
	"strings"

	duckdb "github.com/duckdb/duckdb-go/v2"

	"continuum/internal/fault"
	"continuum/internal/progress"
	"continuum/source/extract"
)

// batchRows is the engine's vector size: one batch fills one chunk.
const batchRows = 2048

// Bounds of the unreadable records kept of one group of files: how many, and how
// much text; the raw text of those after is cut to its beginning.
const (
	maxBroken     = 100_000
	maxBrokenText = 64 << 20
)

// batch is up to batchRows rows, copied out of the reader's buffer.
type batch struct {
	rows  []int64
	sets  []uint8
	cells []cell // rows x width
	text  []byte
}

// cell is a value's place in the batch's text; a missing value starts at -1.
type cell struct{ start, end int32 }

// stream reads files one after another in a goroutine of its own and hands the
// engine chunks of rows: parsing and loading run side by side.
type stream struct {
	ctx    context.Context
	cancel context.CancelFunc
	g      *group
	width  int
	fhir   bool
	files  []*extract.File
	report func()

	full  chan *batch
	spare chan *batch
	begun bool          // the reading goroutine was started
	ended chan struct{} // it has ended: inputs, broken and err hold
	cur   *batch
	file  int
	rows  int64

	inputs []Input
	broken []broken
	err    error

	brokenText int // bytes
}

// open reads every file's header, so that the raw table's columns are known.
func (g *group) open(ctx context.Context, p progress.Func) (*stream, error) {
	s := &stream{g: g, fhir: g.feeds[0].Format == "fhir", full: make(chan *batch, 4), spare: make(chan *batch, 8), ended: make(chan struct{})}
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
	s.width = len(g.columns)
	if s.fhir {
		for _, f := range g.feeds {
			s.width = max(s.width, len(f.Columns))
		}
	}
	s.report = func() { p.Report("read "+g.feeds[0].Files, s.bytesRead(), g.bytes) }
	return s, nil
}

func (s *stream) bytesRead() int64 {
	var n int64
	for _, f := range s.files {
		n += f.BytesRead()
	}
	return n
}

func (s *stream) close() {
	s.cancel()
	for _, f := range s.files {
		_ = f.Close()
	}
}

// ColumnInfos says what the engine gets: the row's number, the projection it
// belongs to where there are several, and the text of every raw column.
func (s *stream) ColumnInfos() []duckdb.ColumnInfo {
	big, _ := duckdb.NewTypeInfo(duckdb.TYPE_BIGINT)
	tiny, _ := duckdb.NewTypeInfo(duckdb.TYPE_UTINYINT)
	str, _ := duckdb.NewTypeInfo(duckdb.TYPE_VARCHAR)
	out := []duckdb.ColumnInfo{{Name: "_row", T: big}}
	if s.g.sets() {
		out = append(out, duckdb.ColumnInfo{Name: "_set", T: tiny})
	}
	for i := range s.width {
		out = append(out, duckdb.ColumnInfo{Name: "c" + strconv.Itoa(i), T: str})
	}
	return out
}

// Cardinality is not known before the files are read.
func (s *stream) Cardinality() *duckdb.CardinalityInfo { return nil }

// Init starts the reading goroutine.
func (s *stream) Init() {
	s.begun = true
	go s.read()
}

// stop ends the reading goroutine, wherever it is, and waits for it; outcome is
// the engine's error, or the reader's own where that caused it.
func (s *stream) stop(outcome error) error {
	s.cancel()
	if !s.begun {
		return outcome
	}
	<-s.ended
	if s.err == nil || outcome != nil && errors.Is(s.err, context.Canceled) {
		return outcome // the reader ended well, or only because it was told to
	}
	return s.err
}

// FillChunk hands over the next batch.
func (s *stream) FillChunk(chunk duckdb.DataChunk) error {
	b, ok := <-s.full
	if !ok {
		if s.err != nil {
			return s.err
		}
		return chunk.SetSize(0)
	}
	for r := range b.rows {
		if err := b.put(chunk, r, s.width, s.g.sets()); err != nil {
			return err
		}
	}
	n := len(b.rows)
	select {
	case s.spare <- b:
	default:
	}
	return chunk.SetSize(n)
}

func (b *batch) put(chunk duckdb.DataChunk, r, width int, sets bool) error {
	if err := duckdb.SetChunkValue(chunk, 0, r, b.rows[r]); err != nil {
		return err
	}
	first := 1
	if sets {
		first = 2
		if err := duckdb.SetChunkValue(chunk, 1, r, b.sets[r]); err != nil {
			return err
		}
	}
	for c := range width {
		var err error
		if at := b.cells[r*width+c]; at.start < 0 {
			err = chunk.SetValue(first+c, r, nil)
		} else {
			err = duckdb.SetChunkValue(chunk, first+c, r, b.text[at.start:at.end])
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// read runs through all files; its end closes the channel.
func (s *stream) read() {
	defer close(s.ended)
	defer close(s.full)
	for i, f := range s.files {
		s.file, s.rows = i, 0
		if err := f.Each(s.ctx, s); err != nil {
			s.err = s.broke(err)
			return
		}
		s.inputs = append(s.inputs, Input{File: s.g.names[i], SHA256: f.SHA256(), Bytes: f.Size(), Rows: s.rows})
	}
	s.err = s.flush()
	s.report()
}

func (s *stream) broke(err error) error {
	if s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	return err
}

// Row copies one row into the current batch.
func (s *stream) Row(r extract.Row) error {
	if s.cur == nil {
		s.cur = s.fresh()
	}
	b := s.cur
	s.rows++
	b.rows = append(b.rows, int64(s.file)<<lineBits|r.Line)
	b.sets = append(b.sets, uint8(r.Set))
	base := len(b.cells)
	for range s.width {
		b.cells = append(b.cells, cell{start: -1})
	}
	for i, v := range r.Fields {
		if v == nil {
			continue
		}
		start := int32(len(b.text))
		b.text = append(b.text, v...)
		b.cells[base+s.column(i)] = cell{start, int32(len(b.text))}
	}
	if len(b.rows) == batchRows || len(b.text) > 64<<20 {
		return s.flush()
	}
	return nil
}

func (s *stream) column(i int) int {
	if s.fhir {
		return i
	}
	return s.g.shapes[s.file][i]
}

// Broken keeps a record that is not a row.
func (s *stream) Broken(b extract.Broken) error {
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

func (s *stream) fresh() *batch {
	select {
	case b := <-s.spare:
		b.rows, b.sets, b.cells, b.text = b.rows[:0], b.sets[:0], b.cells[:0], b.text[:0]
		return b
	default:
		return &batch{}
	}
}

func (s *stream) flush() error {
	if s.cur == nil {
		return nil
	}
	b := s.cur
	s.cur = nil
	s.report()
	select {
	case s.full <- b:
		return nil
	case <-s.ctx.Done():
		return s.ctx.Err()
	}
}
