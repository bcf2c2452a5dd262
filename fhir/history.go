package fhir

import (
	"context"
	"net/http"
	"time"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/index"
	"continuum/record/resource"
	"continuum/store"
)

// history answers with versions, the newest first: of one resource, of a type, or
// of all.
func (s *Server) history(r *http.Request) (*answer, error) {
	scope, interaction, err := scopeOf(r)
	if err != nil {
		return nil, err
	}
	if err := s.pass(r.Context(), interaction, nameOf(scope.Type), scope.ID); err != nil {
		return nil, err
	}
	span, err := spanOf(r)
	if err != nil {
		return nil, err
	}
	all, err := s.versions(r.Context(), scope, span)
	switch {
	case err != nil:
		return nil, err
	case len(all) == 0 && scope.ID != "" && span.Before.IsZero() && span.Since.IsZero():
		return nil, fault.New(fault.NotFound, "there is no %s", record.Key(scope))
	}
	b := &bundle{kind: "history", at: s.now(), total: -1}
	b.links = append(b.links, [2]string{"self", s.base + r.URL.RequestURI()})
	if len(all) >= span.Count && len(all) > 0 {
		next := r.URL.Query()
		next.Set("_before", all[len(all)-1].At.Format(record.Instant))
		b.links = append(b.links, [2]string{"next", s.base + r.URL.Path + "?" + next.Encode()})
	}
	for i := range all {
		s.version(b, &all[i])
	}
	return b.answer(), nil
}

// versions are those of what is kept, or the one that a fact has, which may be seen.
func (s *Server) versions(ctx context.Context, scope record.Scope, span record.Span) (all []record.Resource, err error) {
	view, err := s.seen(ctx)
	if err != nil {
		return nil, err
	}
	if scope.ID != "" && s.facts != nil && s.facts.Owns(scope.ID) {
		x, err := s.fact(ctx, view, record.Key(scope), 0)
		if err != nil || x.At.Before(span.Since) || !span.Before.IsZero() && !x.At.Before(span.Before) {
			return nil, err
		}
		return []record.Resource{x}, nil
	}
	err = s.view(ctx, func(tx *store.Tx) (err error) {
		if all, err = view.History(tx, scope, span); err == nil {
			err = s.about(ctx, tx, all, nil)
		}
		return err
	})
	return all, err
}

func scopeOf(r *http.Request) (scope record.Scope, interaction string, err error) {
	switch {
	case r.PathValue("id") != "":
		key, err := keyOf(r)
		return record.Scope(key), "history-instance", err
	case r.PathValue("type") != "":
		scope.Type, err = typeOf(r)
		return scope, "history-type", err
	}
	return scope, "history-system", nil
}

// spanOf reads _count, _since and the server's own _before.
func spanOf(r *http.Request) (span record.Span, err error) {
	values := r.URL.Query()
	for name := range values {
		if name != "_count" && name != "_since" && name != "_before" && name != "_format" {
			return span, fault.New(fault.Invalid, "a history has no parameter %q", name)
		}
	}
	if span.Count, err = countOf(values); err != nil {
		return span, err
	}
	for name, into := range map[string]*time.Time{"_since": &span.Since, "_before": &span.Before} {
		if text := values.Get(name); text != "" {
			low, _, ok := index.Interval(text)
			if !ok {
				return span, &fault.Error{Code: fault.Invalid, Column: name, Value: text, Reason: "not an instant", Fix: "write it as 2026-11-27T08:00:00Z"}
			}
			*into = time.UnixMicro(low)
		}
	}
	return span, nil
}

// version adds one version to a bundle.
func (s *Server) version(b *bundle, x *record.Resource) {
	method, status := "PUT", "200"
	switch {
	case x.Deleted:
		method, status = "DELETE", "204"
	case x.Version == 1:
		method, status = "POST", "201"
	}
	address := x.String()
	if method == "POST" {
		address = x.Type.Name
	}
	members := []string{s.fullURL(x.Key)}
	if !x.Deleted {
		members = append(members, `"resource":`+string(x.Content))
	}
	b.add(append(members,
		`"request":{"method":`+resource.Quote(method)+`,"url":`+resource.Quote(address)+`}`,
		`"response":{"status":`+resource.Quote(status)+`,"etag":`+resource.Quote(etag(x.Version))+`,"lastModified":`+resource.Quote(x.At.Format(record.Instant))+`}`)...)
}
