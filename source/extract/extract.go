package extract

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"strings"

	"continuum/internal/fault"
)

// Kind names a file layout as in a feed's front matter.
type Kind string

// The layouts read here; Parquet is read by the database itself.
const (
	CSV  Kind = "csv"
	XLSX Kind = "xlsx"
	FHIR Kind = "fhir"
)

// Format says how a file is laid out (from the feed's front matter).
type Format struct {
	Kind      Kind
	Delimiter rune         // CSV; 0 means a comma
	Encoding  string       // CSV and FHIR: "", utf-8, latin-1 (read as windows-1252) or utf-16; a BOM wins
	Sheet     string       // XLSX; empty means the first sheet
	Resources []Projection // FHIR
	AsGiven   bool         // nobody can declare another format: faults say how to mend the file instead
}

// Projection asks for columns of one FHIR resource type. Several projections may
// name the same type; each gives its own row.
type Projection struct {
	Resource string
	Columns  []Column
}

// Column is one raw column and the path in the resource that fills it.
type Column struct{ Name, Path string }

// Row is one raw row. Fields has one value a column, nil when empty or missing;
// the values alias the reader's buffers and hold until the next row only.
type Row struct {
	Set    int   // which Projection of the Format; 0 for CSV and XLSX
	Line   int64 // 1-based line of the text, row of the sheet, or entry of the Bundle
	Fields [][]byte
}

// Broken is a row that could not be read. Raw is at most 64 KiB of valid UTF-8.
type Broken struct {
	Line        int64
	Reason, Raw string
}

// Sink takes what is read; an error from it stops the reading and is returned as it is.
type Sink interface {
	Row(Row) error
	Broken(Broken) error
}

// maxColumns bounds a row; no partner's extract comes near it.
const maxColumns = 1000

// reader is one layout's way through an opened file.
type reader interface {
	columns() []string
	each(Sink) error
	rows() int64
}

// File is an opened extract. It is read once, by one goroutine; BytesRead may be
// called from others.
type File struct {
	src    *source
	reader reader
	done   bool
	digest string
}

// Open opens a file, finds its compression from its first bytes and reads its
// header. A file that is empty, of another layout or badly declared is a fault.Invalid.
func Open(path string, f Format) (*File, error) {
	src, err := openSource(path)
	if err != nil {
		return nil, err
	}
	return readerOf(src, f)
}

// OpenStream does the same with what comes down a stream, which name stands for in
// faults. Each row is handed over as soon as it has come, unless the stream is
// compressed. The stream is not closed.
func OpenStream(name string, in io.Reader, f Format) (*File, error) {
	src, err := newSource(name, io.NopCloser(in), -1)
	if err != nil {
		return nil, err
	}
	return readerOf(src, f)
}

func readerOf(src *source, f Format) (*File, error) {
	src.asGiven = f.AsGiven
	file := &File{src: src}
	r, err := newReader(src, f)
	if err != nil {
		src.Close()
		return nil, file.explain(err)
	}
	file.reader = r
	return file, nil
}

func newReader(src *source, f Format) (reader, error) {
	switch f.Kind {
	case CSV:
		return newCSV(src, f)
	case XLSX:
		return newXLSX(src, f)
	case FHIR:
		return newFHIR(src, f)
	}
	return nil, &fault.Error{
		Code: fault.Invalid, File: src.path, Reason: "unknown file format", Value: string(f.Kind),
		Fix: "set `format:` to csv, xlsx or fhir",
	}
}

// Columns gives the header's names (CSV and XLSX; nil for FHIR), trimmed: an
// empty name becomes column_N, a repeated one (whatever its case) gets _2, _3, ...
func (f *File) Columns() []string { return f.reader.columns() }

// Repeated gives those names of Columns that are not as the header has them,
// because it has the name several times.
func (f *File) Repeated() []string {
	if c, ok := f.reader.(*csvReader); ok {
		return c.repeated
	}
	return nil
}

// Each hands every row to the sink in file order, once. It ends with the first
// error of the sink, of the context or of the file as a whole.
func (f *File) Each(ctx context.Context, s Sink) error {
	if f.done {
		return fault.New(fault.Internal, "extract %s was already read", f.src.path)
	}
	f.done = true
	f.src.ctx = ctx
	if err := f.reader.each(s); err != nil {
		return f.explain(err)
	}
	digest, err := f.src.digest()
	f.digest = digest
	return f.explain(err)
}

// Skipped counts, after Each, the FHIR resources no projection asked for, by type.
func (f *File) Skipped() map[string]int64 {
	if r, ok := f.reader.(*fhirReader); ok {
		return maps.Clone(r.skipped)
	}
	return nil
}

// BytesRead is how many bytes of the file, as stored, have been consumed.
func (f *File) BytesRead() int64 { return f.src.raw.count.Load() }

// Size is the stored size of the file in bytes, -1 of a stream.
func (f *File) Size() int64 { return f.src.size }

// SHA256 is the hex digest of the stored bytes; empty until Each has ended well.
func (f *File) SHA256() string { return f.digest }

// Close releases the file; rows handed over before are no longer valid.
func (f *File) Close() error { return f.src.Close() }

// explain says how far reading came when the compressed stream broke off; other
// errors pass unchanged.
func (f *File) explain(err error) error {
	var torn *tornError
	if errors.As(err, &torn) {
		return f.torn(torn)
	}
	return err
}

func (f *File) torn(t *tornError) error {
	var rows int64
	if f.reader != nil {
		rows = f.reader.rows()
	}
	return &fault.Error{
		Code: fault.Invalid, File: f.src.path, Err: t.err,
		Reason: fmt.Sprintf("%s is cut short or damaged after %d rows", t.what, rows),
		Fix:    "copy the file again or ask the partner to send it again",
	}
}

const maxRaw = 64 << 10

// rawText makes the text of a broken row safe to keep.
func rawText(b []byte) string { return excerpt(b, maxRaw) }

// excerpt is the beginning of a text as valid UTF-8, at most limit bytes long.
func excerpt(b []byte, limit int) string {
	text := strings.ToValidUTF8(string(b[:min(len(b), limit)]), "\uFFFD")
	if len(text) <= limit {
		return text
	}
	return strings.ToValidUTF8(text[:limit], "")
}
