package warehouse

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"continuum/internal/fault"
)

// Dir is the folder that holds a place's builds; by default .continuum in the place folder.
type Dir string

// DirOf is the default data folder of a place.
func DirOf(placeDir string) Dir { return Dir(filepath.Join(placeDir, ".continuum")) }

const (
	factsFile    = "warehouse.duckdb"
	indexFile    = "search.index"
	cardsFile    = "people.cards"
	qualityFile  = "quality.json"
	overviewFile = "overview.json"
	labelsFile   = "labels.json"
	linkageFile  = "linkage.json"
	configFile   = "link.yaml"
	modelFile    = "model.json"
	manifestFile = "manifest.json"
	journalFile  = "identity.journal"
	partial      = ".partial"

	elsewhere = "give a folder that can be written with --data"
)

func (d Dir) builds() string { return filepath.Join(string(d), "builds") }

func (d Dir) build(id string) string { return filepath.Join(d.builds(), id) }

func (d Dir) journal() string { return filepath.Join(string(d), journalFile) }

func (d Dir) live() string { return filepath.Join(string(d), "live") }

// LiveID is the id of the build being served; fault.NotFound before the first build.
func (d Dir) LiveID() (string, error) {
	data, err := os.ReadFile(d.live())
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(filepath.Join(string(d), comingFile)); err == nil {
			return "", &fault.Error{Code: fault.Conflict, File: string(d), Reason: "a backup is being restored here, or a restore was stopped", Fix: "let it end, or run `continuum restore` again"}
		}
		return "", &fault.Error{Code: fault.NotFound, File: string(d), Reason: "nothing has been built yet", Fix: "run `continuum build PLACE --from EXTRACTS` first"}
	}
	if err != nil {
		return "", unavailable(d.live(), "cannot be read", err)
	}
	id := strings.TrimSpace(string(data))
	if id == "" || id != filepath.Base(id) {
		return "", &fault.Error{Code: fault.Internal, File: d.live(), Reason: "does not name a build", Fix: "run `continuum builds PLACE --rollback ID`"}
	}
	return id, nil
}

// serve makes a finished build the live one, in one step that survives a crash.
func (d Dir) serve(id string) error {
	return writeAtomic(d.live(), []byte(id+"\n"))
}

// lock keeps two builds of one place from running at once; the lock goes with the process.
func (d Dir) lock() (unlock func(), err error) {
	if strings.Contains(string(d), "?") {
		return nil, &fault.Error{Code: fault.Invalid, File: string(d), Reason: "the data folder's name holds a question mark, which the analytical engine cannot read", Fix: elsewhere}
	}
	if err := os.MkdirAll(d.builds(), 0o700); err != nil {
		return nil, &fault.Error{Code: fault.Unavailable, File: string(d), Reason: "cannot make the data folder", Err: err, Fix: elsewhere}
	}
	path := filepath.Join(string(d), "lock")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, &fault.Error{Code: fault.Unavailable, File: path, Reason: "cannot be written", Err: err, Fix: elsewhere}
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, &fault.Error{Code: fault.Conflict, File: path, Reason: "another build of this place is running", Fix: "wait for it to end"}
	}
	return func() { _ = f.Close() }, nil
}

// sweep removes what killed builds left behind; call it under the lock.
func (d Dir) sweep() error {
	left, err := filepath.Glob(filepath.Join(d.builds(), "*"+partial))
	if err != nil {
		return fault.Wrap(err, "looking for unfinished builds")
	}
	for _, path := range left {
		if err := os.RemoveAll(path); err != nil {
			return unavailable(path, "cannot remove an unfinished build", err)
		}
	}
	return nil
}

// writeAtomic replaces a file so that a reader sees the old bytes or the new, never a part.
func writeAtomic(path string, data []byte) error {
	tmp := path + ".new"
	f, err := os.OpenFile(tmp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return unavailable(path, "cannot be written", err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		return unavailable(path, "cannot be written", err)
	}
	return syncDir(filepath.Dir(path))
}

// writeNew writes a file of a new build, which must not be there yet, and makes it durable.
func writeNew(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return unavailable(path, "cannot be written", err)
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	if err := write(w); err != nil {
		return unavailable(path, "cannot be written", err)
	}
	if err := errors.Join(w.Flush(), f.Sync()); err != nil {
		return unavailable(path, "cannot be written", err)
	}
	return nil
}

// syncDir makes a rename in the folder durable.
func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return unavailable(path, "cannot be opened", err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return unavailable(path, "cannot be made durable", err)
	}
	return nil
}

func writeJSON(path string, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fault.Wrap(err, "writing %s", filepath.Base(path))
	}
	return writeAtomic(path, append(data, '\n'))
}

func readJSON(path string, v any) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return unavailable(path, "cannot be read", err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		return &fault.Error{Code: fault.Internal, File: path, Reason: "is damaged", Err: err, Fix: "roll back to another build"}
	}
	return nil
}

func unavailable(path, reason string, err error) error {
	return &fault.Error{Code: fault.Unavailable, File: path, Reason: reason, Err: err}
}
