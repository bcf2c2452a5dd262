package fhir

import (
	"context"
	"slices"
	"strings"

	"continuum/record"
	"continuum/record/definition"
	"continuum/record/search"
	"continuum/store"
)

// Facts is what partners' extracts say of people, shown beside what is kept.
type Facts interface {
	// Beside gives what a search about some patients sees beside what is kept.
	Beside(ctx context.Context, tx *store.Tx, patients []string) (*record.Beside, error)
	// Read gives a fact, or a fault.NotFound.
	Read(ctx context.Context, key record.Key) (record.Resource, error)
	// People gives the ids of the Patients that have an identifier.
	People(ctx context.Context, system, value string) ([]string, error)
	// Owns tells whether an id can only be that of a fact.
	Owns(id string) bool
}

// mostPatients is how many people a search may name and still see their facts.
const mostPatients = 100

// beside gives what a search sees beside what is kept: the facts of the people
// whom it names, by id or by identifier; nil where it names nobody.
func (s *Server) beside(ctx context.Context, tx *store.Tx, asked *search.Search) (*record.Beside, error) {
	if s.facts == nil {
		return nil, nil
	}
	var all patients
	if c := asked.Compartment; c != nil && c.Type.Name == patient {
		all.ids = append(all.ids, c.ID)
	}
	for _, f := range asked.Filters {
		all.filter(asked.Type, f)
	}
	for _, o := range all.identified {
		ids, err := s.facts.People(ctx, o.System, o.Code)
		if err != nil {
			return nil, err
		}
		all.ids = append(all.ids, ids...)
	}
	slices.Sort(all.ids)
	if all.ids = slices.Compact(all.ids); len(all.ids) == 0 || len(all.ids) > mostPatients {
		return nil, nil
	}
	return s.facts.Beside(ctx, tx, all.ids)
}

const patient = "Patient"

// patients are those that a search names.
type patients struct {
	ids        []string
	identified []search.Operand
}

// filter adds those that a filter of a type names.
func (p *patients) filter(t *definition.Type, f *search.Filter) {
	switch {
	case f.Has != nil || f.Modifier != search.None:
	case f.Chain != nil:
		for _, to := range f.Chain {
			if to.Type.Name == patient {
				p.filter(to.Type, to.Filter)
			}
		}
	case f.Parameter.Kind == definition.Reference:
		p.references(f)
	case t != nil && t.Name == patient:
		p.own(f)
	}
}

// own adds those that a filter of Patient itself names.
func (p *patients) own(f *search.Filter) {
	for _, o := range f.Any {
		switch {
		case f.Code == "_id":
			p.ids = append(p.ids, o.Code)
		case f.Code == "identifier" && o.Code != "":
			p.identified = append(p.identified, o)
		}
	}
}

func (p *patients) references(f *search.Filter) {
	if !slices.Contains(f.Parameter.Targets, patient) || f.Only != nil && f.Only.Name != patient {
		return
	}
	for _, o := range f.Any {
		id, typed := strings.CutPrefix(o.Target, patient+"/")
		if typed || !strings.Contains(o.Target, "/") {
			p.ids = append(p.ids, id)
		}
	}
}
