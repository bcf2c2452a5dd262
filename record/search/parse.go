package search

import (
	"slices"
	"strconv"
	"strings"

	"continuum/internal/fault"
	"continuum/record/definition"
)

// Pair is one parameter of a query as sent, decoded from its URL.
type Pair struct{ Name, Value string }

// Bounds of what is read of a query, so that none costs more than its sender can
// be served.
const (
	mostPairs    = 200
	mostValues   = 1000 // of one parameter
	mostRanges   = 100  // of one that is asked for ranges, such as texts and dates
	mostInAll    = 5000 // of all, with those of every type that a chain may lead to
	mostLinks    = 8    // of one chain
	mostFilters  = 500  // with those of every type that a chain may lead to
	mostIncludes = 50
	mostKeys     = 8 // of an order
)

// Parse reads the parameters of a search for resources of a type, nil for all
// types. What is not understood is a fault that names it; with lenient it is left
// out, and so does not stand in Applied.
func Parse(t *definition.Type, pairs []Pair, lenient bool) (*Search, error) {
	if len(pairs) > mostPairs {
		return nil, fault.New(fault.Invalid, "%d search parameters; at most %d are read", len(pairs), mostPairs)
	}
	r := &reader{Search: &Search{Type: t, Count: -1}}
	for _, p := range pairs {
		if p.Name == "_type" {
			if err := r.types(p.Value); err != nil {
				return nil, err
			}
		}
	}
	for _, p := range pairs {
		err := r.read(p)
		switch {
		case err == nil:
			r.Applied = append(r.Applied, p.Name+"="+p.Value)
		case !lenient || !isUnknown(err):
			return nil, err
		}
	}
	return r.Search, nil
}

// reader reads a query and counts what it has read of it.
type reader struct {
	*Search
	filters, values int
}

// types reads the types that are searched. A search of one type may name it again.
func (r *reader) types(value string) error {
	var named []*definition.Type
	for name := range strings.SplitSeq(value, ",") {
		t := definition.ResourceOf(name)
		switch {
		case t == nil:
			return &fault.Error{Code: fault.Invalid, Column: "_type", Value: name, Reason: "no type of resource"}
		case r.Type == nil && !slices.Contains(named, t):
			named = append(named, t)
		case r.Type != nil && r.Type != t:
			return &fault.Error{Code: fault.Invalid, Column: "_type", Value: name, Reason: "only " + r.Type.Name + " is searched here", Fix: "search all types at once and name them by _type"}
		}
	}
	if r.Types != nil {
		named = slices.DeleteFunc(named, func(t *definition.Type) bool { return !slices.Contains(r.Types, t) })
		if len(named) == 0 {
			return fault.New(fault.Invalid, "_type: no type is asked for each time")
		}
	}
	r.Types = named
	return nil
}

// read reads one parameter.
func (r *reader) read(p Pair) error {
	name, modifier, _ := strings.Cut(p.Name, ":")
	switch name {
	case "_count":
		return r.count(p.Value)
	case "_sort":
		return r.sort(p.Value)
	case "_include", "_revinclude":
		return r.include(name == "_revinclude", modifier, p.Value)
	case "_summary":
		return choice(&r.Summary, p, "true", "text", "data", "count", "false")
	case "_total":
		return choice(&r.Total, p, "none", "estimate", "accurate")
	case "_elements":
		r.Elements = append(r.Elements, strings.Split(p.Value, ",")...)
		return nil
	case "_format", "_pretty", "_type":
		return nil
	}
	f, err := r.filter(r.Of(), p.Name, p.Value, mostLinks)
	if err != nil {
		return err
	}
	r.Filters = append(r.Filters, f)
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
		p := scope(s.Of()).parameter(code)
		if p == nil || p.Kind == definition.Composite || p.Kind == definition.Special {
			return unknown("_sort", code, s.Of())
		}
		if len(s.Sort) == mostKeys {
			return fault.New(fault.Invalid, "_sort: more than %d keys", mostKeys)
		}
		s.Sort = append(s.Sort, SortKey{p, code != key})
	}
	return nil
}
