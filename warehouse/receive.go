package warehouse

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"continuum/internal/fault"
)

const (
	// comingFile becomes the live pointer at the very end of a restore. While it is
	// there, and no live pointer, what else is in the folder is not whole.
	comingFile = "live.restoring"
	// originFile says from which backup a data folder came.
	originFile = "restored.json"
	lockFile   = "lock"
)

// Origin says from which backup a data folder was restored.
type Origin struct {
	Backup   string    `json:"backup"`
	Made     time.Time `json:"made"`
	Restored time.Time `json:"restored"`
}

// Receiving is a data folder into which a backup is being restored.
type Receiving struct {
	dir     Dir
	made    bool // the folder is ours
	besides []string
	unlock  func()
	done    bool
}

// Receive begins to restore builds into a data folder that is empty, or in which a
// restore was killed. besides names the files that others put there meanwhile.
func (d Dir) Receive(live string, besides ...string) (*Receiving, error) {
	_, err := os.Lstat(string(d))
	r := &Receiving{dir: d, made: errors.Is(err, fs.ErrNotExist), besides: besides}
	if err := d.refuseUsed(); err != nil {
		return nil, err
	}
	if r.unlock, err = d.lock(); err != nil {
		return nil, err
	}
	if err = d.refuseUsed(); err == nil { // now nobody else begins to use it
		err = r.clear()
	}
	if err == nil {
		err = writeAtomic(filepath.Join(string(d), comingFile), []byte(live+"\n"))
	}
	if err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// Origin is the backup a data folder was restored from, whole; false where none is.
func (d Dir) Origin() (o Origin, ok bool) {
	if _, err := os.Stat(d.live()); err != nil {
		return o, false
	}
	return o, readJSON(filepath.Join(string(d), originFile), &o) == nil
}

// refuseUsed refuses a folder that has something which a killed restore did not leave.
func (d Dir) refuseUsed() error {
	entries, err := os.ReadDir(string(d))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return unavailable(string(d), "cannot be read", err)
	}
	has := func(name string) bool {
		return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == name })
	}
	if has(comingFile) && !has("live") {
		return nil
	}
	for _, e := range entries {
		if e.Name() == lockFile || e.Name() == comingFile+".new" || e.Name() == "builds" && d.noBuilds() {
			continue
		}
		return &fault.Error{
			Code: fault.Conflict, File: string(d), Value: e.Name(), Reason: "the data folder is not empty",
			Fix: "move it away, or restore into another with --data",
		}
	}
	return nil
}

func (d Dir) noBuilds() bool {
	entries, err := os.ReadDir(d.builds())
	return err == nil && len(entries) == 0
}

// clear removes what a killed restore left; the marker goes last.
func (r *Receiving) clear() error {
	names := []string{buildParts, modelParts, scoreParts, journalFile, originFile}
	for _, name := range r.besides {
		names = append(names, name, name+"-wal", name+"-shm", name+"-journal", name+".lock")
	}
	for _, name := range append(names, comingFile+".new", comingFile) {
		if err := os.RemoveAll(filepath.Join(string(r.dir), name)); err != nil {
			return unavailable(filepath.Join(string(r.dir), name), "cannot be removed", err)
		}
	}
	return nil
}

// Part writes one file. A name that leads elsewhere is refused.
func (r *Receiving) Part(name string, from io.Reader) error {
	if err := checkPart(name); err != nil {
		return err
	}
	path := filepath.Join(string(r.dir), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return unavailable(path, "cannot be made", err)
	}
	err := writeNew(path, func(w io.Writer) error {
		_, err := io.Copy(w, from)
		return err
	})
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG) {
		return &fault.Error{Code: fault.Unavailable, File: string(r.dir), Reason: "the disk is full; nothing was restored", Err: err, Fix: "make room, or give another folder with --data"}
	}
	return err
}

// Finish sees that the live build can be served and makes the folder whole in one step.
func (r *Receiving) Finish(live string, o Origin) error {
	b, err := r.dir.open(live)
	if err != nil {
		return err
	}
	b.close()
	for _, kind := range []string{buildParts, modelParts, scoreParts} {
		if err := syncTree(filepath.Join(string(r.dir), kind)); err != nil {
			return err
		}
	}
	if err := writeJSON(filepath.Join(string(r.dir), originFile), o); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(string(r.dir), comingFile), r.dir.live()); err != nil {
		return unavailable(r.dir.live(), "cannot be written", err)
	}
	r.done = true
	return syncDir(string(r.dir))
}

// syncTree makes the names of files in a folder and those beneath it durable, if it is there.
func syncTree(path string) error {
	err := filepath.WalkDir(path, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.IsDir() {
			return err
		}
		return syncDir(path)
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// Close lets the folder go; one that was not finished is emptied again.
func (r *Receiving) Close() {
	if r.unlock == nil {
		return
	}
	if !r.done && r.clear() == nil && r.made {
		_ = os.Remove(filepath.Join(string(r.dir), lockFile))
		_ = os.Remove(string(r.dir))
	}
	r.unlock()
	r.unlock = nil
}
