package fhir

import "fmt"

// filter is a search parameter of a type with a value that some resource may have.
func (w *town) filter(typ string) string {
	person := "Patient/" + w.patientID()
	code := townCodes[w.IntN(len(townCodes))]
	coded := one(w, code[0], "http://snomed.info/sct|"+code[0])
	organization, practitioner := "Organization/"+w.id("Organization"), "Practitioner/"+w.id("Practitioner")
	nhs := fmt.Sprintf("urn:nhs|9%05d", w.IntN(60))
	family := one(w, families...)
	common := []string{
		"_id=" + w.id(typ), "_id=" + w.id(typ) + "," + w.id(typ) + "," + w.id(typ), "_lastUpdated=" + one(w, "ge2026-11-20T10:00:00Z", "lt2026-11-20T12:00:00Z", "2026-11-20"),
		"_tag=urn:tag|" + one(w, "a", "b"), "_tag:not=urn:tag|a", "_security=" + one(w, "SEX", "urn:continuum:sensitivity|adoption", "PSY,MH"), "_security:not=PSY", "_security:missing=" + one(w, "true", "false"),
	}
	of := map[string][]string{
		"Patient": {
			"identifier=" + nhs, "identifier=urn:gp|" + one(w, "F1", "F2", "F3"), "identifier=" + nhs + ",urn:gp|F1", "family=" + family, "name=" + family, "name:exact=" + family, "name:contains=" + one(w, "mit", "o", "a"), "gender=" + one(w, "female", "male"), "gender:not=male",
			"birthdate=" + one(w, "ge1960", "lt1950-05-01", "1938"), "birthdate:missing=" + one(w, "true", "false"), "general-practitioner=" + organization, "general-practitioner.name=" + one(w, "North", "River"), "organization.partof.name=South", "link=" + person, "link.family=" + family,
			"link:Patient.link:Patient.gender=female", "_has:Observation:patient:code=" + coded, "_has:Observation:subject:status=final", "_has:Encounter:patient:_has:Observation:encounter:code=" + coded, "_has:Group:member:_tag=urn:tag|a", "_has:CareTeam:participant:_id=" + w.id("CareTeam"),
			"_has:Condition:patient:encounter.status=finished", "_has:Observation:patient:performer=" + practitioner, "_has:Patient:link:gender=male", "_has:Account:subject:status=active", "deceased:missing=true", "_has:Observation:patient:_security=PSY",
		},
		"Observation": {
			"code=" + coded, "code=" + coded + "," + townCodes[0][0], "code:text=" + one(w, "blood", "HIV", "adopted"), "code:not=" + coded, "date=" + one(w, "ge2026-05", "lt2026-03-01", "2026-04"), "subject=" + person, "patient=" + person, "patient=" + w.patientID(), "patient=" + w.patientID() + "," + w.patientID(),
			"subject:Patient.family=" + family, "patient.gender=female", "patient.general-practitioner.name=North", "patient.identifier=" + nhs, "patient.identifier=urn:gp|" + one(w, "F1", "F2", "F3"), "patient.birthdate=lt1960", "encounter.class=IMP", "encounter=Encounter/" + w.id("Encounter"), "encounter.service-provider.name=River",
			"performer=" + practitioner, "performer=" + person, "performer:Patient.family=" + family, "value-quantity=" + one(w, "gt100", "lt50", "ge10"), "has-member=Observation/" + w.id("Observation"), "has-member.code=" + coded, "has-member.subject:Patient.gender=male", "subject:missing=false", "encounter:missing=" + one(w, "true", "false"),
			"_has:Observation:has-member:code=" + coded, "patient:Patient._has:Condition:patient:code=" + coded, "status=final", "status:not=amended", "patient.link.family=" + family, "patient.name=" + family,
		},
		"Condition": {"code=" + coded, "code:not=" + coded, "clinical-status=active", "encounter.status=finished", "encounter.date=ge2026-05", "onset-date=ge2026-04", "patient=" + person, "patient._has:Observation:patient:code=" + coded, "subject:Patient.name=" + family, "_has:CarePlan:condition:status=active"},
		"Encounter": {
			"class=" + one(w, "IMP", "AMB"), "status=finished", "status:not=finished", "date=" + one(w, "ge2026-05", "le2026-03"), "subject=" + person, "patient=" + person, "service-provider.name=North", "service-provider=" + organization, "participant=" + practitioner, "_has:Observation:encounter:code=" + coded,
			"_has:Condition:encounter:clinical-status=resolved", "patient.family=" + family, "participant:Practitioner.family=Grant", "subject:Patient._has:Group:member:_tag=urn:tag|b", "patient.identifier=urn:gp|" + one(w, "F1", "F2", "F3"),
		},
		"CarePlan":              {"care-team=CareTeam/" + w.id("CareTeam"), "care-team.participant=" + person, "care-team.participant:Patient.family=" + family, "condition.code=" + coded, "subject=" + person, "patient.gender=male", "care-team:missing=true"},
		"CareTeam":              {"participant=" + person, "participant:Patient.family=" + family, "patient=" + person, "subject:Patient.gender=female", "participant=" + practitioner, "_has:CarePlan:care-team:status=active"},
		"Group":                 {"member=" + person, "member:Patient.family=" + family, "member:Patient.general-practitioner.name=South", "type=person", "member:Patient._has:Observation:patient:code=" + coded},
		"Organization":          {"name=" + one(w, "North", "South"), "partof=" + organization, "partof.name=River", "_has:Patient:organization:gender=female", "_has:Patient:general-practitioner:family=" + family, "_has:Encounter:service-provider:patient=" + person, "_has:Patient:organization:_has:Observation:patient:code=" + coded, "_has:Encounter:service-provider:_has:Observation:encounter:status=final"},
		"Practitioner":          {"family=" + one(w, "Okafor", "Smith"), "_has:Observation:performer:code=" + coded, "_has:Encounter:participant:class=IMP", "_has:CareTeam:participant:patient=" + person, "_has:Observation:performer:subject:Patient.family=" + family},
		"ServiceRequest":        {"status=active", "performer=" + organization, "performer:Organization.name=North", "patient=" + person, "authored=ge2026-04", "code=" + coded},
		"QuestionnaireResponse": {"author=" + person, "author:Patient.family=" + family, "patient=" + person, "status=completed", "subject:missing=true"},
		"Appointment":           {"patient=" + person, "actor=" + person, "actor:Patient.gender=female", "status=booked", "date=ge2026-05"},
		"Account":               {"patient=" + person, "subject:Patient.family=" + family, "status=active", "subject=" + person + "," + person},
		"Consent":               {"patient=" + person, "status=active", "patient.family=" + family},
		"DocumentReference":     {"patient=" + person, "date=ge2026-06", "subject:Patient.birthdate=ge1960"},
		"Basic":                 {"subject=" + person, "patient=" + person, "subject:missing=true"},
	}
	if w.IntN(4) == 0 {
		return one(w, common...)
	}
	return one(w, of[typ]...)
}
