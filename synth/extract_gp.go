package synth

import "continuum/synth/draw"

// writeGP writes a person's practice record: one Patient for each practice they
// were registered with, and what the practices did.
func (b *block) writeGP(p *person) {
	for i := range p.stays {
		from, to := max(p.stays[i].from, p.from()), p.to()
		if i+1 < len(p.stays) {
			to = min(to, p.stays[i+1].from)
		}
		if to <= from {
			continue
		}
		last := i+1 == len(p.stays) || p.practiceOrdinal(p.stays[i+1].from) > p.practiceOrdinal(p.stays[i].from)
		if last || p.stays[i+1].from >= p.to() {
			b.patient(p, i, min(to, p.to()))
		}
	}
	for i := range b.life.consultations {
		b.encounter(p, &b.life.consultations[i])
	}
	b.problems(p)
	for i := range b.life.scripts {
		b.medication(p, &b.life.scripts[i])
	}
	for i := range b.life.measures {
		b.observations(p, &b.life.measures[i])
	}
}

// patient writes the registration that ends with stay i; to is its last day.
func (b *block) patient(p *person, i int, to Day) {
	d := min(to, WindowEnd+1) - 1
	c := b.cardOf(p, gpSource, d+slips[gpSource].stale, 1)
	r := b.out.resource(patientsFile, "Patient", c.localID)
	r.raw(`,"extension":[{"url":"` + ethnicityURL + `","valueCodeableConcept":{"coding":[{"system":"` + ethnicitySystem + `","code":"`).raw(c.ethnicity).raw(`"}]}}`)
	r.raw(`,{"url":"` + registeredURL + `","valuePeriod":{"start":`).day(b.registeredFrom(p, i))
	if to <= WindowEnd {
		r.raw(`,"end":`).day(to)
	}
	r.raw(`}}],"identifier":[`)
	if c.nhs != "" {
		r.raw(`{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"`).raw(c.nhs).raw(`"},`)
	}
	r.raw(`{"system":"https://weston.example/practice-record","value":"`).raw(c.localID).raw(`"}],"name":[{"use":"official","family":`).str(c.family)
	r.raw(`,"given":[`).str(c.given)
	if c.middle != "" {
		r.raw(`,`).str(c.middle)
	}
	r.raw(`]`)
	if c.title != "" {
		r.raw(`,"prefix":[`).str(c.title).raw(`]`)
	}
	r.raw(`}`)
	if p.maiden != "" && p.married <= d && p.n%3 == 0 {
		r.raw(`,{"use":"maiden","family":`).str(p.maiden).raw(`}`)
	}
	r.raw(`]`)
	b.patientRest(p, c, &r, d)
	b.out.endResource(patientsFile, &r)
}

func (b *block) patientRest(p *person, c *card, r *resource, d Day) {
	if c.phone != "" {
		r.raw(`,"telecom":[{"system":"phone","value":`).str(c.phone)
		if p.email != "" {
			r.raw(`},{"system":"email","value":`).str(p.email)
		}
		r.raw(`}]`)
	}
	r.raw(`,"gender":"`).raw(map[byte]string{'1': "male", '2': "female"}[c.sex]).raw(`"`)
	if c.birth != never {
		r.raw(`,"birthDate":`).day(c.birth)
	}
	if p.death <= WindowEnd {
		r.raw(`,"deceasedDateTime":`).day(p.death)
	}
	r.raw(`,"address":[{"use":"home","line":[`).str(c.address).raw(`],"postalCode":"`).raw(c.postcode).raw(`"}]`)
	if k := p.kin; k != nil && (k.n%4 > 0 || p.story) {
		r.raw(`,"contact":[{"relationship":[{"text":"`).raw(p.kinKind).raw(`"}],"name":{"text":`).str(k.given + " " + k.familyAt(d))
		r.raw(`},"telecom":[{"system":"phone","value":`).str(k.phone).raw(`}]}]`)
	}
	r.raw(`,"generalPractitioner":[{"reference":"Organization/`).raw(c.practice).raw(`"}]`)
}

// registeredFrom is when the person joined the practice of stay i.
func (b *block) registeredFrom(p *person, i int) Day {
	for i > 0 && p.stays[i-1].practice == p.stays[i].practice {
		i--
	}
	if i > 0 {
		return p.stays[i].from
	}
	if p.arrive > 0 {
		return max(p.birth, p.arrive)
	}
	return max(p.birth, WindowStart-1-Day(draw.Hash(uint64(p.n), 3)%21_000))
}

var encounterModes = []struct{ class, code, display string }{
	{"AMB", "185349003", "Encounter for check up"}, {"VR", "185317003", "Telephone encounter"}, {"HH", "439708006", "Home visit"},
}

