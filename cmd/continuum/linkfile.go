package main

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"

	"continuum/internal/fault"
)

// unwritten says that a file cannot be written and what to do about it.
func unwritten(path string, err error) error {
	fix := "see that the folder may be written to, or give another folder"
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EFBIG) {
		fix = "make room or give another folder"
	}
	return &fault.Error{Code: fault.Unavailable, File: path, Reason: "cannot be written", Err: bare(err), Fix: fix}
}

// bare is an error of the system without the name of the file.
func bare(err error) error {
	var of *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &of):
		return of.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// diskFile tells the failures of a file from those of who writes it.
type diskFile struct {
	*os.File
	err error // the first
}

// Write writes bytes.
func (d *diskFile) Write(b []byte) (int, error) {
	n, err := d.File.Write(b)
	if d.err == nil {
		d.err = err
	}
	return n, err
}

// fault says what an error of writing the file means; path is its name in the end.
func (d *diskFile) fault(path string, err error) error {
	switch {
	case err == nil:
		return nil
	case d.err != nil:
		return unwritten(path, d.err)
	case fault.CodeOf(err) != fault.Internal:
		return err
	}
	return fault.Wrap(err, "writing %s", path)
}

// writePart writes a file that is to become path.
func writePart(part, path string, write func(io.Writer) error) error {
	f, err := os.Create(part)
	if err != nil {
		return unwritten(path, err)
	}
	d := &diskFile{File: f}
	if err := write(d); err != nil {
		_ = f.Close()
		return d.fault(path, err)
	}
	if err := f.Close(); err != nil {
		return unwritten(path, err)
	}
	return nil
}

// writeFile makes a file whole or not at all.
func writeFile(path string, write func(io.Writer) error) error {
	part := path + partSuffix
	return settle(part, path, writePart(part, path, write))
}

// lockKind says who else may hold a lock.
type lockKind int

const (
	exclusive lockKind = syscall.LOCK_EX // nobody
	shared    lockKind = syscall.LOCK_SH // whoever shares it too
)

// lockName is the file by which runs keep each other out of a folder.
const lockName = "link.lock"

var errLocked = errors.New("somebody else has the lock")

// lockFile locks a file that is there only as long as somebody holds it.
func lockFile(path string, how lockKind) (release func(), err error) {
	for {
		f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
		if err != nil {
			return nil, err
		}
		if err := syscall.Flock(int(f.Fd()), int(how)|syscall.LOCK_NB); err != nil {
			_ = f.Close()
			if errors.Is(err, syscall.EWOULDBLOCK) {
				err = errLocked
			}
			return nil, err
		}
		if stillAt(f, path) {
			return func() { unlockFile(f, path) }, nil
		}
		_ = f.Close() // who held it took it away meanwhile
	}
}

func stillAt(f *os.File, path string) bool {
	mine, err := f.Stat()
	there, err2 := os.Stat(path)
	return err == nil && err2 == nil && os.SameFile(mine, there)
}

// unlockFile takes the file away where nobody else shares it.
func unlockFile(f *os.File, path string) {
	if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil && stillAt(f, path) {
		_ = os.Remove(path)
	}
	_ = f.Close()
}
