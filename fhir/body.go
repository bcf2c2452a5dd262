package fhir

import (
	"errors"
	"io"
	"net/http"
	"os"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/check"
	"continuum/record/definition"
	"continuum/record/resource"
)

// parsed reads the JSON of a request.
func parsed(r *http.Request) (resource.Node, error) {
	text, err := bodyOf(r)
	if err != nil {
		return resource.Node{}, err
	}
	return resource.Parse(text, resource.Limits{})
}

// bodyOf reads what a request sends; one that ends early or comes too slowly is the
// client's fault.
func bodyOf(r *http.Request) ([]byte, error) {
	text, err := io.ReadAll(r.Body)
	var large *http.MaxBytesError
	switch {
	case err == nil || errors.As(err, &large):
		return text, err
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, &statusError{http.StatusRequestTimeout, "timeout", "the request came too slowly"}
	}
	return nil, &statusError{http.StatusBadRequest, "incomplete", "the request ended before it was whole"}
}

// sent reads the resource of a request, which must be of a type, and checks it.
func sent(r *http.Request, t *definition.Type) (resource.Node, error) {
	n, err := parsed(r)
	if err != nil {
		return n, err
	}
	return n, sound(n, t)
}

// sound refuses a resource that is not of the type or not as R4 asks.
func sound(n resource.Node, t *definition.Type) error {
	if got := n.Get("resourceType").Text(); got != t.Name {
		return &fault.Error{Code: fault.Invalid, Column: "resourceType", Value: got, Reason: "the request is for a " + t.Name, Fix: "send it to the address of its type"}
	}
	if problems := check.Resource(n); check.Refused(problems) {
		return &refusedError{problems}
	}
	return nil
}

// drafted prepares a resource for writing under an id, now. What partners' extracts
// say cannot be written here.
func (s *Server) drafted(t *definition.Type, id string, n resource.Node) (*record.Draft, error) {
	if err := s.writable(t, id); err != nil {
		return nil, err
	}
	return s.record.Draft(record.Key{Type: t, ID: id}, n, s.now())
}

// writable refuses the id of a fact.
func (s *Server) writable(t *definition.Type, id string) error {
	if s.facts == nil || !s.facts.Owns(id) {
		return nil
	}
	return &fault.Error{
		Code: fault.Denied, Value: t.Name + "/" + id, Reason: "it is what a partner's extract says, which changes with the next extract only",
		Fix: "write a resource of its own that refers to it",
	}
}
