package main

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/internal/frame"
	"continuum/target/learn"
	"continuum/target/table"
)

// take parts what is predicted, and by which rows are kept together or put in
// order, from what it is predicted by.
func (r *trainRows) take(c *trainCmd) error {
	known, err := r.outcomes(c.Outcome)
	if err != nil {
		return err
	}
	if len(known) < r.table.Frame.Rows {
		r.keep(known, c.Outcome)
	}
	if err := r.groups(c.Split); err != nil {
		return err
	}
	if r.time, err = r.numbers(c.Time, "--time"); err != nil {
		return err
	}
	if err := r.exposures(c.Exposure); err != nil {
		return err
	}
	r.data = r.data.Without(c.Outcome, c.Split, c.Time, c.Exposure)
	for _, column := range r.table.Columns {
		if column.Kind == table.Date && r.data.Column(column.Name) != nil {
			r.roles[column.Name] = learn.Date
			r.tell(column.Name, "it holds dates, which are learned from as days: a model that rests on them ages")
		}
	}
	for _, name := range []string{c.Outcome, c.Split, c.Time, c.Exposure} {
		delete(r.roles, name)
	}
	for name, role := range r.roles {
		if role == learn.Identifier || role == learn.Ignored {
			delete(r.roles, name)
		}
	}
	return nil
}

func (r *trainRows) tell(column, format string, args ...any) {
	r.told = append(r.told, learn.Notice{Column: column, Text: fmt.Sprintf(format, args...)})
}

// keep leaves out the rows whose outcome is not known.
func (r *trainRows) keep(known []int, outcome string) {
	first := 0
	for first < len(known) && known[first] == first {
		first++
	}
	r.tell(outcome, "%d rows have no outcome and were left out, the first in line %d", r.table.Frame.Rows-len(known), r.table.Line(first))
	r.data = r.table.Frame.Take(known)
	r.table.Keep(known)
}

// words that say whether something happened.
var saidYes = map[string]float64{
	"0": 0, "1": 1, "no": 0, "yes": 1, "n": 0, "y": 1, "false": 0, "true": 1, "f": 0, "t": 1,
}

// outcomes reads the outcome: its rows that have one.
func (r *trainRows) outcomes(name string) (known []int, err error) {
	r.data = r.table.Frame
	column := r.data.Column(name)
	values := make([]float64, 0, r.data.Rows)
	for i := range r.data.Rows {
		if column.Missing(i) {
			continue
		}
		v, err := r.happened(column, i)
		if err != nil {
			return nil, err
		}
		known = append(known, i)
		values = append(values, v)
	}
	if len(known) == 0 {
		return nil, &fault.Error{Code: fault.Invalid, File: r.table.Path, Column: name, Reason: "no row has an outcome"}
	}
	r.outcome = values
	r.kindOf(name)
	return known, nil
}

// happened is the outcome of a row.
func (r *trainRows) happened(c *frame.Column, row int) (float64, error) {
	bad := &fault.Error{Code: fault.Invalid, File: r.table.Path, Line: r.table.Line(row), Column: c.Name, Fix: "give 0 or 1, yes or no, or a count, and leave it empty where it is not known"}
	switch c.Kind {
	case frame.Number:
		v := float64(c.Numbers[row])
		if v < 0 || v != math.Trunc(v) {
			bad.Reason, bad.Value = "the outcome is no count", fmt.Sprint(v)
			return 0, bad
		}
		return v, nil
	case frame.Category:
		word := c.Levels[c.Codes[row]]
		v, ok := saidYes[strings.ToLower(word)]
		if !ok {
			bad.Reason, bad.Value = "the outcome says neither that it happened nor that it did not", word
			return 0, bad
		}
		return v, nil
	}
	bad.Reason = "the outcome is no number"
	return 0, bad
}

// kindOf tells counts from what happens or not.
func (r *trainRows) kindOf(name string) {
	r.kind = learn.Binary
	if most := slices.Max(r.outcome); most > 1 {
		r.kind = learn.Count
		r.tell(name, "the outcome goes up to %v, so it is learned from as a count", most)
	}
}

