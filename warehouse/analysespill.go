package warehouse

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// spill is the folder for what an analysis cannot hold in memory. It is about people, so
// it goes when the analysis ends; a lock that goes with the process lets the next one
// remove what a killed one left.
type spill struct {
	dir  string
	lock *os.File
}

const lockSuffix = ".lock"

// newSpill takes a folder, which the engine makes when it needs it. Where the data folder
// cannot be written there is none, and what does not fit in memory fails.
func newSpill(d Dir) spill {
	sweepSpills(d)
	s := spill{dir: filepath.Join(string(d), "asking-"+suffix())}
	f, err := os.OpenFile(s.dir+lockSuffix, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return spill{}
	}
	s.lock = f
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = s.end()
		return spill{}
	}
	return s
}

// beside are the folders that the engine may use: a build's and this one.
func (s spill) beside(build string) []string {
	if s.dir == "" {
		return []string{build}
	}
	return []string{build, s.dir}
}

// end removes what was spilled.
func (s spill) end() error {
	if s.lock == nil {
		return nil
	}
	return errors.Join(os.RemoveAll(s.dir), os.Remove(s.lock.Name()), s.lock.Close())
}

// sweepSpills removes what nobody uses any more.
func sweepSpills(d Dir) {
	left, _ := filepath.Glob(filepath.Join(string(d), "asking-*"+lockSuffix)) // the pattern is sound
	for _, path := range left {
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			continue
		}
		if syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil {
			_ = os.RemoveAll(strings.TrimSuffix(path, lockSuffix))
			_ = os.Remove(path)
		}
		_ = f.Close()
	}
}
