package fhir

import (
	"fmt"
	"math"
	"net/url"
	"strings"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/definition"
	"continuum/record/search"
	"continuum/store"
)

// pairsOf reads a query in the order sent; the server's own address is taken away
// from the front of values.
func (s *Server) pairsOf(query string) (pairs []search.Pair, err error) {
	for part := range strings.SplitSeq(query, "&") {
		if part == "" {
			continue
		}
		name, value, _ := strings.Cut(part, "=")
		if name, err = url.QueryUnescape(name); err == nil {
			value, err = url.QueryUnescape(value)
		}
		if err != nil {
			return nil, &fault.Error{Code: fault.Invalid, Value: part, Reason: "no query of a URL", Err: err}
		}
		pairs = append(pairs, search.Pair{Name: name, Value: strings.ReplaceAll(value, s.base+"/", "")})
	}
	return pairs, nil
}

// matching finds the one resource that meets a condition; nil where none does,
// and a failed precondition where several do.
func (s *Server) matching(tx *store.Tx, t *definition.Type, query string) (*record.Resource, error) {
	query = strings.TrimPrefix(query, t.Name+"?")
	pairs, err := s.pairsOf(query)
	if err != nil {
		return nil, err
	}
	asked, err := search.Parse(t, pairs, false)
	if err != nil {
		return nil, err
	}
	if len(asked.Filters) == 0 {
		return nil, fault.New(fault.Invalid, "a condition needs a search parameter of %s", t.Name)
	}
	seen, err := s.seen(tx.Context())
	if err != nil {
		return nil, err
	}
	found, err := seen.Search(tx, asked, record.Page{Count: 2, Until: math.MaxInt64})
	switch {
	case err != nil:
		return nil, err
	case len(found.Matches) > 1:
		return nil, &preconditionError{fmt.Sprintf("several resources meet the condition %s?%s", t.Name, query)}
	case len(found.Matches) == 1:
		return &found.Matches[0], nil
	}
	return nil, nil
}
