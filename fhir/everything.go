package fhir

import (
	"net/http"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/record/definition"
	"continuum/record/search"
)

// mostEverything is how many members of a compartment come at once where no
// _count is asked for.
const mostEverything = 10_000

// around are the types of what a person's resources point at and a reader needs to
// understand them; they belong to nobody's compartment.
var around = []string{"Practitioner", "PractitionerRole", "Organization", "Location", "Medication", "Device"}

// everything answers with all that is known of a person: the members of the
// Patient's compartment, and beside them what these point at.
func (s *Server) everything(r *http.Request) (*answer, error) {
	key, err := s.keyed(r, "$everything")
	if err != nil {
		return nil, err
	}
	if key.Type.Name != patient {
		return nil, &fault.Error{Code: fault.NotFound, Value: key.Type.Name, Reason: "$everything is an operation of Patient"}
	}
	if r.Method == http.MethodPost {
		if r, err = parametersAsQuery(r); err != nil {
			return nil, err
		}
	}
	if err := onlyEverything(r); err != nil {
		return nil, err
	}
	if s.log != nil && r.URL.Query().Get("_type") == auditEvent {
		return s.everythingOfLog(r, key)
	}
	a, err := s.asked(r, nil, s.base+"/"+key.String()+"/$everything")
	if err != nil {
		return nil, err
	}
	a.Compartment = &search.Compartment{Type: key.Type, ID: key.ID}
	for _, name := range around {
		a.Includes = append(a.Includes, search.Include{Target: definition.ResourceOf(name)})
	}
	if a.Count < 0 {
		a.page.Count = mostEverything
	}
	if _, err := s.resource(r.Context(), key, 0); err != nil {
		return nil, err // of nobody there is nothing to tell
	}
	return s.found(r, a)
}

// onlyEverything reads _since as a filter of when versions were made, and refuses
// what the operation does not take.
func onlyEverything(r *http.Request) error {
	query := r.URL.Query()
	for name := range query {
		if !slices.Contains([]string{"_since", "_type", "_count", "_format", "_pretty", "_elements", "_summary", cursorName, "_lastUpdated"}, name) {
			return &fault.Error{Code: fault.Invalid, Column: name, Reason: "$everything has no such parameter here", Fix: "use _since, _type and _count; for dates of care search one type, such as Patient/1/Encounter?date=ge2026-01-01"}
		}
	}
	if since := query.Get("_since"); since != "" {
		query.Del("_since")
		query.Add("_lastUpdated", "ge"+since)
		r.URL.RawQuery = query.Encode()
	}
	return nil
}

// parametersAsQuery makes a request with a body of Parameters one with a query.
func parametersAsQuery(r *http.Request) (*http.Request, error) {
	n, err := sent(r, definition.ResourceOf("Parameters"))
	if err != nil {
		return nil, err
	}
	query := r.URL.Query()
	for p := range n.Get("parameter").Items() {
		for name, v := range p.Members() {
			if strings.HasPrefix(name, "value") {
				query.Add(p.Get("name").Text(), v.Text())
			}
		}
	}
	r = r.Clone(r.Context())
	r.Method, r.URL.RawQuery = http.MethodGet, query.Encode()
	return r, nil
}
