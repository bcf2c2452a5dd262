package main

import (
	"cmp"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"continuum/internal/fault"
)

// outFolder is the folder of an answer, held by the one run that writes there. All
// files are written beside those there are and take their places together at the
// end, so that a run that fails leaves the folder as it was.
type outFolder struct {
	app     *app
	dir     string
	suffix  string   // of files that have not taken their place
	made    []string // folders made for it, the outermost first
	release []func()
	placed  bool

	mu    sync.Mutex
	names []string // of files that have not taken their place
}

const partSuffix = ".part"

// holdOut takes hold of the folder of an answer that is not kept.
func (a *app) holdOut(dir string) (*outFolder, error) {
	return a.hold(dir, partSuffix, exclusive, true)
}

// holdKept takes hold of the folder of a linkage that is kept.
func (a *app) holdKept(dir string) (*outFolder, error) {
	return a.hold(dir, partSuffix, exclusive, false)
}

// holdShare takes hold of a folder for the file of one share; others may be
// written there at the same time.
func (a *app) holdShare(dir, name string) (*outFolder, error) {
	o, err := a.hold(dir, "."+name+partSuffix, shared, true)
	if err == nil {
		err = o.lock(name+".lock", exclusive)
	}
	if err != nil {
		o.close()
		return nil, err
	}
	return o, nil
}

// hold makes a folder where there is none and locks it, by which it is known that
// files can be written there. plain is an answer that may not stand in for a
// linkage that is kept.
func (a *app) hold(dir, suffix string, how lockKind, plain bool) (*outFolder, error) {
	if strings.TrimSpace(dir) == "" {
		return nil, &fault.Error{Code: fault.Invalid, Column: "--out", Reason: "names no folder", Fix: "give the folder for the answer"}
	}
	o := &outFolder{app: a, dir: dir, suffix: suffix}
	err := o.make()
	if err == nil {
		err = o.lock(lockName, how)
	}
	if err == nil && plain && (o.has(stateName) || o.has(journalName)) {
		err = &fault.Error{Code: fault.Conflict, File: dir, Reason: "keeps a linkage", Fix: "use --keep to bring it up to date, or give another folder"}
	}
	if err != nil {
		o.close()
		return nil, err
	}
	a.unchanged = "nothing in " + dir + " was changed"
	return o, nil
}

// make makes the folder and those it lies in.
func (o *outFolder) make() error {
	for dir := filepath.Clean(o.dir); ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		o.made = append(o.made, dir)
	}
	slices.Reverse(o.made)
	if err := os.MkdirAll(o.dir, 0o750); err != nil {
		return &fault.Error{Code: fault.Unavailable, File: o.dir, Reason: "cannot be made", Err: bare(err), Fix: "give another folder"}
	}
	return nil
}

func (o *outFolder) lock(name string, how lockKind) error {
	release, err := lockFile(o.path(name), how)
	if errors.Is(err, errLocked) {
		return &fault.Error{Code: fault.Conflict, File: o.dir, Reason: "another linkage is writing there", Fix: "wait until it has ended"}
	}
	if err != nil {
		return unwritten(o.path(name), err)
	}
	o.release = append(o.release, release)
	return nil
}

func (o *outFolder) path(name string) string { return filepath.Join(o.dir, name) }

func (o *outFolder) has(name string) bool {
	_, err := os.Lstat(o.path(name))
	return !errors.Is(err, fs.ErrNotExist)
}

// part gives the path at which a file is to be written.
func (o *outFolder) part(name string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !slices.Contains(o.names, name) {
		o.names = append(o.names, name)
	}
	return o.path(name) + o.suffix
}

// writeAll writes files.
func (o *outFolder) writeAll(files map[string]func(io.Writer) error) error {
	var work errgroup.Group
	for name, write := range files {
		work.Go(func() error { return writePart(o.part(name), o.path(name), write) })
	}
	return work.Wait()
}

// place puts all files written in their places, clusters.csv last.
func (o *outFolder) place() error {
	slices.SortFunc(o.names, func(a, b string) int { return cmp.Compare(b, a) })
	for len(o.names) > 0 {
		o.placed, o.app.unchanged = true, ""
		name := o.names[0]
		if err := os.Rename(o.path(name)+o.suffix, o.path(name)); err != nil {
			return unwritten(o.path(name), err)
		}
		o.names = o.names[1:]
	}
	return nil
}

// close lets the folder go and takes away what did not take its place.
func (o *outFolder) close() {
	if o == nil {
		return
	}
	for _, name := range o.names {
		_ = os.Remove(o.path(name) + o.suffix)
	}
	for _, release := range slices.Backward(o.release) {
		release()
	}
	for _, dir := range slices.Backward(o.made) {
		if !o.placed {
			_ = os.Remove(dir) // where others have written there meanwhile it stays
		}
	}
	o.names, o.release, o.made = nil, nil, nil
}
