package gbm

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"continuum/internal/fault"
	"continuum/internal/frame"
)

// column is how a column of a frame is cut into bins.
type column struct {
	Column
	cuts     []float32 // of a number
	levels   []uint8   // of a category: the bin of each level
	bins     int       // values lie in bins 0 to bins-1, missing ones in bin 255
	monotone int
}

// columnsOf learns how to cut the columns of a frame from some of its rows. Texts
// are left out.
func columnsOf(f *frame.Frame, rows []int32, o *Options) ([]column, error) {
	var found []*frame.Column
	seen := map[string]bool{}
	for i := range f.Columns {
		if err := whole(&f.Columns[i], f.Rows); err != nil {
			return nil, err
		}
		if name := f.Columns[i].Name; seen[name] || name == "" {
			return nil, fault.New(fault.Invalid, "column %d has the name %q, which is empty or used before", i+1, name)
		}
		seen[f.Columns[i].Name] = true
		if f.Columns[i].Kind != frame.Text {
			found = append(found, &f.Columns[i])
		}
	}
	if len(found) == 0 {
		return nil, &fault.Error{Code: fault.Invalid, Reason: "there are no columns to learn from", Fix: "give at least one column of numbers or categories"}
	}
	out := make([]column, len(found))
	each(len(found), func(i int) { out[i] = columnOf(found[i], rows, o.Bins) })
	return out, constrain(out, o.Monotone)
}

func columnOf(c *frame.Column, rows []int32, most int) column {
	out := column{Column: Column{Name: c.Name, Kind: c.Kind}}
	if c.Kind == frame.Category {
		for level, bin := range binLevels(c.Codes, rows, c.Levels, most) {
			if bin != none {
				out.Levels, out.levels = append(out.Levels, c.Levels[level]), append(out.levels, bin)
				out.bins = max(out.bins, int(bin)+1)
			}
		}
		return out
	}
	out.cuts = cutsOf(c.Numbers, rows, most)
	out.bins = len(out.cuts) + 1
	return out
}

// whole finds columns that do not hold what they say.
func whole(c *frame.Column, rows int) error {
	wrong := func(format string, args ...any) error {
		return &fault.Error{Code: fault.Invalid, Column: c.Name, Reason: fmt.Sprintf(format, args...)}
	}
	switch {
	case c.Kind == frame.Number && len(c.Numbers) != rows:
		return wrong("it has %d numbers for %d rows", len(c.Numbers), rows)
	case c.Kind == frame.Category && len(c.Codes) != rows:
		return wrong("it has %d categories for %d rows", len(c.Codes), rows)
	case c.Kind != frame.Number && c.Kind != frame.Category && c.Kind != frame.Text:
		return wrong("its kind %q is not known", c.Kind)
	}
	if err := named(c); err != nil {
		return err
	}
	for i, v := range c.Numbers {
		if math.IsInf(float64(v), 0) {
			return wrong("row %d is infinite", i+1)
		}
	}
	for i, code := range c.Codes {
		if int(code) >= len(c.Levels) || code < -1 {
			return wrong("row %d has category %d of %d", i+1, code, len(c.Levels))
		}
	}
	return nil
}

// named finds names that a model file could not keep.
func named(c *frame.Column) error {
	seen := make(map[string]bool, len(c.Levels))
	for _, level := range append([]string{c.Name}, c.Levels...) {
		if !utf8.ValidString(level) {
			return &fault.Error{Code: fault.Invalid, Column: c.Name, Reason: "a name is not UTF-8", Value: strconv.QuoteToASCII(level)}
		}
	}
	for _, level := range c.Levels {
		if seen[level] {
			return &fault.Error{Code: fault.Invalid, Column: c.Name, Reason: "a category is listed twice", Value: level}
		}
		seen[level] = true
	}
	return nil
}

// constrain notes which columns a score may only rise or fall with.
func constrain(columns []column, monotone map[string]int) error {
	place := map[string]*column{}
	for i := range columns {
		place[columns[i].Name] = &columns[i]
	}
	for _, name := range slices.Sorted(maps.Keys(monotone)) {
		c := place[name]
		if c == nil || c.Kind != frame.Number {
			return &fault.Error{Code: fault.Invalid, Column: name, Reason: "a monotone constraint needs a column of numbers", Fix: "name a column of numbers, or drop the constraint"}
		}
		c.monotone = monotone[name]
	}
	return nil
}
