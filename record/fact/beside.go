package fact

import (
	"context"
	"slices"
	"strings"

	"continuum/internal/fault"
	"continuum/record"
	"continuum/record/resource"
	"continuum/store"
)

// Seen is what is known of some people from both sides.
type Seen struct {
	record.Beside
	// Overtaken are live resources whose end a fact knows and they do not: the fact
	// stands for them.
	Overtaken []record.Key
}

// Beside gives the facts of the people whom some Patient ids mean, less those that
// also came live, and which references mean the same person.
func (f *Facts) Beside(ctx context.Context, tx *store.Tx, patientIDs []string) (*record.Beside, error) {
	seen, err := f.See(ctx, tx, patientIDs)
	if err != nil {
		return nil, err
	}
	return &seen.Beside, nil
}

// See is Beside with the live resources that facts stand for.
func (f *Facts) See(ctx context.Context, tx *store.Tx, patientIDs []string) (*Seen, error) {
	s := &sight{
		live:  live{Facts: f, ctx: ctx, tx: tx, nodes: map[string]resource.Node{}},
		seen:  &Seen{Beside: record.Beside{Same: map[string][]string{}}},
		taken: map[record.Key]bool{}, groups: map[string]*group{},
	}
	ids := slices.Clone(patientIDs)
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		if err := s.patient(id); err != nil {
			return nil, fault.Wrap(err, "finding the facts of a Patient")
		}
	}
	return s.seen, nil
}

// sight is what is being gathered.
type sight struct {
	live
	seen   *Seen
	taken  map[record.Key]bool // facts that are held already
	groups map[string]*group   // by person
}

// group is one person of the build with the live Patients that are the same.
type group struct {
	person *person
	kept   []record.Key
	refs   []string
}

// patient gathers what the id of a Patient means.
func (s *sight) patient(id string) error {
	people, kept := []string{id}, []record.Key(nil)
	if !s.Owns(id) {
		var err error
		if kept, people, err = s.behind(id); err != nil {
			return err
		}
	}
	refs := []string{patient.Name + "/" + id}
	for _, person := range people {
		g, err := s.group(person)
		if err != nil {
			return err
		}
		if g != nil {
			refs = add(refs, g.refs...)
		}
	}
	for _, key := range kept {
		refs = add(refs, key.String())
	}
	s.seen.Same[refs[0]] = refs
	return nil
}

// add puts in what is not there yet.
func add(all []string, more ...string) []string {
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
	p, err := s.person(s.ctx, id)
	if fault.CodeOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if g := s.groups[p.known.Person.ID]; g != nil {
		return g, nil
	}
	g := &group{person: p}
	s.groups[p.known.Person.ID] = g
	if err := s.same(g); err != nil {
		return nil, err
	}
	for _, ref := range g.refs {
		s.seen.Same[ref] = g.refs
	}
	s.seen.Build = p.known.Build
	return g, s.hold(g)
}

// same finds the live Patients of a person.
func (s *sight) same(g *group) error {
	p := g.person.known.Person
	own := []record.Key{{Type: patient, ID: p.ID}}
	identities := []record.Identity{}
	if p.NHSNumber != "" {
		identities = append(identities, record.Identity{Type: patient, System: nhsNumber, Value: p.NHSNumber})
	}
	for _, x := range g.person.facts {
		if x.Type == patient && x.ID != p.ID {
			own, identities = append(own, x.Key), append(identities, x.identified...)
		}
	}
	found, err := s.identified(identities, born(p.BirthDate))
	if err != nil {
		return err
	}
	if g.kept, _, err = s.joined(append(slices.Clone(own), found...)); err != nil {
		return err
	}
	for _, key := range slices.Concat(own, g.kept) {
		g.refs = append(g.refs, key.String())
	}
	return nil
}

// hold takes the facts of a person, less those that also came live.
func (s *sight) hold(g *group) error {
	also, err := s.cameLive(g)
	if err != nil {
		return err
	}
	for _, x := range g.person.facts {
		if also[x.ID] || s.taken[x.Key] {
			continue
		}
		s.taken[x.Key] = true
		s.seen.Held = append(s.seen.Held, x.Held)
	}
	return nil
}
