package main

import (
	"context"
	"errors"
	"io"
	"time"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/store"
	"continuum/warehouse"
)

type restoreCmd struct {
	placeArg
	dataFlag
	databaseFlag
	From string `required:"" help:"The backup." placeholder:"FILE"`
}

const (
	stageCheck   = "checking the backup"
	stageRestore = "restoring"
)

// Run puts a backup into an empty data folder and an empty database: all of it or,
// as far as anybody can see, nothing.
func (c restoreCmd) Run(a *app) error {
	a.unchanged = "nothing was restored"
	p, _, err := place.Load(c.Place)
	if err != nil {
		return err
	}
	head, err := a.readBackup(c.From, stageCheck, func(string, io.Reader) error { return nil })
	if err != nil {
		return err
	}
	if head.Place != p.Name {
		a.warn("the backup is of the place %q and this one is called %q", head.Place, p.Name)
	}
	if head.Record == nil && c.Database != "" {
		a.warn("the backup holds no database, so nothing is put into the one named")
	}
	if err := c.restore(a, head); err != nil {
		return err
	}
	a.bars.wait(nil)
	if a.json {
		return a.print(map[string]any{"data": string(c.dir(c.Place)), "backup": head})
	}
	a.line("Restored %s.", head.said())
	return nil
}

// readBackup reads a backup whole.
func (a *app) readBackup(path, stage string, take func(name string, from io.Reader) error) (*backupHead, error) {
	r, err := openBackup(a.ctx, path, stage, a.bars.report())
	if err != nil {
		return nil, err
	}
	defer r.close()
	return &r.head, r.each(take)
}

func (c restoreCmd) restore(a *app, head *backupHead) (err error) {
	dir, apart := c.dir(c.Place), c.Database != "" && head.Record != nil
	if apart {
		if done, err := c.finish(a, head); done || err != nil {
			return err
		}
	}
	to, err := dir.Receive(head.Live, recordFile)
	if err != nil {
		return err
	}
	defer to.Close()
	filled := false
	defer func() {
		if err != nil && apart && filled {
			err = errors.Join(err, store.Abandon(context.WithoutCancel(a.ctx), c.Database))
		}
	}()
	again, err := a.readBackup(c.From, stageRestore, func(name string, from io.Reader) error {
		if name != recordPart {
			return to.Part(name, from)
		}
		err := c.record(a, head, from)
		filled = err == nil
		return err
	})
	if err != nil {
		return err
	}
	if again.ID != head.ID {
		return &fault.Error{Code: fault.Conflict, File: c.From, Reason: "became another backup while it was read", Fix: "run again"}
	}
	if err := to.Finish(head.Live, warehouse.Origin{Backup: head.ID, Made: head.Made, Restored: now().UTC().Truncate(time.Second)}); err != nil {
		return err
	}
	if apart {
		filled = false // from here on the restore only has to be finished
		a.unchanged = "run the same command again to finish"
		return store.Finish(context.WithoutCancel(a.ctx), c.Database)
	}
	return nil
}

// record fills the database. One in the data folder becomes whole with that; any
// other is not to be served before the folder is whole.
func (c restoreCmd) record(a *app, head *backupHead, from io.Reader) error {
	url := c.url(c.dir(c.Place))
	var err error
	if c.Database == "" {
		_, err = store.Load(a.ctx, url, from, recordSchemas()...)
	} else {
		_, err = store.Restore(a.ctx, url, head.ID, from, recordSchemas()...)
	}
	return err
}

// finish ends a restore that was killed at its very last step.
func (c restoreCmd) finish(a *app, head *backupHead) (done bool, err error) {
	o, whole := c.dir(c.Place).Origin()
	backup, half, err := store.Restoring(a.ctx, c.Database)
	if err != nil || !half || !whole || o.Backup != head.ID || backup != head.ID {
		return false, err
	}
	return true, store.Finish(a.ctx, c.Database)
}
