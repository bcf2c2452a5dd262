package main

import (
	"os"
	"slices"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/internal/frame"
	"continuum/target/learn"
	"continuum/target/table"
)

type predictCmd struct {
	Model string `arg:"" help:"A model that continuum train wrote." type:"existingfile"`
	File  string `arg:"" help:"CSV (also compressed) or Parquet: a row for each person, stay or household, with the columns the model reads." type:"existingfile"`

	ID      string `required:"" help:"Column that names the row." placeholder:"COL"`
	Reasons int    `help:"How many reasons to give with each score." placeholder:"N"`
	Out     string `required:"" help:"File for the scores: CSV, or by its name .gz or .parquet." placeholder:"SCORES"`
}

// Run scores every row of a file by a model.
func (c predictCmd) Run(a *app) error {
	a.unchanged = c.Out + " was not written"
	if err := c.check(); err != nil {
		return err
	}
	data, err := os.ReadFile(c.Model)
	if err != nil {
		return &fault.Error{Code: fault.Unavailable, File: c.Model, Reason: "cannot be read", Err: bare(err)}
	}
	model, err := learn.Read(c.Model, data)
	if err != nil {
		return err
	}
	c.Reasons = min(c.Reasons, len(model.Features))
	p := &prediction{predictCmd: c, app: a, model: model}
	if err := p.read(); err != nil {
		return err
	}
	if err := p.score(); err != nil {
		return err
	}
	if err := p.write(); err != nil {
		return err
	}
	a.unchanged = ""
	return p.answer()
}

func (c *predictCmd) check() error {
	if strings.TrimSpace(c.ID) == "" {
		return &fault.Error{Code: fault.Invalid, Column: "--id", Reason: "names no column", Fix: "name the column that says who each row is"}
	}
	if c.Reasons < 0 {
		return &fault.Error{Code: fault.Invalid, Column: "--reasons", Reason: "must be 0 or more"}
	}
	if name := strings.ToLower(c.Out); !slices.ContainsFunc([]string{".csv", ".csv.gz", ".parquet"}, func(end string) bool { return strings.HasSuffix(name, end) }) {
		return &fault.Error{Code: fault.Invalid, Column: "--out", Value: c.Out, Reason: "no such kind of file is written", Fix: "end the name in .csv, .csv.gz or .parquet"}
	}
	return outFile("scores", c.Out, c.Model, c.File)
}

// prediction is one run.
type prediction struct {
	predictCmd
	app     *app
	model   *learn.Model
	data    *frame.Frame
	ids     []string
	scores  []float64
	reasons []learn.Explanation // one a row, where asked for
	drift   []learn.Drift
	took    map[string]float64 // seconds
}

// since notes how long a part took.
func (p *prediction) since(part string, start time.Time) { p.took[part] = time.Since(start).Seconds() }

// read reads the rows and judges whether the model can score them.
func (p *prediction) read() error {
	p.took = map[string]float64{}
	defer p.since("read", time.Now())
	names, err := table.Columns(p.app.ctx, p.File)
	if err != nil {
		return err
	}
	if err := p.columns(names); err != nil {
		return err
	}
	kinds := map[string]table.Kind{p.ID: table.Text}
	for i := range p.model.Features {
		f := &p.model.Features[i]
		kinds[f.Name] = readAs(f.Role)
	}
	wanted := append([]string{p.ID}, p.model.Columns()...)
	t, err := table.Read(p.app.ctx, p.File, table.Options{Columns: wanted, Kinds: kinds, Progress: p.app.bars.report()})
	if err != nil {
		return err
	}
	for _, notice := range t.Notices {
		p.app.warn("%s: %s.", p.File, notice)
	}
	p.empty(t)
	p.data, p.ids = t.Frame.Without(p.ID), t.Frame.Column(p.ID).Texts
	return p.named(t)
}

// empty tells of columns that hold nothing at all: scores then rest on the others.
func (p *prediction) empty(t *table.Table) {
	var names []string
	for _, c := range t.Columns {
		if c.Name != p.ID && c.Missing == t.Frame.Rows {
			names = append(names, c.Name)
		}
	}
	if len(names) > 0 {
		p.app.warn("%s: nothing is known in any row of %s: scores do not rest on it.", p.File, strings.Join(names, ", "))
	}
}

// columns finds the columns the model reads, and tells of others.
func (p *prediction) columns(names []string) error {
	if slices.Contains(p.model.Columns(), p.ID) {
		return &fault.Error{Code: fault.Invalid, Column: "--id", Value: p.ID, Reason: "is a column the model learned from", Fix: "name the column that says who each row is"}
	}
	if !slices.Contains(names, p.ID) {
		return table.NoColumn(p.File, p.ID, names)
	}
	var absent, strange []string
	for _, n := range p.model.Columns() {
		if !slices.Contains(names, n) {
			absent = append(absent, n)
		}
	}
	if len(absent) > 0 {
		return &fault.Error{
			Code: fault.Invalid, File: p.File, Line: 1, Reason: "the model reads columns that are not there: " + strings.Join(absent, ", "),
			Fix: "add them, empty where nothing is known, or train a model without them",
		}
	}
	for _, n := range names {
		if n != p.ID && n != p.model.Outcome && !p.model.Knows(n) {
			strange = append(strange, n)
		}
	}
	if len(strange) > 0 {
		p.app.warn("%s has columns that the model has not seen and does not read: %s.", p.File, strings.Join(strange, ", "))
	}
	return nil
}

// named sees that every row has an id of its own.
func (p *prediction) named(t *table.Table) error {
	first := make(map[string]int, len(p.ids))
	for i, id := range p.ids {
		if id == "" {
			return &fault.Error{Code: fault.Invalid, File: p.File, Line: t.Line(i), Column: p.ID, Reason: "the row has no id", Fix: "give every row an id"}
		}
		first[id] = i
	}
	if len(first) == len(p.ids) {
		return nil
	}
	clear(first)
	for i, id := range p.ids {
		if was, twice := first[id]; twice {
			return &fault.Error{
				Code: fault.Invalid, File: p.File, Line: t.Line(i), Column: p.ID, Value: id,
				Reason: "the id occurs twice (also in line " + lineText(t.Line(was)) + ")", Fix: "give every row an id of its own",
			}
		}
		first[id] = i
	}
	return nil
}

// score scores the rows and looks whether they are like those learned from.
func (p *prediction) score() (err error) {
	defer p.since("score", time.Now())
	if p.drift, err = p.model.Drift(p.app.ctx, p.data); err != nil {
		return inHeader(err, p.File)
	}
	for _, d := range p.drift {
		if d.Unseen > 0 {
			p.app.warn("%s: %s: %s with a word that the model has not met, such as %q.", p.File, d.Column, many(d.Unseen, "row"), short(d.Word))
		}
		if d.Index >= learn.Moved {
			p.app.warn("%s: %s: its values lie differently from the rows the model learned from (population stability index %.2f).", p.File, d.Column, d.Index)
		}
	}
	if p.scores, err = p.model.Predict(p.app.ctx, p.data); err != nil {
		return inHeader(err, p.File)
	}
	if p.Reasons > 0 {
		rows := make([]int, p.data.Rows)
		for i := range rows {
			rows[i] = i
		}
		p.reasons, err = p.model.Reasons(p.app.ctx, p.data, rows, p.Reasons)
	}
	return err
}
