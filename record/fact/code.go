package fact

import (
	"cmp"
	"regexp"
	"strings"

	"continuum/place"
	"continuum/source"
	"continuum/warehouse"
)

// Systems of codes: of HL7, and of our own and partners'.
const (
	icd10    = "http://hl7.org/fhir/sid/icd-10"
	ownCodes = "urn:continuum:" // urn:continuum:<column>, urn:continuum:<partner>:<column>
)

// systems are the names that feeds give code systems, in small letters and without
// signs.
var systems = map[string]string{
	"icd10":    icd10,
	"icd10cm":  "http://hl7.org/fhir/sid/icd-10-cm",
	"icd9cm":   "http://hl7.org/fhir/sid/icd-9-cm",
	"snomed":   "http://snomed.info/sct",
	"snomedct": "http://snomed.info/sct",
	"sct":      "http://snomed.info/sct",
	"opcs4":    "https://fhir.hl7.org.uk/Id/opcs-4",
	"dmd":      "https://dmd.nhs.uk",
	"readv2":   "http://read.info/readv2",
	"read2":    "http://read.info/readv2",
	"ctv3":     "http://read.info/ctv3",
	"loinc":    "http://loinc.org",
	"rxnorm":   "http://www.nlm.nih.gov/research/umls/rxnorm",
	"cvx":      "http://hl7.org/fhir/sid/cvx",
}

var signs = regexp.MustCompile(`[^a-z0-9]+`)

// systemOf is the URI of a code system as a feed names it; "" where it is nobody's
// but the partner's.
func systemOf(name string) string {
	if strings.Contains(name, "://") || strings.HasPrefix(name, "urn:") {
		return strings.Join(strings.Fields(name), "")
	}
	return systems[signs.ReplaceAllString(strings.ToLower(name), "")]
}

// local is the system of a partner's own codes of one column or name.
func local(partner, name string) string {
	return ownCodes + partner + ":" + strings.Trim(signs.ReplaceAllString(strings.ToLower(name), "-"), "-")
}

// coding is a code with its system.
func coding(system, c, display string) value {
	if system == icd10 {
		c = dotted(c)
	}
	if code(c) == "" {
		return ""
	}
	return object("system", text(system), "code", code(c), "display", text(display))
}

var undotted = regexp.MustCompile(`^([A-Z][0-9]{2})([0-9][0-9A-Z]*)$`)

// dotted writes an ICD-10 code as others do, A09.9; the NHS sends A099, and I10X
// where there is no fourth character.
func dotted(c string) string {
	if len(c) == 4 && strings.HasSuffix(c, "X") {
		return c[:3]
	}
	return undotted.ReplaceAllString(c, "$1.$2")
}

// concept is a CodeableConcept of some codings and words.
func concept(words string, codings ...value) value {
	return object("coding", array(codings...), "text", text(words))
}

// coded is the concept of the columns code, system and description of rows that say
// the same, each in a system of its own.
func coded(rows ...warehouse.Row) value {
	var codings []value
	for _, r := range rows {
		codings = append(codings, rowCoding(r))
	}
	return concept(cmp.Or(rows[0].Name("code"), rows[0].Text("description"), rows[0].Text("code")), codings...)
}

func rowCoding(r warehouse.Row) value {
	name := r.Text("system")
	return coding(cmp.Or(systemOf(name), local(r.Source, name)), r.Text("code"), cmp.Or(r.Name("code"), r.Text("description")))
}

// own is the concept of a column with a partner's own codes, or words.
func own(r warehouse.Row, column string) value {
	return concept(words(r, column), ownCoding(r, column))
}

func ownCoding(r warehouse.Row, column string) value {
	return coding(local(r.Source, column), r.Text(column), r.Name(column))
}

// words are the name of a column's code, or the code.
func words(r warehouse.Row, column string) string { return cmp.Or(r.Name(column), r.Text(column)) }

// implied tells the code systems of columns that have none beside them, by feed,
// column and code: a list that names the codes may say to which system each
// belongs.
type implied map[string]map[string]map[string]string

func impliedBy(p *place.Place, feeds []source.Feed) implied {
	lists := map[string]map[string]string{}
	for _, t := range p.Codes {
		of := map[string]string{}
		for row := range t.Rows {
			if system := systemOf(t.Cell(row, "system")); system != "" {
				of[t.Cell(row, "code")] = system
			}
		}
		lists[t.Name] = of
	}
	all := implied{}
	for _, f := range feeds {
		all[f.Name] = map[string]map[string]string{}
		for _, named := range []map[string]string{f.Labels, f.Codes} {
			for column, name := range named {
				all[f.Name][column] = lists[name]
			}
		}
	}
	return all
}

// clinical is the concept of a column with clinical codes whose system the place's
// lists imply.
func (m *mapper) clinical(r warehouse.Row, column string) value {
	system := cmp.Or(m.implied[r.Feed][column][r.Text(column)], local(r.Source, column))
	return concept(words(r, column), coding(system, r.Text(column), r.Name(column)))
}