// groups reads whose each row is.
func (r *trainRows) groups(name string) error {
	if name == "" {
		for _, left := range r.table.Left {
			if left.Repeats {
				r.tell(left.Name, "several rows have the same one: name it with --split where they are of one person, or validation sees people it learned from")
			}
		}
		return nil
	}
	r.group = r.data.Column(name).Texts
	for i, g := range r.group {
		if g == "" {
			return &fault.Error{Code: fault.Invalid, File: r.table.Path, Line: r.table.Line(i), Column: name, Reason: "the row does not say whose it is", Fix: "fill it in, or leave the row out"}
		}
	}
	return nil
}

// numbers reads a column that every row must have.
func (r *trainRows) numbers(name, flag string) ([]float64, error) {
	if name == "" {
		return nil, nil
	}
	c := r.data.Column(name)
	if c.Kind != frame.Number {
		return nil, &fault.Error{Code: fault.Invalid, File: r.table.Path, Column: name, Reason: "holds words, where " + flag + " needs numbers or dates"}
	}
	out := make([]float64, len(c.Numbers))
	for i, v := range c.Numbers {
		if out[i] = float64(v); v != v {
			return nil, &fault.Error{Code: fault.Invalid, File: r.table.Path, Line: r.table.Line(i), Column: name, Reason: "the row has none, and " + flag + " needs one of every row"}
		}
	}
	return out, nil
}

// exposures reads the time in which counts were counted.
func (r *trainRows) exposures(name string) error {
	values, err := r.numbers(name, "--exposure")
	if err != nil || values == nil {
		return err
	}
	if r.kind != learn.Count {
		return &fault.Error{Code: fault.Invalid, Column: "--exposure", Value: name, Reason: "is of use where the outcome is a count"}
	}
	for i, v := range values {
		if v <= 0 {
			return &fault.Error{Code: fault.Invalid, File: r.table.Path, Line: r.table.Line(i), Column: name, Value: fmt.Sprint(v), Reason: "nothing can be counted in no time", Fix: "give a time above 0, or leave the row out"}
		}
		values[i] = math.Log(v)
	}
	r.offset = values
	return nil
}

// locate names the file in a fault of its columns, and what to do about a column
// that tells the outcome.
func (r *trainRows) locate(err error) error {
	var bad *fault.Error
	if !errors.As(err, &bad) || bad.File != "" || bad.Flag() {
		return err
	}
	at := *bad
	at.File = r.table.Path
	at.Line = 1
	if at.Column != "" && strings.HasPrefix(at.Fix, "ignore the column") {
		at.Fix = fmt.Sprintf("leave it out with --ignore %s, or keep it with --allow %s where it is known beforehand", at.Column, at.Column)
	}
	return &at
}

// notices are what reading found.
func (r *trainRows) notices() []learn.Notice {
	var out []learn.Notice
	for _, text := range r.table.Notices {
		out = append(out, learn.Notice{Text: text})
	}
	return append(out, r.told...)
}

// left are the columns that the model is not given.
func (c *trainCmd) left(r *trainRows) []learn.Left {
	var out []learn.Left
	for _, l := range r.table.Left {
		out = append(out, learn.Left{Name: l.Name, Role: learn.Identifier, Why: l.Why})
	}
	for _, name := range r.ignored {
		out = append(out, learn.Left{Name: name, Role: learn.Ignored, Why: "as asked"})
	}
	for name, why := range map[string]string{c.Split: "whose rows stay together", c.Time: "when a row was", c.Exposure: "the time in which the outcome was counted"} {
		if name != "" {
			out = append(out, learn.Left{Name: name, Role: learn.Ignored, Why: why})
		}
	}
	slices.SortFunc(out, func(a, b learn.Left) int { return strings.Compare(a.Name, b.Name) })
	return out
}
