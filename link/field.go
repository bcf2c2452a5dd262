package link

import "slices"

// Kind says what a further field holds, and so how its values are cleaned and
// when two of them are alike.
type Kind uint8

// The kinds of further fields.
const (
	Category     Kind = iota // one of a list: town, ethnic group, practice; alike when misspelt
	Text                     // free text: alike when most of its letter pairs are
	IdentifierNo             // a number that names somebody: alike one digit apart
	Date                     // alike one slip apart
	Name                     // alike by Jaro-Winkler
	PhoneNo                  // equal or not
	EmailAddress             // alike when the part before the @ is equal
	PostalCode               // alike one slip apart
	kinds
)

// kindNames are the types in a link.yaml.
var kindNames = [kinds]string{"category", "text", "identifier", "date", "name", "phone", "email", "postcode"}

func (k Kind) String() string { return kindNames[k] }

// MaxFurther is how many further fields a linkage can compare.
const MaxFurther = 4

// Field is one field of a record: which columns of a file fill it, several of
// them joined by a space.
type Field struct {
	Name    string
	Kind    Kind // of a further field; a standard one has its own way
	Columns []string
}

// The standard fields, which every linkage knows by these names.
const (
	fieldGiven = iota
	fieldFamily
	fieldMiddle
	fieldFull // given and family name in one, parted when a record is read
	fieldTitle
	fieldBirth
	fieldSex
	fieldNHS
	fieldPostcode
	fieldAddress
	fieldPhone
	fieldEmail
	fieldEnded // when the registration ended, empty while it is current
	standardFields
)

var fieldNames = [standardFields]string{
	"given_name", "family_name", "middle_name", "full_name", "title", "birth_date", "sex", "nhs_number",
	"postcode", "address", "phone", "email", "registered_to",
}

// fieldTypes are the types of the standard fields, as a link.yaml may repeat them.
var fieldTypes = [standardFields]string{
	"given_name", "family_name", "middle_name", "full_name", "title", "date", "sex", "identifier",
	"postcode", "address", "phone", "email", "date",
}

// standardField gives the place of a standard field, -1 for another name.
func standardField(name string) int { return slices.Index(fieldNames[:], name) }

// further lists the fields compared beside the standard ones.
func (c *Config) further() []Field {
	var out []Field
	for _, f := range c.Fields {
		if standardField(f.Name) < 0 {
			out = append(out, f)
		}
	}
	return out
}

// Field finds a field of the configuration by its name; the zero Field when
// there is none.
func (c *Config) Field(name string) Field {
	if i := slices.IndexFunc(c.Fields, func(f Field) bool { return f.Name == name }); i >= 0 {
		return c.Fields[i]
	}
	return Field{}
}
