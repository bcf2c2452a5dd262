package main

import (
	"fmt"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/target/instrument"
)

type scoreCmd struct {
	Instrument string `arg:"" help:"An instrument, several with commas between them, or all that the file suffices for; list shows them."`
	File       string `arg:"" optional:"" help:"CSV (also compressed) or Parquet: a row for each code in any order, or one a person with several codes in a cell. Without it the instrument is described."`

	ID            string            `help:"Column that names the person (or the stay)." placeholder:"COL"`
	Code          []string          `help:"Columns of diagnoses, or of names of conditions." placeholder:"COL"`
	Position      string            `help:"Column that says where a diagnosis stands: 1 or primary, else secondary." placeholder:"COL"`
	Primary       []string          `help:"Columns of primary diagnoses." placeholder:"COL"`
	Secondary     []string          `help:"Columns of secondary diagnoses." placeholder:"COL"`
	Procedure     []string          `help:"Columns of procedures (OPCS-4)." placeholder:"COL"`
	MainProcedure []string          `help:"Columns of main procedures (OPCS-4)." placeholder:"COL"`
	Item          map[string]string `help:"Column of an item, where it is not named as the item is; repeat for more." placeholder:"ITEM=COL"`
	People        string            `help:"A second file with one row a person: items, and everybody to be scored." placeholder:"FILE" type:"existingfile"`
	Place         string            `help:"A place folder with instruments of its own." placeholder:"DIR"`
	Assign0       bool              `name:"assign0" negatable:"" default:"true" help:"Count a severe condition without its mild form."`
	Flags         string            `enum:"usual,all,none" default:"usual" help:"Conditions as columns: usual (one instrument with few), all or none."`
	Out           string            `help:"File for the scores: CSV, or by its name .gz or .parquet; standard output if not given." placeholder:"FILE"`
	List          bool              `help:"List the instruments with source and validity."`
}

// Run scores everybody in a file.
func (c scoreCmd) Run(a *app) error {
	a.unchanged = ""
	set, err := c.instruments(a)
	if err != nil {
		return err
	}
	if c.Instrument == "list" || c.List {
		return a.listInstruments(set)
	}
	if c.File == "" && c.ID == "" && c.Out == "" && c.People == "" {
		return a.showInstrument(set, c.Instrument)
	}
	if c.File == "" {
		return &fault.Error{Code: fault.Invalid, Column: "--id", Value: c.ID, Reason: "options of scoring need a file to score", Fix: "name the file of codes after the instrument"}
	}
	if c.Out != "" {
		a.unchanged = c.Out + " was not written"
	}
	run, err := c.plan(a, set)
	if err != nil {
		return err
	}
	if err := run.read(); err != nil {
		return err
	}
	if err := run.judge(); err != nil {
		return err
	}
	if err := run.write(); err != nil {
		return err
	}
	a.unchanged = ""
	return run.finish()
}

// instruments are those published and the place's own.
func (c scoreCmd) instruments(a *app) (*instrument.Set, error) {
	if c.Place == "" {
		return instrument.Published(), nil
	}
	p, problems, err := place.Load(c.Place)
	if err != nil {
		return nil, err
	}
	set, more := instrument.Load(p)
	problems = slices.DeleteFunc(append(problems, more...), func(x place.Problem) bool {
		return x.File != "place.yaml" && !strings.HasPrefix(x.File, instrument.Folder+"/")
	})
	for _, x := range place.Sort(problems) {
		fmt.Fprintln(a.err, x)
	}
	if len(problems) > 0 {
		return nil, &fault.Error{Code: fault.Invalid, File: c.Place, Reason: counted(problems) + " in what its instruments rest on", Fix: "mend them; `continuum check` judges the whole place"}
	}
	return set, nil
}

// chosen are the names of the instruments asked for; all tells whether those that
// cannot be scored are left out instead of refused.
func (c scoreCmd) chosen(set *instrument.Set) (names []string, all bool) {
	if c.Instrument == "all" {
		return set.Names(), true
	}
	for name := range strings.SplitSeq(c.Instrument, ",") {
		names = append(names, strings.TrimSpace(name))
	}
	return names, false
}
