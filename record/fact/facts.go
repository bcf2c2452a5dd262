package fact

import (
	"context"
	"slices"
	"time"

	"continuum/internal/fault"
	"continuum/link"
	"continuum/place"
	"continuum/record"
	"continuum/source"
	"continuum/warehouse"
)

// Known tells who is known to the live build.
type Known interface {
	// Who gives a person, or whoever carries on after one, or a fault.NotFound.
	Who(ctx context.Context, personID string) (warehouse.Known, error)
	// With gives the people with a partner's id, or with an NHS number where source
	// is empty.
	With(ctx context.Context, source, id string) ([]warehouse.Known, error)
	// RegistrationsOf lists the registrations of a person.
	RegistrationsOf(ctx context.Context, id string) ([]link.Registration, error)
}

// Warehouse is what the facts are read from.
type Warehouse interface {
	Known
	// Facts gives all that the live build has on a person, as Who finds them.
	Facts(ctx context.Context, personID string) (warehouse.Facts, error)
	// Search finds people as the search box does, the likeliest first.
	Search(ctx context.Context, query string, limit int) ([]warehouse.Hit, error)
	// Overview tells of the live build itself.
	Overview(ctx context.Context) (warehouse.Overview, error)
}

// Facts maps what the live build of a place knows.
type Facts struct {
	warehouse     Warehouse // nil: there is no build
	place         *place.Place
	zone          *time.Location
	implied       implied
	organizations map[string]place.Partner // by the id of the Organization
	systems       map[string]string        // partner by the system of its ids of people
	record        *record.Record
	cache         *cache
	asked         askedCache
}

// New makes the facts of a place with its feeds. Without a warehouse there are
// none, and only what came live is seen.
func New(p *place.Place, feeds []source.Feed, w Warehouse, r *record.Record) (*Facts, error) {
	zone, err := time.LoadLocation(p.Timezone)
	if err != nil {
		return nil, &fault.Error{Code: fault.Invalid, File: "place.yaml", Value: p.Timezone, Reason: "not a time zone", Err: err, Fix: "use an IANA name, such as Europe/London"}
	}
	f := &Facts{
		warehouse: w, place: p, zone: zone, implied: impliedBy(p, feeds), record: r,
		organizations: map[string]place.Partner{}, systems: map[string]string{}, cache: newCache(),
	}
	for _, partner := range p.Partners {
		f.organizations[organizationID(partner.ID)] = partner
		f.systems[partner.PersonSystem()] = partner.ID
	}
	return f, nil
}

// Read gives a fact by its id: a fault.NotFound where there is none. Where the
// person of the id was joined to another, it is the fact of who carries on, whose
// id then differs from the one asked for.
func (f *Facts) Read(ctx context.Context, key record.Key) (record.Resource, error) {
	x, err := f.read(ctx, key)
	if err != nil {
		return record.Resource{}, fault.Wrap(err, "reading %s", key)
	}
	return x, nil
}

func (f *Facts) read(ctx context.Context, key record.Key) (record.Resource, error) {
	if partner, is := f.organizations[key.ID]; is && key.Type == organization && f.warehouse != nil {
		return f.readPartner(ctx, partner)
	}
	id, rest, ok := personOf(key.ID)
	if !ok {
		return record.Resource{}, notFound(key)
	}
	p, err := f.person(ctx, id)
	if err != nil {
		return record.Resource{}, err
	}
	i, there := p.at[p.known.Person.ID+rest]
	if !there || p.facts[i].Type != key.Type {
		return record.Resource{}, notFound(key)
	}
	return p.facts[i].Resource, nil
}

func notFound(key record.Key) error {
	return &fault.Error{Code: fault.NotFound, Value: key.String(), Reason: "no fact of the live build has this id"}
}

// readPartner makes the Organization of a partner; it too is of a build.
func (f *Facts) readPartner(ctx context.Context, p place.Partner) (record.Resource, error) {
	over, err := f.warehouse.Overview(ctx)
	if err != nil {
		return record.Resource{}, err
	}
	m := f.mapper(warehouse.Facts{Known: warehouse.Known{Build: over.Build.ID, At: over.Build.CreatedAt}})
	m.partnerOrganization(p)
	return m.out[0].Resource, m.err
}

// People gives the ids of the people with an identifier: a partner's own, or an
// NHS number.
func (f *Facts) People(ctx context.Context, system, value string) ([]string, error) {
	if f.warehouse == nil || value == "" {
		return nil, nil
	}
	sources := []string{}
	switch partner := f.systems[system]; {
	case system == place.NHSNumber:
		sources = append(sources, "")
	case partner != "":
		sources = append(sources, partner)
	case system == "": // of any system
		sources = append(sources, "")
		sources = append(sources, f.place.PartnerIDs()...)
	}
	var ids []string
	for _, s := range sources {
		people, err := f.whose(ctx, s, value)
		if err != nil {
			return nil, err
		}
		for _, p := range people {
			ids = append(ids, p.Person.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// who finds a person of the build; a fault.NotFound where it knows nobody of this
// id.
func (f *Facts) who(ctx context.Context, id string) (warehouse.Known, error) {
	if f.warehouse == nil {
		return warehouse.Known{}, &fault.Error{Code: fault.NotFound, Value: id, Reason: "there is no build, so nobody is known from extracts"}
	}
	return f.warehouse.Who(ctx, id)
}

// person maps a person, or gives what was mapped of the build before; a
// fault.NotFound where the build knows nobody of this id.
func (f *Facts) person(ctx context.Context, id string) (*person, error) {
	known, err := f.who(ctx, id)
	if err != nil {
		return nil, err
	}
	if p := f.cache.get(edition(known.Build, known.Edition), known.Person.ID); p != nil {
		return p, nil
	}
	facts, err := f.warehouse.Facts(ctx, known.Person.ID)
	if err != nil {
		return nil, err
	}
	all, err := f.mapper(facts).everything(facts)
	if err != nil {
		return nil, err
	}
	p := newPerson(facts.Known, all)
	f.cache.put(p)
	return p, nil
}