func (b *block) encounter(p *person, e *consultation) {
	d := e.at.day()
	c := b.cardOf(p, gpSource, d+slips[gpSource].stale, 1)
	m := &encounterModes[e.mode]
	code, display := consultedFor(e.reason)
	practice := practiceCode(e.practice)
	r := b.out.resource(encountersFile, "Encounter", eventID("e", p.n, e.id))
	r.raw(`,"status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"`).raw(m.class)
	r.raw(`"},"type":[`).concept(m.code, m.display).raw(`],"subject":{"reference":"Patient/`).raw(c.localID)
	r.raw(`"},"participant":[{"individual":{"reference":"Practitioner/`).raw(practice).raw("-")
	r.b = append(r.b, byte('1'+e.clinician))
	r.raw(`"}}],"period":{"start":`).moment(e.at).raw(`,"end":`).moment(e.at + Minute(e.length))
	r.raw(`},"reasonCode":[`).concept(code, display).raw(`],"serviceProvider":{"reference":"Organization/`).raw(practice).raw(`"}`)
	b.out.endResource(encountersFile, &r)
}

func consultedFor(reason int) (code, display string) {
	if reason < 0 {
		return conditions[-1-reason].snomed, conditions[-1-reason].name
	}
	return gpReasons[reason].code, gpReasons[reason].name
}

// problems writes each long-term condition under the practice that knew it last.
func (b *block) problems(p *person) {
	for i := range conditions {
		d := p.onset[i]
		if d >= p.to() || d > WindowEnd || p.to() <= p.from() {
			continue
		}
		c := b.cardOf(p, gpSource, p.to()-1+slips[gpSource].stale, 1)
		row := &conditions[i]
		r := b.out.resource(conditionsFile, "Condition", eventID("c", p.n, i))
		r.raw(`,"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]}`)
		r.raw(`,"code":{"coding":[{"system":"` + snomed + `","code":"`).raw(row.snomed).raw(`","display":`).str(row.name)
		r.raw(`},{"system":"` + icd10System + `","code":"`).raw(row.icd10).raw(`"}]},"subject":{"reference":"Patient/`).raw(c.localID)
		r.raw(`"},"onsetDateTime":`).day(max(d, p.birth)).raw(`,"recordedDate":`).day(max(d, p.birth))
		b.out.endResource(conditionsFile, &r)
	}
}

func (b *block) medication(p *person, x *script) {
	from := max(x.start, p.from())
	c := b.cardOf(p, gpSource, from+slips[gpSource].stale, 1)
	r := b.out.resource(medicationsFile, "MedicationRequest", eventID("m", p.n, x.id))
	status := "active"
	if x.end <= WindowEnd {
		status = "stopped"
	}
	r.raw(`,"status":"`).raw(status).raw(`","intent":"order","medicationCodeableConcept":`).concept(x.med.code, x.med.name)
	r.raw(`,"subject":{"reference":"Patient/`).raw(c.localID).raw(`"},"authoredOn":`).day(x.start)
	r.raw(`,"dispenseRequest":{"validityPeriod":{"start":`).day(x.start)
	if x.end <= WindowEnd {
		r.raw(`,"end":`).day(x.end)
	}
	r.raw(`},"quantity":{"value":28}}`)
	b.out.endResource(medicationsFile, &r)
}

var smokingWords = []struct{ code, text string }{{"266919005", "Never smoked tobacco"}, {"8517006", "Ex-smoker"}, {"77176002", "Smoker"}, {"266919005", "Never smoked tobacco"}, {"8517006", "Ex-smoker"}}

func (b *block) observations(p *person, x *measure) {
	k := &measureKinds[x.kind]
	switch x.kind {
	case bloodPressure:
		b.observation(p, x, "a", "271649006", "Systolic blood pressure", k.unit, x.value, 0)
		b.observation(p, x, "b", "271650006", "Diastolic blood pressure", k.unit, x.second, 0)
	case smoking:
		b.observation(p, x, "a", k.code, k.name, "", x.value, -1)
	case bodyMass:
		b.observation(p, x, "a", k.code, k.name, k.unit, x.value, 1)
	default:
		b.observation(p, x, "a", k.code, k.name, k.unit, x.value, 0)
	}
}

// observation writes one value; decimals below zero mean words instead.
func (b *block) observation(p *person, x *measure, part, code, name, unit string, value float64, decimals int) {
	c := b.cardOf(p, gpSource, x.at.day()+slips[gpSource].stale, 1)
	r := b.out.resource(observationsFile, "Observation", eventID("o", p.n, x.id)+part)
	r.raw(`,"status":"final","code":`).concept(code, name).raw(`,"subject":{"reference":"Patient/`).raw(c.localID)
	r.raw(`"},"effectiveDateTime":`).moment(x.at)
	if decimals < 0 {
		w := &smokingWords[int(value)]
		r.raw(`,"valueCodeableConcept":`).concept(w.code, w.text)
	} else {
		r.raw(`,"valueQuantity":{"value":`).number(value, decimals).raw(`,"unit":"`).raw(unit).raw(`"}`)
	}
	b.out.endResource(observationsFile, &r)
}
