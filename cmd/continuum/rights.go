package main

import (
	"context"
	"os/user"
	"strings"
	"time"

	"continuum/access"
	"continuum/access/rights"
	"continuum/internal/fault"
	"continuum/link"
	"continuum/link/identity"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/definition"
	"continuum/record/live"
	"continuum/store"
	"continuum/warehouse"
)

type rightsCmd struct {
	Export  rightsExportCmd  `cmd:"" help:"Write everything held about a person, for them to read and to take with them."`
	List    rightsListCmd    `cmd:"" help:"List what people asked for, what is due first."`
	Show    rightsShowCmd    `cmd:"" help:"Show one request whole: it may hold personal data."`
	Ask     rightsAskCmd     `cmd:"" help:"Take a request that came by letter or telephone."`
	Answer  rightsAnswerCmd  `cmd:"" help:"Answer a request, pass it on, or say why it takes longer."`
	Due     rightsDueCmd     `cmd:"" help:"Count what need not be kept any longer."`
	Erase   rightsEraseCmd   `cmd:"" help:"Erase for good what is due, or what of one person may go."`
	Hold    rightsHoldCmd    `cmd:"" help:"Keep a person's record from being erased: a legal hold."`
	Release rightsReleaseCmd `cmd:"" help:"End a legal hold."`
}

// rightsPlace is what all commands about rights begin with.
type rightsPlace struct {
	placeArg
	dataFlag
	databaseFlag
}

// rightsDesk is the rights of a place, opened by a command, which the audit names.
type rightsDesk struct {
	*rights.Rights
	ctx    context.Context
	db     *store.DB
	builds *warehouse.Live // nil: there are none
	kept   *kept
	now    time.Time
}

// with opens the rights in the database that serve would use, and does something.
func (in *rightsPlace) with(a *app, do func(*rightsDesk) error) error {
	a.unchanged = ""
	dir := in.dir(in.Place)
	if in.missing(dir) {
		return &fault.Error{Code: fault.NotFound, File: in.url(dir), Reason: "there is no database yet", Fix: "`continuum serve` makes it; if it has one elsewhere, name it with --database"}
	}
	l, err := a.served(in.Place)
	if err != nil {
		return err
	}
	d := &rightsDesk{now: now()}
	if d.builds, err = warehouse.Open(dir); err != nil {
		if fault.CodeOf(err) != fault.NotFound {
			return err
		}
		d.builds = nil
	} else {
		defer d.builds.Close()
	}
	if d.db, err = store.Open(a.ctx, in.url(dir), recordSchemas()...); err != nil {
		return err
	}
	defer d.db.Close()
	if err := d.open(a, l); err != nil {
		return err
	}
	return do(d)
}

func (d *rightsDesk) open(a *app, l loaded) (err error) {
	d.ctx = access.With(a.ctx, byHand("continuum rights"))
	if d.kept, err = keep(d.ctx, d.db, l, d.builds, nil); err != nil {
		return err
	}
	accounts, err := openAccounts(d.ctx, d.kept, l)
	if err != nil {
		return err
	}
	needs := rights.Needs{
		Place: l.place, Record: d.kept.record, Retention: l.access.Settings.Retention, Notes: d.kept.gate, Looks: d.kept.log,
		Site: audit.Site{Name: l.place.Name}, Facts: d.kept.facts, Accounts: ownAccounts{accounts, d.kept.gate}, Keepers: []rights.Keeper{messages{}, d.kept.work}, Holders: []rights.Holder{suggested{d.kept.work}},
	}
	if d.builds != nil {
		needs.Built = builtPeople{d.builds}
	}
	d.Rights, err = rights.Open(d.ctx, d.db, needs)
	return err
}

// byHand is whoever runs a command, as the audit names them.
func byHand(command string) *access.Actor {
	who := access.System(command, "")
	who.Purpose = "administration"
	if u, err := user.Current(); err == nil && u.Username != "" {
		who.Account, who.Name = "system:"+u.Username, command+" of "+u.Username
	}
	return who
}

// person is the key of whom an argument means: a person of the build, or a Patient.
func (d *rightsDesk) person(text string) (key string, err error) {
	id, is := strings.CutPrefix(text, "Patient/")
	if !is {
		if upper := strings.ToUpper(text); identity.Valid(upper) {
			return upper, nil
		}
		return text, nil
	}
	err = d.db.Read(d.ctx, func(tx *store.Tx) error {
		key, err = d.kept.record.PersonOf(tx, record.Key{Type: definition.ResourceOf("Patient"), ID: id})
		return err
	})
	return key, err
}

// builtPeople tells of people of the live build.
type builtPeople struct{ live *warehouse.Live }

// RegistrationsOf lists the registrations of a person.
func (b builtPeople) RegistrationsOf(ctx context.Context, person string) ([]link.Registration, error) {
	return b.live.RegistrationsOf(ctx, person)
}

// Died gives when a person died.
func (b builtPeople) Died(ctx context.Context, person string) (time.Time, error) {
	known, err := b.live.Who(ctx, person)
	if fault.CodeOf(err) == fault.NotFound || fault.CodeOf(err) == fault.Invalid {
		return time.Time{}, nil
	}
	return known.Person.DeathDate, err
}

// messages are what HL7 messages said.
type messages struct{}

// Forget takes away what they said of some registrations.
func (messages) Forget(_ context.Context, tx *store.Tx, _ string, all []link.Registration) error {
	return live.Forget(tx, all)
}
