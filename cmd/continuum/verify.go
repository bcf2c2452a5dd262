package main

import (
	"fmt"
	"io"
	"os"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/store"
	"continuum/target/model"
	"continuum/warehouse"
)

type verifyCmd struct {
	What string `arg:"" name:"place" help:"A place folder, or a file that backup wrote."`
	dataFlag
	databaseFlag
	Builds     string   `help:"Builds to read: the live one, or all there are." enum:"live,all" default:"live"`
	Checkpoint []string `help:"Checkpoint of the audit log that was kept elsewhere." placeholder:"FILE" sep:"none"`
	publicKeysFlag
}

const (
	stageBuilds = "reading the builds"
	stageTables = "reading the database"
)

// Run reads everything and says what is wrong.
func (c verifyCmd) Run(a *app) error {
	a.unchanged = ""
	info, err := os.Stat(c.What)
	if err != nil {
		return &fault.Error{Code: fault.NotFound, File: c.What, Reason: "cannot be read", Err: bare(err), Fix: "name a place folder or a backup"}
	}
	if !info.IsDir() {
		if len(c.Checkpoint) > 0 {
			return &fault.Error{Code: fault.Invalid, Column: "--checkpoint", Reason: "an audit log is compared with checkpoints where it is, not in a backup", Fix: "restore the backup into another folder, and verify that"}
		}
		return c.backup(a)
	}
	return c.place(a)
}

func (c verifyCmd) backup(a *app) error {
	head, err := a.readBackup(c.What, stageCheck, func(name string, from io.Reader) error {
		if name != recordPart {
			return nil
		}
		_, err := store.Verify(from)
		return err
	})
	if err != nil {
		return err
	}
	a.bars.wait(nil)
	if a.json {
		return a.print(map[string]any{"file": c.What, "backup": head})
	}
	a.line("%s is sound. It was made on %s of %s: %s.", c.What, head.Made.Local().Format("02-Jan-2006 15:04:05"), head.Place, head.said())
	return nil
}

// verified is what was found sound.
type verified struct {
	Data   string        `json:"data"`
	Live   string        `json:"live"`
	Builds []string      `json:"builds"`
	Models model.Sound   `json:"models"`
	Record *backupRecord `json:"record"` // null where there is no database
	// Versions counts the versions of resources that were read.
	Versions int64          `json:"versions"`
	Audit    *verifiedAudit `json:"audit"` // null where there is no audit log
}

func (c verifyCmd) place(a *app) error {
	dir := c.dir(c.What)
	v := verified{Data: string(dir)}
	if err := c.builds(a, dir, &v); err != nil {
		return err
	}
	var err error
	if v.Models, err = model.Store(dir).Verify(a.ctx); err != nil {
		return err
	}
	if err := c.record(a, dir, &v); err != nil {
		return err
	}
	a.bars.wait(nil)
	if v.Audit != nil && len(v.Audit.Problems) > 0 {
		return c.unsound(a, &v)
	}
	if a.json {
		return a.print(v)
	}
	said := "no database"
	if v.Record != nil {
		said = fmt.Sprintf("the database with %d rows and %d versions of resources", v.Record.records(), v.Versions)
	}
	if v.Audit != nil {
		said += fmt.Sprintf(" and %d entries of the audit log, of which nothing was changed, dropped or moved (%d checkpoints)", v.Audit.Entries, v.Audit.Checkpoints)
	}
	a.line("%s is sound: %s read, %s live, the journal of people's ids, %s%s.", v.Data, several(len(v.Builds), "build"), v.Live, v.models(), said)
	return nil
}

// models tells of what was learned from the builds, where anything was.
func (v *verified) models() string {
	m := v.Models
	if m.Models == 0 && m.Scores == 0 {
		return "and "
	}
	return fmt.Sprintf("%s in %s, %s of scores, and ", several(m.Models, "model"), several(m.Versions, "version"), several(m.Scores, "file"))
}

// several is a number of things that take an s.
func several(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func (c verifyCmd) builds(a *app, dir warehouse.Dir, v *verified) (err error) {
	if v.Live, err = dir.LiveID(); err != nil {
		return err
	}
	v.Builds = []string{v.Live}
	if c.Builds == "all" {
		if v.Builds, err = dir.IDs(); err != nil {
			return err
		}
	}
	for i, id := range v.Builds {
		if _, err := dir.Verify(a.ctx, id); err != nil {
			return err
		}
		a.bars.report().Report(stageBuilds, int64(i+1), int64(len(v.Builds)))
	}
	_, err = dir.Register()
	return err
}

// record looks at the database as its engine does, and reads every row.
func (c verifyCmd) record(a *app, dir warehouse.Dir, v *verified) error {
	if c.missing(dir) {
		return nil
	}
	db, err := store.OpenAsIs(a.ctx, c.url(dir), recordSchemas()...)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Check(a.ctx); err != nil {
		return err
	}
	report := a.bars.report()
	sum, err := db.Dump(a.ctx, &countingWriter{Writer: io.Discard, each: func(n int64) error {
		report.Report(stageTables, n, 0)
		return a.ctx.Err()
	}})
	if err != nil {
		return err
	}
	report.Report(stageTables, 1, 1)
	v.Record = recordOf(sum)
	if err := c.audit(a, db, dir, sum.Schemas["audit"] > 0, v); err != nil || sum.Schemas["record"] == 0 {
		return err
	}
	return db.Read(a.ctx, func(tx *store.Tx) (err error) {
		v.Versions, err = record.Verify(tx)
		return err
	})
}
