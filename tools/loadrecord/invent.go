package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// inventedPeople is how many people's bundles are made up where no folder is given.
const inventedPeople = 40

// invented makes up bundles from a seed: encounters over years, each with
// measurements, and conditions, procedures and prescriptions.
func invented(seed uint64) map[string][]byte {
	texts := map[string][]byte{}
	for i := range inventedPeople {
		v := &inventor{r: rand.New(rand.NewPCG(seed, uint64(i)))}
		texts[fmt.Sprintf("%03d", i)] = v.bundle()
	}
	return texts
}

type inventor struct {
	r    *rand.Rand
	out  strings.Builder
	n    int
	self string
}

func (v *inventor) uuid() string {
	a, b := v.r.Uint64(), v.r.Uint64()
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", a>>32, a>>16&0xffff, a&0xffff, b>>48, b&(1<<48-1))
}

func (v *inventor) of(texts ...string) string { return texts[v.r.IntN(len(texts))] }

// entry adds a resource and gives its UUID.
func (v *inventor) entry(typ, members string, args ...any) string {
	id := v.uuid()
	if v.n++; v.n > 1 {
		v.out.WriteByte(',')
	}
	fmt.Fprintf(&v.out, `{"fullUrl":"urn:uuid:%s","resource":{"resourceType":"%s","id":"%s",%s},"request":{"method":"POST","url":"%s"}}`,
		id, typ, id, fmt.Sprintf(members, args...), typ)
	return id
}

func (v *inventor) bundle() []byte {
	v.out.WriteString(`{"resourceType":"Bundle","type":"transaction","entry":[`)
	born := time.Date(1930+v.r.IntN(80), time.Month(1+v.r.IntN(12)), 1+v.r.IntN(28), 0, 0, 0, 0, time.UTC)
	v.self = v.entry("Patient", `"identifier":[{"system":"http://example.org/number","value":"N%d"}],"name":[{"family":"%s%d","given":["%s%d"]}],"gender":"%s","birthDate":"%s"`,
		v.r.IntN(1e9), v.of("Abbott", "Becker", "Carter", "Dunn", "Ellis", "Farah", "Gale", "Hughes", "Iqbal", "Jones"), v.r.IntN(1000),
		v.of("Ann", "Ben", "Cara", "Dev", "Ella", "Finn"), v.r.IntN(1000), v.of("female", "male"), born.Format(time.DateOnly))
	for range 20 + v.r.IntN(40) {
		v.encounter(time.Date(2000+v.r.IntN(25), time.Month(1+v.r.IntN(12)), 1+v.r.IntN(28), 7+v.r.IntN(12), v.r.IntN(60), v.r.IntN(60), 0, time.UTC))
	}
	v.out.WriteString(`]}`)
	return []byte(v.out.String())
}

// encounter adds one and what was found and done at it.
func (v *inventor) encounter(at time.Time) {
	const concept = `"%s":{"coding":[{"system":"%s","code":"%s"}]},`
	coded := func(member, system string, codes ...string) string {
		return fmt.Sprintf(concept, member, system, v.of(codes...))
	}
	from, to := at.Format(time.RFC3339), at.Add(time.Duration(15+v.r.IntN(90))*time.Minute).Format(time.RFC3339)
	met := v.entry("Encounter", `"status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"%s"},"subject":{"reference":"urn:uuid:%s"},"period":{"start":"%s","end":"%s"}`,
		v.of("AMB", "AMB", "AMB", "EMER", "IMP"), v.self, from, to)
	about := fmt.Sprintf(`"subject":{"reference":"urn:uuid:%s"},"encounter":{"reference":"urn:uuid:%s"}`, v.self, met)
	for range 8 + v.r.IntN(12) {
		v.entry("Observation", `"status":"final",%s%s,"effectiveDateTime":"%s","valueQuantity":{"value":%d.%d,"unit":"u","system":"http://unitsofmeasure.org","code":"u"}`,
			coded("code", "http://loinc.org", "8302-2", "29463-7", "39156-5", "8867-4", "9279-1", "2339-0", "4548-4", "2571-8", "6299-2", "38483-4"), about, from, 10+v.r.IntN(190), v.r.IntN(10))
	}
	if v.r.IntN(3) == 0 {
		v.entry("Condition", `"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},%s%s,"onsetDateTime":"%s"`,
			coded("code", "http://snomed.info/sct", "444814009", "195662009", "10509002", "59621000", "44054006", "84229001", "19169002", "162864005"), about, from)
	}
	v.entry("Procedure", `"status":"completed",%s%s,"performedPeriod":{"start":"%s","end":"%s"}`,
		coded("code", "http://snomed.info/sct", "430193006", "710824005", "171207006", "312681000"), about, from, to)
	v.entry("MedicationRequest", `"status":"stopped","intent":"order",%s%s,"authoredOn":"%s"`,
		coded("medicationCodeableConcept", "http://www.nlm.nih.gov/research/umls/rxnorm", "314076", "310798", "860975", "308136"), about, from)
}
