package fhir

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/search"
	"continuum/store"
)

// read answers with a resource as it is, or with one version of it.
func (s *Server) read(r *http.Request) (*answer, error) {
	key, err := keyOf(r)
	if err != nil {
		return nil, err
	}
	version, interaction, vid := int64(0), "read", r.PathValue("vid")
	if vid != "" {
		interaction = "vread"
	}
	if err := s.pass(r.Context(), interaction, key.Type.Name, key.ID); err != nil {
		return nil, err
	}
	if vid != "" {
		if version, err = strconv.ParseInt(vid, 10, 64); err != nil || version < 1 {
			return nil, fault.New(fault.NotFound, "%s has no version %q", key, vid)
		}
	}
	asked, err := trimming(r)
	if err != nil {
		return nil, err
	}
	x, err := s.resource(r.Context(), key, version)
	if err != nil {
		return nil, err
	}
	if x.Content, err = subset(&x, asked); err != nil {
		return nil, err
	}
	a := s.resourceAnswer(http.StatusOK, &x)
	if version == 0 && unchanged(r, &x) {
		a.status, a.body = http.StatusNotModified, nil
	}
	return a, nil
}

// resource reads a resource that is kept, or else a fact, where it may be seen;
// version 0 is the latest.
func (s *Server) resource(ctx context.Context, key record.Key, version int64) (x record.Resource, err error) {
	view, err := s.seen(ctx)
	if err != nil {
		return x, err
	}
	if s.facts != nil && s.facts.Owns(key.ID) {
		return s.fact(ctx, view, key, version)
	}
	if version == 0 {
		return s.latest(ctx, view, key)
	}
	err = s.view(ctx, func(tx *store.Tx) (err error) {
		if x, err = view.ReadVersion(tx, key, version); err == nil {
			err = s.about(ctx, tx, []record.Resource{x}, nil)
		}
		return err
	})
	return x, err
}

// latest reads a resource as it is: by one question, where that is enough.
func (s *Server) latest(ctx context.Context, view record.View, key record.Key) (x record.Resource, err error) {
	var person string
	var told bool
	err = s.glance(ctx, func(tx *store.Tx) (err error) { x, person, told, err = view.ReadWhose(tx, key); return err })
	if err == nil && !told {
		err = s.view(ctx, func(tx *store.Tx) (err error) {
			if x, err = view.Read(tx, key); err == nil {
				err = s.about(ctx, tx, []record.Resource{x}, nil)
			}
			return err
		})
		return x, err
	}
	if v := visitOf(ctx); err == nil {
		v.resources = []string{x.String()}
		if person != "" {
			v.people = []string{person}
		}
	}
	return x, err
}

// fact reads what a partner's extract says, where it may be seen.
func (s *Server) fact(ctx context.Context, view record.View, key record.Key, version int64) (x record.Resource, err error) {
	none := record.Missing(key)
	if version > 0 {
		none = fault.New(fault.NotFound, "there is no version %d of %s", version, key)
	}
	err = s.view(ctx, func(tx *store.Tx) error {
		alone, err := s.facts.Alone(ctx, tx, key)
		if err != nil {
			return err
		}
		if alone, err = view.Shows(tx, alone); err != nil {
			return err
		}
		if len(alone.Held) != 1 {
			return none
		}
		if x = alone.Held[0].Resource; version > 0 && version != x.Version {
			return none
		}
		return s.about(ctx, tx, []record.Resource{x}, alone)
	})
	if fault.CodeOf(err) == fault.NotFound {
		err = none // whether it is not there or not to be seen
	}
	return x, err
}

// about notes whom what was read is about.
func (s *Server) about(ctx context.Context, tx *store.Tx, all []record.Resource, beside *record.Beside) (err error) {
	v := visitOf(ctx)
	if len(all) == 1 {
		v.resources = []string{all[0].String()}
	}
	v.people, err = s.record.PeopleIn(tx, all, beside)
	return err
}

// trimming reads what part of a resource is wanted; a read takes nothing else.
func trimming(r *http.Request) (*search.Search, error) {
	if r.URL.RawQuery == "" {
		return &search.Search{}, nil
	}
	var pairs []search.Pair
	for name, values := range r.URL.Query() {
		switch name {
		case "_summary", "_elements", "_format", "_pretty":
			pairs = append(pairs, search.Pair{Name: name, Value: strings.Join(values, ",")})
		default:
			return nil, &fault.Error{Code: fault.Invalid, Column: name, Reason: "a read has no such parameter", Fix: "use _summary or _elements, or search"}
		}
	}
	return search.Parse(nil, pairs, false)
}

// unchanged tells whether a client has this version already.
func unchanged(r *http.Request, x *record.Resource) bool {
	if tags := r.Header.Get("If-None-Match"); tags != "" {
		for tag := range strings.SplitSeq(tags, ",") {
			if v, ok := versionOf(tag); ok && v == x.Version {
				return true
			}
		}
		return false
	}
	since, err := http.ParseTime(r.Header.Get("If-Modified-Since"))
	return err == nil && !x.At.Truncate(time.Second).After(since)
}
