package model

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Sweep removes the scores of builds that are gone: what nobody reads must not keep
// what somebody was told to forget.
func (d Store) Sweep(ctx context.Context) error {
	if _, err := os.Stat(d.scores("")); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	unlock, err := d.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	return d.sweepBuilds()
}

// Scored lists the builds of which there are scores.
func (d Store) Scored() (builds []string, err error) {
	entries, err := os.ReadDir(d.scores(""))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, unread(d.scores(""), err)
	}
	for _, e := range entries {
		if e.IsDir() {
			builds = append(builds, e.Name())
		}
	}
	return builds, nil
}

func (d Store) sweepBuilds() error {
	all, err := d.Scored()
	if err != nil {
		return err
	}
	for _, build := range all {
		if _, err := os.Stat(filepath.Join(string(d), "builds", build)); !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := os.RemoveAll(d.scores(build)); err != nil {
			return unwritten(d.scores(build), err)
		}
	}
	return nil
}

// sweep removes the scores of builds that are gone, and those of one build that were
// replaced; call it under the lock.
func (d Store) sweep(build string) error {
	if err := d.sweepBuilds(); err != nil {
		return err
	}
	if _, err := os.Stat(d.scores(build)); errors.Is(err, fs.ErrNotExist) {
		return nil // it was the scores of a build that is gone
	}
	return d.dropReplaced(build, superseded)
}

// dropReplaced removes the files of a build that no text names and that were written
// some time ago. What a damaged text named cannot be read either.
func (d Store) dropReplaced(build string, ago time.Duration) error {
	named, _, err := d.sheets(build)
	if err != nil {
		return err
	}
	inUse := map[string]bool{}
	for _, file := range named {
		inUse[file] = true
	}
	files, err := filepath.Glob(filepath.Join(d.scores(build), "*.parquet"))
	if err != nil {
		return unread(d.scores(build), err)
	}
	for _, path := range files {
		info, err := os.Stat(path)
		if err != nil || inUse[filepath.Base(path)] || time.Since(info.ModTime()) < ago {
			continue
		}
		if err := os.Remove(path); err != nil {
			return unwritten(path, err)
		}
	}
	return nil
}
