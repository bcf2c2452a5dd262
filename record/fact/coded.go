package fact

import (
	"cmp"

	"continuum/record/definition"
	"continuum/warehouse"
)

// Coding is a code of a fact with the URI of its system.
type Coding struct{ System, Code string }

// CodeSystem is the URI of a code system as a partner's feed names it: that of a
// system that is known, else one of the partner's own.
func CodeSystem(partner, name string) string { return cmp.Or(systemOf(name), local(partner, name)) }

// ownColumns are the columns of each table with codes of the partner's own or of
// ours, which says so.
var ownColumns = map[string][]struct {
	name string
	ours bool
}{
	"activity": {
		{"kind", true}, {"setting", true}, {"patient_class", false}, {"method", false}, {"discharge_destination", false}, {"discharge_method", false},
	},
	"service_package": {{"kind", true}},
	"relationship":    {{"kind", true}},
}

// Coded tells as what type of resource a row of a canonical table is shown, and the
// codes that say what it is.
func (f *Facts) Coded(table string, r warehouse.Row) (typ string, codings []Coding) {
	add := func(system, code string) {
		if code != "" {
			codings = append(codings, Coding{system, code})
		}
	}
	switch table {
	case "activity":
		for _, column := range []string{"primary_diagnosis", "specialty"} {
			system := local(r.Source, column)
			if column == "primary_diagnosis" || broughtBy[r.Text("kind")] {
				system = cmp.Or(f.implied[r.Feed][column][r.Text(column)], system)
			}
			add(system, r.Text(column))
		}
	case "circumstance":
		add(ownCodes+"circumstance", r.Text("kind"))
		add(local(r.Source, r.Text("kind")), r.Text("value"))
	case "diagnosis", "procedure", "observation", "medication":
		add(CodeSystem(r.Source, r.Text("system")), r.Text("code"))
	}
	for _, column := range ownColumns[table] {
		system := local(r.Source, column.name)
		switch {
		case table == "relationship":
			system = ownCodes + table
		case column.ours:
			system = ownCodes + column.name
		}
		add(system, r.Text(column.name))
	}
	if of := typeOf(table, r); of != nil {
		typ = of.Name
	}
	return typ, codings
}

// typeOf is the type of resource that a row becomes.
func typeOf(table string, r warehouse.Row) *definition.Type {
	if table == "activity" && r.Text("setting") == "housing" {
		return task
	}
	return map[string]*definition.Type{
		"activity": encounter, "diagnosis": condition, "procedure": procedure, "observation": observation, "circumstance": observation,
		"medication": medicationStatement, "service_package": serviceRequest, "relationship": relatedPerson, "statement": questionnaireResponse,
		"registration": patient,
	}[table]
}

// OrganizationID is the id of the Organization of a partner.
func OrganizationID(partner string) string { return organizationID(partner) }

// Class is the class of encounter (HL7 v3 ActEncounterCode) that an activity is shown
// as; uk tells that its codes may be taken for those of the NHS.
func Class(r warehouse.Row, uk bool) string { return classOf(r, uk) }

// Caseload tells whether registrations with partners of a sector are caseloads where
// they say since when.
func Caseload(sector string) bool { return caseloads[sector] }
