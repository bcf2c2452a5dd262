package main

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/link"
)

type linkUpdateCmd struct {
	Dir       string   `arg:"" help:"Folder of a linkage made with --keep." type:"existingdir"`
	Files     []string `arg:"" optional:"" help:"CSV (also compressed) or Parquet files of new and changed records only." type:"existingfile"`
	ID        string   `help:"Column that names a record; by default as the linkage was made." placeholder:"COL"`
	Source    string   `help:"Column that names the partner a record comes from; by default as the linkage was made." placeholder:"COL"`
	Deleted   string   `help:"CSV (also compressed) or Parquet file of the ids, and sources where there are several, of records that are gone." placeholder:"FILE" type:"existingfile"`
	Model     string   `help:"A model.json to judge by; by default the model is learned anew." placeholder:"FILE" type:"existingfile"`
	SameModel bool     `help:"Judge by the model of the linkage before."`
	Memory    string   `help:"Memory to stay near, as 8GiB; what does not fit goes to disk (11GiB, or what the machine has)." placeholder:"SIZE"`
	Out       *string  `help:"Folder for the answer; by default DIR itself." placeholder:"DIR2"`
}

// Run links what was kept and what changed.
func (c linkUpdateCmd) Run(a *app) error {
	if err := c.check(); err != nil {
		return err
	}
	to := c.Dir
	if c.Out != nil {
		to = *c.Out
	}
	k, err := newUpdater(a, c.Dir, to)
	if err != nil {
		return err
	}
	defer k.close()
	c.ID, c.Source = cmp.Or(c.ID, k.state.meta.ID), cmp.Or(c.Source, k.state.meta.Source)
	u := &linkUpdate{linkUpdateCmd: c, app: a, keeper: k}
	files := &linkFiles{Files: c.Files, ID: c.ID, Source: c.Source, Config: filepath.Join(c.Dir, configName), Out: k.dir}
	set, err := u.take(files)
	if err != nil {
		return err
	}
	files.Files = append([]string{stateName}, files.Files...)
	result, err := k.run(a, files, set)
	if err != nil {
		return err
	}
	return u.answer(result)
}

func (c *linkUpdateCmd) check() error {
	switch {
	case len(c.Files) == 0 && c.Deleted == "":
		return &fault.Error{Code: fault.Invalid, Column: "--deleted", Reason: "nothing is said to have changed", Fix: "give files of new and changed records, or --deleted"}
	case c.SameModel && c.Model != "":
		return &fault.Error{Code: fault.Invalid, Column: "--same-model", Reason: "--model names another model", Fix: "leave one of the two out"}
	case c.SameModel:
		c.Model = filepath.Join(c.Dir, modelName)
	}
	return nil
}

// linkUpdate is one update under way.
type linkUpdate struct {
	linkUpdateCmd
	*app
	*keeper
	gone  goneRecords
	delta *link.Delta
}

// take makes of what was kept and what changed the full set of records.
func (u *linkUpdate) take(files *linkFiles) (*recordSet, error) {
	if err := stayNear(u.Memory, u.dir); err != nil {
		return nil, err
	}
	if err := files.different(); err != nil {
		return nil, err
	}
	cfg, err := u.linkConfig(files.Config)
	if err != nil {
		return nil, err
	}
	cfg.Unique = true
	set := &recordSet{cfg: cfg, linker: link.New(cfg), id: u.ID, sourced: u.Source != ""}
	if u.Model != "" {
		if err := set.use(u.Model); err != nil {
			return nil, err
		}
	}
	start := time.Now()
	saved, err := set.linker.Load(u.state.records())
	if err != nil {
		return nil, u.unloaded(err, files.Config)
	}
	kept, err := u.state.readKeys()
	if err != nil {
		return nil, err
	}
	if saved.Len() != int(u.state.foot.Records) {
		return nil, u.state.damaged(errKeys)
	}
	read, err := files.readAll(u.app, set.linker, &set.cfg)
	if err != nil {
		return nil, err
	}
	u.doubt(kept, read)
	if err := u.gone.read(u.ctx, u.Deleted, u.ID, u.Source, kept.sources); err != nil {
		return nil, err
	}
	if u.delta, err = saved.Update(u.gone.list); err != nil {
		return nil, u.explain(err, read.keys)
	}
	set.keys = mergedKeys(kept, read.keys, u.delta.Order)
	set.reading = time.Since(start)
	return set, nil
}

