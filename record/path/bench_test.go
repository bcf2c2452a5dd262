package path

import (
	"testing"

	"continuum/record/resource"
)

const patient = `{"resourceType":"Patient","id":"p1","meta":{"versionId":"1","lastUpdated":"2024-05-01T10:00:00Z"},
"identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9434765919"},{"system":"urn:local","value":"77"}],
"active":true,"name":[{"use":"official","family":"Smith","given":["Mary","Ann"]},{"use":"usual","given":["Molly"]}],
"telecom":[{"system":"phone","value":"01934 000000","use":"home"},{"system":"email","value":"m@example.org"}],
"gender":"female","birthDate":"1938-11-09","deceasedBoolean":true,
"address":[{"line":["1 High Street"],"city":"Weston","postalCode":"BS23 1AA"}],
"generalPractitioner":[{"reference":"Practitioner/gp1"}],"managingOrganization":{"reference":"Organization/o1"}}`

const observation = `{"resourceType":"Observation","id":"o1","status":"final",
"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],
"code":{"coding":[{"system":"http://loinc.org","code":"85354-9"}],"text":"Blood pressure"},
"subject":{"reference":"Patient/p1"},"encounter":{"reference":"Encounter/e1"},"effectiveDateTime":"2024-05-01T10:00:00Z",
"component":[{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":128,"unit":"mmHg","system":"http://unitsofmeasure.org","code":"mm[Hg]"}},
{"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},"valueQuantity":{"value":79,"unit":"mmHg","system":"http://unitsofmeasure.org","code":"mm[Hg]"}}]}`

func parsed(t testing.TB, text string) resource.Node {
	t.Helper()
	n, err := resource.Parse([]byte(text), resource.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func BenchmarkSearchExpressions(b *testing.B) {
	for _, c := range []struct{ name, input, text string }{
		{"name", patient, "Patient.name.given"},
		{"birthdate", patient, "Patient.birthDate"},
		{"deceased", patient, "Patient.deceased.exists() and Patient.deceased != false"},
		{"email", patient, "Patient.telecom.where(system='email') | Person.telecom.where(system='email')"},
		{"patient", observation, "Observation.subject.where(resolve() is Patient)"},
		{"value", observation, "(Observation.value as Quantity) | (Observation.value as SampledData)"},
		{"component", observation, "(Observation.component.value as Quantity) | (Observation.component.value as SampledData)"},
		{"componentwhere", observation, "Observation.component.where(code.exists()).value as Quantity"},
		{"code", observation, "Observation.code | Observation.component.code"},
		{"date", observation, "Observation.effective"},
	} {
		for _, types := range []Types{r4{}, nil} {
			name := c.name
			if types == nil {
				name += "/untyped"
			}
			b.Run(name, func(b *testing.B) {
				e, err := Compile(c.text, Options{Types: types})
				if err != nil {
					b.Fatal(err)
				}
				input := parsed(b, c.input)
				found := 0
				yield := func(Value) bool { found++; return true }
				steps := stepsOf(b, e, input)
				b.ReportAllocs()
				for b.Loop() {
					if err := e.Each(input, nil, yield); err != nil {
						b.Fatal(err)
					}
				}
				b.ReportMetric(float64(steps*b.N)/b.Elapsed().Seconds()/1e6, "Msteps/s")
			})
		}
	}
}

// stepsOf counts the steps of one evaluation.
func stepsOf(t testing.TB, e *Expression, input resource.Node) int {
	t.Helper()
	for steps := 1; ; steps++ {
		if err := e.Each(input, &Env{Steps: steps}, func(Value) bool { return true }); err == nil {
			return steps
		}
	}
}

func BenchmarkCompile(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Compile("Patient.deceased.exists() and Patient.deceased != false", Options{Types: r4{}}); err != nil {
			b.Fatal(err)
		}
	}
}
