package fact

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"continuum/link"
	"continuum/record/recordtest"
)

// TestAsked reads a Patient as a registration.
func TestAsked(t *testing.T) {
	for text, want := range map[string]link.Record{
		`{"resourceType":"Patient"}`: {},
		`{"resourceType":"Patient","identifier":[{"system":"urn:x","value":"1"},{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"943 476 5919"}],
			"name":[{"use":"maiden","family":"Jones"},{"use":"official","family":"Smith","given":["Mary","Ann"],"prefix":["Mrs"]}],"gender":"female","birthDate":"1938-11-09",
			"telecom":[{"system":"phone","value":"01"},{"system":"email","value":"m@x"}],"address":[{"line":["1 High Street"],"city":"Weston","postalCode":"QW1 7JD"}]}`: {
			NHSNumber: "9434765919", Title: "Mrs", GivenName: "Mary", FamilyName: "Smith", BirthDate: "1938-11-09", Sex: "female",
			Postcode: "QW1 7JD", Address: "1 High Street, Weston", Phone: "01", Email: "m@x",
		},
		`{"resourceType":"Patient","name":[{"text":"Mary Smith"}],"birthDate":"1938","gender":"other"}`: {FamilyName: "Mary Smith", Sex: "indeterminate"},
	} {
		if diff := cmp.Diff(want, Asked(recordtest.Parsed(t, []byte(text)))); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
	}
}
