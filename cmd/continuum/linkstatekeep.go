package main

import (
	"bufio"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/link/identity"
)

// keeper keeps a linkage: it gives people lasting ids and writes records.state,
// last of all files, so that until then the state before is the one in force.
type keeper struct {
	from     string // folder of the state in force
	dir      string // folder of the answer, mostly the same
	folder   *outFolder
	fresh    bool       // it had no journal before
	done     bool       // the state is in force
	state    *stateFile // in force; nil where there is none
	spoiled  bool       // of it only the meta can be believed
	register *identity.Register
	build    string

	part *diskFile
	out  *bufio.Writer
	sum  hash.Hash32
	foot stateFooter

	before idSet // ids in use before
	who    *identity.Outcome
}

// newKeeper takes hold of a folder, which need not exist, to link all anew.
func newKeeper(a *app, dir string) (*keeper, error) {
	k := &keeper{from: dir, dir: dir, build: buildName()}
	return k.taken(a, func() error { return k.open(a) })
}

// newUpdater takes hold of a folder to go on from what another, mostly the same,
// keeps.
func newUpdater(a *app, from, to string) (*keeper, error) {
	k := &keeper{from: from, dir: to, build: buildName()}
	s, err := openState(from)
	s.close()
	if err != nil { // before a folder is made
		return nil, err
	}
	return k.taken(a, k.openBoth)
}

// taken locks the folder, then opens what there is.
func (k *keeper) taken(a *app, open func() error) (_ *keeper, err error) {
	if k.folder, err = a.holdKept(k.dir); err == nil {
		k.fresh = !k.has(journalName)
		err = open()
	}
	if err != nil {
		k.close()
		return nil, err
	}
	return k, nil
}

// openBoth opens the state, which must be sound, and sees that a new folder keeps
// nothing.
func (k *keeper) openBoth() (err error) {
	if k.state, err = openState(k.from); err != nil {
		return err
	}
	if !sameFile(k.from, k.dir) {
		for _, name := range []string{journalName, stateName} {
			if k.has(name) {
				return &fault.Error{Code: fault.Conflict, Column: "--out", Value: k.dir, Reason: "keeps another linkage already", Fix: "give a folder without " + name}
			}
		}
	}
	k.register, err = openJournal(k.from, k.state.meta.Build)
	return err
}

// openJournal opens a folder's journal as of the linkage in force, "" for none.
func openJournal(dir, live string) (*identity.Register, error) {
	path := filepath.Join(dir, journalName)
	fix := "restore the folder from a backup; without one remove " + stateName + " and " + journalName + " and link all files again with --keep: people get new ids"
	register, err := identity.Open(path, live)
	switch {
	case fault.CodeOf(err) == fault.Conflict:
		return nil, &fault.Error{Code: fault.Conflict, File: path, Reason: "does not know the linkage that " + stateName + " keeps: the two are not of one time", Fix: fix}
	case err != nil:
		return nil, err
	case !register.Knows(live):
		return nil, &fault.Error{Code: fault.Conflict, File: path, Reason: "is missing or empty, though it should tell what became of the people in " + stateName, Fix: fix}
	}
	return register, nil
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	y, err2 := os.Stat(b)
	return err == nil && err2 == nil && os.SameFile(x, y)
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return &fault.Error{Code: fault.Unavailable, File: from, Reason: "cannot be read", Err: err, Fix: "restore the folder from a backup"}
	}
	defer in.Close()
	return writeFile(to, func(w io.Writer) error {
		_, err := io.Copy(w, in)
		return fault.Wrap(err, "copying %s", from)
	})
}

// open finds what was kept before.
func (k *keeper) open(a *app) error {
	var err error
	k.state, err = openState(k.dir)
	live := ""
	switch {
	case k.state != nil:
		live = k.state.meta.Build
	case fault.CodeOf(err) != fault.NotFound:
		return err
	case k.has(journalName):
		return &fault.Error{
			Code: fault.Conflict, File: k.path(journalName), Reason: "tells of people's ids, but " + stateName + ", which says who has which, is missing",
			Fix: "restore the folder from a backup; without one remove this file as well: people get new ids",
		}
	}
	if k.spoiled = k.state != nil && err != nil; k.spoiled {
		a.warn("%v", err)
		a.warn("Ids are taken from %s.", k.path(clustersName))
	}
	k.register, err = openJournal(k.dir, live)
	return err
}

func (k *keeper) path(name string) string { return filepath.Join(k.dir, name) }

func (k *keeper) has(name string) bool {
	_, err := os.Stat(k.path(name))
	return !errors.Is(err, fs.ErrNotExist)
}

func buildName() string {
	b := make([]byte, 3)
	_, _ = rand.Read(b) // never fails
	return time.Now().UTC().Format("20060102T150405.000Z") + "-" + hex.EncodeToString(b)
}

// close lets the folder go; what was not finished is removed.
func (k *keeper) close() {
	k.state.close()
	if k.part != nil {
		_ = k.part.Close()
		_ = os.Remove(k.path(stateName + partSuffix)) // gone once in force
	}
	if k.folder != nil && k.fresh && !k.done {
		_ = os.Remove(k.path(journalName))
		_ = os.Remove(k.path(journalName + ".lock"))
	}
	k.folder.close()
}

// keep links and keeps the linkage.
func (c *linkRunCmd) keep(a *app) error {
	if c.Shard != "" {
		return &fault.Error{Code: fault.Invalid, Column: "--keep", Reason: "a share of the comparing is no whole linkage", Fix: "leave --keep or --shard out"}
	}
	k, err := newKeeper(a, c.Out)
	if err != nil {
		return err
	}
	defer k.close()
	set, err := c.take(a)
	if err != nil {
		return err
	}
	result, err := k.run(a, &c.linkFiles, set)
	if err != nil {
		return err
	}
	if err := c.answer(a, len(result.Person), result.Persons, "edges.parquet, report.html, "+stateName, result.Report); err != nil {
		return err
	}
	if k.state != nil && !a.json {
		people := countPeople(result.Persons, k.who, k.before)
		people.line(a)
	}
	return nil
}

// run links what was taken in, writes the answer and keeps it.
func (k *keeper) run(a *app, c *linkFiles, set *recordSet) (*link.Result, error) {
	if err := k.begin(set, c.Source); err != nil {
		return nil, err
	}
	result, err := set.linker.Run(a.ctx, a.stages())
	if err != nil {
		return nil, set.explain(err)
	}
	if err := k.name(a.ctx, set, result); err != nil {
		return nil, err
	}
	a.hear(result)
	if err := c.writeAnswer(a.ctx, k.folder, set, result); err != nil {
		return nil, err
	}
	return result, k.finish(result)
}
