package synth

import "strconv"

// The GP federation sends FHIR R4 resources, one a line, with UK profiles'
// identifier systems and extensions.

const (
	snomed          = "http://snomed.info/sct"
	icd10System     = "http://hl7.org/fhir/sid/icd-10"
	registeredURL   = "https://weston.example/fhir/Extension-RegistrationPeriod"
	ethnicityURL    = "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory"
	ethnicitySystem = "https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory"
)

// resource writes one JSON object as a line.
type resource struct{ b []byte }

func (s *sheaf) resource(f file, kind, id string) resource {
	r := resource{s.text[f]}
	r.raw(`{"resourceType":"`).raw(kind).raw(`","id":"`).raw(id).raw(`"`)
	return r
}

func (s *sheaf) endResource(f file, r *resource) {
	s.text[f] = append(r.b, '}', '\n')
	s.rows[f]++
}

// raw adds text that is JSON already.
func (r *resource) raw(text string) *resource {
	r.b = append(r.b, text...)
	return r
}

// str adds a quoted string.
func (r *resource) str(text string) *resource {
	r.b = append(r.b, '"')
	for i := range len(text) {
		if c := text[i]; c == '"' || c == '\\' {
			r.b = append(r.b, '\\', c)
		} else {
			r.b = append(r.b, c)
		}
	}
	r.b = append(r.b, '"')
	return r
}

func (r *resource) day(d Day) *resource {
	r.b = append(appendISO(append(r.b, '"'), d), '"')
	return r
}

// moment adds a dateTime with the offset of British time on the day.
func (r *resource) moment(m Minute) *resource {
	d := m.day()
	r.b = appendClock(append(appendISO(append(r.b, '"'), d), 'T'), m)
	if summer(d) {
		return r.raw(`:00+01:00"`)
	}
	return r.raw(`:00+00:00"`)
}

// summer says whether British Summer Time holds: from the last Sunday of March
// to the last Sunday of October.
func summer(d Day) bool {
	_, m, day := d.civil()
	sundayLeft := day - (d.weekday()+1)%7 // the date of the latest Sunday
	switch {
	case m > 3 && m < 10:
		return true
	case m == 3:
		return sundayLeft >= 25
	case m == 10:
		return sundayLeft < 25
	}
	return false
}

// concept adds a codeable concept with one SNOMED CT coding.
func (r *resource) concept(code, display string) *resource {
	return r.raw(`{"coding":[{"system":"` + snomed + `","code":"`).raw(code).raw(`","display":`).str(display).raw(`}]}`)
}

func (r *resource) number(x float64, decimals int) *resource {
	r.b = strconv.AppendFloat(r.b, x, 'f', decimals, 64)
	return r
}

// eventID names a resource after its person and serial.
func eventID(prefix string, n, serial int) string {
	return prefix + strconv.Itoa(n) + "-" + strconv.Itoa(serial)
}
