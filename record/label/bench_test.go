package label_test

import (
	"fmt"
	"strings"
	"testing"

	"continuum/place"
	"continuum/record/label"
)

// visit is an Encounter of about 2 KB that deserves no label.
func visit() string {
	var people []string
	for i := range 8 {
		people = append(people, fmt.Sprintf(`{"type":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"ATND","display":"attender"}]}],
			"individual":{"reference":"Practitioner/%d","display":"Dr Somebody"}}`, i))
	}
	return `{"resourceType":"Encounter","id":"1","meta":{"versionId":"1","lastUpdated":"2026-01-01T00:00:00Z","source":"urn:continuum:hospital"},
		"status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"},
		"type":[{"coding":[{"system":"http://snomed.info/sct","code":"32485007"}]}],"subject":{"reference":"Patient/1"},
		"participant":[` + strings.Join(people, ",") + `],
		"reasonCode":[{"coding":[{"system":"http://hl7.org/fhir/sid/icd-10","code":"I21.9"}]}]}`
}

func BenchmarkOf(b *testing.B) {
	var rows []string
	for i := range 5000 {
		rows = append(rows, fmt.Sprintf("%d,snomed,no", 1_000_000+i), fmt.Sprintf("Z%03d,icd10,yes", i%1000))
	}
	l, err := label.New([]label.Label{{ID: "a", Name: "A", Codes: []string{"many"}}}, []place.Table{list("many", "code,system,prefix", rows...)})
	if err != nil {
		b.Fatal(err)
	}
	n := parsed(b, visit())
	b.ReportMetric(float64(len(n.Raw())), "bytes")
	for b.Loop() {
		if l.Of(n) != nil {
			b.Fatal("a label")
		}
	}
}
