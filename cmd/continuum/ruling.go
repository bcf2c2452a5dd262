package main

import (
	"fmt"
	"strings"

	"continuum/link"
	"continuum/link/identity"
)

// decisionFlags say whose decision it is and why.
type decisionFlags struct {
	By  string `required:"" help:"Who decides." placeholder:"WHO"`
	Why string `required:"" help:"The reason, for whoever reads the history." placeholder:"TEXT"`
}

func (d decisionFlags) decision() identity.Decision {
	return identity.Decision{Who: d.By, Why: d.Why, At: now().UTC()}
}

type undoCmd struct {
	Number int64 `arg:"" help:"Number of the event."`
	decisionFlags
}

// Run reverses an event.
func (c undoCmd) Run(a *app, in *identityPlace) error {
	live, register, err := in.open(a)
	if err != nil {
		return err
	}
	defer live.Close()
	written, err := register.Undo(c.Number, c.decision())
	if err != nil {
		return err
	}
	return a.printRulings(written...)
}

// twoRegistrations are the two sides of a ruling.
type twoRegistrations struct {
	Source       string `arg:"" help:"A partner."`
	LocalID      string `arg:"" help:"Its local id of the person."`
	OtherSource  string `arg:"" help:"The same or another partner."`
	OtherLocalID string `arg:"" help:"Its local id of the person."`
}

type (
	togetherCmd struct {
		twoRegistrations
		decisionFlags
	}
	apartCmd struct {
		twoRegistrations
		decisionFlags
	}
)

// Run rules that two registrations are one person.
func (c togetherCmd) Run(a *app, in *identityPlace) error {
	return c.rule(a, in, c.decision(), (*identity.Register).Together)
}

// Run rules that two registrations are two people.
func (c apartCmd) Run(a *app, in *identityPlace) error {
	return c.rule(a, in, c.decision(), (*identity.Register).Apart)
}

func (c twoRegistrations) rule(a *app, in *identityPlace, d identity.Decision, rule func(r *identity.Register, x, y link.Registration, d identity.Decision) (identity.Event, error)) error {
	live, register, err := in.open(a)
	if err != nil {
		return err
	}
	defer live.Close()
	sides := [2]link.Registration{{Source: c.Source, LocalID: c.LocalID}, {Source: c.OtherSource, LocalID: c.OtherLocalID}}
	for _, side := range sides {
		if _, err := live.PersonOf(a.ctx, side); err != nil {
			return err
		}
	}
	written, err := rule(register, sides[0], sides[1], d)
	if err != nil {
		return err
	}
	return a.printRulings(written)
}

// printRulings says what was written.
func (a *app) printRulings(written ...identity.Event) error {
	if a.json {
		return a.print(written)
	}
	for _, e := range written {
		a.line("%s", ruled(e))
	}
	a.line("This takes effect with the next build.")
	return nil
}

func ruled(e identity.Event) string {
	switch sides := named(e.Members) + " and " + named(e.Others); e.Kind {
	case identity.Together:
		return fmt.Sprintf("Ruling %d: %s are one person.", e.Number, sides)
	case identity.Apart:
		return fmt.Sprintf("Ruling %d: %s are two people.", e.Number, sides)
	default:
		return fmt.Sprintf("Ruling %d is withdrawn.", e.Ruling)
	}
}

func named(side identity.Side) string {
	names := make([]string, len(side))
	for i, r := range side {
		names[i] = r.Source + " " + r.LocalID
	}
	return strings.Join(names, ", ")
}
