package record

import (
	"fmt"
	"strings"
	"testing"
)

// TestTerms asks by value sets, code systems and orders of places.
func TestTerms(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		d := &desk{r, t}
		for _, json := range append(terms,
			`{"resourceType":"ValueSet","id":"round","url":"http://example.org/round","status":"active","compose":{"include":[{"valueSet":["http://example.org/round"]}]}}`,
			`{"resourceType":"ValueSet","id":"filtered","url":"http://example.org/filtered","status":"active","compose":{"include":[{"system":"http://snomed.info/sct","filter":[{"property":"concept","op":"is-a","value":"1"}]}]}}`,
			`{"resourceType":"ValueSet","id":"both","url":"http://example.org/both","version":"2","status":"active","compose":{"include":[{"system":"`+codesURL+`","valueSet":["`+setURL+`"]}]}}`,
			`{"resourceType":"Condition","id":"a1","subject":{"reference":"Patient/p"},"code":{"coding":[{"system":"`+codesURL+`","code":"a1","display":"First"}]}}`,
			`{"resourceType":"Condition","id":"a11","subject":{"reference":"Patient/p"},"code":{"coding":[{"system":"`+codesURL+`","code":"a11"}]}}`,
			`{"resourceType":"Condition","id":"o","subject":{"reference":"Patient/q"},"code":{"coding":[{"system":"http://example.org/other","code":"a1"}]}}`,
			`{"resourceType":"Condition","id":"t","subject":{"reference":"Patient/q"},"code":{"text":"First in words"}}`,
			`{"resourceType":"Patient","id":"p","gender":"female","identifier":[{"type":{"coding":[{"system":"http://t","code":"MR"}],"text":"Hospital"},"system":"urn:x","value":"7"},{"type":{"coding":[{"system":"http://t","code":"SS"}]},"value":"8"}]}`,
			`{"resourceType":"Patient","id":"q","gender":"other","contact":[{"name":{"text":"x"}}]}`,
			`{"resourceType":"Location","id":"town","name":"Weston"}`,
			`{"resourceType":"Location","id":"site","partOf":{"reference":"Location/town"}}`,
			`{"resourceType":"Location","id":"ward","partOf":{"reference":"Location/site"},"position":{"latitude":51.346,"longitude":-2.977}}`,
			`{"resourceType":"Encounter","id":"stay","status":"finished","class":{"code":"IMP"},"subject":{"reference":"Patient/p"},"location":[{"location":{"reference":"Location/ward"}}]}`,
			`{"resourceType":"Observation","id":"mended","status":"corrected","code":{"text":"x"}}`,
			`{"resourceType":"QuestionnaireResponse","id":"r1","status":"completed","questionnaire":"http://q/1|1.0"}`,
			`{"resourceType":"QuestionnaireResponse","id":"r2","status":"completed","questionnaire":"http://q/1"}`,
			`{"resourceType":"PlanDefinition","id":"plan","url":"http://plan.org/a/b|1","status":"active"}`,
		) {
			if _, err := d.put(json, AnyVersion); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct{ typ, query, want string }{
			{"Condition", "code:in=" + setURL, "Condition/a1 Condition/o"},
			{"Condition", "code:in=ValueSet/set", "Condition/a1 Condition/o"},
			{"Condition", "code:not-in=" + setURL, "Condition/a11 Condition/t"},
			{"Condition", "code:in=http://example.org/both|2", "Condition/a1"},
			{"Condition", "code:in=http://example.org/both|3", "no value set that is known here"},
			{"Condition", "code:in=" + setURL + "/less", "Condition/a1 Condition/a11"},
			{"Condition", "code:in=http://example.org/none", "no value set that is known here"},
			{"Condition", "code:in=http://example.org/round", "nested too deep, or in a circle"},
			{"Condition", "code:in=http://example.org/filtered", "chooses codes by a filter"},
			{"Patient", "gender:in=http://hl7.org/fhir/ValueSet/administrative-gender", "Patient/p Patient/q"},
			{"Patient", "gender:not-in=http://hl7.org/fhir/ValueSet/administrative-gender", ""},
			{"Patient", "language:in=http://hl7.org/fhir/ValueSet/all-languages", ""},
			{"Condition", "code:below=" + codesURL + "|a", "Condition/a1 Condition/a11"},
			{"Condition", "code:below=" + codesURL + "|a11", "Condition/a11"},
			{"Condition", "code:above=" + codesURL + "|a11", "Condition/a1 Condition/a11"},
			{"Encounter", "status:below=http://hl7.org/fhir/encounter-status|finished", "Encounter/stay"},
			{"Observation", "status:below=http://hl7.org/fhir/observation-status|amended", "Observation/mended"},
			{"Observation", "status:above=http://hl7.org/fhir/observation-status|amended", ""},
			{"Condition", "code:below=a", "the system of the code is not named"},
			{"Condition", "code:below=http://snomed.info/sct|1", "is not known here"},
			{"Condition", "patient.gender:in=http://hl7.org/fhir/ValueSet/administrative-gender", "Condition/a1 Condition/a11 Condition/o Condition/t"},
			{"Condition", "code:text=first", "Condition/a1 Condition/t"},
			{"Condition", "code:missing=true", ""},
			{"Encounter", "patient:Patient.identifier:text=hosp", "Encounter/stay"},
			{"Patient", "_has:Condition:patient:code:text=first in", "Patient/q"},
			{"Patient", "identifier:of-type=http://t|MR|7", "Patient/p"},
			{"Patient", "identifier:of-type=http://t|MR|8", ""},
			{"Condition", "patient.identifier:of-type=http://t|SS|8", "Condition/a1 Condition/a11"},
			{"Encounter", "location:below=Location/town", "Encounter/stay"},
			{"Encounter", "location:below=town", "Encounter/stay"},
			{"Encounter", "location:above=town", ""},
			{"Location", "partof:below=town", "Location/site Location/ward"},
			{"Location", "partof:above=ward", "Location/site Location/ward"},
			{"Location", "near=51.346|-2.977|1", "Location/ward"},
			{"Encounter", "location.near=51.346|-2.977|1|km", "Encounter/stay"},
			{"Location", "near:missing=false", "Location/ward"},
			{"QuestionnaireResponse", "questionnaire=http://q/1", "QuestionnaireResponse/r1 QuestionnaireResponse/r2"},
			{"QuestionnaireResponse", "questionnaire=http://q/1|1.0", "QuestionnaireResponse/r1"},
			{"PlanDefinition", "url=http://plan.org/a/b", "PlanDefinition/plan"},
			{"PlanDefinition", "url:below=http://plan.org/a", "PlanDefinition/plan"},
			{"PlanDefinition", "url:above=http://plan.org/a/b|1/c/é", "PlanDefinition/plan"},
			{"Patient", "_id:missing=true", ""},
			{"Patient", "_id:not=p", "Patient/q"},
		} {
			if got := d.beside(nil, c.typ, c.query, nil); got != c.want && (c.want == "" || !strings.Contains(got, c.want)) {
				t.Errorf("%s?%s: %q, want %q", c.typ, c.query, got, c.want)
			}
		}
	})
}

