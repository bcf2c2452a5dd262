package main

import (
	"errors"
	"os"

	"continuum/access/rights"
	"continuum/internal/fault"
)

type rightsExportCmd struct {
	rightsPlace
	Person string `arg:"" help:"A person's id, or Patient/ID."`
	Out    string `required:"" help:"File to write, which must not be there." placeholder:"FILE.zip"`
	Base   string `help:"Address of the FHIR API, as full URLs in the bundle begin." default:"http://localhost:8080/fhir"`
}

// Run writes the archive.
func (c rightsExportCmd) Run(a *app) error {
	return c.with(a, func(d *rightsDesk) error {
		person, err := d.person(c.Person)
		if err != nil {
			return err
		}
		d.Site.Address = c.Base
		n, err := exportTo(d, person, c.Out)
		if err != nil {
			return err
		}
		if a.json {
			return a.print(map[string]any{"file": c.Out, "person": person, "export": n})
		}
		a.line("Wrote %s: %d resources in %d versions, %d facts from extracts, %d entries of who looked and %d requests.", c.Out, n.Resources, n.Versions, n.Facts, n.Looks, n.Requests)
		a.line("Read it before you hand it over: it may tell of others what they told in confidence.")
		return nil
	})
}

// exportTo writes a new file that only its owner can read, and leaves none that is not
// whole.
func exportTo(d *rightsDesk, person, path string) (n rights.Exported, err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return n, &fault.Error{Code: fault.Conflict, Column: "--out", Value: path, Reason: "is there already", Fix: "give another name"}
	}
	if err != nil {
		return n, &fault.Error{Code: fault.Unavailable, Column: "--out", Value: path, Reason: "cannot be written", Err: bare(err), Fix: "name a file in a folder that is there"}
	}
	n, err = d.Export(d.ctx, f, person)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return n, errors.Join(err, os.Remove(path))
	}
	return n, nil
}
