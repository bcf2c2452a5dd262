package fhir

import (
	"context"
	"fmt"
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
	// Alone gives one fact, as what is seen beside what is kept, or a fault.NotFound.
	Alone(ctx context.Context, tx *store.Tx, key record.Key) (*record.Beside, error)
	// People gives the ids of the Patients that have an identifier.
	People(ctx context.Context, system, value string) ([]string, error)
	// Named gives the ids of Patients by names, a birth date or a postcode, roughly,
	// at most some; more tells that there are others.
	Named(ctx context.Context, words string, most int) (ids []string, more bool, err error)
	// Owns tells whether an id can only be that of a fact.
	Owns(id string) bool
}

// Bounds of whose facts one search sees.
const (
	mostPatients = 100 // that it names
	mostNamed    = 20  // of those who could be meant by a name
)

// beside gives what a search sees beside what is kept: the facts of the people
// whom it names, nil where it names nobody; note says what it leaves out.
func (s *Server) beside(ctx context.Context, tx *store.Tx, seen record.View, asked *search.Search) (b *record.Beside, note string, err error) {
	if s.facts == nil {
		return nil, "", nil
	}
	var all patients
	all.read(asked)
	if n := len(all.ids) + len(all.identified); n > mostPatients {
		return nil, fmt.Sprintf("The search names %d patients. What partners' extracts say is shown for at most %d at once: name fewer.", n, mostPatients), nil
	}
	if err := s.lookUp(ctx, tx, seen, &all); err != nil || len(all.ids) == 0 {
		return nil, all.note, err
	}
	slices.Sort(all.ids)
	b, err = s.facts.Beside(ctx, tx, slices.Compact(all.ids))
	return b, all.note, err
}

// lookUp finds the ids of those named otherwise, of whom that may be seen.
func (s *Server) lookUp(ctx context.Context, tx *store.Tx, seen record.View, all *patients) error {
	var ids []string
	for _, o := range all.identified {
		some, err := s.facts.People(ctx, o.System, o.Code)
		if err != nil {
			return err
		}
		ids = append(ids, some...)
	}
	ids, err := s.visible(ctx, tx, seen, ids)
	if all.ids = append(all.ids, ids...); len(all.words) == 0 || len(all.ids) > 0 || err != nil {
		return err
	}
	ids, more, err := s.facts.Named(ctx, strings.Join(all.words, " "), mostNamed)
	if err != nil {
		return err
	}
	if more {
		all.note = fmt.Sprintf("Of the people known from partners' extracts only the %d likeliest were looked at: add a birth date or a postcode.", mostNamed)
	}
	all.ids, err = s.visible(ctx, tx, seen, ids)
	return err
}

// visible leaves of the ids of facts those of Patients who may be seen: what they are
// called or identified by tells whoever may not see it nothing.
func (s *Server) visible(ctx context.Context, tx *store.Tx, seen record.View, ids []string) ([]string, error) {
	if seen.Whole() || len(ids) == 0 {
		return ids, nil
	}
	b, err := s.facts.Beside(ctx, tx, ids)
	if err != nil {
		return nil, err
	}
	shown, err := seen.Shows(tx, b)
	if err != nil || shown == nil {
		return nil, err
	}
	has := func(b *record.Beside, id string) bool {
		return slices.ContainsFunc(b.Held, func(h record.Held) bool { return h.Type.Name == patient && h.ID == id })
	}
	return slices.DeleteFunc(ids, func(id string) bool { return has(b, id) && !has(shown, id) }), nil
}

const patient = "Patient"

// patients are those that a search names.
type patients struct {
	ids        []string
	identified []search.Operand
	words      []string // names and the like, of a search for Patients
	note       string
}

func (p *patients) read(asked *search.Search) {
	if c := asked.Compartment; c != nil && c.Type.Name == patient {
		p.ids = append(p.ids, c.ID)
	}
	for _, f := range asked.Filters {
		p.filter(asked.Type, f)
	}
}

// filter adds those that a filter of a type names.
func (p *patients) filter(t *definition.Type, f *search.Filter) {
	switch {
	case f.Has != nil || f.Modifier != search.None && f.Modifier != search.Exact:
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

// named are the parameters of Patient by whose values people are looked for.
var named = []string{"name", "family", "given", "birthdate", "address-postalcode"}

// own adds those that a filter of Patient itself names.
func (p *patients) own(f *search.Filter) {
	for _, o := range f.Any {
		switch {
		case f.Code == "_id":
			p.ids = append(p.ids, o.Code)
		case f.Code == "identifier" && o.Code != "":
			p.identified = append(p.identified, o)
		case slices.Contains(named, f.Code) && len(f.Any) == 1 && (o.Prefix == "" || o.Prefix == search.Equal):
			p.words = append(p.words, o.Text)
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
