package extract

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"testing"
)

func csvSample(quoted bool) []byte {
	var b bytes.Buffer
	b.WriteString("LocalPatientID,NHSNumber,Surname,Forename,DOB,Postcode,AdmissionDate,DischargeDate,Diagnosis,Tariff,Consultant,Notes\n")
	q := ""
	if quoted {
		q = `"`
	}
	for i := range 60_000 {
		fmt.Fprintf(&b, "RW9%07d,9%09d,%sSmith%d%s,Mary Anne,09/11/1938,WE1 %dAB,01/02/2025 10:%02d,03/02/2025 11:00,J44%d,%d.50,%sC1234 Jones%s,\n",
			i, i*37, q, i%900, q, i%9, i%60, i%10, i*3, q, q)
	}
	return b.Bytes()
}

// BenchmarkCSV has encoding/csv (reusing its record) as peer in the same run.
func BenchmarkCSV(b *testing.B) {
	for _, quoted := range []bool{false, true} {
		text := csvSample(quoted)
		b.Run(fmt.Sprintf("ours/quoted=%v", quoted), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				c := csvOver(bytes.NewReader(text), ',')
				n := &nothing{}
				if err := c.header(); err != nil || c.each(n) != nil || n.rows != 60_000 {
					b.Fatal(err, n)
				}
			}
		})
		b.Run(fmt.Sprintf("encodingcsv/quoted=%v", quoted), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				r := csv.NewReader(bytes.NewReader(text))
				r.ReuseRecord = true
				var err error
				for err == nil {
					_, err = r.Read()
				}
				if err != io.EOF {
					b.Fatal(err)
				}
			}
		})
	}
}

func ndjsonSample() []byte {
	var b bytes.Buffer
	for i := range 30_000 {
		fmt.Fprintf(&b, `{"resourceType":"Encounter","id":"e%d","identifier":[{"system":"https://gp/enc","value":"%d"}],"status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},"type":[{"coding":[{"system":"http://snomed.info/sct","code":"185345009","display":"Encounter for symptom"}],"text":"Encounter for \"symptom\""}],"subject":{"reference":"Patient/p%d"},"participant":[{"individual":{"reference":"Practitioner/77"}}],"period":{"start":"2025-03-%02dT09:10:00+00:00","end":"2025-03-%02dT09:20:00+00:00"},"serviceProvider":{"reference":"Organization/A81001"}}`+"\n",
			i, i*7, i/9, 1+i%28, 1+i%28)
	}
	return b.Bytes()
}

func BenchmarkFHIR(b *testing.B) {
	format := Format{Resources: []Projection{{"Encounter", []Column{
		{"id", "id"},
		{"person", "subject.reference.id()"},
		{"start", "period.start"},
		{"end", "period.end"},
		{"code", "type.coding.where(system='http://snomed.info/sct').code"},
		{"text", "type.text"},
		{"class", "class.code"},
		{"by", "participant[0].individual.reference.id()"},
		{"site", "serviceProvider.reference.id()"},
	}}}}
	lines := ndjsonSample()
	bundle := slices.Concat([]byte(`{"resourceType":"Bundle","entry":[{"resource":`),
		bytes.ReplaceAll(bytes.TrimSpace(lines), []byte("\n"), []byte(`},{"resource":`)), []byte(`}]}`))
	for name, text := range map[string][]byte{"ndjson": lines, "bundle": bundle} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				plans, _ := compile("", format.Resources)
				r := &fhirReader{src: &source{}, win: newWindow(bytes.NewReader(text), maxResource), plans: plans, skipped: map[string]int64{}}
				n := &nothing{}
				if err := r.begin(); err != nil || r.each(n) != nil || n.rows != 30_000 {
					b.Fatal(err, n)
				}
			}
		})
	}
}
