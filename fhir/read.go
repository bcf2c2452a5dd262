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
	version, interaction := int64(0), "read"
	if vid := r.PathValue("vid"); vid != "" {
		interaction = "vread"
		if version, err = strconv.ParseInt(vid, 10, 64); err != nil || version < 1 {
			return nil, fault.New(fault.NotFound, "%s has no version %q", key, vid)
		}
	}
	if err := s.pass(r.Context(), interaction, key.Type.Name, key.ID); err != nil {
		return nil, err
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

// resource reads a resource that is kept, or else a fact; version 0 is the latest.
func (s *Server) resource(ctx context.Context, key record.Key, version int64) (x record.Resource, err error) {
	if s.facts != nil && s.facts.Owns(key.ID) {
		if x, err = s.facts.Read(ctx, key); err == nil && version > 0 && version != x.Version {
			err = fault.New(fault.NotFound, "%s has no version %d", key, version)
		}
		return x, err
	}
	if version == 0 {
		err = s.glance(ctx, func(tx *store.Tx) (err error) { x, err = s.record.Read(tx, key); return err })
		return x, err
	}
	err = s.view(ctx, func(tx *store.Tx) (err error) { x, err = s.record.ReadVersion(tx, key, version); return err })
	return x, err
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
