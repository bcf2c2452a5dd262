package main

import (
	"fmt"
	"time"

	"continuum/internal/fault"
	"continuum/warehouse"
)

type buildsCmd struct {
	placeArg
	dataFlag
	Compare  []string `help:"Compare two builds, such as 3f9a1c,live." placeholder:"A,B" xor:"do"`
	Rollback string   `help:"Serve this build again." placeholder:"ID" xor:"do"`
}

// Run lists builds, compares two or rolls back.
func (c buildsCmd) Run(a *app) error {
	dir := c.dir(c.Place)
	switch {
	case c.Rollback != "":
		return a.rollback(dir, c.Rollback)
	case len(c.Compare) == 0:
		return a.listBuilds(dir)
	case len(c.Compare) != 2:
		return &fault.Error{Code: fault.Invalid, Column: "--compare", Value: fmt.Sprint(c.Compare), Reason: "needs two builds", Fix: "write --compare A,B with ids that `continuum builds` lists, or live"}
	}
	x, err := dir.Compare(a.ctx, c.Compare[0], c.Compare[1])
	if err != nil {
		return err
	}
	if a.json {
		return a.print(x)
	}
	a.printComparison(x)
	return nil
}

func (a *app) rollback(dir warehouse.Dir, name string) error {
	id, err := dir.Rollback(name)
	if err != nil {
		return err
	}
	if a.json {
		return a.print(map[string]string{"live": id})
	}
	a.line("Build %s is live.", id)
	return nil
}

func (a *app) listBuilds(dir warehouse.Dir) error {
	live, err := dir.LiveID()
	if err != nil {
		return err
	}
	all, err := dir.Builds()
	if err != nil {
		return err
	}
	if a.json {
		return a.print(map[string]any{"live": live, "builds": all})
	}
	a.line("%-6s%-26s%-20s%12s%14s  %s", "", "build", "made", "people", "activities", "content")
	for _, m := range all {
		mark := ""
		if m.ID == live {
			mark = "live"
		}
		a.line("%-6s%-26s%-20s%12d%14d  %.12s", mark, m.ID, m.CreatedAt.Local().Format("02-Jan-2006 15:04"), m.People, m.Rows("activity"), m.ContentHash)
	}
	return nil
}

func (a *app) printComparison(x warehouse.Comparison) {
	a.line("%s -> %s", x.A, x.B)
	if x.Same {
		a.line("The content is the same.")
	}
	a.line("People %d -> %d: %d gained, %d lost, %d merged into others, %d split", x.PeopleA, x.PeopleB, x.Gained, x.Lost, x.Merged, x.Split)
	a.line("Registrations: %d new, %d gone, %d now under another person", x.NewReg, x.GoneReg, x.Moved)
	if x.PlaceChanged {
		a.line("The place folder changed.")
	}
	for _, file := range x.InputsChanged {
		a.line("Changed extract: %s", file)
	}
	a.line("%-24s%-18s%12s%12s%12s", "partner", "table", "rows before", "rows after", "change")
	for _, d := range x.Sources {
		a.line("%-24s%-18s%12d%12d%+12d", d.Source, d.Table, d.A, d.B, d.B-d.A)
	}
}

func printBuild(a *app, m warehouse.Manifest) {
	var seconds float64
	for _, t := range m.Timings {
		seconds += t.Seconds
	}
	a.line("Build %s is live: %d people from %d registrations, %d activities, in %.1f s.", m.ID, m.People, m.Rows("identity"), m.Rows("activity"), seconds)
	if n := m.Rows("reject"); n > 0 {
		a.line("%d rows were quarantined or lost a value; the feeds' quality pages say why.", n)
	}
}

// now is the clock of builds.
func now() time.Time { return time.Now() }
