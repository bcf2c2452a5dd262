package fhir

import (
	"net/http"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/store"
)

// create writes a resource under a new id, unless one meets If-None-Exist.
func (s *Server) create(r *http.Request) (*answer, error) {
	t, err := s.typed(r, "create")
	if err != nil {
		return nil, err
	}
	n, err := sent(r, t)
	if err != nil {
		return nil, err
	}
	d, err := s.drafted(t, s.newID(), n)
	if err != nil {
		return nil, err
	}
	return s.put(r, record.AnyVersion, func(tx *store.Tx) (c chosen, err error) {
		c.draft, c.new = d, true
		if unless := r.Header.Get("If-None-Exist"); unless != "" {
			c.there, err = s.matching(tx, t, unless)
		}
		return c, err
	})
}

// chosen is what a write is of: a resource that is there already and stays, or
// what is to be written.
type chosen struct {
	there *record.Resource
	draft *record.Draft
	new   bool // the draft has an id that nobody else chose
}

// put writes what choose gives in the same transaction.
func (s *Server) put(r *http.Request, ifMatch int64, choose func(*store.Tx) (chosen, error)) (*answer, error) {
	var out record.Outcome
	err := s.db.Write(r.Context(), func(tx *store.Tx) error {
		c, err := choose(tx)
		if err != nil {
			return err
		}
		if c.there != nil {
			out = record.Outcome{Resource: *c.there, Same: true}
			return s.about(r.Context(), tx, []record.Resource{*c.there}, nil)
		}
		if err := s.mayPut(tx, []*record.Draft{c.draft}, map[record.Key]bool{c.draft.Key: c.new}); err != nil {
			return err
		}
		w := s.record.Writer(tx)
		if out, err = w.Put(c.draft, ifMatch); err != nil {
			return matchFault(err, ifMatch)
		}
		if out.Same {
			return s.about(r.Context(), tx, []record.Resource{out.Resource}, nil)
		}
		return w.Flush()
	})
	if err != nil {
		return nil, err
	}
	visitOf(r.Context()).wrote(&out)
	return s.written(&out), nil
}

// matchFault tells a version in place that If-Match did not name.
func matchFault(err error, ifMatch int64) error {
	if ifMatch != record.AnyVersion && fault.CodeOf(err) == fault.Conflict {
		return &preconditionError{err.Error()}
	}
	return err
}

// update writes a resource under the id that the path names.
func (s *Server) update(r *http.Request) (*answer, error) {
	key, err := s.keyed(r, "update")
	if err != nil {
		return nil, err
	}
	n, err := sent(r, key.Type)
	if err != nil {
		return nil, err
	}
	if id := n.Get("id").Text(); id != key.ID {
		return nil, &fault.Error{Code: fault.Invalid, Column: "id", Value: id, Reason: "not the id in the address, " + key.ID}
	}
	d, err := s.drafted(key.Type, key.ID, n)
	if err != nil {
		return nil, err
	}
	return s.put(r, wantedVersion(r.Header.Get("If-Match")), func(*store.Tx) (chosen, error) { return chosen{draft: d}, nil })
}

// noVersion is one that no resource ever has.
const noVersion = -1

// wantedVersion reads If-Match; a tag that this server never gave meets nothing.
func wantedVersion(tag string) int64 {
	if tag == "" {
		return record.AnyVersion
	}
	if v, ok := versionOf(tag); ok {
		return v
	}
	return noVersion
}

// updateWhere writes a resource in place of the one that meets the query, or a new
// one where none does.
func (s *Server) updateWhere(r *http.Request) (*answer, error) {
	t, err := s.typed(r, "update")
	if err != nil {
		return nil, err
	}
	n, err := sent(r, t)
	if err != nil {
		return nil, err
	}
	return s.put(r, wantedVersion(r.Header.Get("If-Match")), func(tx *store.Tx) (c chosen, err error) {
		met, err := s.matching(tx, t, r.URL.RawQuery)
		if err != nil {
			return c, err
		}
		id, err := s.replaced(n.Get("id").Text(), met)
		if err != nil {
			return c, err
		}
		c.new = met == nil && n.Get("id").Text() == ""
		c.draft, err = s.drafted(t, id, n)
		return c, err
	})
}

// replaced chooses the id of a resource that takes the place of the one that meets
// a condition, or of none.
func (s *Server) replaced(id string, met *record.Resource) (string, error) {
	switch {
	case met != nil && id != "" && id != met.ID:
		return "", &fault.Error{Code: fault.Invalid, Column: "id", Value: id, Reason: "the resource that meets the condition has the id " + met.ID}
	case met != nil:
		return met.ID, nil
	case id != "":
		return id, nil
	}
	return s.newID(), nil
}

// delete deletes the resource that the path names; one that is not there is as
// good as deleted.
func (s *Server) delete(r *http.Request) (*answer, error) {
	key, err := s.keyed(r, "delete")
	if err != nil {
		return nil, err
	}
	if err := s.writable(key.Type, key.ID); err != nil {
		return nil, err
	}
	return s.remove(r, func(*store.Tx) (*record.Key, error) { return &key, nil }, wantedVersion(r.Header.Get("If-Match")))
}

// deleteWhere deletes the one resource that meets the query.
func (s *Server) deleteWhere(r *http.Request) (*answer, error) {
	t, err := s.typed(r, "delete")
	if err != nil {
		return nil, err
	}
	return s.remove(r, func(tx *store.Tx) (*record.Key, error) {
		met, err := s.matching(tx, t, r.URL.RawQuery)
		if met == nil || err != nil {
			return nil, err
		}
		return &met.Key, nil
	}, record.AnyVersion)
}

func (s *Server) remove(r *http.Request, which func(*store.Tx) (*record.Key, error), ifMatch int64) (*answer, error) {
	err := s.db.Write(r.Context(), func(tx *store.Tx) error {
		key, err := which(tx)
		if key == nil || err != nil {
			return err
		}
		there, err := s.mayDelete(tx, *key)
		if !there || err != nil {
			return err
		}
		w := s.record.Writer(tx)
		changed, err := w.Delete(*key, ifMatch, s.now())
		if err != nil {
			return matchFault(err, ifMatch)
		}
		visitOf(r.Context()).changed = changed
		return w.Flush()
	})
	if err != nil {
		return nil, err
	}
	return &answer{status: http.StatusNoContent}, nil
}
