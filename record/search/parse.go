package search

import (
	"strconv"
	"strings"

	"continuum/internal/fault"
	"continuum/record/definition"
)

// Pair is one parameter of a query as sent, decoded from its URL.
type Pair struct{ Name, Value string }

// Bounds of what is read of a query.
const (
	mostPairs  = 200
	mostValues = 1000
	mostLinks  = 8 // of one chain
)

// Parse reads the parameters of a search for resources of a type, nil for all
// types. What is not understood is a fault that names it; with lenient it is left
// out, and so does not stand in Applied.
func Parse(t *definition.Type, pairs []Pair, lenient bool) (*Search, error) {
	if len(pairs) > mostPairs {
		return nil, fault.New(fault.Invalid, "%d search parameters; at most %d are read", len(pairs), mostPairs)
	}
	s := &Search{Type: t, Count: -1}
	for _, p := range pairs {
		err := s.read(p)
		switch {
		case err == nil:
			s.Applied = append(s.Applied, p.Name+"="+p.Value)
		case !lenient || !isUnknown(err):
			return nil, err
		}
	}
	return s, nil
}

// read reads one parameter.
func (s *Search) read(p Pair) error {
	name, modifier, _ := strings.Cut(p.Name, ":")
	switch name {
	case "_count":
		return s.count(p.Value)
	case "_sort":
		return s.sort(p.Value)
	case "_include", "_revinclude":
		return s.include(name == "_revinclude", modifier, p.Value)
	case "_summary":
		return choice(&s.Summary, p, "true", "text", "data", "count", "false")
	case "_total":
		return choice(&s.Total, p, "none", "estimate", "accurate")
	case "_elements":
		s.Elements = append(s.Elements, strings.Split(p.Value, ",")...)
		return nil
	case "_format", "_pretty":
		return nil
	}
	f, err := filterOf(s.Type, p.Name, p.Value, mostLinks)
	if err != nil {
		return err
	}
	s.Filters = append(s.Filters, f)
	return nil
}

func (s *Search) count(value string) error {
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 {
		return &fault.Error{Code: fault.Invalid, Column: "_count", Value: value, Reason: "not a number of resources"}
	}
	s.Count = n
	return nil
}

func choice(into *string, p Pair, allowed ...string) error {
	for _, a := range allowed {
		if p.Value == a {
			*into = a
			return nil
		}
	}
	return &fault.Error{Code: fault.Invalid, Column: p.Name, Value: p.Value, Reason: "not a value of this parameter", Fix: "use one of " + strings.Join(allowed, ", ")}
}

func (s *Search) sort(value string) error {
	for key := range strings.SplitSeq(value, ",") {
		code := strings.TrimPrefix(key, "-")
		p := parameterOf(s.Type, code)
		if p == nil || p.Kind == definition.Composite || p.Kind == definition.Special {
			return unknown("_sort", code, s.Type)
		}
		s.Sort = append(s.Sort, SortKey{p, code != key})
	}
	return nil
}
