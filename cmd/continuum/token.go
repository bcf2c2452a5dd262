package main

import (
	"context"
	"strings"
	"time"

	"continuum/access/smart"
	"continuum/internal/fault"
	"continuum/link/identity"
	"continuum/record"
	"continuum/record/definition"
	"continuum/store"
	"continuum/web"
)

type tokenCmd struct {
	placeArg
	dataFlag
	databaseFlag
	As      string        `required:"" help:"Sign-in name of the account for which the token acts." placeholder:"NAME"`
	Scope   string        `required:"" help:"What it may do, such as \"user/*.rs\" or \"patient/Observation.rs\"." placeholder:"SCOPES"`
	Patient string        `help:"Id of the Patient whom scopes that begin with patient/ are about." placeholder:"ID"`
	Purpose string        `help:"What it looks at records for." placeholder:"PURPOSE" default:"direct-care"`
	For     time.Duration `help:"How long it is good; at most 12h." placeholder:"TIME" default:"10m"`
}

// Run mints a token for a script, and prints it this once.
func (c tokenCmd) Run(a *app) error {
	scopes, err := smart.ParseScopes(c.Scope)
	if err != nil {
		return flagged("--scope", err)
	}
	if err := knownPurpose(c.Purpose); err != nil {
		return err
	}
	x, err := a.authority(c.placeArg, c.dataFlag, c.databaseFlag)
	if err != nil {
		return err
	}
	defer x.db.Close()
	account, err := x.accounts.Named(a.ctx, c.As)
	if err != nil && fault.CodeOf(err) == fault.NotFound {
		return &fault.Error{Code: fault.NotFound, Column: "--as", Value: c.As, Reason: "there is no such account", Fix: "give a name that `continuum user PLACE list` shows"}
	}
	if err != nil {
		return err
	}
	if err := x.choose(a.ctx, c.Patient); err != nil {
		return err
	}
	token, ends, err := x.Mint(a.ctx, smart.Wish{Account: account.ID, Scopes: scopes, Patient: c.Patient, Purpose: c.Purpose, For: c.For})
	if err != nil {
		return err
	}
	if a.json {
		return a.print(struct {
			Token   string    `json:"access_token"`
			Scope   string    `json:"scope"`
			Account string    `json:"account"`
			Patient string    `json:"patient,omitempty"`
			Purpose string    `json:"purpose"`
			Expires time.Time `json:"expires"`
		}{token, scopes.String(), account.ID, c.Patient, c.Purpose, ends})
	}
	a.line("%s", token)
	a.say("It acts for %s (%s) until %s, and is shown this once.", account.Name, scopes, ends.Local().Format("15:04 on 02-Jan-2006"))
	return nil
}

// choose keeps who the Patient is whom scopes of patient/ are about, by which the token
// is held to that person.
func (x *authority) choose(ctx context.Context, patient string) error {
	if patient == "" {
		return nil
	}
	err := x.db.Write(ctx, func(tx *store.Tx) error {
		person, err := x.personOf(tx, patient)
		if err != nil {
			return err
		}
		return web.Chosen(tx, x.kept.record, patient, person)
	})
	return fault.Wrap(err, "keeping whom a token is about")
}

// personOf is the key of the person whom the id of a Patient means: of the build, whose
// Patients begin with the person's id, or of the record.
func (x *authority) personOf(tx *store.Tx, patient string) (string, error) {
	if person, _, _ := strings.Cut(patient, "-"); identity.Valid(person) {
		return person, nil
	}
	return x.kept.record.PersonOf(tx, record.Key{Type: definition.ResourceOf("Patient"), ID: patient})
}
