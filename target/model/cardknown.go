package model

import (
	"os"
	"path/filepath"
	"time"

	"continuum/internal/fault"
)

// Known is a card with what else is known of the model today.
type Known struct {
	*Card
	Trained  time.Time // when this version was written: trained, or restored from a backup
	Versions []string  // hashes of all that are kept
	Used     bool      // it is the version in use
	Scored   *About    // the scores that it last gave to people of a build; nil where it gave none
}

// Known reads what is known of a version of a model, of that in use where hash is "".
// build is the build whose scores are told of, "" for none.
func (d Store) Known(id, hash, build string) (*Known, error) {
	k := &Known{}
	var err error
	if k.Card, err = d.Card(id, hash); err != nil {
		return nil, err
	}
	if k.Versions, err = d.Versions(id); err != nil {
		return nil, err
	}
	used, err := d.Used(id)
	if err != nil {
		return nil, err
	}
	k.Used = used == k.Hash
	path := filepath.Join(d.model(id), k.Hash+cardEnd)
	about, err := os.Stat(path)
	if err != nil {
		return nil, unread(path, err)
	}
	k.Trained = about.ModTime()
	return k, d.scoredBy(k, build)
}

// scoredBy adds the scores of a build, if they were made by this version.
func (d Store) scoredBy(k *Known, build string) error {
	if build == "" {
		return nil
	}
	about, err := d.About(build, k.Model)
	if fault.CodeOf(err) == fault.NotFound {
		return nil
	}
	if err == nil && about.Model == k.Hash {
		k.Scored = &about
	}
	return err
}

// Moved is the feature that has moved furthest since training; false where nobody was
// scored, or no feature can move.
func (k *Known) Moved() (Drift, bool) {
	if k.Scored == nil || len(k.Scored.Drift) == 0 {
		return Drift{}, false
	}
	return k.Scored.Drift[0], true
}
