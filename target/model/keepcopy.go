package model

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"continuum/warehouse"
)

// Copied is the models and scores of a place, held open for a backup, all of one moment.
type Copied struct {
	Parts []warehouse.Part
	files []*os.File
}

// Copy holds open all versions of all models, and the scores that some builds have.
func (d Store) Copy(ctx context.Context, builds []string) (c *Copied, err error) {
	unlock, err := d.still(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	c = &Copied{}
	defer func() {
		if err != nil {
			c.Close()
		}
	}()
	names, err := d.Names()
	if err != nil {
		return c, err
	}
	for _, name := range names {
		if err := c.model(d, name); err != nil {
			return c, err
		}
	}
	for _, build := range builds {
		if err := c.scores(d, build); err != nil {
			return c, err
		}
	}
	return c, nil
}

// Names lists the models of which there is a version.
func (d Store) Names() (names []string, err error) {
	entries, err := os.ReadDir(d.model(""))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, unread(d.model(""), err)
	}
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		versions, err := d.Versions(e.Name())
		if err != nil {
			return nil, err
		}
		if len(versions) > 0 {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

func (c *Copied) model(d Store, id string) error {
	versions, err := d.Versions(id)
	if err != nil {
		return err
	}
	for _, hash := range versions {
		for _, end := range []string{".json", cardEnd, sumEnd} {
			err := c.hold(d, "models", id, hash+end)
			if err != nil && (end != sumEnd || !errors.Is(err, fs.ErrNotExist)) { // an earlier release noted none
				return err
			}
		}
	}
	err = c.hold(d, "models", id, usedFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // whoever trained it was stopped before it was put to use
	}
	return err
}

func (c *Copied) scores(d Store, build string) error {
	named, wrong, err := d.sheets(build)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := cmp.Or(err, wrong); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(named)) {
		for _, file := range []string{named[name], name + ".json"} {
			if err := c.hold(d, "scores", build, file); err != nil {
				return err
			}
		}
	}
	return nil
}

// hold opens one file.
func (c *Copied) hold(d Store, kind, of, name string) error {
	path := filepath.Join(string(d), kind, of, name)
	f, err := os.Open(path)
	if err != nil {
		return unread(path, err)
	}
	c.files = append(c.files, f)
	info, err := f.Stat()
	if err != nil {
		return unread(path, err)
	}
	c.Parts = append(c.Parts, warehouse.Part{Name: kind + "/" + of + "/" + name, Size: info.Size(), Reader: f})
	return nil
}

// Close lets the files go.
func (c *Copied) Close() {
	for _, f := range c.files {
		_ = f.Close()
	}
	c.files = nil
}
