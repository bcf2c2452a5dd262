package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
)

// auditPage is which part of what is found is shown.
type auditPage struct {
	Most   int   `help:"How many at most." default:"100"`
	Before int64 `help:"Only entries with a smaller number, as the list before says." default:"0"`
}

type auditWhoCmd struct {
	Person string `arg:"" help:"A person's id, or Patient/ID."`
	auditPage
}

// Run lists who looked at somebody.
func (c auditWhoCmd) Run(a *app, in *auditPlace) error {
	return in.with(a, false, func(d *auditDesk) error {
		person, err := d.personKey(d.ctx, c.Person)
		if err != nil {
			return err
		}
		return d.list(a, audit.Query{Person: person}, c.auditPage, "person")
	})
}

type auditOfCmd struct {
	Account string `arg:"" help:"A name to sign in with, or the id of an account."`
	auditPage
}

// Run lists what an account did.
func (c auditOfCmd) Run(a *app, in *auditPlace) error {
	return in.with(a, false, func(d *auditDesk) error {
		id, err := d.account(c.Account)
		if err != nil {
			return err
		}
		return d.list(a, audit.Query{Actor: id}, c.auditPage, "actor")
	})
}

type auditListCmd struct {
	Person   string   `help:"About this person: their id, or Patient/ID." placeholder:"PERSON"`
	Actor    string   `help:"By this account: its name to sign in with, or its id." placeholder:"ACCOUNT"`
	Resource string   `help:"That touched this resource." placeholder:"TYPE/ID"`
	Action   []string `help:"Any of these, such as read,search,break-glass." placeholder:"ACTION"`
	Outcome  []string `help:"Any of ok, denied and failed." enum:"ok,denied,failed" placeholder:"OUTCOME"`
	Purpose  string   `help:"For this purpose, as HL7 calls it, such as TREAT." placeholder:"CODE"`
	Since    string   `help:"From this day or time on." placeholder:"2026-12-31"`
	Until    string   `help:"Before this day or time." placeholder:"2027-01-01"`
	auditPage
}

// Run lists entries.
func (c auditListCmd) Run(a *app, in *auditPlace) error {
	q := audit.Query{Resource: c.Resource, Actions: c.Action, Purpose: c.Purpose}
	for _, o := range c.Outcome {
		q.Outcomes = append(q.Outcomes, audit.Outcome(o))
	}
	var err error
	if q.Since, err = timeOf("--since", c.Since); err != nil {
		return err
	}
	if q.Until, err = timeOf("--until", c.Until); err != nil {
		return err
	}
	return in.with(a, false, func(d *auditDesk) error {
		if c.Person != "" {
			if q.Person, err = d.personKey(d.ctx, c.Person); err != nil {
				return err
			}
		}
		if c.Actor != "" {
			if q.Actor, err = d.account(c.Actor); err != nil {
				return err
			}
		}
		return d.list(a, q, c.auditPage, c.names()...)
	})
}

// names are those of the filters that were given.
func (c *auditListCmd) names() (all []string) {
	for name, given := range map[string]bool{
		"person": c.Person != "", "actor": c.Actor != "", "resource": c.Resource != "", "action": len(c.Action) > 0, "outcome": len(c.Outcome) > 0,
		"purpose": c.Purpose != "", "since": c.Since != "", "until": c.Until != "",
	} {
		if given {
			all = append(all, name)
		}
	}
	return all
}

// timeOf reads a day of this machine, or an instant.
func timeOf(flag, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if t, err := time.ParseInLocation(time.DateOnly, text, time.Local); err == nil {
		return t, nil
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return t, &fault.Error{Code: fault.Invalid, Column: flag, Value: text, Reason: "not a date", Fix: "write it as 2026-12-31 or 2026-12-31T08:00:00Z"}
	}
	return t, nil
}

// list shows what is found, once it is noted that somebody looked.
func (d *auditDesk) list(a *app, q audit.Query, part auditPage, asked ...string) error {
	if part.Most < 1 || part.Before < 0 {
		return &fault.Error{Code: fault.Invalid, Column: "--most", Reason: "not a number of entries"}
	}
	all, next, err := d.find(q, part)
	if err != nil {
		return err
	}
	e := audit.Entry{Action: "search", Query: asked}
	if q.Person != "" {
		e.People = []string{q.Person}
	}
	if err := d.note(e); err != nil {
		return err
	}
	if a.json {
		return a.print(map[string]any{"entries": encoded(all), "before": next})
	}
	if len(all) == 0 {
		a.line("Nothing was found.")
	}
	for i := range all {
		a.line("%s", entryLine(&all[i]))
	}
	if next > 0 {
		a.line("There may be more: --before %d", next)
	}
	return nil
}

// find gives the entries of a query, and from where to go on; 0 where there are no more.
func (d *auditDesk) find(q audit.Query, part auditPage) (all []audit.Entry, next int64, err error) {
	q.Before = part.Before
	for {
		q.Most = min(part.Most-len(all), 1000)
		var page audit.Page
		err := d.db.Read(d.ctx, func(tx *store.Tx) (err error) {
			page, err = d.log.Find(tx, q)
			return err
		})
		if err != nil {
			return nil, 0, err
		}
		all = append(all, page.Entries...)
		if q.Before = page.Next; q.Before == 0 || len(all) >= part.Most {
			return all, q.Before, nil
		}
	}
}

// encoded are entries in the form in which they were hashed.
func encoded(all []audit.Entry) []json.RawMessage {
	texts := []json.RawMessage{}
	for i := range all {
		texts = append(texts, audit.Encode(all[i]))
	}
	return texts
}

// entryLine is an entry on a line.
func entryLine(e *audit.Entry) string {
	what := e.Action
	if e.Outcome != audit.OK {
		what += " (" + string(e.Outcome) + ")"
	}
	who := cmp.Or(e.Actor, "somebody unknown")
	if e.Name != "" {
		who = e.Name + " [" + who + "]"
	}
	var also []string
	for _, x := range []string{strings.Join(e.Roles, "+"), e.Partner, e.Client, e.Purpose, e.Interface} {
		if x != "" {
			also = append(also, x)
		}
	}
	text := fmt.Sprintf("%-7d %s  %-12s %s (%s)", e.Sequence, e.At.Local().Format("02-Jan-2006 15:04:05"), what, who, strings.Join(also, ", "))
	if of := strings.Join(append(some(e.People), some(e.Resources)...), " "); of != "" {
		text += ": " + of
	} else if e.Type != "" {
		text += ": " + e.Type
	}
	if e.Reason != "" {
		text += "; " + onLines(e.Reason)
	}
	return text
}

// some are the first of many.
func some(all []string) []string {
	const most = 5
	if len(all) <= most {
		return append([]string{}, all...)
	}
	return append(append([]string{}, all[:most]...), fmt.Sprintf("and %d more", len(all)-most))
}
