package fhir

import (
	"continuum/access"
	"continuum/internal/fault"
	"continuum/record"
	"continuum/store"
)

// mayPut refuses drafts that whoever acts may not write: where the resource is there
// and they do not see it, as if it were not; where they may see it, or may not write
// what the draft says, plainly. Who may not write everything cannot choose an id that
// is free either, as that would tell which are taken; new are drafts with ids of ours.
func (s *Server) mayPut(tx *store.Tx, drafts []*record.Draft, new map[record.Key]bool) error {
	writes, err := s.as(tx.Context(), access.Write)
	if err != nil || writes.Whole() || len(drafts) == 0 {
		return err
	}
	keys := make([]record.Key, len(drafts))
	for i, d := range drafts {
		keys[i] = d.Key
	}
	standing, err := writes.Standings(tx, keys)
	if err != nil {
		return err
	}
	takes, err := writes.Takes(tx, drafts)
	if err != nil {
		return err
	}
	for _, key := range keys {
		there := standing[key]
		switch {
		case there.There && !there.Seen, !there.There && !new[key] && !s.named(tx, key):
			return s.unwritable(tx, key) // also of what is not there, so that either takes as long
		case !takes[key]:
			return errMayNot()
		}
	}
	return s.mayGrant(tx, drafts)
}

// mayDelete tells whether a resource is there to be deleted; one that whoever acts
// does not see is not.
func (s *Server) mayDelete(tx *store.Tx, key record.Key) (bool, error) {
	writes, err := s.as(tx.Context(), access.Write)
	if err != nil || writes.Whole() {
		return true, err
	}
	standing, err := writes.Standings(tx, []record.Key{key})
	switch {
	case err != nil:
		return false, err
	case standing[key].Seen:
		return true, s.mayTakeBack(tx, key)
	}
	if err = s.unwritable(tx, key); fault.CodeOf(err) == fault.NotFound {
		err = nil
	}
	return false, err
}

// unwritable says why a resource cannot be written: it is not there for who may not read
// it either.
func (s *Server) unwritable(tx *store.Tx, key record.Key) error {
	reads, err := s.seen(tx.Context())
	if err != nil {
		return err
	}
	standing, err := reads.Standings(tx, []record.Key{key})
	switch {
	case err != nil:
		return err
	case standing[key].Seen:
		return errMayNot()
	}
	return record.Missing(key)
}

// named tells whether whoever acts may choose the ids of new resources: systems do,
// which bring ids of their own.
func (s *Server) named(tx *store.Tx, key record.Key) bool {
	a := access.From(tx.Context())
	return a != nil && a.Kind == access.App && (s.facts == nil || !s.facts.Owns(key.ID))
}

func errMayNot() error { return fault.New(fault.Denied, "this may not be written") }
