package main

import (
	"os"
	"strconv"

	"continuum/internal/fault"
	"continuum/record/audit"
	"continuum/store"
)

type auditKeyCmd struct{}

// Run prints the public key.
func (auditKeyCmd) Run(a *app, in *auditPlace) error {
	k, err := readAuditKey(in.dir(in.Place))
	if err != nil {
		return err
	}
	if a.json {
		return a.print(map[string]any{"origin": k.Origin(), "public_key": k.Public()})
	}
	a.line("%s", k.Public())
	return nil
}

type auditCheckpointCmd struct {
	Out string `help:"File to write, which must not be there; else it is printed." placeholder:"FILE"`
}

// Run signs the log.
func (c auditCheckpointCmd) Run(a *app, in *auditPlace) error {
	return in.with(a, true, func(d *auditDesk) error {
		text, err := d.log.Checkpoint(d.ctx)
		if err != nil {
			return err
		}
		key, err := readAuditKey(in.dir(in.Place))
		if err != nil {
			return err
		}
		known, err := audit.Keys(key.Public())
		if err != nil {
			return err
		}
		signed, err := audit.ReadCheckpoint(text, known)
		if err != nil {
			return err
		}
		return a.deliver(c.Out, text, map[string]any{"origin": signed.Origin, "entries": signed.N, "root": signed.Hash.String(), "public_key": key.Public()})
	})
}

type auditProofCmd struct {
	Number int64  `arg:"" help:"Of the entry, as list shows it."`
	Out    string `help:"File to write, which must not be there; else it is printed." placeholder:"FILE"`
}

// Run proves that an entry is in the log, and notes that it was handed out.
func (c auditProofCmd) Run(a *app, in *auditPlace) error {
	return in.with(a, true, func(d *auditDesk) error {
		text, err := d.log.Proof(d.ctx, c.Number)
		if err != nil {
			return err
		}
		var e audit.Entry
		err = d.db.Read(d.ctx, func(tx *store.Tx) (err error) {
			e, err = d.log.Entry(tx, c.Number)
			return err
		})
		if err == nil {
			err = d.note(audit.Entry{Action: "export", Resources: []string{"AuditEvent/" + strconv.FormatInt(c.Number, 10)}, People: e.People})
		}
		if err != nil {
			return err
		}
		return a.deliver(c.Out, text, map[string]any{"entry": c.Number})
	})
}

type auditGrownCmd struct {
	Older string `arg:"" help:"File of the older checkpoint."`
	Newer string `arg:"" optional:"" help:"File of the newer one; else the log is signed now, and --checkpoint says where that goes."`
	Out   string `help:"File to write, which must not be there; else it is printed." placeholder:"FILE"`
	Now   string `name:"checkpoint" help:"File to write the checkpoint of now to." placeholder:"FILE"`
}

// Run shows how one checkpoint goes on from another.
func (c auditGrownCmd) Run(a *app, in *auditPlace) error {
	if (c.Newer == "") != (c.Now != "") {
		return &fault.Error{Code: fault.Invalid, Column: "--checkpoint", Reason: "names where the checkpoint of now goes, and is for that alone", Fix: "give a newer checkpoint, or --checkpoint"}
	}
	older, err := checkpointText(c.Older)
	if err != nil {
		return err
	}
	return in.with(a, true, func(d *auditDesk) error {
		newer, err := c.newer(d)
		if err != nil {
			return err
		}
		text, err := d.log.Grown(d.ctx, older, newer)
		if err != nil {
			return err
		}
		return a.deliver(c.Out, text, map[string]any{})
	})
}

// newer is the newer checkpoint: that of a file, or one of now.
func (c auditGrownCmd) newer(d *auditDesk) (text string, err error) {
	if c.Newer != "" {
		return checkpointText(c.Newer)
	}
	if text, err = d.log.Checkpoint(d.ctx); err != nil {
		return "", err
	}
	return text, writeNew(c.Now, func(f *os.File) error {
		_, err := f.WriteString(text)
		return err
	})
}

// checkpointText reads the file of a checkpoint.
func checkpointText(path string) (string, error) {
	const longest = 64 << 10
	info, err := os.Stat(path)
	if err == nil && info.Size() > longest {
		return "", &fault.Error{Code: fault.Invalid, File: path, Reason: "is no checkpoint: it is too long"}
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", &fault.Error{Code: fault.NotFound, File: path, Reason: "cannot be read", Err: bare(err), Fix: "name a file that `continuum audit PLACE checkpoint` wrote"}
	}
	return string(text), nil
}

type auditExportCmd struct {
	Out string `required:"" help:"File to write, which must not be there." placeholder:"FILE"`
}

// Run writes all entries, the one of doing so among them.
func (c auditExportCmd) Run(a *app, in *auditPlace) error {
	return in.with(a, false, func(d *auditDesk) error {
		if err := d.note(audit.Entry{Action: "export"}); err != nil {
			return err
		}
		if err := writeNew(c.Out, func(f *os.File) error { return d.log.Export(d.ctx, f) }); err != nil {
			return err
		}
		if a.json {
			return a.print(map[string]any{"file": c.Out})
		}
		a.line("Wrote %s. It says who looked at whose record: keep it as safe as the place itself.", c.Out)
		return nil
	})
}
