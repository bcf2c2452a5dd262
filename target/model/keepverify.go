package model

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"continuum/internal/fault"
)

// Sound counts what was read and found to be what was written.
type Sound struct {
	Models   int `json:"models"`
	Versions int `json:"versions"` // of all models
	Scores   int `json:"score_files"`
}

// Verify reads all models, their cards and all scores, and says what is wrong: a file
// that is missing, changed or cut short, or that none of them should be.
func (d Store) Verify(ctx context.Context) (s Sound, err error) {
	unlock, err := d.still(ctx)
	if err != nil {
		return s, err
	}
	defer unlock()
	names, err := d.Names()
	if err != nil {
		return s, err
	}
	for _, name := range names {
		n, err := d.verifyModel(ctx, name)
		if err != nil {
			return s, err
		}
		s.Models, s.Versions = s.Models+1, s.Versions+n
	}
	builds, err := d.Scored()
	if err != nil {
		return s, err
	}
	for _, build := range builds {
		n, err := d.verifyScores(ctx, build)
		if s.Scores += n; err != nil {
			return s, err
		}
	}
	return s, nil
}

func (d Store) verifyModel(ctx context.Context, id string) (int, error) {
	versions, err := d.Versions(id)
	if err != nil {
		return 0, err
	}
	for _, hash := range versions {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		if err := d.verifyVersion(id, hash); err != nil {
			return 0, err
		}
	}
	used, err := d.Used(id)
	if fault.CodeOf(err) == fault.NotFound {
		return len(versions), nil // whoever trained it was stopped before it was put to use
	}
	if err != nil {
		return 0, err
	}
	if !slices.Contains(versions, used) {
		return 0, damaged(filepath.Join(d.model(id), usedFile), fmt.Errorf("it names version %s, which is not there", used))
	}
	return len(versions), nil
}

// verifyVersion compares a model and its card with their hashes. One that another
// release made is sound, if of no use to this one.
func (d Store) verifyVersion(id, hash string) error {
	if _, err := d.Open(id, hash); err != nil && fault.CodeOf(err) != fault.Invalid {
		return err
	}
	path := filepath.Join(d.model(id), hash+cardEnd)
	card, err := os.ReadFile(path)
	if err != nil {
		return damaged(path, err)
	}
	sum, err := os.ReadFile(filepath.Join(d.model(id), hash+sumEnd))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // an earlier release noted none
	}
	if err != nil {
		return damaged(filepath.Join(d.model(id), hash+sumEnd), err)
	}
	if !bytes.Equal(sum, cardSum(card, hash+cardEnd)) {
		return damaged(path, errors.New("it does not have the checksum that was noted when it was written"))
	}
	return nil
}

func (d Store) verifyScores(ctx context.Context, build string) (int, error) {
	named, wrong, err := d.sheets(build)
	if err := cmp.Or(err, wrong); err != nil {
		return 0, err
	}
	for _, file := range named {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		path := filepath.Join(d.scores(build), file)
		sum, err := sumOf(path, false)
		if err != nil {
			return 0, unsound(path, err)
		}
		if sum != sheetName.FindStringSubmatch(file)[2] {
			return 0, unsound(path, errors.New("its content does not have the hash that its name ends with"))
		}
	}
	return len(named), nil
}
