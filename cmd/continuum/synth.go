package main

import (
	"path/filepath"
	"strings"

	"continuum/internal/fault"
	"continuum/synth"
	"continuum/synth/messy"
)

type synthCmd struct {
	Place  synthPlaceCmd  `cmd:"" name:"run" default:"withargs" help:"Write the extracts of a synthetic place (the default)."`
	People synthPeopleCmd `cmd:"" help:"Write one file of records of people, for judging linkage on its own."`
}

type synthPlaceCmd struct {
	placeArg
	People int    `help:"How many people." default:"20000"`
	Seed   uint64 `help:"The same seed gives the same bytes." default:"1"`
	Out    string `required:"" help:"Folder for the extracts." placeholder:"DIR"`
	Truth  string `help:"Folder for the truth; by default beside --out, named DIR-truth." placeholder:"DIR"`
}

// Run writes a synthetic place's extracts.
func (c synthPlaceCmd) Run(a *app) error {
	if _, err := a.sound(c.Place); err != nil {
		return err
	}
	s, err := a.synth(c.People, c.Seed, c.Out, c.Truth)
	if err != nil {
		return err
	}
	if a.json {
		return a.print(s)
	}
	a.bars.wait(nil)
	a.line("Wrote the extracts of %d people to %s and the truth about them to %s.", s.People, c.Out, truthDir(c.Out, c.Truth))
	return nil
}

func truthDir(out, truth string) string {
	if truth != "" {
		return truth
	}
	return filepath.Clean(out) + "-truth"
}

func (a *app) synth(people int, seed uint64, out, truth string) (synth.Summary, error) {
	if people < 2 || people > synth.MaxPeople {
		return synth.Summary{}, &fault.Error{Code: fault.Invalid, Column: "--people", Reason: "must be from 2 to 9,000,000"}
	}
	report := a.bars.report()
	return synth.Write(a.ctx, synth.Options{
		People: people, Seed: seed, Out: out, Truth: truthDir(out, truth),
		Progress: func(done, total int) { report.Report("make people and their extracts", int64(done), int64(total)) },
	})
}

type synthPeopleCmd struct {
	Kind    string `help:"messy: registers without an identifier, much of them wrong; plain: partners' registrations with NHS numbers." enum:"messy,plain" default:"messy"`
	Records int    `help:"How many records." default:"50000"`
	Seed    uint64 `help:"The same seed gives the same bytes." default:"1"`
	Out     string `required:"" help:"CSV of the records; compressed when it ends in .gz." placeholder:"FILE"`
	Truth   string `help:"CSV that says whose each record is; by default beside --out, named FILE-truth." placeholder:"FILE"`
}

// Run writes records of people and whose they are.
func (c synthPeopleCmd) Run(a *app) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	report := a.bars.report()
	o.Progress = func(done, total int) { report.Report("make people and their records", int64(done), int64(total)) }
	s, err := messy.Write(a.ctx, o)
	if err != nil {
		return err
	}
	if a.json {
		return a.print(s)
	}
	a.bars.wait(nil)
	a.line("Wrote %d records of %d people to %s and whose they are to %s.", s.Records, s.People, o.Out, o.Truth)
	return nil
}

func (c synthPeopleCmd) options() (messy.Options, error) {
	o := messy.Options{Kind: messy.Kind(c.Kind), Records: c.Records, Seed: c.Seed, Out: c.Out, Truth: c.Truth}
	name, isCSV := csvName(c.Out)
	if !isCSV {
		return o, &fault.Error{Code: fault.Invalid, Column: "--out", Value: c.Out, Reason: "must be a CSV file", Fix: "end it in .csv or .csv.gz"}
	}
	if o.Truth == "" {
		o.Truth = name + "-truth" + strings.TrimPrefix(c.Out, name)
	}
	if _, isCSV := csvName(o.Truth); !isCSV {
		return o, &fault.Error{Code: fault.Invalid, Column: "--truth", Value: o.Truth, Reason: "must be a CSV file", Fix: "end it in .csv or .csv.gz"}
	}
	if filepath.Clean(o.Truth) == filepath.Clean(o.Out) {
		return o, &fault.Error{Code: fault.Invalid, Column: "--truth", Value: o.Truth, Reason: "must be another file than --out"}
	}
	if c.Records < 1 || c.Records > messy.MaxRecords {
		return o, &fault.Error{Code: fault.Invalid, Column: "--records", Reason: "must be from 1 to 300,000,000"}
	}
	return o, nil
}

// csvName gives a path without .csv or .csv.gz.
func csvName(path string) (string, bool) {
	return strings.CutSuffix(strings.TrimSuffix(path, ".gz"), ".csv")
}
