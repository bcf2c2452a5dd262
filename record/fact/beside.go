package fact

import (
	"context"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/record"
	"continuum/record/resource"
	"continuum/store"
	"continuum/warehouse"
)

// Beside gives the facts of the people whom some Patient ids mean, less those that
// also came live, and which references mean the same person. What came live
// without the end that a fact knows is hidden: the fact stands for it.
func (f *Facts) Beside(ctx context.Context, tx *store.Tx, patientIDs []string) (*record.Beside, error) {
	s := f.sight(ctx, tx)
	ids := slices.Clone(patientIDs)
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		groups, _, err := s.patient(id)
		if err != nil {
			return nil, fault.Wrap(err, "finding who is meant by a Patient")
		}
		for _, g := range groups {
			if err := s.hold(g); err != nil {
				return nil, fault.Wrap(err, "finding the facts of a Patient")
			}
		}
	}
	return s.seen, nil
}

// sight is what is being gathered.
type sight struct {
	reader
	seen   *record.Beside
	taken  map[record.Key]bool // facts that are held already
	groups map[string]*group   // by person
}

func (f *Facts) sight(ctx context.Context, tx *store.Tx) *sight {
	return &sight{
		reader: reader{Facts: f, ctx: ctx, tx: tx, nodes: map[string]resource.Node{}},
		seen:   &record.Beside{Same: map[string][]string{}, Persons: map[string]string{}},
		taken:  map[record.Key]bool{}, groups: map[string]*group{},
	}
}

// group is one person of the build with the live Patients that are the same.
type group struct {
	known warehouse.Known
	kept  []record.Key
	refs  []string
	held  bool // its facts are
}

// patient gathers what the id of a Patient means: people of the build, and the live
// Patients that are the same as itself.
func (s *sight) patient(id string) (groups []*group, kept []record.Key, err error) {
	people := []string{id}
	if !s.Owns(id) {
		if kept, people, err = s.behind(id); err != nil {
			return nil, nil, err
		}
	}
	refs := []string{patient.Name + "/" + id}
	for _, person := range people {
		g, err := s.group(person)
		if err != nil {
			return nil, nil, err
		}
		if g != nil && !slices.Contains(groups, g) {
			groups, refs = append(groups, g), add(refs, g.refs...)
		}
	}
	for _, key := range kept {
		refs = add(refs, key.String())
	}
	s.seen.Same[refs[0]] = refs
	return groups, kept, nil
}

// add puts in what is not there yet.
func add[T comparable](all []T, more ...T) []T {
	for _, x := range more {
		if !slices.Contains(all, x) {
			all = append(all, x)
		}
	}
	return all
}

// behind finds the live Patients that are the same as one, and the people of the
// build to whom they belong. Where no build knows them, an identifier in common
// makes live Patients the same.
func (s *sight) behind(id string) (kept []record.Key, people []string, err error) {
	kept, people, err = s.joined([]record.Key{{Type: patient, ID: id}})
	if err != nil {
		return nil, nil, err
	}
	for _, key := range kept {
		n, err := s.node(key)
		if err != nil {
			return nil, nil, err
		}
		ids, err := s.personsOf(n)
		if err != nil {
			return nil, nil, err
		}
		people = add(people, ids...)
	}
	if len(people) > 0 {
		return kept, people, nil
	}
	return s.alike(kept)
}

// alike adds the live Patients that share an identifier with some.
func (s *sight) alike(kept []record.Key) ([]record.Key, []string, error) {
	start := slices.Clone(kept)
	for _, key := range kept {
		n, err := s.node(key)
		if err != nil {
			return nil, nil, err
		}
		more, err := s.identified(s.identitiesOf(n), n.Get("birthDate").Text())
		if err != nil {
			return nil, nil, err
		}
		start = append(start, more...)
	}
	return s.joined(start)
}

// group gathers a person of the build once; nil where the build knows nobody of
// the id.
func (s *sight) group(id string) (*group, error) {
	id, _, _ = strings.Cut(id, "-")
	known, err := s.who(s.ctx, id)
	if fault.CodeOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if g := s.groups[known.Person.ID]; g != nil {
		return g, nil
	}
	g := &group{known: known}
	s.groups[known.Person.ID] = g
	if err := s.same(g); err != nil {
		return nil, err
	}
	for _, ref := range g.refs {
		s.seen.Same[ref] = g.refs
	}
	return g, nil
}

// same finds the live Patients of a person.
func (s *sight) same(g *group) error {
	p := g.known.Person
	all, err := s.warehouse.RegistrationsOf(s.ctx, p.ID)
	if err != nil {
		return err
	}
	own, identities := []record.Key{{Type: patient, ID: p.ID}}, []record.Identity{}
	if p.NHSNumber != "" {
		identities = append(identities, record.Identity{Type: patient, System: place.NHSNumber, Value: p.NHSNumber})
	}
	for _, r := range all {
		own = append(own, record.Key{Type: patient, ID: registrationID(p.ID, r.Source, r.LocalID)})
		identities = append(identities, record.Identity{Type: patient, System: s.partner(r.Source).PersonSystem(), Value: r.LocalID})
	}
	found, err := s.identified(identities, born(p.BirthDate))
	if err != nil {
		return err
	}
	if g.kept, _, err = s.joined(append(slices.Clone(own), found...)); err != nil {
		return err
	}
	for _, key := range own {
		s.seen.Persons[key.String()] = p.ID
	}
	for _, key := range slices.Concat(own, g.kept) {
		g.refs = append(g.refs, key.String())
	}
	return nil
}

// hold takes the facts of a person, less those that also came live.
func (s *sight) hold(g *group) error {
	if g.held {
		return nil
	}
	g.held = true
	p, err := s.person(s.ctx, g.known.Person.ID)
	if err != nil {
		return err
	}
	s.seen.Build = p.known.Build
	also, err := s.cameLive(g, p)
	if err != nil {
		return err
	}
	for _, x := range p.facts {
		if also[x.ID] || s.taken[x.Key] {
			continue
		}
		s.taken[x.Key] = true
		s.seen.Held = append(s.seen.Held, x.Held)
	}
	return nil
}
