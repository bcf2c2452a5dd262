package fact

import (
	"slices"
	"time"

	"continuum/warehouse"
)

// registration is what one partner has under one id of its own for the person:
// the rows are its history.
type registration struct {
	source, localID string
	id              string // of its Patient
	rows            []warehouse.Row
	now             warehouse.Row // the row that speaks: an open one before a closed one, then the latest
}

// registrations makes the person's Patient and one for each registration, as its
// partner holds it.
func (m *mapper) registrations(rows []warehouse.Row) {
	var all []registration
	at := map[localKey]int{}
	for _, r := range rows {
		key := localKey{r.Source, r.Text("local_id")}
		i, met := at[key]
		if !met {
			i = len(all)
			at[key] = i
			all = append(all, registration{source: key.source, localID: key.id, id: m.id(registered, key.source, key.id), now: r})
		}
		all[i].rows = append(all[i].rows, r)
		if laterThan(r, all[i].now) {
			all[i].now = r
		}
	}
	m.person(all)
	for _, r := range all {
		m.registered(r)
		m.episodes(r)
	}
}

// laterThan tells whether a row of a registration speaks before another.
func laterThan(a, b warehouse.Row) bool {
	if open := a.Time("registered_to").IsZero(); open != b.Time("registered_to").IsZero() {
		return open
	}
	return a.Time("registered_from").After(b.Time("registered_from"))
}

func (m *mapper) registered(r registration) {
	var names, addresses []value
	for _, row := range append([]warehouse.Row{r.now}, r.rows...) {
		names = add(names, nameOf(row))
		addresses = add(addresses, address(row.Text("address"), row.Text("postcode")))
	}
	x := m.add(patient, r.id, r.source,
		"extension", array(m.ethnicity(r.now.Text("ethnicity"), r.now.Name("ethnicity"))),
		"identifier", array(m.identifier(r), nhs(r.now.Text("nhs_number"))),
		"active", truth(m.active(r.now.Time("registered_to"))),
		"name", array(names...),
		"telecom", array(contact("phone", r.now.Text("phone")), contact("email", r.now.Text("email"))),
		"gender", gender(r.now.Text("sex")),
		"birthDate", day(r.now.Time("birth_date")),
		"deceasedDateTime", day(r.now.Time("death_date")),
		"address", array(addresses...),
		"generalPractitioner", array(m.practice(r.now.Text("gp_practice"), r.now.Name("gp_practice"))),
		"managingOrganization", m.organization(r.source),
		"link", array(object("other", reference(patient, m.known.Person.ID), "type", text("refer"))))
	recognised(x, m.personSystem(r.source), r.localID)
}

// identifier is the partner's own id of the person.
func (m *mapper) identifier(r registration) value {
	return object("use", text("usual"), "system", text(m.personSystem(r.source)), "value", text(r.localID),
		"period", m.period(r.now.Time("registered_from"), r.now.Time("registered_to")), "assigner", m.organization(r.source))
}

// caseloads are the sectors whose registrations, where they say since when, are
// episodes of care: a practice's list, a team's caseload. A tenancy is none, nor is
// what a hospital or an ambulance notes for a single stay.
var caseloads = map[string]bool{"gp": true, "community": true, "mental_health": true, "social_care": true, "voluntary": true}

func (m *mapper) episodes(r registration) {
	sector := m.partner(r.source).Sector
	var told []time.Time
	for _, row := range r.rows {
		from, to := row.Time("registered_from"), row.Time("registered_to")
		if from.IsZero() || !caseloads[sector] || slices.Contains(told, from) {
			continue
		}
		told = append(told, from)
		status := "finished"
		if m.active(to) {
			status = "active"
		}
		m.add(episodeOfCare, m.id("epi", r.source, r.localID, from.Format(time.DateOnly)), r.source,
			"status", text(status),
			"type", array(concept("registration", coding(ownCodes+"sector", sector, ""))),
			"patient", m.self,
			"managingOrganization", m.organization(r.source),
			"period", m.period(from, to))
	}
}
