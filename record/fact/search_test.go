package fact_test

import (
	"net/url"
	"strings"
	"testing"

	"continuum/record"
	"continuum/record/definition"
	"continuum/record/search"
	"continuum/store"
)

// TestFactsAreFound finds facts by the search parameters of their types, beside
// what came live.
func TestFactsAreFound(t *testing.T) {
	x := river(t)
	mary := x.person(t, "clinic", "1")
	x.arrives(t, livePatient("live", "M1", "", "", ""), liveStay("stay", "live", "s1", "2026-06-09T11:00:00+01:00"), liveStay("new", "live", "s99", ""))
	for _, c := range []struct {
		query string
		want  int64
	}{
		{"Encounter?patient=MARY", 10},
		{"Encounter?patient=live", 10},
		{"Encounter?patient=MARY&class=IMP", 3},
		{"Encounter?patient=MARY&status=cancelled", 1},
		{"Encounter?patient=MARY&identifier=https://river.example/visit|s1", 1},
		{"Encounter?patient=MARY&identifier=https://river.example/visit|s3", 1},
		{"Encounter?patient=MARY&date=ge2026-10-01&date=lt2026-11-01&status=in-progress", 2},
		{"Encounter?patient=MARY&service-provider=Organization/partner-clinic", 3},
		{"Procedure?patient=MARY&encounter:Encounter.class=SS", 1},
		{"Encounter?patient=MARY&type=urn:continuum:kind|assessment", 1},
		{"Encounter?patient.identifier=https://river.example/mrn|M1", 10},
		{"Condition?patient=MARY", 6},
		{"Condition?subject=Patient/live&code=http://hl7.org/fhir/sid/icd-10|E11", 2},
		{"Condition?patient=MARY&code=http://snomed.info/sct|44054006&clinical-status=active", 1},
		{"Condition?patient=MARY&category=problem-list-item&recorded-date=lt2015", 2},
		{"Procedure?patient=MARY&date=2026-03-01&code=C712", 1},
		{"Observation?patient=MARY&code-value-quantity=http://snomed.info/sct|271649006$gt145", 1},
		{"Observation?patient=MARY&value-quantity=27.35||kg/m2", 1},
		{"Observation?patient=MARY&category=social-history", 3},
		{"MedicationStatement?patient=MARY&status=active&medication.code=386864001", 0},
		{"MedicationStatement?patient=MARY&code=386864001&effective=ge2026", 1},
		{"ServiceRequest?patient=MARY&status=active", 1},
		{"RelatedPerson?patient=MARY&name=ann", 1},
		{"EpisodeOfCare?patient=MARY&organization=Organization/partner-council", 1},
		{"QuestionnaireResponse?patient=MARY&authored=2026-04-01", 1},
		{"Task?patient=MARY&status=in-progress", 1},
		{"Patient?_id=MARY", 1},
		{"Patient?identifier=urn:continuum:council:person|C1", 2},
		{"Patient?_id=MARY&name=cooper&birthdate=1938-11-09&gender=female", 1},
		{"Patient?_id=MARY&general-practitioner:identifier=https://fhir.nhs.uk/Id/ods-organization-code|Z90001", 1},
		{"Encounter?patient=MARY&_source=urn:continuum:council#BUILD", 1},
		{"Encounter?patient=MARY&_lastUpdated=gt2026-11-01", 10},
	} {
		query := strings.NewReplacer("MARY", mary, "BUILD", x.build).Replace(c.query)
		if got := x.count(t, query, mary, "live"); got != c.want {
			t.Errorf("%s finds %d, want %d", c.query, got, c.want)
		}
	}
}

// count tells how many resources a search finds beside the facts of some people.
func (x *town) count(t *testing.T, query string, people ...string) int64 {
	t.Helper()
	name, rest, _ := strings.Cut(query, "?")
	var pairs []search.Pair
	for part := range strings.SplitSeq(rest, "&") {
		key, value, _ := strings.Cut(part, "=")
		value, err := url.QueryUnescape(value)
		if err != nil {
			t.Fatal(err)
		}
		pairs = append(pairs, search.Pair{Name: key, Value: value})
	}
	s, err := search.Parse(definition.ResourceOf(name), pairs, false)
	if err != nil {
		t.Fatal(err)
	}
	var found *record.Found
	err = x.db.Read(t.Context(), func(tx *store.Tx) error {
		beside, err := x.Beside(t.Context(), tx, people)
		if err != nil {
			return err
		}
		found, err = x.record.Search(tx, s, record.Page{Count: 100, Total: true, Beside: beside})
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	if int(found.Total) != len(found.Matches) {
		t.Errorf("%s: total %d of %d matches", query, found.Total, len(found.Matches))
	}
	return found.Total
}
