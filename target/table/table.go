// Package table reads the tables that analysts keep beside their systems (CSV,
// also compressed, and Parquet) into columns that a model can learn from. Nobody
// declares such a file, so what each column holds is found out from all of its
// rows, told, and written into the model, which then reads the next file the
// same way. Nothing is passed over in silence: what was taken as missing, what
// says who a person is and what a row has wrong is told by column and line.
package table

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/internal/frame"
	"continuum/internal/progress"
)

// Kind is how a column is read.
type Kind string

// The kinds.
const (
	Number   Kind = "number"
	Date     Kind = "date" // becomes a number: days since 1 January 1970
	Category Kind = "category"
	Text     Kind = "text" // kept word for word
)

// Options say what to read and how.
type Options struct {
	Columns  []string        // those to read; nil: all
	Kinds    map[string]Kind // of columns where they are known; others are found out
	Needed   []string        // columns that must be there and stay, whatever they are found to hold
	Drop     []string        // columns that are not read
	Progress progress.Func
}

// Table is a file that was read.
type Table struct {
	Path    string
	SHA256  string // of the stored bytes
	Frame   *frame.Frame
	Columns []Column // of Frame, in its order
	Left    []Left   // columns found to say who somebody is, which are not in Frame
	Notices []string // what a reader should know, one sentence each

	lines []int32
}

// Column tells what a column was found to hold.
type Column struct {
	Name     string
	Kind     Kind
	Missing  int            // rows without a value
	Spelled  map[string]int // of which with one that stands for none, by its spelling
	Whole    bool           // a number that is always whole
	Distinct int            // different values, of many numbers about
	Odd      string         // what was no number or date and so taken as missing, where there was any
}

// Left is a column that was left out.
type Left struct {
	Name, Why string
	Repeats   bool // several rows are of one person, or whatever it identifies
}

// Line is the line of a row in the file, or its number from 1 in Parquet.
func (t *Table) Line(row int) int64 { return int64(t.lines[row]) }

// Read reads a file. What is wrong with it is a fault.Invalid that names file and
// line; a column that is asked for and is not there names those most like it.
func Read(ctx context.Context, path string, o Options) (*Table, error) {
	f, err := open(ctx, path)
	if err != nil {
		return nil, err
	}
	for {
		t, err := f.read(ctx, o)
		var again *rereadError
		switch {
		case errors.As(err, &again):
			again.apply(f)
		case err != nil:
			return nil, err
		default:
			return t, nil
		}
	}
}

// Columns names the columns of a file.
func Columns(ctx context.Context, path string) ([]string, error) {
	f, err := open(ctx, path)
	if err != nil {
		return nil, err
	}
	return f.names, nil
}

// rereadError says that the first rows misled: the file is read once more.
type rereadError struct {
	kinds  map[string]Kind // of columns that were not what they seemed
	latin1 bool
}

func (e *rereadError) Error() string { return "the first rows misled" }

func (e *rereadError) apply(f *file) {
	for name, k := range e.kinds {
		f.learnt[name] = k
	}
	if e.latin1 {
		f.format.Encoding = latin1
	}
}

// choose finds the places of the columns to read.
func (f *file) choose(o Options) ([]int, error) {
	for _, name := range slices.Concat(o.Needed, o.Columns, o.Drop) {
		if !slices.Contains(f.names, name) {
			return nil, NoColumn(f.path, name, f.names)
		}
	}
	var out []int
	for at, name := range f.names {
		if (o.Columns == nil || slices.Contains(o.Columns, name)) && !slices.Contains(o.Drop, name) {
			out = append(out, at)
		}
	}
	return out, nil
}

// NoColumn says that a file lacks a column, and which of its columns may be meant.
func NoColumn(path, name string, names []string) error {
	fix := "its columns are " + listed(names)
	if near := nearest(name, names); len(near) > 0 {
		fix = "perhaps " + strings.Join(near, " or ") + " is meant"
	}
	return &fault.Error{Code: fault.Invalid, File: path, Line: 1, Column: name, Reason: "there is no such column", Fix: fix}
}

const mostListed = 12

func listed(names []string) string {
	if more := len(names) - mostListed; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:mostListed], ", "), more)
	}
	return strings.Join(names, ", ")
}

func isParquet(path string) bool { return strings.EqualFold(filepath.Ext(path), ".parquet") }

// Keep says that the caller kept only some rows, in that order: Line counts by them.
func (t *Table) Keep(rows []int) {
	lines := make([]int32, len(rows))
	for k, i := range rows {
		lines[k] = t.lines[i]
	}
	t.lines = lines
}
