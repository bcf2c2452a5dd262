package main

import (
	"fmt"
	"time"

	"continuum/access/rights"
	"continuum/internal/fault"
	"continuum/store"
)

type rightsListCmd struct {
	rightsPlace
	Person string `help:"Of one person: their id, or Patient/ID." placeholder:"PERSON"`
	All    bool   `help:"Those that were answered too."`
	After  int64  `help:"Behind this number." default:"0"`
	Most   int    `help:"How many at most." default:"100"`
}

// listed is a request in a list, without the words of anybody.
type listedRequest struct {
	rights.Request
	DaysLeft int `json:"days_left"`
}

// Run lists requests.
func (c rightsListCmd) Run(a *app) error {
	return c.with(a, func(d *rightsDesk) error {
		q := rights.Query{Ended: c.All, After: c.After, Most: c.Most}
		var err error
		if c.Person != "" {
			if q.Person, err = d.person(c.Person); err != nil {
				return err
			}
		}
		var all []rights.Request
		err = d.db.Read(d.ctx, func(tx *store.Tx) error {
			all, err = d.Requests(tx, q)
			return err
		})
		if err != nil {
			return err
		}
		return printRequests(a, d, all)
	})
}

func printRequests(a *app, d *rightsDesk, all []rights.Request) error {
	listed := []listedRequest{}
	for _, q := range all {
		q.Words, q.Answer = "", "" // `show` tells them
		listed = append(listed, listedRequest{q, q.DaysLeft(d.now)})
	}
	if a.json {
		return a.print(map[string]any{"requests": listed})
	}
	if len(listed) == 0 {
		a.line("Nobody waits for an answer.")
	}
	for i := range listed {
		a.line("%s", requestLine(&listed[i]))
	}
	return nil
}

func requestLine(q *listedRequest) string {
	about := q.Kind
	if q.Section != "" {
		about += " of " + q.Section
	}
	if q.Resource != "" {
		about += " (" + q.Resource + ")"
	}
	state := q.State
	if q.Partner != "" && q.Open() {
		state += " " + q.Partner
	}
	return fmt.Sprintf("%-5d %-20s %s, %s, %s", q.ID, q.Person, about, state, q.left())
}

// left tells how much time there is.
func (q *listedRequest) left() string {
	due := "due " + q.Due.Format("02-Jan-2006")
	switch n := q.DaysLeft; {
	case !q.Open():
		return "ended " + q.Ended.Format("02-Jan-2006")
	case n < 0:
		return fmt.Sprintf("%s, OVERDUE by %d days", due, -n)
	default:
		return fmt.Sprintf("%s, %d days left", due, n)
	}
}

type rightsShowCmd struct {
	rightsPlace
	ID int64 `arg:"" help:"Of a request, as list shows it."`
}

// Run shows one.
func (c rightsShowCmd) Run(a *app) error {
	return c.with(a, func(d *rightsDesk) (err error) {
		var q rights.Request
		err = d.db.Read(d.ctx, func(tx *store.Tx) error {
			q, err = d.Request(tx, c.ID)
			return err
		})
		if err != nil {
			return err
		}
		return printRequest(a, d, q)
	})
}

func printRequest(a *app, d *rightsDesk, q rights.Request) error {
	l := listedRequest{q, q.DaysLeft(d.now)}
	if a.json {
		return a.print(l)
	}
	a.line("%s", requestLine(&l))
	for _, x := range [][2]string{{"Received", q.Received.Format("02-Jan-2006 15:04")}, {"Asked", q.Words}, {"Takes longer because", q.Extended}, {"Answer", q.Answer}} {
		if x[1] != "" {
			a.line("%s: %s", x[0], onLines(x[1]))
		}
	}
	return nil
}

type rightsAskCmd struct {
	rightsPlace
	Person   string `arg:"" help:"A person's id, or Patient/ID."`
	Kind     string `arg:"" help:"access, correction, objection, restriction or erasure."`
	Words    string `help:"What the person says." placeholder:"TEXT"`
	Section  string `help:"Section of the record that it is about." placeholder:"SECTION"`
	Resource string `help:"Resource that it is about." placeholder:"TYPE/ID"`
}

// Run takes a request.
func (c rightsAskCmd) Run(a *app) error {
	return c.with(a, func(d *rightsDesk) error {
		person, err := d.person(c.Person)
		if err != nil {
			return err
		}
		q, err := d.Ask(d.ctx, rights.Request{Person: person, Kind: c.Kind, Words: c.Words, Section: c.Section, Resource: c.Resource})
		if err != nil {
			return err
		}
		return printRequest(a, d, q)
	})
}

type rightsAnswerCmd struct {
	rightsPlace
	ID      int64  `arg:"" help:"Of a request, as list shows it."`
	State   string `arg:"" enum:"done,refused,passed,extended" help:"done, refused, passed (to a partner) or extended (by two months)."`
	Say     string `help:"What the person is told: what was done, or why not, or why it takes longer." placeholder:"TEXT"`
	Partner string `help:"To whom it is passed." placeholder:"ID"`
}

// Run answers a request.
func (c rightsAnswerCmd) Run(a *app) error {
	if (c.State == "passed") != (c.Partner != "") {
		return &fault.Error{Code: fault.Invalid, Column: "--partner", Reason: "names to whom a request is passed, and is for that alone"}
	}
	if c.State != "passed" && c.Say == "" {
		return &fault.Error{Code: fault.Invalid, Column: "--say", Reason: "the person is told nothing", Fix: "say what was done, or why not, or why it takes longer"}
	}
	return c.with(a, func(d *rightsDesk) (err error) {
		var q rights.Request
		switch c.State {
		case "passed":
			q, err = d.Pass(d.ctx, c.ID, c.Partner)
		case "extended":
			q, err = d.Extend(d.ctx, c.ID, c.Say)
		default:
			q, err = d.Answer(d.ctx, c.ID, c.State, c.Say)
		}
		if err != nil {
			return err
		}
		return printRequest(a, d, q)
	})
}

// dayOf reads a day as an argument has it.
func dayOf(flag, text string, usual time.Time) (time.Time, error) {
	if text == "" {
		return usual, nil
	}
	t, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return t, &fault.Error{Code: fault.Invalid, Column: flag, Value: text, Reason: "not a date", Fix: "write it as 2026-12-31"}
	}
	return t, nil
}
