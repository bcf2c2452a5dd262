package main

import (
	"path/filepath"
	"strings"

	"continuum/internal/fault"
	"continuum/internal/stat/gbm"
	"continuum/target/learn"
)

type trainCmd struct {
	File string `arg:"" help:"CSV (also compressed) or Parquet: a row for each person, stay or household, whose outcome is known." type:"existingfile"`

	Outcome  string   `required:"" help:"Column of what is to be predicted: 0 or 1 (yes or no), or counts." placeholder:"COL"`
	Split    string   `help:"Column of the person or group whose rows must stay together when the model is validated." placeholder:"COL"`
	Ignore   []string `help:"Columns to leave out." placeholder:"COL"`
	Allow    []string `help:"Columns that may tell the outcome nearly perfectly by themselves." placeholder:"COL"`
	Time     string   `help:"Column that says when a row was: the latest quarter then validates, instead of folds." placeholder:"COL"`
	Exposure string   `help:"Of counts, the column of the time in which they were counted." placeholder:"COL"`
	Types    string   `help:"YAML of what columns are where what is found out is not meant, as 'age: interval'." placeholder:"FILE" type:"existingfile"`

	Learner      string  `help:"Learner to use: linear, boosting, or both of which the better or their sum is chosen." enum:"both,linear,boosting" default:"both"`
	Trees        int     `help:"Trees of boosting; as many as validation finds best if not given." placeholder:"N"`
	Depth        int     `help:"Depth of the trees; a few are tried if not given." placeholder:"N"`
	Rate         float64 `help:"Learning rate of boosting (0.1 where trees or depth are given)." placeholder:"R"`
	NoValidation bool    `help:"Learn only: no figures, no recalibration."`

	Seed uint64 `help:"The same file and seed give the same model." default:"1"`
	Out  string `required:"" help:"File for the model." placeholder:"MODEL"`
}

// Run learns a model from a file and says how well it predicts.
func (c trainCmd) Run(a *app) error {
	a.unchanged = c.Out + " was not written"
	if err := c.check(); err != nil {
		return err
	}
	rows, err := c.read(a)
	if err != nil {
		return err
	}
	request := c.request(a, rows)
	model, report, err := learn.Train(a.ctx, request)
	if err != nil {
		return rows.locate(err)
	}
	a.unchanged = ""
	if err := writeOwn(c.Out, model.Write); err != nil {
		return err
	}
	return c.answer(a, rows, model, report)
}

// check finds flags that contradict each other before the long work.
func (c *trainCmd) check() error {
	fixed := c.Trees != 0 || c.Depth != 0 || c.Rate != 0
	bad := func(flag, reason, fix string) error {
		return &fault.Error{Code: fault.Invalid, Column: flag, Reason: reason, Fix: fix}
	}
	switch {
	case c.Learner == string(learn.Linear) && fixed:
		return bad("--learner", "the elastic net has no trees", "leave --trees, --depth and --rate out, or use boosting")
	case c.Trees < 0 || c.Trees > 10_000:
		return bad("--trees", "must be from 1 to 10,000", "")
	case c.Depth < 0 || c.Depth > 12:
		return bad("--depth", "must be from 1 to 12", "")
	case !(c.Rate >= 0 && c.Rate <= 1):
		return bad("--rate", "must be above 0 and at most 1", "")
	case c.NoValidation && c.Learner == string(learn.Linear):
		return bad("--no-validation", "the elastic net finds its penalty by validation", "use --learner boosting, or validate")
	case c.NoValidation && c.Time != "":
		return bad("--no-validation", "then --time has no use", "leave one of them out")
	case strings.TrimSpace(c.Outcome) == "":
		return bad("--outcome", "names no column", "name the column of what is to be predicted")
	}
	return outFile("model", c.Out, c.File, c.Types)
}

// request says what to learn and how.
func (c *trainCmd) request(a *app, rows *trainRows) learn.Request {
	r := learn.Request{
		Data: rows.data, Outcome: rows.outcome, Name: c.Outcome, Kind: rows.kind, Group: rows.group, Time: rows.time,
		Offset: rows.offset, Roles: rows.roles, Unproven: c.NoValidation, Allow: c.Allow, Seed: c.Seed,
		LeftOut: c.left(rows),
		Source:  learn.Source{File: filepath.Base(c.File), SHA256: rows.table.SHA256, Rows: rows.data.Rows},
		Product: version, Progress: a.bars.report(),
	}
	if c.Learner != "both" {
		r.Learners = []learn.Learner{learn.Learner(c.Learner)}
	}
	if c.NoValidation {
		r.Learners = []learn.Learner{learn.Boosting}
	}
	if c.Trees != 0 || c.Depth != 0 || c.Rate != 0 {
		r.Boost = []gbm.Options{c.options()}
	}
	return r
}

// options are those of boosting as given.
func (c *trainCmd) options() gbm.Options {
	o := gbm.Options{Trees: c.Trees, Depth: c.Depth, Rate: c.Rate}
	if o.Trees == 0 {
		o.Trees, o.Early = 1000, 50
	}
	if o.Depth == 0 {
		o.Depth = 6
	}
	if o.Rate == 0 {
		o.Rate = 0.1
	}
	return o
}

// trainAnswer is the answer for machines: what was learned and how good it is.
type trainAnswer struct {
	Model string `json:"model"` // file
	Hash  string `json:"sha256"`
	learn.Report
}

func (c *trainCmd) answer(a *app, rows *trainRows, m *learn.Model, r *learn.Report) error {
	r.Notices = append(rows.notices(), r.Notices...)
	if a.json {
		return a.print(trainAnswer{c.Out, m.Hash(), *r})
	}
	a.bars.wait(nil)
	printTraining(a, c, m, r)
	return nil
}
