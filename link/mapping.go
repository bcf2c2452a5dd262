package link

import (
	"strings"

	"continuum/link/text"
)

// Mapping says which columns of a file fill which field of a Record; -1 is none.
// Address may be made of several columns.
type Mapping struct {
	ID, Source                        int
	NHSNumber, Title                  int
	GivenName, MiddleName, FamilyName int
	BirthDate, Sex, Postcode          int
	Phone, Email, GPPractice          int
	Address                           []int
}

// synonyms are the headers partners use, in plain form (lower case, words
// joined by one underscore). The first field that claims a header has it.
var synonyms = []struct {
	field string
	names string
}{
	{"id", "id record_id rec_id unique_id row_id registration_id"},
	{"source", "source source_dataset partner system dataset"},
	{"nhs_number", "nhs_number nhs_no nhsno nhs_num nhsnumber nhs soc_sec_id ssn national_id identifier social_security_number chi_number hcn"},
	{"title", "title name_title prefix"},
	{"given_name", "given_name first_name firstname forename forename1 given givenname fname christian_name"},
	{"middle_name", "middle_name middle_names middlename second_name other_names forename2 second_forename"},
	{"family_name", "family_name surname last_name lastname family familyname lname sname"},
	{"birth_date", "birth_date dob date_of_birth birthdate dateofbirth birth_dt born"},
	{"sex", "sex gender sex_code gender_code administrative_gender"},
	{"postcode", "postcode post_code postal_code zip zip_code zipcode pcode"},
	{"phone", "phone telephone tel mobile phone_number telephone_number mobile_number contact_number"},
	{"email", "email e_mail email_address mail"},
	{"gp_practice", "gp_practice gp_code gp practice practice_code gp_practice_code registered_practice"},
	{"address", "address address_line address_line_1 address_line_2 address_line_3 address_1 address_2 address_3 address1 address2 address3 street street_number street_name house_number suburb town city county state locality full_address addr"},
}

// plainHeader gives a header in the form of the synonyms.
func plainHeader(h string) string {
	return strings.ReplaceAll(text.Fold(strings.TrimPrefix(h, "\ufeff")), " ", "_")
}

// Propose maps columns to fields by their names.
func Propose(columns []string) Mapping {
	at := map[string][]int{}
	for i, h := range columns {
		plain := plainHeader(h)
		for _, s := range synonyms {
			if contains(strings.Fields(s.names), plain) {
				at[s.field] = append(at[s.field], i)
				break
			}
		}
	}
	first := func(field string) int {
		if len(at[field]) == 0 {
			return -1
		}
		return at[field][0]
	}
	return Mapping{
		ID: first("id"), Source: first("source"), NHSNumber: first("nhs_number"), Title: first("title"),
		GivenName: first("given_name"), MiddleName: first("middle_name"), FamilyName: first("family_name"),
		BirthDate: first("birth_date"), Sex: first("sex"), Postcode: first("postcode"),
		Phone: first("phone"), Email: first("email"), GPPractice: first("gp_practice"), Address: at["address"],
	}
}

// Record makes a Record of a row; cells are trimmed.
func (m *Mapping) Record(row []string) Record {
	cell := func(i int) string {
		if i < 0 || i >= len(row) {
			return ""
		}
		return strings.TrimSpace(row[i])
	}
	var lines []string
	for _, i := range m.Address {
		if c := cell(i); c != "" {
			lines = append(lines, c)
		}
	}
	return Record{
		Source: cell(m.Source), LocalID: cell(m.ID), NHSNumber: cell(m.NHSNumber), Title: cell(m.Title),
		GivenName: cell(m.GivenName), MiddleName: cell(m.MiddleName), FamilyName: cell(m.FamilyName),
		BirthDate: cell(m.BirthDate), Sex: cell(m.Sex), Postcode: cell(m.Postcode), Address: strings.Join(lines, ", "),
		Phone: cell(m.Phone), Email: cell(m.Email), Further: [MaxFurther]string{cell(m.GPPractice)},
	}
}
