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
	if err := r.allowed(c.Allow); err != nil {
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

// allowed refuses a column that is allowed and is not there: a slip would let the
// one that is meant be refused, or another pass.
func (r *trainRows) allowed(allow []string) error {
	names := slices.Clone(r.ignored)
	for _, c := range r.table.Columns {
		names = append(names, c.Name)
	}
	for _, l := range r.table.Left {
		names = append(names, l.Name)
	}
	for _, name := range allow {
		if !slices.Contains(names, name) {
			return table.NoColumn(r.table.Path, name, names)
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
	r.tell(outcome, "%s without an outcome left out, the first in line %d", many(r.table.Frame.Rows-len(known), "row"), r.table.Line(first))
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
	if k := slices.IndexFunc(r.table.Columns, func(c table.Column) bool { return c.Name == name }); k >= 0 && r.table.Columns[k].Kind == table.Date {
		return nil, &fault.Error{Code: fault.Invalid, File: r.table.Path, Line: 1, Column: name, Reason: "the outcome holds dates", Fix: "write 1 where it happened and 0 where it did not"}
	}
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
		return nil, &fault.Error{Code: fault.Invalid, File: r.table.Path, Line: 1, Column: name, Reason: "no row has an outcome", Fix: "name the column that says what happened"}
	}
	r.outcome = values
	return known, r.kindOf(name)
}

// mostEvents is the largest count that is learned from.
const mostEvents = 1e9

// happened is the outcome of a row.
func (r *trainRows) happened(c *frame.Column, row int) (float64, error) {
	bad := &fault.Error{Code: fault.Invalid, File: r.table.Path, Line: r.table.Line(row), Column: c.Name, Fix: "give 0 or 1, yes or no, or a count, and leave it empty where it is not known"}
	switch c.Kind {
	case frame.Number:
		v := float64(c.Numbers[row])
		if v > mostEvents {
			bad.Reason, bad.Value = "the outcome is no count that can be: it is too large", fmt.Sprint(v)
			return 0, bad
		}
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
func (r *trainRows) kindOf(name string) error {
	r.kind = learn.Binary
	most, least := slices.Max(r.outcome), slices.Min(r.outcome)
	if most <= 1 {
		return nil
	}
	r.kind = learn.Count
	if least > 0 && least < most && !slices.ContainsFunc(r.outcome, func(v float64) bool { return v != least && v != most }) {
		return &fault.Error{
			Code: fault.Invalid, File: r.table.Path, Line: 1, Column: name, Reason: fmt.Sprintf("the outcome is %v or %v and never 0, so it is not known which means that it happened", least, most),
			Fix: "write 1 where it happened and 0 where it did not",
		}
	}
	r.tell(name, "the outcome goes up to %v, so it is learned from as a count", most)
	return nil
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
		return nil, &fault.Error{Code: fault.Invalid, File: r.table.Path, Line: 1, Column: name, Reason: "holds words, where " + flag + " needs numbers or dates"}
	}
	out := make([]float64, len(c.Numbers))
	for i, v := range c.Numbers {
		if out[i] = float64(v); v != v {
			return nil, &fault.Error{Code: fault.Invalid, File: r.table.Path, Line: r.table.Line(i), Column: name, Reason: "the row has none, and " + flag + " needs one of every row"}
		}
	}
	return out, nil
}

const leastExposure = 0.999e-6 // of what is kept in 32 bits

// mostLonger is how many times the longest exposure may be the shortest.
const mostLonger = 1.001e6

// exposures reads the time in which counts were counted.
func (r *trainRows) exposures(name string) error {
	values, err := r.numbers(name, "--exposure")
	if err != nil || values == nil {
		return err
	}
	if r.kind != learn.Count {
		return &fault.Error{Code: fault.Invalid, Column: "--exposure", Value: name, Reason: "is of use where the outcome is a count"}
	}
	longest := slices.Max(values)
	for i, v := range values {
		if v > 0 && (v*mostLonger < longest || v < leastExposure || v > 1/leastExposure) {
			return &fault.Error{Code: fault.Invalid, File: r.table.Path, Line: r.table.Line(i), Column: name, Value: fmt.Sprint(v), Reason: fmt.Sprintf("is no time beside the longest, which is %v", longest), Fix: "give times from 1e-6 to 1e6 of which none is a million times another"}
		}
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
