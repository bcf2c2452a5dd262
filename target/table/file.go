package table

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"

	"continuum/internal/duck"
	"continuum/internal/fault"
	"continuum/source/extract"
)

const latin1 = "latin-1"

// file is a file whose header was read.
type file struct {
	path   string
	names  []string
	format extract.Format
	learnt map[string]Kind // of columns that were not what their first rows seemed
	again  []string        // names the header has several times
}

func open(ctx context.Context, path string) (*file, error) {
	f := &file{path: path, learnt: map[string]Kind{}, format: extract.Format{Kind: extract.CSV, AsGiven: true}}
	if isParquet(path) {
		names, err := duck.ParquetColumns(ctx, path)
		f.names = names
		return f, err
	}
	return f, f.header()
}

// delimiters are tried in this order; the first that parts the header wins.
var delimiters = []rune{',', ';', '\t', '|'}

// header finds delimiter and encoding: as is, or else in another encoding.
func (f *file) header() error {
	first := f.delimited()
	if first == nil {
		return nil
	}
	for _, encoding := range []string{latin1, "utf-16"} {
		if !encodingFault(first) {
			break
		}
		f.format.Encoding = encoding
		if f.delimited() == nil && !slices.ContainsFunc(f.names, unreadable) {
			return nil
		}
	}
	return first
}

func unreadable(name string) bool { return strings.ContainsAny(name, "\x00\ufffd") }

// encodingFault tells a header that another encoding may make sense of.
func encodingFault(err error) bool {
	var bad *fault.Error
	return errors.As(err, &bad) && (strings.Contains(bad.Reason, "UTF-8") || strings.Contains(bad.Reason, "NUL"))
}

// delimited reads the header by each delimiter until one parts it. A header of
// one column that no delimiter parts is one column.
func (f *file) delimited() (first error) {
	for _, d := range delimiters {
		f.format.Delimiter = d
		in, err := extract.Open(f.path, f.format)
		if err == nil {
			f.names, f.again = in.Columns(), in.Repeated()
			_ = in.Close()
			return nil
		}
		if first == nil {
			first = err
		}
		if !strings.Contains(err.Error(), "the delimiter looks like") {
			break
		}
	}
	f.format.Delimiter = delimiters[0]
	return first
}

// sampleRows is how many rows are looked at to tell what a column seems to hold.
const sampleRows = 5000

var errEnough = errors.New("enough rows")

// sampled hands the first rows to a function.
func (f *file) sampled(ctx context.Context, at []int, each func(cells [][]byte)) error {
	n := 0
	row := func(cells [][]byte) error {
		if n++; n > sampleRows {
			return errEnough
		}
		each(cells)
		return nil
	}
	var err error
	if isParquet(f.path) {
		err = f.sampleParquet(ctx, at, row)
	} else {
		err = f.sampleCSV(ctx, at, row)
	}
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

func (f *file) sampleParquet(ctx context.Context, at []int, row func([][]byte) error) error {
	cells := make([][]byte, len(at))
	return duck.ReadParquet(ctx, f.path, f.named(at), func(b *duck.Batch) error {
		for i := range b.Rows() {
			for k := range cells {
				cells[k] = b.Cell(i, k)
			}
			if err := row(cells); err != nil {
				return err
			}
		}
		return nil
	})
}

func (f *file) sampleCSV(ctx context.Context, at []int, row func([][]byte) error) error {
	in, err := extract.Open(f.path, f.format)
	if err != nil {
		return err
	}
	defer in.Close()
	return in.Each(ctx, sampler{at, make([][]byte, len(at)), row})
}

// sampler takes the columns wanted of rows; broken rows are for the reading proper.
type sampler struct {
	at    []int
	cells [][]byte
	row   func([][]byte) error
}

// Row takes a row.
func (s sampler) Row(r extract.Row) error {
	for k, at := range s.at {
		s.cells[k] = r.Fields[at]
	}
	return s.row(s.cells)
}

// Broken passes over a row.
func (s sampler) Broken(extract.Broken) error { return nil }

func (f *file) named(at []int) []string {
	out := make([]string, len(at))
	for k, i := range at {
		out[k] = f.names[i]
	}
	return out
}

// stored is the SHA-256 of a file's bytes.
func stored(ctx context.Context, path string) (string, error) {
	in, err := os.Open(path)
	if err != nil {
		return "", &fault.Error{Code: fault.Unavailable, File: path, Reason: "cannot be read", Err: errors.Unwrap(err)}
	}
	defer in.Close()
	return digest(ctx, in)
}

// broken says that a row cannot be read.
func (f *file) broken(b extract.Broken) error {
	if strings.HasSuffix(b.Reason, "is not valid UTF-8") && f.format.Encoding == "" {
		return &rereadError{latin1: true}
	}
	return &fault.Error{Code: fault.Invalid, File: f.path, Line: b.Line, Reason: b.Reason, Fix: "mend the row and run again"}
}
