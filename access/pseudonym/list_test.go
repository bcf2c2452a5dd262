package pseudonym

import (
	"strings"
	"testing"

	"continuum/record/definition"
)

// TestElements loads the list, which refuses what must not be on it, and looks that
// nothing that changes the meaning of the rest was left out of it.
func TestElements(t *testing.T) {
	all, err := shapes()
	if err != nil {
		t.Fatal(err)
	}
	others := map[string]bool{"implicitRules": true, "modifierExtension": true, "Patient.link": true} // of which nothing is released, but for a link: people have one pseudonym
	for name, s := range all {
		if s.typ.Kind != definition.Resource {
			continue
		}
		on := map[*definition.Element]bool{}
		for _, r := range s.members {
			on[r.member.Element] = true
		}
		for _, e := range s.typ.Elements() {
			if e.Modifier && !on[e] && !others[e.Name] && !others[name+"."+e.Name] {
				t.Errorf("%s.%s changes the meaning of what leaves", name, e.Name)
			}
		}
	}
}

func TestElementsRefuse(t *testing.T) {
	for _, c := range [][2]string{
		{"Patient", "name"},
		{"Patient", "identifier"},
		{"Patient", "text"},
		{"Patient", "extension"},
		{"Patient", "contact.name"},
		{"Patient", "birthDate.x"},
		{"Patient", "contact"},
		{"Patient", "id"},
		{"Patient", "contained"},
		{"Patient", "birthdate"},
		{"Patient", "gender~year"},
		{"Patient", "birthDate~area"},
		{"Patient", "birthDate~month"},
		{"Observation", "valueString"},
		{"Observation", "value"},
		{"Observation", "note"},
		{"Device", "serialNumber"},
		{"Patient", "photo"},
		{"Patient", "contact."},
	} {
		s := &shape{definition.TypeOf(c[0]), map[string]*rule{}}
		if err := s.add(c[1]); err == nil {
			t.Errorf("%s.%s would leave", c[0], c[1])
		}
	}
}

// TestSeen says of some parameters what is known of what they look at.
func TestSeen(t *testing.T) {
	for name, want := range map[string]string{
		"Patient":     "active deceased gender general-practitioner organization",
		"Observation": "code value-quantity value-concept component-code component-value-quantity combo-code combo-value-quantity status date category subject patient encounter method",
		"Condition":   "code onset-date abatement-date recorded-date clinical-status severity subject patient",
		"Encounter":   "class date length status type participant location",
		"Procedure":   "code date status",
	} {
		typ := definition.ResourceOf(name)
		for code := range strings.FieldsSeq(want) {
			if !seen(typ, typ.Parameter(code)) {
				t.Errorf("%s is not seen of %s", code, name)
			}
		}
	}
	for name, want := range map[string]string{
		"Patient":      "_id _lastUpdated _tag _security _profile _source _text _content identifier name family given phonetic telecom phone email address address-city address-postalcode birthdate death-date language link",
		"Observation":  "_id identifier value-string value-date code-value-quantity",
		"Condition":    "identifier onset-age abatement-age onset-info abatement-string",
		"Practitioner": "name family given identifier gender address communication", "Location": "name address near identifier", "Device": "device-name udi-carrier udi-di identifier url model manufacturer",
	} {
		typ := definition.ResourceOf(name)
		for code := range strings.FieldsSeq(want) {
			if seen(typ, typ.Parameter(code)) {
				t.Errorf("%s is seen of %s", code, name)
			}
		}
	}
	if seen(definition.ResourceOf("AuditEvent"), definition.ResourceOf("AuditEvent").Parameter("action")) {
		t.Error("the audit is seen")
	}
}

// TestForms says which codes leave.
func TestForms(t *testing.T) {
	p := project(t, "diabetes")
	p.systems = []string{"https://weston.example/codes/", "https://weston.example/wards"}
	for system, codes := range map[string][2]string{
		snomed: {"44054006 73211009 999000011000000103", "9434765919 Smith 1234567893 123"}, loinc: {"4548-4 LA6724-4", "Smith 12345"},
		"http://hl7.org/fhir/sid/icd-10": {"E11 E11.9 I21", "Smith 9434765919"}, "https://weston.example/codes/x": {"a1", "two words"}, "https://weston.example/wards": {"w", ""},
		"https://weston.example/ward": {"", "w"}, "https://fhir.nhs.uk/Id/nhs-number": {"", "9434765919"}, "http://hl7.org/fhir/sid/us-ssn": {"", "000-12-3456"}, "urn:local": {"", "x"}, "": {"", "x"},
		"http://terminology.hl7.org/CodeSystem/v3-ActCode": {"IMP", "9434765919"}, "http://terminology.hl7.org/CodeSystem/x|Smith": {"", "IMP"},
	} {
		for i, list := range codes {
			for code := range strings.SplitSeq(list, " ") {
				if code == "two" || code == "words" || code == "a" || code == "b" || code == "" {
					continue
				}
				if leaves := p.knows(system) && isCode(system, code); leaves != (i == 0) {
					t.Errorf("%s|%s leaves: %v", system, code, leaves)
				}
			}
		}
	}
	for text, want := range map[string]bool{"mmol/L": true, "kg/m2": true, "10*9/L": true, "mm[Hg]": true, "kPa": true, "/min": true, "10*12/L": true, "m[H2O]": true, "[iU]/L": true, "k[iU]/L": true, "ug/L": true, "Smith": false, "Mary.Smith": false, "[Smith]": false, "mm{Hg}": false, "{Smith}": false, "kg{of Mary}": false, "Smith Mary": false, "%": true, "1": true, "[degF]": true, "": false} {
		if isUnit(text) != want {
			t.Errorf("%q is a unit: %v", text, !want)
		}
	}
}
