package fact

import (
	"strconv"
	"time"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/record"
	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/warehouse"
)

// mapper makes the resources of one person.
type mapper struct {
	*Facts
	known warehouse.Known
	self  value // a reference to the person

	given      map[string]int       // how often an id was given
	encounters map[localKey]string  // references to what happened
	told       []toldCondition      // the conditions, before they are made
	diagnoses  map[localKey][]value // those of what happened
	partners   map[string]bool      // partners that were referred to
	out        []mapped
	err        error
}

func (f *Facts) mapper(facts warehouse.Facts) *mapper {
	return &mapper{
		Facts: f, known: facts.Known, self: reference(patient, facts.Person.ID), given: map[string]int{},
		encounters: map[localKey]string{}, diagnoses: map[localKey][]value{}, partners: map[string]bool{},
	}
}

// localKey is a partner's own id of something.
type localKey struct{ source, id string }

// mapped is a resource with what it is recognised by when it also came live.
type mapped struct {
	record.Held
	identified []record.Identity
	end        time.Time // when it ended, where that is known
}

// add makes a resource of a type with an id, as a partner tells of it.
func (m *mapper) add(t *definition.Type, id, partner string, pairs ...value) *mapped {
	head := []value{"resourceType", text(t.Name), "id", text(id), "meta", m.meta(partner)}
	content := []byte(object(append(head, pairs...)...))
	n, err := resource.Parse(content, resource.Limits{})
	if err != nil && m.err == nil {
		m.err = fault.Wrap(err, "mapping a fact to %s", t.Name)
	}
	m.out = append(m.out, mapped{Held: record.Held{
		Resource: record.Resource{Key: record.Key{Type: t, ID: id}, Version: version(m.known), At: m.known.At, Content: content},
		Node:     n,
	}})
	return &m.out[len(m.out)-1]
}

// version is the only version there is of a fact: that of its build.
func version(k warehouse.Known) int64 { return max(k.At.UnixMilli(), 1) }

// linked is the source of what no partner alone says: that of the linkage.
const linked = "link:people"

// meta says where a fact comes from: the partner and the build.
func (m *mapper) meta(partner string) value {
	return object(
		"versionId", text(strconv.FormatInt(version(m.known), 10)),
		"lastUpdated", text(m.known.At.UTC().Format(record.Instant)),
		"source", text(ownCodes+partner+"#"+m.known.Build),
	)
}

// reference is a Reference to a resource by type and id.
func reference(t *definition.Type, id string) value {
	return object("reference", text(t.Name+"/"+id))
}

// named is a Reference to somebody or something that has no resource.
func named(display string) value { return object("display", text(display)) }

// organization refers to a partner.
func (m *mapper) organization(partner string) value {
	p, known := m.place.Partner(partner)
	if !known {
		return named(partner)
	}
	m.partners[partner] = true
	return object("reference", text(organization.Name+"/"+organizationID(partner)), "display", text(p.Name))
}

// encounter refers to what a fact was found or done at, where the build has it.
func (m *mapper) encounter(r warehouse.Row) value {
	to, known := m.encounters[activityKey(r)]
	if !known {
		return ""
	}
	return object("reference", text(to))
}

// personSystem is the system of a partner's ids of people.
func (m *mapper) personSystem(partner string) string { return m.partner(partner).PersonSystem() }

func (m *mapper) activitySystem(partner string) string { return m.partner(partner).ActivitySystem() }

// partner is a partner of the place; of one that has left it the id alone is known.
func (f *Facts) partner(id string) place.Partner {
	p, known := f.place.Partner(id)
	if !known {
		p.ID, p.Name = id, id
	}
	return p
}

// everything maps all that is known of a person; what others refer to comes first.
func (m *mapper) everything(f warehouse.Facts) ([]mapped, error) {
	m.registrations(f.Of("registration"))
	m.diagnosesOf(f.Of("diagnosis"))
	m.rows(f.Of("activity"), m.activity)
	m.conditions()
	m.rows(f.Of("procedure"), m.procedure)
	m.rows(f.Of("observation"), m.observation)
	m.rows(f.Of("medication"), m.medication)
	m.rows(f.Of("service_package"), m.servicePackage)
	m.rows(f.Of("relationship"), m.relationship)
	m.rows(f.Of("circumstance"), m.circumstance)
	m.statements(f.Of("statement"))
	for _, p := range m.place.Partners {
		if m.partners[p.ID] {
			m.partnerOrganization(p)
		}
	}
	return m.out, m.err
}

func (m *mapper) rows(all []warehouse.Row, do func(warehouse.Row)) {
	for _, r := range all {
		do(r)
	}
}
