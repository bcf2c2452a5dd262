package pseudonym

import (
	"regexp"
	"slices"
	"strings"
)

const (
	ucum   = "http://unitsofmeasure.org"
	snomed = "http://snomed.info/sct"
	loinc  = "http://loinc.org"
)

// systems are the code systems whose codes leave: those that are the same everywhere,
// so that a code names no more than what it means. A local system may hold anything
// that somebody typed; a place can name its own (Terms.Systems). An address that ends
// in / stands for all below it.
var systems = []string{
	snomed, loinc, ucum,
	"http://hl7.org/fhir/", "http://terminology.hl7.org/CodeSystem/",
	"https://fhir.hl7.org.uk/CodeSystem/", "https://fhir.nhs.uk/CodeSystem/",
	"https://dmd.nhs.uk", "http://read.info/readv2", "http://read.info/ctv3",
	"http://www.nlm.nih.gov/research/umls/rxnorm", "http://www.whocc.no/atc", "http://dicom.nema.org/resources/ontology/DCM",
	"urn:iso:std:iso:3166", "urn:iso:std:iso:4217", "urn:ietf:bcp:47",
	"urn:oid:1.2.840.10008.2.16.4",
}

// personal are namespaces below those that name people and not things.
var personal = regexp.MustCompile(`(?i)/(Id|sid)/`)

// codings are systems below a namespace of identifiers that are of codes all the same.
var codings = []string{
	"http://hl7.org/fhir/sid/icd-10", "http://hl7.org/fhir/sid/icd-10-uk", "http://hl7.org/fhir/sid/icd-9-cm", "http://hl7.org/fhir/sid/icd-10-cm", "http://hl7.org/fhir/sid/cvx", "http://hl7.org/fhir/sid/ndc",
	"https://fhir.hl7.org.uk/Id/opcs-4",
}

// knows tells whether codes of a system leave.
func (p *Project) knows(system string) bool {
	among := func(all []string) bool {
		return slices.ContainsFunc(all, func(s string) bool { return system == s || strings.HasSuffix(s, "/") && strings.HasPrefix(system, s) })
	}
	return system != "" && (slices.Contains(codings, system) || among(p.systems) || !personal.MatchString(system) && address.MatchString(system) && among(systems))
}

// address is one without anything that could be somebody's name hidden behind it.
var address = regexp.MustCompile(`^[A-Za-z0-9:/._-]{1,120}$`)

// forms are how codes of some systems look: a number in the place of one may be that of
// a person. A concept of SNOMED CT says by its third and second last digits what it is.
var forms = map[string]*regexp.Regexp{
	snomed:                              regexp.MustCompile(`^[1-9]\d{2,14}[01][012]\d$`),
	loinc:                               regexp.MustCompile(`^(L[AP])?\d{1,7}-\d$`),
	"http://hl7.org/fhir/sid/icd-10":    icd,
	"http://hl7.org/fhir/sid/icd-10-uk": icd,
	"http://hl7.org/fhir/sid/icd-10-cm": icd,
	"https://fhir.hl7.org.uk/Id/opcs-4": regexp.MustCompile(`^[A-Z]\d{2}(\.?\d)?$`),
	"https://dmd.nhs.uk":                regexp.MustCompile(`^[1-9]\d{2,14}[01][012]\d$`),
}

var icd = regexp.MustCompile(`^[A-Z]\d[0-9A-Z](\.?[0-9A-Z]{1,4})?$`)

func isCode(system, code string) bool {
	if system == ucum {
		return isUnit(code)
	}
	if form := forms[system]; form != nil {
		return form.MatchString(code)
	}
	return word.MatchString(code) && !long.MatchString(code)
}

// long is a number as people and telephones have.
var long = regexp.MustCompile(`\d{9}`)

// unit is a part of an expression of UCUM: a power of ten, a number or an atom, with an
// exponent.
var unit = regexp.MustCompile(`^(?:10[*^]-?\d{1,2}|\d{1,4}|([A-Za-z%]{1,5}|[A-Za-z]{0,3}\[[A-Za-z0-9_']{1,8}\])(?:-?\d)?)$`)

// Atoms of UCUM that are measured with in care, those with metric prefixes first.
var (
	metric   = strings.Fields("m g s L l mol Pa J W V K Cel cal Hz N C A eq osm kat U bar t rad m[Hg] m[H2O] [iU] [IU] By Bq Gy Sv F Ohm lm lx")
	plain    = strings.Fields("% min h d wk mo a deg [degF] [pH] [in_i] [ft_i] [lb_av] [oz_av] [drp] [CFU] [arb'U] [diop] [ppm] [ppb] [HPF] [LPF] B[SPL]")
	prefixes = strings.Fields("Y Z E P T G M k h da d c m u n p f a")
)

// filtration is the one unit with an annotation that laboratories everywhere use.
const filtration = "mL/min/{1.73_m2}"

// isUnit tells whether a code is an expression of UCUM, without annotations, which are
// free text.
func isUnit(code string) bool {
	if code == filtration {
		return true
	}
	if len(code) > 32 || code == "" {
		return false
	}
	for part := range strings.FieldsFuncSeq(code, func(r rune) bool { return r == '.' || r == '/' }) {
		found := unit.FindStringSubmatch(part)
		if found == nil || found[1] != "" && !isAtom(found[1]) {
			return false
		}
	}
	return true
}

func isAtom(text string) bool {
	return slices.Contains(plain, text) || slices.Contains(metric, text) ||
		slices.ContainsFunc(prefixes, func(p string) bool {
			rest, is := strings.CutPrefix(text, p)
			return is && slices.Contains(metric, rest)
		})
}

// written are units as people write them, and what UCUM calls them; those that are
// written alike are not listed.
var written = map[string]string{
	"years": "a", "year": "a", "yrs": "a", "months": "mo", "weeks": "wk", "days": "d", "hours": "h", "minutes": "min", "mmHg": "mm[Hg]", "mm Hg": "mm[Hg]",
	"bpm": "/min", "beats/min": "/min", "breaths/min": "/min", "10^9/L": "10*9/L", "10*9/L": "10*9/L", "10^12/L": "10*12/L", "10*12/L": "10*12/L",
	"kg/m²": "kg/m2", "mL/min/1.73m2": filtration, "mL/min/1.73m^2": filtration, "units/week": "/wk", "°C": "Cel", "C": "Cel", "umol/L": "umol/L", "µmol/L": "umol/L", "ml": "mL", "l": "L",
}

// alike are units that people write as UCUM does.
var alike = strings.Fields("kg g mg ug ng m cm mm L mL mmol/L mmol/mol umol/L nmol/L pmol/L mg/L mg/dL g/L g/dL ug/L ng/mL ng/L U/L mU/L IU/L kU/L kg/m2 % mm[Hg] Cel /min mL/min fL pg mm/h s min h d wk mo a kPa mol/L mEq/L")

// unitOf is what UCUM calls a unit as people write it; nothing where nobody knows.
func unitOf(text string) (system, code string) {
	if code = written[text]; code == "" && slices.Contains(alike, text) {
		code = text
	}
	if code == "" {
		return "", ""
	}
	return ucum, code
}
