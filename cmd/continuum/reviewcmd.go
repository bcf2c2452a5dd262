package main

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"continuum/access"
	"continuum/access/review"
	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
	"continuum/warehouse"
)

type reviewCmd struct {
	Place reviewPlace `arg:""`
}

// reviewPlace is what all commands about unusual looks begin with.
type reviewPlace struct {
	placeArg
	dataFlag
	databaseFlag

	List     reviewListCmd     `cmd:"" default:"1" help:"List looks that seem unusual, the most serious first."`
	Show     reviewShowCmd     `cmd:"" help:"Show one with the entries behind it and what was done about it."`
	Ask      reviewAskCmd      `cmd:"" help:"Ask whoever looked for the reason."`
	Accept   reviewAcceptCmd   `cmd:"" help:"The reason is fine."`
	Escalate reviewEscalateCmd `cmd:"" help:"Hand it to the partner who employs whoever looked."`
	Close    reviewCloseCmd    `cmd:"" help:"End it."`
}

// reviewDesk is the review of a place, opened by a command, which the audit names.
type reviewDesk struct {
	*review.Review
	*auditDesk
}

// with opens the review in the database that serve would use.
func (in *reviewPlace) with(a *app, do func(*reviewDesk) error) error {
	a.unchanged = ""
	l, err := a.served(in.Place)
	if err != nil {
		return err
	}
	dir := in.dir(in.Place)
	k, end, err := a.openKept(l, dir, in.databaseFlag)
	if err != nil {
		return err
	}
	defer end()
	d := &reviewDesk{auditDesk: &auditDesk{kept: k, ctx: access.With(access.Through(a.ctx, "command"), byHand("continuum review"))}}
	if d.accounts, err = openAccounts(d.ctx, k, l); err != nil {
		return err
	}
	builds, err := warehouse.Open(dir)
	if err != nil && fault.CodeOf(err) != fault.NotFound {
		return err
	}
	if builds != nil {
		defer builds.Close()
	}
	if d.Review, err = k.unusual(l, d.accounts, builds); err != nil {
		return err
	}
	return do(d)
}

type reviewListCmd struct {
	All     bool     `help:"Those that are done too."`
	Kind    []string `help:"Of these kinds, such as family,burst." placeholder:"KIND"`
	Officer string   `help:"That this account took up." placeholder:"ACCOUNT"`
	Actor   string   `help:"Looks of this account." placeholder:"ACCOUNT"`
	Person  string   `help:"At this person: their id, or Patient/ID." placeholder:"PERSON"`
	Partner string   `help:"For this partner." placeholder:"ID"`
	After   int64    `help:"Behind the finding of this number." default:"0"`
	Most    int      `help:"How many at most." default:"100"`
}

// query is what is asked.
func (c *reviewListCmd) query(d *reviewDesk) (q review.Query, err error) {
	q = review.Query{Open: !c.All, Partner: c.Partner, After: c.After, Most: c.Most}
	for _, k := range c.Kind {
		kind := review.Kind(k)
		if !known(kind) {
			return q, &fault.Error{Code: fault.Invalid, Column: "--kind", Value: k, Reason: "no kind of unusual look", Fix: fmt.Sprintf("name one of %v", review.Kinds())}
		}
		q.Kinds = append(q.Kinds, kind)
	}
	if c.Officer != "" {
		if q.Officer, err = d.account(c.Officer); err != nil {
			return q, err
		}
	}
	if c.Actor != "" {
		if q.Actor, err = d.account(c.Actor); err != nil {
			return q, err
		}
	}
	if c.Person != "" {
		q.Person, err = d.personKey(d.ctx, c.Person)
	}
	return q, err
}

func known(kind review.Kind) bool {
	for _, k := range review.Kinds() {
		if k == kind {
			return true
		}
	}
	return false
}

// Run lists findings, once what is new in the log was read.
func (c reviewListCmd) Run(a *app, in *reviewPlace) error {
	return in.with(a, func(d *reviewDesk) error {
		q, err := c.query(d)
		if err != nil {
			return err
		}
		if err := d.CatchUp(d.ctx); err != nil {
			return err
		}
		all := []review.Finding{}
		err = d.db.Read(d.ctx, func(tx *store.Tx) error {
			found, err := d.List(tx, q)
			all = append(all, found...)
			return err
		})
		if err == nil {
			err = d.seen(all...)
		}
		if err != nil {
			return err
		}
		if a.json {
			return a.print(map[string]any{"findings": all})
		}
		if len(all) == 0 {
			a.line("Nothing is open.")
		}
		for i := range all {
			a.line("%s", d.findingLine(&all[i]))
		}
		return nil
	})
}

// seen notes that findings were looked at.
func (d *reviewDesk) seen(all ...review.Finding) error {
	e := audit.Entry{Action: "search"}
	for _, f := range all {
		if f.Person != "" {
			e.People = append(e.People, f.Person)
		}
	}
	return d.note(e)
}

