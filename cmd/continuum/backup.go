package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"continuum/internal/fault"
	"continuum/target/model"
)

type backupCmd struct {
	placeArg
	dataFlag
	databaseFlag
	Out    string `required:"" help:"File to write, or a folder to write one into." placeholder:"FILE"`
	Builds string `help:"Builds to hold: the live one, or all there are." enum:"live,all" default:"live"`
}

// Run writes a backup while the place is being served.
func (c backupCmd) Run(a *app) error {
	a.unchanged = "no backup was written"
	path, err := c.file()
	if err != nil {
		return err
	}
	held, err := c.dir(c.Place).Copy(c.Builds == "all")
	if err != nil {
		return err
	}
	defer held.Close()
	models, err := model.Store(c.dir(c.Place)).Copy(a.ctx, held.IDs())
	if err != nil {
		return err
	}
	defer models.Close()
	out, err := createBackup(path)
	if err != nil {
		return err
	}
	defer out.discard()
	w := &backupWriting{app: a, out: out, head: headOf(held, now())}
	if err := w.dump(c.database(a)); err != nil {
		return err
	}
	if err := w.write(append(held.Parts, models.Parts...)); err != nil {
		return err
	}
	if err := out.keep(); err != nil {
		return err
	}
	a.bars.wait(nil)
	return a.printBackup(path, w)
}

// database gives the database to dump; "" where a place has none yet.
func (c backupCmd) database(a *app) string {
	dir := c.dir(c.Place)
	url := c.url(dir)
	if c.missing(dir) {
		a.warn("there is no database in %s, so the backup holds the builds, models and scores only; if `serve` has one elsewhere, name it with --database", url)
		return ""
	}
	return url
}

// file gives the file to write.
func (c backupCmd) file() (string, error) {
	path := c.Out
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		full, err := filepath.Abs(c.Place)
		if err != nil {
			return "", fault.Wrap(err, "finding the place")
		}
		path = filepath.Join(path, filepath.Base(full)+"-"+now().UTC().Format("20060102T150405Z")+backupSuffix)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return "", &fault.Error{Code: fault.Conflict, Column: "--out", Value: path, Reason: "is there already", Fix: "give another name, or a folder"}
	}
	return path, nil
}

func (a *app) printBackup(path string, w *backupWriting) error {
	info, err := os.Stat(path)
	if err != nil {
		return unwritten(path, err)
	}
	if a.json {
		return a.print(map[string]any{"file": path, "bytes": info.Size(), "backup": w.head})
	}
	a.line("Wrote %s (%s): %s.", path, bytesText(info.Size()), w.head.said())
	a.line("It holds people's records: keep it as safe as the place itself. The place folder (YAML, SQL, CSV) is not in it; keep that under version control.")
	return nil
}

// backupFile is a backup that is not whole yet. It lies beside its place until it is.
type backupFile struct {
	*os.File
	path string
	kept bool
}

func createBackup(path string) (*backupFile, error) {
	f, err := os.OpenFile(path+partSuffix, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, unwritten(path, err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = f.Close()
		return nil, &fault.Error{Code: fault.Conflict, Column: "--out", Value: path, Reason: "another backup is being written there", Fix: "wait until it has ended, or give another name"}
	}
	if err := errors.Join(f.Truncate(0), f.Chmod(0o600)); err != nil { // what a killed backup left
		_ = f.Close()
		return nil, unwritten(path, err)
	}
	return &backupFile{File: f, path: path}, nil
}

// keep makes the file durable and gives it its name.
func (f *backupFile) keep() error {
	err := f.Sync()
	if err == nil {
		err = os.Link(f.Name(), f.path) // never over another file, as a rename would
	}
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOTSUP) || errors.Is(err, syscall.EOPNOTSUPP) {
		if err = os.Rename(f.Name(), f.path); err == nil {
			f.kept = true
		}
	}
	if err != nil {
		return unwritten(f.path, err)
	}
	return syncFolder(filepath.Dir(f.path))
}

// discard removes what is not the backup by its name.
func (f *backupFile) discard() {
	if !f.kept {
		_ = os.Remove(f.Name())
	}
	_ = f.Close()
}

// spool is a file without a name, which ends with the program.
func spool(beside string) (*os.File, error) {
	f, err := os.CreateTemp(filepath.Dir(beside), ".continuum-*")
	if err != nil {
		return nil, unwritten(beside, err)
	}
	if err := os.Remove(f.Name()); err != nil {
		_ = f.Close()
		return nil, unwritten(beside, err)
	}
	return f, nil
}

func syncFolder(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return unwritten(path, err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return unwritten(path, err)
	}
	return nil
}
