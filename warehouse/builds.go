package warehouse

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"continuum/internal/fault"
)

// IDs lists the finished builds, newest first.
func (d Dir) IDs() ([]string, error) {
	entries, err := os.ReadDir(d.builds())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, unavailable(d.builds(), "cannot be read", err)
	}
	var out []string
	for _, e := range entries {
		if e.IsDir() && !strings.HasSuffix(e.Name(), partial) {
			out = append(out, e.Name())
		}
	}
	sort.Sort(sort.Reverse(sort.StringSlice(out)))
	return out, nil
}

// Builds gives the manifests of all finished builds, newest first.
func (d Dir) Builds() ([]Manifest, error) {
	ids, err := d.IDs()
	if err != nil {
		return nil, err
	}
	var out []Manifest
	for _, id := range ids {
		m, err := d.Manifest(id)
		if err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, nil
}

// Resolve turns "live", an id or the unique beginning of one into a build's id.
func (d Dir) Resolve(name string) (string, error) {
	if name == "live" {
		return d.LiveID()
	}
	ids, err := d.IDs()
	if err != nil {
		return "", err
	}
	var found []string
	for _, id := range ids {
		if id == name {
			return id, nil
		}
		if strings.HasPrefix(id, name) || strings.HasSuffix(id, "-"+name) {
			found = append(found, id)
		}
	}
	if len(found) == 1 && name != "" {
		return found[0], nil
	}
	return "", &fault.Error{Code: fault.NotFound, Reason: "no build, or more than one, goes by this name", Value: name, Fix: "use an id that `continuum builds PLACE` lists"}
}

// Rollback serves an older (or newer) build again.
func (d Dir) Rollback(name string) (string, error) {
	unlock, err := d.lock()
	if err != nil {
		return "", err
	}
	defer unlock()
	id, err := d.Resolve(name)
	if err != nil {
		return "", err
	}
	for _, file := range []string{factsFile, indexFile, cardsFile, manifestFile} {
		if _, err := os.Stat(filepath.Join(d.build(id), file)); err != nil {
			return "", unavailable(d.build(id), "is not complete", err)
		}
	}
	return id, d.serve(id)
}

// prune removes the oldest builds beyond keep, never the live one.
func (d Dir) prune(keep int) error {
	if keep <= 0 {
		return nil
	}
	ids, err := d.IDs()
	if err != nil {
		return err
	}
	live, err := d.LiveID()
	if err != nil {
		return err
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return id == live })
	for _, id := range ids[min(keep-1, len(ids)):] {
		gone := d.build(id) + partial
		if err := os.Rename(d.build(id), gone); err != nil {
			return unavailable(d.build(id), "cannot be removed", err)
		}
		if err := os.RemoveAll(gone); err != nil {
			return unavailable(gone, "cannot be removed", err)
		}
	}
	return nil
}
