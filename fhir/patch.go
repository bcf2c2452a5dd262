package fhir

import (
	"encoding/base64"
	"errors"
	"net/http"
	"regexp"

	jsonpatch "github.com/evanphx/json-patch/v5"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/resource"
	"continuum/store"
)

// patchType is the only kind of patch taken: JSON Patch (RFC 6902).
const patchType = "application/json-patch+json"

// Bounds of a patch.
const (
	mostChanges = 1000
	mostCopied  = 1 << 20 // bytes
)

// patch changes the resource that the path names.
func (s *Server) patch(r *http.Request) (*answer, error) {
	key, err := s.keyed(r, "patch")
	if err != nil {
		return nil, err
	}
	return s.patching(r, func(*store.Tx) (record.Key, error) { return key, nil })
}

// patchWhere changes the one resource that meets the query.
func (s *Server) patchWhere(r *http.Request) (*answer, error) {
	t, err := s.typed(r, "patch")
	if err != nil {
		return nil, err
	}
	return s.patching(r, func(tx *store.Tx) (record.Key, error) {
		met, err := s.matching(tx, t, r.URL.RawQuery)
		if err == nil && met == nil {
			err = fault.New(fault.NotFound, "nothing meets the condition")
		}
		if err != nil {
			return record.Key{}, err
		}
		return met.Key, nil
	})
}

// patching changes the resource that which finds in the same transaction.
func (s *Server) patching(r *http.Request, which func(*store.Tx) (record.Key, error)) (*answer, error) {
	p, err := patchOf(r)
	if err != nil {
		return nil, err
	}
	return s.put(r, wantedVersion(r.Header.Get("If-Match")), func(tx *store.Tx) (c chosen, err error) {
		key, err := which(tx)
		if err != nil {
			return c, err
		}
		c.draft, err = s.patched(tx, key, p)
		return c, err
	})
}

func patchOf(r *http.Request) (jsonpatch.Patch, error) {
	text, err := bodyOf(r)
	if err != nil {
		return nil, err
	}
	return readPatch(text)
}

// patchText is the patch that an entry of a bundle carries, in a Binary (R4
// 3.1.0.11.2).
func patchText(n resource.Node) ([]byte, error) {
	if n.Get("resourceType").Text() != "Binary" || n.Get("contentType").Text() != patchType {
		return nil, &fault.Error{Code: fault.Invalid, Reason: "a patch comes as a Binary", Fix: "send a Binary with contentType " + patchType + " and the patch as data"}
	}
	text, err := base64.StdEncoding.DecodeString(n.Get("data").Text())
	if err != nil {
		return nil, &fault.Error{Code: fault.Invalid, Column: "data", Reason: "not base64"}
	}
	return text, nil
}

// notAnIndex is a place in an array that RFC 6901 does not allow.
var notAnIndex = regexp.MustCompile(`/0\d+(/|$)`)

func readPatch(text []byte) (jsonpatch.Patch, error) {
	if _, err := resource.Parse(text, resource.Limits{}); err != nil {
		return nil, err
	}
	p, err := jsonpatch.DecodePatch(text)
	if err != nil {
		return nil, &fault.Error{Code: fault.Invalid, Reason: "not a JSON Patch", Err: err, Fix: `send a list such as [{"op":"replace","path":"/active","value":false}]`}
	}
	if len(p) > mostChanges {
		return nil, fault.New(fault.Invalid, "%d changes; at most %d are made at once", len(p), mostChanges)
	}
	for _, o := range p {
		path, err := o.Path()
		if err != nil || notAnIndex.MatchString(path) {
			return nil, &fault.Error{Code: fault.Invalid, Value: path, Reason: "no path of JSON Patch (RFC 6901)", Err: err}
		}
	}
	return p, nil
}

// patched drafts a resource as a patch makes it. All that the patch does not touch
// stays as it was received.
func (s *Server) patched(tx *store.Tx, key record.Key, p jsonpatch.Patch) (*record.Draft, error) {
	if err := s.writable(key.Type, key.ID); err != nil {
		return nil, err
	}
	seen, err := s.seen(tx.Context())
	if err != nil {
		return nil, err
	}
	was, err := seen.Read(tx, key)
	if err != nil {
		return nil, err
	}
	text, err := applyPatch(was.Content, p)
	if err != nil {
		return nil, err
	}
	n, err := resource.Parse(text, resource.Limits{})
	if err != nil {
		return nil, err
	}
	if id := n.Get("id").Text(); id != key.ID {
		return nil, &fault.Error{Code: fault.Invalid, Column: "id", Value: id, Reason: "a patch cannot change the id"}
	}
	if err := sound(n, key.Type); err != nil {
		return nil, err
	}
	return s.drafted(key.Type, key.ID, n)
}

func applyPatch(content []byte, p jsonpatch.Patch) ([]byte, error) {
	options := jsonpatch.NewApplyOptions()
	options.EscapeHTML, options.SupportNegativeIndices, options.AccumulatedCopySizeLimit = false, false, mostCopied
	text, err := p.ApplyWithOptions(content, options)
	if err != nil {
		return nil, unpatched(err)
	}
	return text, nil
}

// unpatched says why a patch does not fit; the message names paths, not values.
func unpatched(err error) error {
	reason := "the patch does not fit the resource"
	if errors.Is(err, jsonpatch.ErrTestFailed) {
		reason = "a test of the patch failed"
	}
	return &statusError{http.StatusUnprocessableEntity, "processing", reason + ": " + err.Error()}
}
