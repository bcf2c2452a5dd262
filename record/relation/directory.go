package relation

import (
	"strings"
	"time"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/record/fact"
	"continuum/record/index"
)

// The systems of what is named by a place itself.
const (
	TeamSystem    = "urn:continuum:team"    // identifiers of teams, as place.yaml has them
	MarkSystem    = "urn:continuum:mark"    // of Patient.meta.security: sealed, dissent, prominent, opted-out
	AccountSystem = "urn:continuum:account" // identifiers of accounts, such as of whom a Consent names
	SectionSystem = "urn:continuum:section" // codes of sections of the record in a Consent
)

// Sections are the parts of a record that a person may share one by one.
type Sections struct {
	Of  func(typ string) string // the section of a type of FHIR, "" where it is in none
	All []string
}

// Rules are what a place says about relations.
type Rules struct {
	Sections Sections
	// Lately is how long after a stay in hospital those there still have to do with
	// the person; 0 is 14 days.
	Lately time.Duration
}

const usuallyLately = 14 * 24 * time.Hour

// Directory names the partners, teams and wards of a place.
type Directory struct {
	Rules
	zone     *time.Location
	uk       bool
	partners map[string]place.Partner // by id
	codes    map[string]string        // partners by ODS code
	entries  map[string]string        // partners by the id of their Organization among facts
	teams    map[string]bool
	names    map[[2]string]string // teams by partner and name or id, in small letters
	all      []place.Partner
}

// NewDirectory makes the directory of a place.
func NewDirectory(p *place.Place, rules Rules) (*Directory, error) {
	zone, err := time.LoadLocation(p.Timezone)
	if err != nil {
		return nil, &fault.Error{Code: fault.Invalid, File: "place.yaml", Value: p.Timezone, Reason: "not a time zone", Err: err, Fix: "use an IANA name, such as Europe/London"}
	}
	if rules.Lately == 0 {
		rules.Lately = usuallyLately
	}
	if rules.Sections.Of == nil {
		rules.Sections.Of = func(string) string { return "" }
	}
	d := &Directory{
		Rules: rules, zone: zone, uk: strings.HasPrefix(p.Country, "GB"), all: p.Partners,
		partners: map[string]place.Partner{}, codes: map[string]string{}, entries: map[string]string{}, teams: map[string]bool{}, names: map[[2]string]string{},
	}
	for _, x := range p.Partners {
		d.partners[x.ID], d.entries[fact.OrganizationID(x.ID)] = x, x.ID
		if x.ODS != "" {
			d.codes[odsOf(x.ODS)] = x.ID
		}
	}
	for _, t := range p.Teams {
		d.teams[t.ID] = true
		d.names[[2]string{t.Partner, strings.ToLower(t.Name)}] = t.ID
		d.names[[2]string{t.Partner, strings.ToLower(t.ID)}] = t.ID
	}
	return d, nil
}

// odsOf is a code of the Organisation Data Service as it is compared.
func odsOf(code string) string { return strings.ToUpper(strings.TrimSpace(code)) }

// team is the team that a partner's extract names, "" where the place has none such.
func (d *Directory) team(partner, name string) string {
	return d.names[[2]string{partner, strings.ToLower(strings.TrimSpace(name))}]
}

// partnerBy gives the partner one of whose systems it is.
func (d *Directory) partnerBy(system string, of func(place.Partner) string) string {
	for i := range d.all {
		if of(d.all[i]) == system {
			return d.all[i].ID
		}
	}
	return ""
}

// localTo gives the type and id of a reference to a resource of this record.
func localTo(reference, typ string) (string, string) {
	t, id, two := strings.Cut(index.Target(reference, typ), "/")
	if !two || strings.ContainsAny(id, "/:") || strings.Contains(t, ":") {
		return "", ""
	}
	return t, id
}