// findingLine is a finding on a line.
func (d *reviewDesk) findingLine(f *review.Finding) string {
	how := fmt.Sprintf("%d looks", f.Looks)
	if f.Count > 0 {
		how += fmt.Sprintf(", %d counted", f.Count)
	}
	if f.Usual > 0 {
		how += fmt.Sprintf(" (usual: up to %d)", f.Usual)
	}
	who := d.named(d.ctx, f.Actor)
	return fmt.Sprintf("%-5d %d %-13s %s, %s%s: %s, %s", f.ID, f.Seriousness, f.Kind, f.First.Local().Format("02-Jan-2006 15:04"), who, of(f.Partner), cmp.Or(f.Person, "many people"), strings.Join([]string{how, string(f.State)}, ", "))
}

func of(partner string) string {
	if partner == "" {
		return ""
	}
	return " of " + partner
}

// named is an account by its name to sign in with, or by its id.
func (d *reviewDesk) named(ctx context.Context, id string) string {
	if x, err := d.accounts.Get(ctx, id); err == nil {
		return x.Name
	}
	return id
}

type reviewShowCmd struct {
	ID int64 `arg:"" help:"Of a finding, as list shows it."`
}

// mostShown is how many entries behind a finding are shown.
const mostShown = 100

// Run shows one.
func (c reviewShowCmd) Run(a *app, in *reviewPlace) error {
	return in.with(a, func(d *reviewDesk) error {
		f, steps, entries, err := d.whole(c.ID)
		if err == nil {
			err = d.seen(f)
		}
		if err != nil {
			return err
		}
		if a.json {
			return a.print(map[string]any{"finding": f, "steps": steps, "entries": encoded(entries)})
		}
		a.line("%s", d.findingLine(&f))
		for _, s := range steps {
			note := ""
			if s.Note != "" {
				note = ": " + onLines(s.Note)
			}
			a.line("  %s  %s by %s%s", s.At.Local().Format("02-Jan-2006 15:04"), s.State, d.named(d.ctx, s.By), note)
		}
		for i := range entries {
			a.line("  %s", entryLine(&entries[i]))
		}
		return nil
	})
}

// whole gives a finding with its steps and the entries behind it.
func (d *reviewDesk) whole(id int64) (f review.Finding, steps []review.Step, entries []audit.Entry, err error) {
	steps = []review.Step{}
	err = d.db.Read(d.ctx, func(tx *store.Tx) error {
		if f, err = d.Get(tx, id); err != nil {
			return err
		}
		taken, err := d.Steps(tx, id)
		if err != nil {
			return err
		}
		steps = append(steps, taken...)
		page, err := d.log.Find(tx, audit.Query{Actor: f.Actor, Person: f.Person, Since: f.First, Before: f.LastEntry + 1, Most: mostShown})
		entries = page.Entries
		return err
	})
	return f, steps, entries, err
}

// reviewStep is what all steps take.
type reviewStep struct {
	ID   int64  `arg:"" help:"Of a finding, as list shows it."`
	Note string `help:"What to keep with it." placeholder:"TEXT"`
}

// take takes a step by whoever runs the command.
func (c reviewStep) take(a *app, in *reviewPlace, step func(*reviewDesk) func(context.Context, int64, string, string) (review.Finding, error)) error {
	return in.with(a, func(d *reviewDesk) error {
		f, err := step(d)(d.ctx, c.ID, access.From(d.ctx).Account, c.Note)
		if err != nil {
			return err
		}
		if a.json {
			return a.print(map[string]any{"finding": f})
		}
		a.line("%s", d.findingLine(&f))
		return nil
	})
}

type reviewAskCmd struct{ reviewStep }

// Run asks for the reason.
func (c reviewAskCmd) Run(a *app, in *reviewPlace) error {
	return c.take(a, in, func(d *reviewDesk) func(context.Context, int64, string, string) (review.Finding, error) { return d.Ask })
}

type reviewAcceptCmd struct{ reviewStep }

// Run accepts the reason.
func (c reviewAcceptCmd) Run(a *app, in *reviewPlace) error {
	return c.take(a, in, func(d *reviewDesk) func(context.Context, int64, string, string) (review.Finding, error) {
		return d.Accept
	})
}

type reviewEscalateCmd struct{ reviewStep }

// Run tells the partner.
func (c reviewEscalateCmd) Run(a *app, in *reviewPlace) error {
	return c.take(a, in, func(d *reviewDesk) func(context.Context, int64, string, string) (review.Finding, error) {
		return d.Escalate
	})
}

type reviewCloseCmd struct{ reviewStep }

// Run ends it.
func (c reviewCloseCmd) Run(a *app, in *reviewPlace) error {
	return c.take(a, in, func(d *reviewDesk) func(context.Context, int64, string, string) (review.Finding, error) {
		return d.Close
	})
}
