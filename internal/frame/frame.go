// Package frame holds a table of people (or stays, or households) in memory,
// column by column, as models read it: numbers, categories and texts, each with
// its missing values. Whoever targets help learns from such tables and scores
// them, whether they come from an analyst's file or from a place's own facts.
package frame

import "math"

// Kind is what a column holds.
type Kind string

// The kinds of columns.
const (
	Number   Kind = "number"
	Category Kind = "category"
	Text     Kind = "text" // ids and other words that no model learns from
)

// Column is one column. Only the slice of its kind is set, with one value a row.
type Column struct {
	Name    string
	Kind    Kind
	Numbers []float32 // NaN is missing; never infinite
	Codes   []int32   // places in Levels; -1 is missing
	Levels  []string  // the categories, each once
	Texts   []string  // "" is missing
}

// Frame is a table: every column has Rows values.
type Frame struct {
	Rows    int
	Columns []Column
}

// Column finds a column by its name; nil where there is none.
func (f *Frame) Column(name string) *Column {
	for i := range f.Columns {
		if f.Columns[i].Name == name {
			return &f.Columns[i]
		}
	}
	return nil
}

// Take copies some rows, in the order given; Levels are shared.
func (f *Frame) Take(rows []int) *Frame {
	out := &Frame{Rows: len(rows), Columns: make([]Column, len(f.Columns))}
	for i := range f.Columns {
		out.Columns[i] = f.Columns[i].take(rows)
	}
	return out
}

func (c *Column) take(rows []int) Column {
	return Column{
		Name: c.Name, Kind: c.Kind, Levels: c.Levels,
		Numbers: pick(c.Numbers, rows), Codes: pick(c.Codes, rows), Texts: pick(c.Texts, rows),
	}
}

func pick[T any](values []T, rows []int) []T {
	if values == nil {
		return nil
	}
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = values[r]
	}
	return out
}

// Without gives the frame without some columns, which share their values.
func (f *Frame) Without(names ...string) *Frame {
	drop := map[string]bool{}
	for _, n := range names {
		drop[n] = true
	}
	out := &Frame{Rows: f.Rows}
	for _, c := range f.Columns {
		if !drop[c.Name] {
			out.Columns = append(out.Columns, c)
		}
	}
	return out
}

// Missing tells whether the value of a row is missing.
func (c *Column) Missing(row int) bool {
	switch c.Kind {
	case Number:
		return math.IsNaN(float64(c.Numbers[row]))
	case Category:
		return c.Codes[row] < 0
	default:
		return c.Texts[row] == ""
	}
}
