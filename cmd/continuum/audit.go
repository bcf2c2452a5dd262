package main

import (
	"context"
	"errors"
	"os"
	"strings"

	"continuum/access"
	"continuum/access/account"
	"continuum/internal/fault"
	"continuum/link/identity"
	"continuum/record"
	"continuum/record/audit"
	"continuum/record/definition"
	"continuum/store"
)

type auditCmd struct {
	Check auditCheckCmd `cmd:"" help:"Check proofs, checkpoints, growth and exports with the log's public key alone."`
	Place auditPlace    `arg:""`
}

// auditPlace is what all commands about the audit log of a place begin with.
type auditPlace struct {
	placeArg
	dataFlag
	databaseFlag

	Who        auditWhoCmd        `cmd:"" help:"List who looked at a person's record, the newest first."`
	Of         auditOfCmd         `cmd:"" help:"List what an account did."`
	List       auditListCmd       `cmd:"" help:"List entries."`
	Key        auditKeyCmd        `cmd:"" help:"Print the public key with which others check what the log signs."`
	Checkpoint auditCheckpointCmd `cmd:"" help:"Sign the log as it is now, to be kept elsewhere."`
	Proof      auditProofCmd      `cmd:"" help:"Write a proof that an entry is in the log."`
	Grown      auditGrownCmd      `cmd:"" help:"Write what shows that a newer checkpoint's log begins with all of an older one's."`
	Export     auditExportCmd     `cmd:"" help:"Write all entries, a line each."`
}

// auditDesk is the audit log of a place, opened by a command, which it names.
type auditDesk struct {
	*kept
	ctx      context.Context
	accounts *account.Accounts
}

// with opens the log in the database that serve would use, to sign or only to read it.
func (in *auditPlace) with(a *app, signs bool, do func(*auditDesk) error) error {
	a.unchanged = ""
	l, err := a.served(in.Place)
	if err != nil {
		return err
	}
	dir := in.dir(in.Place)
	var key *audit.Key
	if signs {
		if key, err = readAuditKey(dir); err != nil {
			return err
		}
	}
	k, end, err := a.openSigning(l, dir, in.databaseFlag, key)
	if err != nil {
		return err
	}
	defer end()
	d := &auditDesk{kept: k, ctx: access.With(access.Through(a.ctx, "command"), byHand("continuum audit"))}
	if d.accounts, err = openAccounts(d.ctx, k, l); err != nil {
		return err
	}
	return do(d)
}

// note notes that the log was looked into, before what was found is shown.
func (d *auditDesk) note(e audit.Entry) error {
	e.Outcome, e.Interface, e.Type = audit.OK, "command", "AuditEvent"
	return d.gate.Note(d.ctx, e)
}

// account is the id of whom an argument means: a name to sign in with, or an id.
func (d *auditDesk) account(text string) (string, error) {
	x, err := d.accounts.Named(d.ctx, text)
	if fault.CodeOf(err) == fault.NotFound || fault.CodeOf(err) == fault.Invalid {
		return text, nil // such as system:ID, or of an account that is no more
	}
	return x.ID, err
}

// personKey is the key of whom an argument means: a person of the build, or a Patient.
func (k *kept) personKey(ctx context.Context, text string) (key string, err error) {
	id, isPatient := strings.CutPrefix(text, "Patient/")
	if upper := strings.ToUpper(id); identity.Valid(upper) {
		id = upper
	}
	person, isFact, err := k.facts.Bearer(ctx, id)
	switch {
	case err != nil:
		return "", err
	case isFact && person != "":
		return person, nil
	case isFact || !isPatient:
		return id, nil
	}
	err = k.db.Read(ctx, func(tx *store.Tx) error {
		key, err = k.record.PersonOf(tx, record.Key{Type: definition.ResourceOf("Patient"), ID: id})
		return err
	})
	return key, err
}

// writeNew writes a file that only its owner can read and that was not there.
func writeNew(path string, write func(*os.File) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return &fault.Error{Code: fault.Conflict, Column: "--out", Value: path, Reason: "is there already", Fix: "give another name"}
	}
	if err != nil {
		return &fault.Error{Code: fault.Unavailable, Column: "--out", Value: path, Reason: "cannot be written", Err: bare(err), Fix: "name a file in a folder that is there"}
	}
	if err = write(f); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return errors.Join(err, os.Remove(path))
	}
	return nil
}

// deliver writes a text into a new file, or prints it.
func (a *app) deliver(path, text string, about map[string]any) error {
	if path != "" {
		err := writeNew(path, func(f *os.File) error {
			_, err := f.WriteString(text)
			return err
		})
		if err != nil {
			return err
		}
		about["file"] = path
	} else {
		about["text"] = text
	}
	switch {
	case a.json:
		return a.print(about)
	case path != "":
		a.line("Wrote %s.", path)
	default:
		a.line("%s", strings.TrimSuffix(text, "\n"))
	}
	return nil
}