// unloaded says what to do where the records cannot be taken in.
func (u *linkUpdate) unloaded(err error, config string) error {
	var f *fault.Error
	if !errors.As(err, &f) {
		return fault.Wrap(err, "loading the records")
	}
	told := *f
	told.File, told.Fix = u.state.file.Name(), againWithKeep(u.Dir)
	if f.Code == fault.Conflict {
		told.File, told.Reason = config, "changed since the records were kept, and may clean them in another way"
		told.Fix = "put it back as it was, or link all files again with --config " + config + " --keep --out " + u.Dir + "; people keep their ids"
	}
	return &told
}

// explain tells which records an error means.
func (u *linkUpdate) explain(err error, keys *recordKeys) error {
	if twice := (*link.TwiceError)(nil); errors.As(err, &twice) {
		return keys.twice(twice.First, twice.Again, u.ID, u.Source != "")
	}
	if both := (*link.GoneError)(nil); errors.As(err, &both) {
		file, line := keys.stands(both.Record)
		return &fault.Error{
			Code: fault.Invalid, File: file, Line: line, Column: u.ID, Value: keys.key(both.Record).LocalID,
			Reason: fmt.Sprintf("%s:%d says that this record is gone", u.Deleted, u.gone.lines[both.Gone]), Fix: "take it out of one of the files",
		}
	}
	return fault.Wrap(err, "updating %s", u.Dir)
}

// doubt tells of what may not be meant.
func (u *linkUpdate) doubt(kept *recordKeys, read *linkReader) {
	for _, f := range read.cfg.Fields {
		if n := read.unmapped[f.Name]; n > 0 {
			u.warn("%d of %d files have no column of the field %s: records given again there lose it.", n, len(u.Files), f.Name)
		}
	}
	var fresh []string
	for _, name := range read.keys.sources {
		if _, known := kept.number[name]; !known {
			fresh = append(fresh, name)
		}
	}
	slices.Sort(fresh)
	fix := "give the file that name, or name a column of sources by --source"
	if u.Source != "" {
		fix = "see that the column " + u.Source + " names the sources as the linkage has them"
	}
	switch {
	case len(fresh) > mostNamed:
		u.warn("%d sources are new, as %s, and so all their records are new. To change records of the linkage, %s.", len(fresh), strings.Join(fresh[:mostNamed], ", "), fix)
	case len(fresh) > 1:
		u.warn("%s are new sources, and so all their records are new. To change records of the linkage, %s.", strings.Join(fresh, ", "), fix)
	case len(fresh) == 1:
		u.warn("%s is a new source, and so all its records are new. To change records of the linkage, %s.", fresh[0], fix)
	}
}

// mostNamed is how many sources are named at once.
const mostNamed = 5

// updateReport is the answer for machines.
type updateReport struct {
	Out       string      `json:"out"`
	Records   int         `json:"records"`
	New       int         `json:"new"`
	Changed   int         `json:"changed"`
	Deleted   int         `json:"deleted"`
	Unchanged int         `json:"unchanged"`
	Unknown   int         `json:"deleted_unknown"`         // of --deleted, those that were not there
	First     string      `json:"first_unknown,omitempty"` // file and line of the first of them
	People    peopleCount `json:"people"`
}

// answer says what was done.
func (u *linkUpdate) answer(result *link.Result) error {
	d := u.delta
	r := updateReport{
		Out: u.dir, Records: len(result.Person), New: d.New, Changed: d.Changed, Deleted: d.Deleted, Unchanged: d.Kept + d.Same,
		Unknown: len(d.Unknown), People: countPeople(result.Persons, u.who, u.before),
	}
	if r.Unknown > 0 {
		r.First = fmt.Sprintf("%s:%d", u.Deleted, u.gone.lines[d.Unknown[0]])
	}
	u.bars.wait(nil)
	if r.Unknown > 0 {
		u.warn("%s not there, the first in %s.", were(r.Unknown), r.First)
	}
	if u.json {
		return u.print(r)
	}
	u.line("%s: %d new, %d changed, %d deleted, %d unchanged.", many(r.Records, "record"), r.New, r.Changed, r.Deleted, r.Unchanged)
	r.People.line(u.app)
	return nil
}
