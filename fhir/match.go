package fhir

import (
	"context"
	"net/http"
	"strconv"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/definition"
	"continuum/record/resource"
)

// Matcher finds who somebody could be.
type Matcher interface {
	// Match gives the people whom a Patient could be, the likeliest first, at most
	// some; fault.Invalid where too little is said to tell.
	Match(ctx context.Context, asked resource.Node, most int) ([]Match, error)
}

// Match is one whom a Patient could be.
type Match struct {
	ID    string  // of a Patient of this server
	Score float64 // the chance that it is the same person, 0 to 1
	Grade string  // certain, probable, possible or certainly-not, as HL7 grades matches
}

// Sizes of answers of $match.
const (
	usualMatches = 10
	mostMatches  = 100
)

const matchGrade = "http://hl7.org/fhir/StructureDefinition/match-grade"

// match answers who a Patient could be (R4, operation $match).
func (s *Server) match(r *http.Request) (*answer, error) {
	if err := s.pass(r.Context(), "$match", patient, ""); err != nil {
		return nil, err
	}
	if s.matcher == nil {
		return nil, &fault.Error{Code: fault.NotFound, Reason: "this server has no linkage to match with", Fix: "build the place first"}
	}
	q, err := matchQuestion(r)
	if err != nil {
		return nil, err
	}
	all, err := s.matches(r.Context(), q)
	if err != nil {
		return nil, err
	}
	b := &bundle{kind: "searchset", at: s.now(), total: int64(len(all))}
	for _, m := range all {
		b.add(s.fullURL(m.Key), `"resource":`+string(m.Content),
			`"search":{"extension":[{"url":`+resource.Quote(matchGrade)+`,"valueCode":`+resource.Quote(m.Grade)+`}],"mode":"match","score":`+strconv.FormatFloat(m.Score, 'f', 4, 64)+`}`)
	}
	return b.answer(), nil
}

// matched is a match that may be seen.
type matched struct {
	Match
	record.Resource
}

// matches finds whom a question means among those who may be seen, however many others
// are likelier.
func (s *Server) matches(ctx context.Context, q question) (seen []matched, err error) {
	all, err := s.matcher.Match(ctx, q.asked, mostMatches)
	if err != nil {
		return nil, err
	}
	var people []string
	for _, m := range all {
		if len(seen) == q.count || q.certain && m.Grade != "certain" {
			continue
		}
		x, err := s.resource(ctx, record.Key{Type: definition.ResourceOf(patient), ID: m.ID}, 0)
		switch {
		case fault.CodeOf(err) == fault.NotFound:
		case err != nil:
			return nil, fault.Wrap(err, "reading a match")
		default:
			seen, people = append(seen, matched{m, x}), append(people, visitOf(ctx).people...)
		}
	}
	v := visitOf(ctx)
	v.resources, v.people = nil, people
	if len(seen) == 1 {
		v.resources = []string{seen[0].String()}
	}
	return seen, nil
}

// question is what $match is asked.
type question struct {
	asked   resource.Node
	count   int
	certain bool
}

// matchQuestion reads Parameters, or a Patient alone.
func matchQuestion(r *http.Request) (q question, err error) {
	n, err := parsed(r)
	if err != nil {
		return q, err
	}
	q = question{asked: n, count: usualMatches}
	if n.Get("resourceType").Text() == "Parameters" {
		if err := sound(n, definition.ResourceOf("Parameters")); err != nil {
			return q, err
		}
		if err := q.parameters(n); err != nil {
			return q, err
		}
	}
	return q, sound(q.asked, definition.ResourceOf(patient))
}

func (q *question) parameters(n resource.Node) error {
	q.asked = resource.Node{}
	for p := range n.Get("parameter").Items() {
		switch name := p.Get("name").Text(); name {
		case "resource":
			q.asked = p.Get("resource")
		case "onlyCertainMatches":
			q.certain = p.Get("valueBoolean").Text() == "true"
		case "count":
			count, err := strconv.Atoi(p.Get("valueInteger").Text())
			if err != nil || count < 1 {
				return &fault.Error{Code: fault.Invalid, Column: name, Value: p.Get("valueInteger").Text(), Reason: "not a number of matches"}
			}
			q.count = min(count, mostMatches)
		default:
			return &fault.Error{Code: fault.Invalid, Column: name, Reason: "$match has no such parameter", Fix: "send resource, onlyCertainMatches and count"}
		}
	}
	if q.asked.Missing() {
		return &fault.Error{Code: fault.Invalid, Column: "resource", Reason: "the Patient to match is missing"}
	}
	return nil
}
