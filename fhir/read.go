package fhir

import (
	"net/http"
	"strconv"
	"strings"

	"continuum/internal/fault"
	"continuum/record"
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
	var x record.Resource
	err = s.db.Read(r.Context(), func(tx *store.Tx) (err error) {
		if version > 0 {
			x, err = s.record.ReadVersion(tx, key, version)
			return err
		}
		x, err = s.record.Read(tx, key)
		return err
	})
	if err != nil {
		return nil, err
	}
	a := s.resourceAnswer(http.StatusOK, &x)
	for tag := range strings.SplitSeq(r.Header.Get("If-None-Match"), ",") {
		if v, ok := versionOf(tag); ok && v == x.Version {
			a.status, a.body = http.StatusNotModified, nil
		}
	}
	return a, nil
}
