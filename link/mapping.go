package link

import (
	"slices"
	"strings"

	"continuum/link/text"
)

// Mapping says which columns of one file fill which field of a Record.
type Mapping struct {
	standard [standardFields][]int
	further  [MaxFurther][]int
}

// synonyms are the headers partners use for each standard field, in plain form
// (lower case, words joined by one underscore).
var synonyms = [standardFields]string{
	fieldGiven:    "given_name first_name firstname forename forename1 forenames given givenname fname christian_name",
	fieldFamily:   "family_name surname last_name lastname family familyname lname sname",
	fieldMiddle:   "middle_name middle_names middlename second_name other_names forename2 second_forename",
	fieldFull:     "full_name fullname name person_name patient_name client_name",
	fieldTitle:    "title name_title prefix",
	fieldBirth:    "birth_date dob date_of_birth birthdate dateofbirth birth_dt born",
	fieldSex:      "sex gender sex_code gender_code administrative_gender",
	fieldNHS:      "nhs_number nhs_no nhsno nhs_num nhsnumber nhs soc_sec_id ssn national_id identifier social_security_number chi_number hcn",
	fieldPostcode: "postcode post_code postal_code zip zip_code zipcode pcode",
	fieldAddress:  "address address_line address_line_1 address_line_2 address_line_3 address_1 address_2 address_3 address1 address2 address3 street street_number street_name house_number full_address addr",
	fieldPhone:    "phone telephone tel mobile phone_number telephone_number mobile_number contact_number",
	fieldEmail:    "email e_mail email_address mail",
	fieldEnded:    "registered_to registration_end registration_end_date deregistered deregistration_date",
}

// practiceSynonyms are the headers of the default further field.
const practiceSynonyms = "gp_practice gp_code gp practice practice_code gp_practice_code registered_practice"

// plainHeader gives a header in the form of the synonyms.
func plainHeader(h string) string {
	return strings.ReplaceAll(text.Fold(strings.TrimPrefix(h, "\ufeff")), " ", "_")
}

// standardOf gives the standard field that a header usually means, -1 for none.
func standardOf(header string) int {
	plain := plainHeader(header)
	return slices.IndexFunc(synonyms[:], func(names string) bool { return contains(strings.Fields(names), plain) })
}

// Map finds the columns of a file: those that the configuration names, or, when
// it names none, those with usual headers. unknown lists the fields of the
// configuration of which the file has no column.
func (c *Config) Map(columns []string) (m Mapping, unknown []Field) {
	named := false
	for _, f := range c.Fields {
		named = named || len(f.Columns) > 0
	}
	if !named {
		return c.mapUsual(columns), nil
	}
	n := 0
	for _, f := range c.Fields {
		var at []int
		for _, want := range f.Columns {
			if i := slices.IndexFunc(columns, func(have string) bool { return plainHeader(have) == plainHeader(want) }); i >= 0 {
				at = append(at, i)
			}
		}
		if len(at) == 0 {
			unknown = append(unknown, f)
		}
		if s := standardField(f.Name); s >= 0 {
			m.standard[s] = at
		} else {
			m.further[n] = at
			n++
		}
	}
	return m, unknown
}

// mapUsual maps columns by their usual headers. Of several columns for a field
// only an address takes all.
func (c *Config) mapUsual(columns []string) (m Mapping) {
	for i, h := range columns {
		s := standardOf(h)
		switch {
		case s >= 0 && (len(m.standard[s]) == 0 || s == fieldAddress):
			m.standard[s] = append(m.standard[s], i)
		case s >= 0:
		default:
			for k, f := range c.further() {
				usual := plainHeader(h) == f.Name || f.Name == "gp_practice" && contains(strings.Fields(practiceSynonyms), plainHeader(h))
				if usual && len(m.further[k]) == 0 {
					m.further[k] = []int{i}
				}
			}
		}
	}
	return m
}

// Fill fills the details of a record from a row of cells; Source and LocalID are
// the caller's. The cells must stay as they are until the record has been added.
func (m *Mapping) Fill(r *Record, cells []string) {
	of := func(at []int) string { return m.cell(cells, at) }
	s := &m.standard
	r.GivenName, r.FamilyName, r.MiddleName = of(s[fieldGiven]), of(s[fieldFamily]), of(s[fieldMiddle])
	r.Title, r.BirthDate, r.Sex, r.NHSNumber = of(s[fieldTitle]), of(s[fieldBirth]), of(s[fieldSex]), of(s[fieldNHS])
	r.Postcode, r.Address, r.Phone, r.Email = of(s[fieldPostcode]), of(s[fieldAddress]), of(s[fieldPhone]), of(s[fieldEmail])
	r.Ended = of(s[fieldEnded]) != ""
	if full := of(s[fieldFull]); full != "" && r.GivenName == "" && r.FamilyName == "" {
		r.GivenName, r.FamilyName = splitName(full)
	}
	for i := range r.Further {
		r.Further[i] = of(m.further[i])
	}
}

// cell gives the text of one column, or of several joined by a space.
func (m *Mapping) cell(cells []string, at []int) string {
	if len(at) == 0 {
		return ""
	}
	one := strings.TrimSpace(cells[at[0]])
	for _, i := range at[1:] {
		switch more := strings.TrimSpace(cells[i]); {
		case more == "" || more == one:
		case one == "":
			one = more
		default:
			one += " " + more
		}
	}
	return one
}

// splitName parts a full name: "Family, Given" at the comma, any other before
// its last word.
func splitName(full string) (given, family string) {
	if family, given, ok := strings.Cut(full, ","); ok {
		return strings.TrimSpace(given), strings.TrimSpace(family)
	}
	full = strings.TrimSpace(full)
	if i := strings.LastIndexByte(full, ' '); i >= 0 {
		return strings.TrimSpace(full[:i]), full[i+1:]
	}
	return "", full
}
