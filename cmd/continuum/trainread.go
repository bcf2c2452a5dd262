package main

import (
	"maps"
	"os"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/internal/frame"
	"continuum/target/learn"
	"continuum/target/table"
)

// trainRows are the rows of a file that are learned from.
type trainRows struct {
	table   *table.Table
	data    *frame.Frame // features
	kind    learn.Kind
	outcome []float64
	group   []string
	time    []float64
	offset  []float64
	roles   map[string]learn.Role
	ignored []string
	told    []learn.Notice
}

// read reads the file and takes outcome, group and time out of its columns.
func (c *trainCmd) read(a *app) (*trainRows, error) {
	r := &trainRows{roles: map[string]learn.Role{}}
	if err := c.types(a, r); err != nil {
		return nil, err
	}
	kinds := map[string]table.Kind{}
	for name, role := range r.roles {
		kinds[name] = readAs(role)
	}
	if c.Split != "" {
		kinds[c.Split] = table.Text
	}
	var ignore []string
	for _, name := range c.Ignore {
		ignore = append(ignore, strings.TrimSpace(name))
	}
	for name, role := range r.roles {
		if role == learn.Identifier || role == learn.Ignored {
			ignore = append(ignore, name)
		}
	}
	slices.Sort(ignore)
	r.ignored = slices.Compact(ignore)
	if err := c.apart(r.ignored); err != nil {
		return nil, err
	}
	if c.Outcome == c.Split {
		return nil, &fault.Error{Code: fault.Invalid, Column: "--split", Value: c.Split, Reason: "is the outcome"}
	}
	names := slices.DeleteFunc([]string{c.Outcome, c.Split, c.Time, c.Exposure}, func(s string) bool { return s == "" })
	var err error
	r.table, err = table.Read(a.ctx, c.File, table.Options{Kinds: kinds, Needed: names, Drop: r.ignored, Progress: a.bars.report()})
	if err != nil {
		return nil, err
	}
	return r, r.take(c)
}

// apart refuses a column that is both wanted and ignored.
func (c *trainCmd) apart(ignore []string) error {
	for flag, name := range map[string]string{"--outcome": c.Outcome, "--split": c.Split, "--time": c.Time, "--exposure": c.Exposure} {
		if name != "" && slices.Contains(ignore, name) {
			return &fault.Error{Code: fault.Invalid, Column: flag, Value: name, Reason: "is to be ignored too"}
		}
	}
	return nil
}

// types reads the file of --types.
func (c *trainCmd) types(a *app, r *trainRows) error {
	if c.Types == "" {
		return nil
	}
	data, err := os.ReadFile(c.Types)
	if err != nil {
		return &fault.Error{Code: fault.Unavailable, File: c.Types, Reason: "cannot be read", Err: bare(err)}
	}
	roles, err := learn.ParseTypes(c.Types, data)
	if err != nil {
		return err
	}
	names, err := table.Columns(a.ctx, c.File)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(roles)) {
		if !slices.Contains(names, name) {
			return inFile(&fault.Error{Code: fault.Invalid, Column: name, Reason: "a type is given for a column that " + c.File + " does not have"}, c.Types)
		}
	}
	r.roles = roles
	return nil
}

// readAs is how a column of a role is read.
func readAs(role learn.Role) table.Kind {
	switch role {
	case learn.Number:
		return table.Number
	case learn.Date:
		return table.Date
	case learn.Category, learn.Code, learn.Interval:
		return table.Category
	}
	return table.Text
}
