package resource

import (
	"path/filepath"
	"testing"

	"continuum/internal/testkit"
)

// bundle is one bundle of a synthetic person, as it stands in its file.
func bundle(t testing.TB) (text []byte) {
	t.Helper()
	pattern := filepath.Join(testkit.Vectors(t, "record", "synthea"), "*.json.bz2")
	if testkit.Packed(t, pattern, func(_ string, last []byte) { text = last }) == 0 {
		t.Skip("no bundle")
	}
	return text
}

func benchParse(b *testing.B, text []byte) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(text, Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseBundle(b *testing.B) { benchParse(b, bundle(b)) }

// BenchmarkParseResource reads one resource without white space, as most arrive.
func BenchmarkParseResource(b *testing.B) {
	benchParse(b, []byte(sample))
}

func BenchmarkGet(b *testing.B) {
	n := parse(b, sample)
	for b.Loop() {
		if n.Get("valueQuantity").Get("value").Text() != "71.30" {
			b.Fatal("not found")
		}
	}
}

const sample = `{"resourceType":"Observation","id":"0c1d9c4a-7f0b-4a5e-9e5c-5b8a8e7d9f10","meta":{"versionId":"1","lastUpdated":"2026-11-27T06:44:29.123Z","profile":["http://hl7.org/fhir/StructureDefinition/vitalsigns"]},"status":"final","category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs","display":"vital-signs"}]}],"code":{"coding":[{"system":"http://loinc.org","code":"29463-7","display":"Body Weight"}],"text":"Body Weight"},"subject":{"reference":"Patient/6f7b3a5c-1c2d-4e5f-8a9b-0c1d2e3f4a5b"},"encounter":{"reference":"Encounter/11b2c3d4-e5f6-4788-99aa-bbccddeeff00"},"effectiveDateTime":"2026-03-04T10:11:12+00:00","issued":"2026-03-04T10:11:12.345+00:00","valueQuantity":{"value":71.30,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"}}`
