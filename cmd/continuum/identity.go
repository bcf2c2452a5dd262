package main

import (
	"strings"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/link/identity"
	"continuum/warehouse"
)

type identityCmd struct {
	Place identityPlace `arg:""`
}

// identityPlace is what all commands about ids begin with.
type identityPlace struct {
	placeArg
	dataFlag
	databaseFlag

	History  historyCmd  `cmd:"" help:"Tell what happened to a person's id or to a registration."`
	Undo     undoCmd     `cmd:"" help:"Reverse an event by the number that history shows."`
	Together togetherCmd `cmd:"" help:"Rule that two registrations are one person."`
	Apart    apartCmd    `cmd:"" help:"Rule that two registrations are two people."`
	Rulings  rulingsCmd  `cmd:"" help:"List the rulings in force."`
}

// open gives the live build, without who was erased, and the journal as of it.
func (in *identityPlace) open(a *app) (*warehouse.Live, *identity.Register, error) {
	live, err := a.openBuilds(in.Place, in.dir(in.Place), in.databaseFlag)
	if err != nil {
		return nil, nil, err
	}
	register, err := live.Register()
	if err != nil {
		_ = live.Close()
		return nil, nil, err
	}
	return live, register, nil
}

type historyCmd struct {
	About []string `arg:"" name:"id" help:"A person's id, or a partner and its local id."`
}

// Run tells the history, oldest first.
func (c historyCmd) Run(a *app, in *identityPlace) error {
	if len(c.About) > 2 {
		return &fault.Error{Code: fault.Invalid, Value: strings.Join(c.About, " "), Reason: "names more than one person or registration", Fix: "give a person's id, or a partner and its local id"}
	}
	live, register, err := in.open(a)
	if err != nil {
		return err
	}
	defer live.Close()
	var entries []identity.Entry
	if len(c.About) == 2 {
		entries, err = a.registrationHistory(live, register, link.Registration{Source: c.About[0], LocalID: c.About[1]})
	} else {
		entries, err = a.personHistory(live, register, strings.ToUpper(c.About[0]))
	}
	if err != nil {
		return err
	}
	return a.printEntries(entries, "Nothing has happened: it is as the first build made it.")
}

func (a *app) registrationHistory(live *warehouse.Live, register *identity.Register, r link.Registration) ([]identity.Entry, error) {
	entries := register.History("", r)
	if len(entries) > 0 {
		return entries, nil // it may be in no extract any more
	}
	_, err := live.PersonOf(a.ctx, r)
	return nil, err
}

func (a *app) personHistory(live *warehouse.Live, register *identity.Register, id string) ([]identity.Entry, error) {
	current, _ := register.Resolve(id)
	registrations, err := live.RegistrationsOf(a.ctx, current)
	if err == nil && len(registrations) > 0 {
		_, err = live.Who(a.ctx, current) // nobody who was erased
	}
	if err != nil {
		return nil, err
	}
	entries := register.History(id, registrations...)
	if len(entries) == 0 && len(registrations) == 0 {
		return nil, &fault.Error{Code: fault.NotFound, Value: id, Reason: "no person ever had this id", Fix: "give an id that `continuum search` shows"}
	}
	return entries, nil
}

type rulingsCmd struct{}

// Run lists what people ruled.
func (rulingsCmd) Run(a *app, in *identityPlace) error {
	register, err := in.dir(in.Place).Register()
	if err != nil {
		return err
	}
	return a.printEntries(register.InForce(), "No ruling is in force.")
}

// printEntries prints events, one a line.
func (a *app) printEntries(entries []identity.Entry, none string) error {
	if a.json {
		return a.print(append([]identity.Entry{}, entries...))
	}
	if len(entries) == 0 {
		a.line("%s", none)
	}
	for _, e := range entries {
		a.line("%6d  %s  %s", e.Number, e.At.Local().Format("02-Jan-2006 15:04"), e.Text)
	}
	return nil
}