// TestOrdersAreBounded: an order of places may be deep or go round, but not
// without end.
func TestOrdersAreBounded(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		d := &desk{r, t}
		for i := range 60 {
			if _, err := d.put(fmt.Sprintf(`{"resourceType":"Location","id":"l%d","partOf":{"reference":"Location/l%d"}}`, i, i+1), AnyVersion); err != nil {
				t.Fatal(err)
			}
		}
		for _, id := range []string{"x", "y"} {
			if _, err := d.put(fmt.Sprintf(`{"resourceType":"Organization","id":%q,"partOf":{"reference":"Organization/%s"}}`, id, map[string]string{"x": "y", "y": "x"}[id]), AnyVersion); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct{ typ, query, want string }{
			{"Location", "partof:below=l60", "too large"},
			{"Location", "partof:below=l15", "Location/l0 "},
			{"Organization", "partof:below=x", "Organization/x Organization/y"},
			{"Location", "_id=l0&_include:iterate=Location:partof", "too many resources would be included"},
			{"Location", "_id=l20&_include:iterate=Location:partof", "Location/l20 | Location/l21"},
		} {
			if got := d.beside(nil, c.typ, c.query, nil); !strings.Contains(got, c.want) {
				t.Errorf("%s?%s: %q, want %q", c.typ, c.query, got, c.want)
			}
		}
	})
}

// TestTermsAreBounded: a list of codes may be long, but not without end.
func TestTermsAreBounded(t *testing.T) {
	onBoth(t, func(t *testing.T, r *Record) {
		d := &desk{r, t}
		list := func(n int) string {
			all := make([]string, n)
			for i := range all {
				all[i] = fmt.Sprintf(`{"code":"c%d"}`, i)
			}
			return strings.Join(all, ",")
		}
		for _, json := range []string{
			`{"resourceType":"ValueSet","id":"many","url":"http://example.org/many","status":"active","compose":{"include":[{"system":"s","concept":[` + list(mostCodes) + `]}]}}`,
			`{"resourceType":"ValueSet","id":"more","url":"http://example.org/more","status":"active","compose":{"include":[{"system":"s","concept":[` + list(mostCodes+1) + `]}]}}`,
			`{"resourceType":"CodeSystem","id":"huge","url":"http://example.org/huge","status":"active","content":"complete","concept":[` + list(mostConcepts+1) + `]}`,
			`{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/p"},"code":{"coding":[{"system":"s","code":"c9999"}]}}`,
		} {
			if _, err := d.put(json, AnyVersion); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct{ query, want string }{
			{"code:in=http://example.org/many", "Condition/c"},
			{"code:in=http://example.org/more", "more than 10000 codes"},
			{"code:below=http://example.org/huge|c1", "too large to look through"},
		} {
			if got := d.beside(nil, "Condition", c.query, nil); !strings.Contains(got, c.want) {
				t.Errorf("%s: %q, want %q", c.query, got, c.want)
			}
		}
	})
}
