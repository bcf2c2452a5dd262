package place

import "fmt"

// The identifier systems of what the NHS numbers, beside partners' own ids.
const (
	NHSNumber = "https://fhir.nhs.uk/Id/nhs-number"
	ODSCode   = "https://fhir.nhs.uk/Id/ods-organization-code" // of organisations, as Partner.ODS has it
)

// Identifiers are the URIs under which other systems know a partner's own ids,
// so that what arrives live as FHIR or HL7 v2 meets what the extracts say: an
// id alone is the id of somebody else in the next partner's system.
type Identifiers struct {
	People     string `yaml:"people" json:"people,omitempty" check:"uri"`         // system of the partner's ids of people
	Activities string `yaml:"activities" json:"activities,omitempty" check:"uri"` // system of its ids of stays, visits, contacts and packages of care
}

// PersonSystem is the identifier system of the people registered with the
// partner: as declared, or urn:continuum:<partner>:person.
func (p Partner) PersonSystem() string {
	if p.Identifiers.People != "" {
		return p.Identifiers.People
	}
	return p.System("person")
}

// ActivitySystem is the identifier system of the partner's activities: as
// declared, or urn:continuum:<partner>:activity.
func (p Partner) ActivitySystem() string {
	if p.Identifiers.Activities != "" {
		return p.Identifiers.Activities
	}
	return p.System("activity")
}

// System is the URI of what is the partner's own and nobody declared, such as its
// beds: urn:continuum:<partner>:<of>.
func (p Partner) System(of string) string { return "urn:continuum:" + p.ID + ":" + of }

// systems reports a system that stands for two things: a person or an activity
// found by it would be the wrong one.
func (p *Place) systems() []Problem {
	var problems []Problem
	first := map[string]string{}
	for i, partner := range p.Partners {
		path := fmt.Sprintf("partners[%d].identifiers", i)
		for _, of := range []struct{ path, whose, system string }{
			{path + ".people", "the people of " + partner.ID, partner.PersonSystem()},
			{path + ".activities", "the activities of " + partner.ID, partner.ActivitySystem()},
		} {
			whose, taken := first[of.system]
			switch {
			case taken && whose != of.whose:
				problems = append(problems, p.At.Problem(of.path, of.system,
					fmt.Sprintf("%q already names %s", short(of.system), whose), "give each its own URI, or leave the key out"))
			default:
				first[of.system] = of.whose
			}
		}
	}
	return problems
}
