package fact

import (
	"cmp"
	"strings"
	"time"

	"continuum/warehouse"
)

// servicePackage makes a ServiceRequest of care that was arranged.
func (m *mapper) servicePackage(r warehouse.Row) {
	start, end := r.Time("start_date"), r.Time("end_date")
	status := "completed"
	if m.active(end) {
		status = "active"
	}
	funder := ""
	if paid := words(r, "funder"); paid != "" {
		funder = "Paid by " + paid
	}
	var performers value
	if by := words(r, "provider"); by != "" {
		performers = array(named(by))
	}
	x := m.add(serviceRequest, m.id("pkg", r.Source, r.Text("local_package_id")), r.Source,
		"identifier", m.activityIdentifier(r, "local_package_id"),
		"status", text(status),
		"intent", text("order"),
		"category", array(concept("social care", coding(ownCodes+"setting", "social_care", ""))),
		"code", concept(cmp.Or(r.Name("kind"), spaced(r.Text("kind"))), coding(ownCodes+"kind", r.Text("kind"), r.Name("kind"))),
		"quantityQuantity", quantity(r, "units_a_week", strings.TrimSpace(r.Text("unit")+" a week")),
		"subject", m.self,
		"occurrencePeriod", object("start", day(start), "end", day(end)),
		"requester", m.organization(r.Source),
		"performer", performers,
		"note", note(funder))
	x.end = m.instant(end)
	recognised(x, m.activitySystem(r.Source), r.Text("local_package_id"))
}

// nextOfKin is the one relationship of ours for which HL7 has a code.
const nextOfKin = "next_of_kin"

func (m *mapper) relationship(r warehouse.Row) {
	kind := r.Text("kind")
	var hl7, identifiers, who value
	if kind == nextOfKin {
		hl7 = coding("http://terminology.hl7.org/CodeSystem/v2-0131", "N", "Next-of-Kin")
	}
	if other := r.Text("other_local_id"); other != "" {
		identifiers = array(object("system", text(m.personSystem(r.Source)), "value", text(other)))
	}
	if r.Other != "" {
		who = array(object("url", text(ownCodes+"person"), "valueReference", reference(patient, r.Other)))
	}
	var name value
	if r.Text("other_name") != "" {
		name = array(object("text", text(r.Text("other_name"))))
	}
	m.add(relatedPerson, m.id("rel", r.Source, r.Text("local_id"), kind, r.Text("other_local_id"), r.Text("other_name"), stamp(r.Time("from_date"))), r.Source,
		"extension", who,
		"identifier", identifiers,
		"active", truth(m.active(r.Time("to_date"))),
		"patient", m.self,
		"relationship", array(concept(spaced(kind), hl7, coding(ownCodes+"relationship", kind, ""))),
		"name", name,
		"telecom", array(contact("phone", r.Text("other_phone"))),
		"period", object("start", day(r.Time("from_date")), "end", day(r.Time("to_date"))))
}

// circumstance makes an Observation of the social history: of how somebody lives,
// and since when that holds.
func (m *mapper) circumstance(r warehouse.Row) {
	kind, from, to := r.Text("kind"), r.Time("from_date"), r.Time("to_date")
	when := []value{"effectivePeriod", object("start", day(from), "end", day(to))}
	if from.Equal(to) {
		when = []value{"effectiveDateTime", day(from)}
	}
	m.add(observation, m.id("cir", r.Source, r.Text("local_id"), kind, r.Text("value"), stamp(from)), r.Source,
		append([]value{
			"status", text("final"),
			"category", array(concept("", coding("http://terminology.hl7.org/CodeSystem/observation-category", "social-history", "Social History"))),
			"code", concept(spaced(kind), coding(ownCodes+"circumstance", kind, "")),
			"subject", m.self,
			"performer", array(m.organization(r.Source)),
			"valueCodeableConcept", concept(words(r, "value"), coding(local(r.Source, kind), r.Text("value"), r.Name("value"))),
		}, when...)...)
}

// occasion is one on which a person answered an instrument's questions.
type occasion struct {
	source, localID, instrument, mode, by string
	at                                    time.Time
}

// statements makes a QuestionnaireResponse of each occasion: what the person said,
// in their own words, with the score it was given.
func (m *mapper) statements(rows []warehouse.Row) {
	var order []occasion
	answers := map[occasion][]value{}
	first := map[occasion]warehouse.Row{}
	for _, r := range rows {
		key := occasion{r.Source, r.Text("local_id"), r.Text("instrument"), r.Text("mode"), r.Text("answered_by"), r.Time("answered_at")}
		if _, met := first[key]; !met {
			order, first[key] = append(order, key), r
		}
		answers[key] = append(answers[key], object("linkId", text(r.Text("question")), "text", text(words(r, "question")), "answer", array(answer(r))))
	}
	for _, key := range order {
		m.add(questionnaireResponse, m.id("sta", key.source, key.localID, key.instrument, key.mode, key.by, stamp(key.at)), key.source,
			"extension", array(m.said("instrument", words(first[key], "instrument")), m.said("mode", words(first[key], "mode")), m.said("answered-by", words(first[key], "answered_by"))),
			"status", text("completed"),
			"subject", m.self,
			"authored", m.moment(key.at),
			"item", array(answers[key]...))
	}
}

// said is an extension of ours with words that R4 has no element for.
func (m *mapper) said(name, words string) value {
	if words == "" {
		return ""
	}
	return object("url", text(ownCodes+name), "valueString", text(words))
}

// answer is what was said; where it was scored too, the score is the ordinal value
// of the answer.
func answer(r warehouse.Row) value {
	said := r.Text("answer")
	n, scored := r.Number("score")
	score := number(n)
	switch {
	case !scored || score == "":
		return object("valueString", text(said))
	case said == "":
		return object("valueDecimal", score)
	}
	ordinal := object("url", text("http://hl7.org/fhir/StructureDefinition/ordinalValue"), "valueDecimal", score)
	return object("valueCoding", object("extension", array(ordinal), "display", text(said)))
}
