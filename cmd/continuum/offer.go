package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"

	"continuum/internal/fault"
	"continuum/target/impact"
)

type offerCmd struct {
	Pilot  string `required:"" help:"A randomised or matched pilot: CSV (also compressed) or Parquet, one row a person, with what was known before." type:"existingfile" placeholder:"FILE"`
	People string `required:"" help:"The people to choose from, with the same columns." type:"existingfile" placeholder:"FILE"`

	ID      string `required:"" help:"Column that names the person." placeholder:"COL"`
	Treated string `required:"" help:"Column of the pilot: 1 for whoever was offered help, 0 for others." placeholder:"COL"`
	Events  string `required:"" help:"Column of the pilot: how many events each then had." placeholder:"COL"`
	Last    string `help:"Column with each person's events in the last period, for regression to the mean; by default the one whose name is most like that of the events." placeholder:"COL"`

	EventCost       float64 `required:"" help:"What one avoided event saves, in pence: its marginal cost, not the average tariff." placeholder:"PENCE"`
	ProgrammeCost   float64 `required:"" help:"What offering the programme to one person costs, as in the pilot, in pence." placeholder:"PENCE"`
	EventCostSD     float64 `name:"event-cost-sd" help:"How unsure the cost of an event is: its standard deviation, in pence." placeholder:"PENCE"`
	ProgrammeCostSD float64 `name:"programme-cost-sd" help:"The same of what the programme costs." placeholder:"PENCE"`

	Prior  string `help:"YAML of what is known of the effect from elsewhere; by default weak knowledge from published reviews." type:"existingfile" placeholder:"FILE"`
	Places *int   `help:"Offer it to no more people than this." placeholder:"N"`
	Seed   uint64 `help:"The same seed gives the same answer." default:"1"`
	Out    string `required:"" help:"CSV of the list, best first: id, value (expected net value in pence). Compressed when it ends in .gz." placeholder:"LIST"`
}

// Run chooses whom to offer a programme, and how many.
func (c offerCmd) Run(a *app) error {
	a.unchanged = c.Out + " was not written"
	if err := c.check(); err != nil {
		return err
	}
	files := impact.Files{
		Pilot: c.Pilot, People: c.People, ID: c.ID, Treated: c.Treated, Events: c.Events, Last: c.Last,
		Progress: a.bars.report(),
	}
	r, notices, err := files.Read(a.ctx)
	if err != nil {
		return err
	}
	if err := c.fill(&r); err != nil {
		return err
	}
	answer, err := impact.Offer(a.ctx, r)
	if err != nil {
		return inHeader(err, c.Pilot)
	}
	if err := c.write(r.IDs, answer); err != nil {
		return err
	}
	a.unchanged = ""
	for _, w := range append(notices, answer.Warnings...) {
		a.warn("%s", w)
	}
	if a.json {
		return a.print(c.report(r, answer))
	}
	a.bars.wait(nil)
	offerText{a, c, r, answer}.print()
	return nil
}

// inHeader names the file in a fault, and the line of the header where it is of a column.
func inHeader(err error, file string) error {
	var f *fault.Error
	if errors.As(err, &f) && f.File == "" && f.Column != "" && f.Line == 0 && !f.Flag() {
		at := *f
		at.File, at.Line = file, 1
		return &at
	}
	return inFile(err, file)
}

func (c *offerCmd) check() error {
	_, plain := csvName(c.Out)
	switch {
	case !plain:
		return &fault.Error{Code: fault.Invalid, Column: "--out", Value: c.Out, Reason: "must be a CSV file", Fix: "end it in .csv or .csv.gz"}
	case c.Places != nil && *c.Places < 0:
		return &fault.Error{Code: fault.Invalid, Column: "--places", Value: fmt.Sprint(*c.Places), Reason: "must be 0 or more"}
	case !(c.EventCost > 0 && c.EventCost <= 1e12):
		return &fault.Error{Code: fault.Invalid, Column: "--event-cost", Value: fmt.Sprint(c.EventCost), Reason: "must be above 0 and at most 1000000000000, in pence"}
	case !(c.ProgrammeCost >= 0 && c.ProgrammeCost <= 1e12):
		return &fault.Error{Code: fault.Invalid, Column: "--programme-cost", Value: fmt.Sprint(c.ProgrammeCost), Reason: "must be 0 or more and at most 1000000000000, in pence"}
	case !(c.EventCostSD >= 0 && c.EventCostSD <= 1e12):
		return &fault.Error{Code: fault.Invalid, Column: "--event-cost-sd", Value: fmt.Sprint(c.EventCostSD), Reason: "must be 0 or more and at most 1000000000000, in pence"}
	case !(c.ProgrammeCostSD >= 0 && c.ProgrammeCostSD <= 1e12):
		return &fault.Error{Code: fault.Invalid, Column: "--programme-cost-sd", Value: fmt.Sprint(c.ProgrammeCostSD), Reason: "must be 0 or more and at most 1000000000000, in pence"}
	case slices.Contains([]string{strings.TrimSpace(c.ID), strings.TrimSpace(c.Treated), strings.TrimSpace(c.Events)}, ""):
		return &fault.Error{Code: fault.Invalid, Column: "--id", Reason: "--id, --treated or --events names no column", Fix: "name the columns"}
	case c.ID == c.Treated || c.ID == c.Events || c.Treated == c.Events:
		return &fault.Error{Code: fault.Invalid, Column: "--events", Value: c.Events, Reason: "--id, --treated and --events must name three different columns"}
	}
	return outFile("list", c.Out, c.Pilot, c.People, c.Prior)
}

// fill adds what the command line says to what the files say.
func (c *offerCmd) fill(r *impact.Request) (err error) {
	r.Unsure = impact.Doubt{Event: c.EventCostSD, Engaged: c.ProgrammeCostSD}
	r.Event, r.Cost, r.Seed, r.Places = c.EventCost, c.ProgrammeCost, c.Seed, impact.Unlimited
	if c.Places != nil {
		r.Places = *c.Places
	}
	if c.Prior != "" {
		r.Prior, err = impact.ReadPrior(c.Prior)
	}
	return err
}

// write writes the list, whole or not at all. An empty list is a header alone.
func (c *offerCmd) write(ids []string, answer *impact.Answer) error {
	rows := func(w io.Writer) error {
		out := csv.NewWriter(w)
		_ = out.Write([]string{"id", "value"})
		for _, i := range answer.List.Chosen {
			_ = out.Write([]string{ids[i], strconv.FormatInt(impact.Pence(answer.Values[i]), 10)})
		}
		out.Flush()
		return out.Error()
	}
	if !strings.HasSuffix(c.Out, ".gz") {
		return writeOwn(c.Out, rows)
	}
	return writeOwn(c.Out, func(w io.Writer) error {
		packed := gzip.NewWriter(w)
		if err := rows(packed); err != nil {
			return err
		}
		return packed.Close()
	})
}
