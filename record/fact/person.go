package fact

import (
	"cmp"
	"strings"
	"time"

	"continuum/place"
	"continuum/record"
	"continuum/warehouse"
)

// person makes the Patient that the linked registrations add up to. It has the
// identifiers of all of them and links to each as its partner holds it.
func (m *mapper) person(all []registration) {
	p := m.known.Person
	identifiers := []value{nhs(p.NHSNumber)}
	names := []value{humanName("official", p.Title, p.GivenName, "", p.FamilyName)}
	links := []value{}
	said := map[string]bool{nameKey(p.GivenName, "", p.FamilyName): true}
	for _, r := range all {
		identifiers = append(identifiers, m.identifier(r))
		links = append(links, object("other", reference(patient, r.id), "type", text("seealso")))
		for _, row := range r.rows {
			if key := nameKey(row.Text("given_name"), row.Text("middle_name"), row.Text("family_name")); !said[key] {
				said[key] = true
				names = append(names, nameOf(row))
			}
		}
	}
	m.add(patient, p.ID, linked,
		"extension", array(m.ethnicity(p.Ethnicity, m.known.Named.Ethnicity)),
		"identifier", array(identifiers...),
		"name", array(names...),
		"telecom", array(contact("phone", p.Phone), contact("email", p.Email)),
		"gender", gender(p.Sex),
		"birthDate", day(p.BirthDate),
		"deceasedDateTime", day(p.DeathDate),
		"address", array(address(p.Address, p.Postcode)),
		"generalPractitioner", array(m.practice(p.GPPractice, m.known.Named.GPPractice)),
		"link", array(links...))
}

// nhs is an NHS number as an identifier.
func nhs(number string) value {
	if number == "" {
		return ""
	}
	return object("use", text("official"), "system", text(place.NHSNumber), "value", text(number))
}

// humanName is a name of its parts.
func humanName(use, title, given, middle, family string) value {
	if given+middle+family == "" {
		return ""
	}
	return object("use", text(use), "family", text(family), "given", array(text(given), text(middle)), "prefix", array(text(title)))
}

func nameOf(r warehouse.Row) value {
	return humanName("", r.Text("title"), r.Text("given_name"), r.Text("middle_name"), r.Text("family_name"))
}

// nameKey is the same for names that differ in case alone.
func nameKey(given, middle, family string) string {
	return strings.ToLower(given + "\x00" + middle + "\x00" + family)
}

func contact(system, number string) value {
	if number == "" {
		return ""
	}
	return object("system", text(system), "value", text(number))
}

// address is one line as the partner writes it, and the postcode.
func address(line, postcode string) value {
	return object("line", array(text(line)), "postalCode", text(postcode))
}

// gender is R4's word for the sex that is recorded.
func gender(sex string) value {
	switch sex {
	case "male", "female", "unknown":
		return text(sex)
	case "indeterminate":
		return text("other")
	}
	return ""
}

// inUK tells whether codes may be taken for those of the NHS.
func (m *mapper) inUK() bool { return strings.HasPrefix(m.place.Country, "GB") }

// ethnicCategories are the codes of the NHS that UK Core takes over.
const ethnicCategories = "A B C D E F G H J K L M N P R S Z 99 "

// ethnicity is UK Core's extension: coded where the code is the NHS's.
func (m *mapper) ethnicity(c, words string) value {
	if c == "" || !m.inUK() {
		return ""
	}
	var coded value
	if strings.Contains(ethnicCategories, c+" ") && !strings.Contains(c, " ") {
		coded = coding("https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory", c, words)
	}
	return object("url", text("https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory"),
		"valueCodeableConcept", concept(cmp.Or(words, c), coded))
}

// practice refers to a general practice by its code, which in the UK is the NHS's
// own; no partner has a resource of it.
func (m *mapper) practice(c, name string) value {
	switch {
	case c == "":
		return ""
	case m.inUK() && !strings.ContainsAny(c, " ,"):
		return object("type", text(organization.Name), "identifier", object("system", text(place.ODSCode), "value", text(c)), "display", text(cmp.Or(name, c)))
	}
	return named(cmp.Or(name, c))
}

// active tells whether something that lasts until a wall time goes on when the build
// is made.
func (m *mapper) active(until time.Time) bool {
	return until.IsZero() || m.instant(until).After(m.known.At)
}

// recognised notes by which identifiers a resource is the same as a live one.
func recognised(x *mapped, system, id string) {
	if id != "" {
		x.identified = append(x.identified, record.Identity{Type: x.Type, System: system, Value: id})
	}
}
