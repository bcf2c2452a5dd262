package fhir

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"continuum/access"
	"continuum/access/pseudonym"
	"continuum/internal/testkit"
	"continuum/place"
	"continuum/record"
	"continuum/record/definition"
	"continuum/record/resource"
	"continuum/record/sight"
	"continuum/store"
)

// study is a record that researchers see, with a policy by which they see who a person
// is too, as some places will want.
type study struct {
	*gated
	keeper *pseudonym.Keeper
}

const studyPolicy = `@id("study") @says("For the study of ages.") @wide("no names are seen") @pseudonyms("yes")
permit (principal, action == Action::"read", resource)
when { principal in Role::"researcher" && context.purpose == "research" && resource.section == "demographics" && !resource.relationships.containsAny(["opted-out", "sealed"]) };`

// secrets are what names the people of the study: none of it may leave.
var secrets = []string{
	"Zephyrine", "Quatermass", "9434765919", "07700900461", "Larkspur", "BS23 4QX", "zephyrine@", "1938-11-09", "mary-0001", "mary-0002", "jim-0001", "dr-house", "ward-seven", "obs-", "enc-", "cond-",
	"lives alone with a cat", "RX-778899", "SN-4455", "portrait", "otto-0001", "Smallweed", "Weston General", "urn:mrn", `"versionId"`, `"lastUpdated"`,
}

// studies run a test with a study on either engine.
func studies(t *testing.T, test func(t *testing.T, s *study)) {
	for name, url := range map[string]func(testing.TB) string{"SQLite": onSQLite, "PostgreSQL": testkit.Postgres} {
		t.Run(name, func(t *testing.T) { test(t, theStudy(t, url(t))) })
	}
}

func theStudy(t *testing.T, database string) *study {
	t.Helper()
	g := gatedOn(t, database)
	p, _, err := place.Load(filepath.Join(testkit.Root(), "places", "weston"))
	if err != nil {
		t.Fatal(err)
	}
	p.Files = append(p.Files, place.File{Name: "access/study.cedar", Data: []byte(studyPolicy)})
	rules, problems := access.Load(p)
	for _, x := range problems {
		if !strings.Contains(x.Reason, "an analyst sees no names") {
			t.Error(x)
		}
	}
	g.gate.Renew(rules)
	key, err := pseudonym.ReadKey(filepath.Join(t.TempDir(), "key"), "weston.example")
	if err != nil {
		t.Fatal(err)
	}
	s := &study{g, pseudonym.NewKeeper(key, g.gate)}
	all := slices.Clone(studied)
	for i := range 40 {
		all = append(all, fmt.Sprintf(`{"resourceType":"Observation","id":"obs-%03d","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"4548-4","display":"HbA1c of Zephyrine"}],"text":"Zephyrine"},"subject":{"reference":"Patient/mary-000%d","display":"Zephyrine"},"effectiveDateTime":"2026-03-%02dT10:00:00Z","valueQuantity":{"value":%d,"unit":"mmol/mol","system":"http://unitsofmeasure.org","code":"mmol/mol"},"note":[{"text":"Larkspur"}]}`, i, 1+i%2, 1+i%28, 40+i))
	}
	s.put(t, all)
	s.relate(t, "marks", "Patient/otto-0001", sight.Party{Kind: sight.OptedOut})
	err = s.db.Write(t.Context(), func(tx *store.Tx) error {
		return s.record.SetPerson(tx, record.Key{Type: definition.ResourceOf(patient), ID: "mary-0002"}, "Patient/mary-0001") // she was registered twice
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var studied = []string{
	`{"resourceType":"Patient","id":"mary-0001","meta":{"source":"urn:mrn:feed"},"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">Zephyrine Quatermass</div>"},"identifier":[{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9434765919"}],"name":[{"family":"Quatermass","given":["Zephyrine"]}],"telecom":[{"system":"phone","value":"07700900461"}],"gender":"female","birthDate":"1950-11-09","address":[{"line":["1 Larkspur Way"],"postalCode":"BS23 4QX"}],"photo":[{"title":"portrait"}],"generalPractitioner":[{"reference":"Practitioner/dr-house","display":"Dr Smallweed"}]}`,
	`{"resourceType":"Patient","id":"mary-0002","name":[{"family":"Quatermass"}],"gender":"female","birthDate":"1950"}`,
	`{"resourceType":"Patient","id":"jim-0001","name":[{"family":"Smallweed"}],"gender":"male","birthDate":"1931-02-03"}`,
	`{"resourceType":"Patient","id":"otto-0001","name":[{"family":"Optedout"}],"gender":"male","birthDate":"1960-02-03"}`,
	`{"resourceType":"Practitioner","id":"dr-house","name":[{"family":"Smallweed"}],"identifier":[{"system":"urn:gmc","value":"RX-778899"}]}`,
	`{"resourceType":"Organization","id":"ward-seven","name":"Weston General"}`,
	`{"resourceType":"Encounter","id":"enc-1","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"IMP"},"subject":{"reference":"Patient/mary-0001"},"participant":[{"individual":{"reference":"Practitioner/dr-house","display":"Smallweed"}}],"period":{"start":"2026-02-01","end":"2026-02-05"},"serviceProvider":{"reference":"Organization/ward-seven"}}`,
	`{"resourceType":"Condition","id":"cond-1","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"code":{"coding":[{"system":"http://snomed.info/sct","code":"44054006"},{"system":"urn:mrn:local","code":"Zephyrine"}],"text":"diabetes of Zephyrine, lives alone with a cat"},"subject":{"reference":"Patient/mary-0001"},"encounter":{"reference":"Encounter/enc-1"},"contained":[{"resourceType":"Practitioner","id":"c","name":[{"family":"Smallweed"}]}],"recorder":{"reference":"#c"}}`,
	`{"resourceType":"Condition","id":"cond-2","code":{"coding":[{"system":"http://snomed.info/sct","code":"44054006"}]},"subject":{"reference":"Patient/otto-0001"},"onsetDateTime":"2001"}`,
	`{"resourceType":"Observation","id":"obs-mod","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"4548-4"}]},"subject":{"reference":"Patient/mary-0001"},"modifierExtension":[{"url":"urn:mrn:not","valueBoolean":true}]}`,
	`{"resourceType":"Device","id":"dev-1","serialNumber":"SN-4455","type":{"coding":[{"system":"http://snomed.info/sct","code":"14106009"}]},"patient":{"reference":"Patient/mary-0001"}}`,
}

// put brings in resources as they are.
func (s *study) put(t *testing.T, all []string) {
	t.Helper()
	err := s.db.Write(access.With(t.Context(), loading), func(tx *store.Tx) error {
		w := s.record.Writer(tx)
		for _, text := range all {
			n, err := resource.Parse([]byte(text), resource.Limits{})
			if err != nil {
				return err
			}
			d, err := s.record.Draft(record.Key{Type: definition.ResourceOf(n.Get("resourceType").Text()), ID: n.Get("id").Text()}, n, time.Now())
			if err != nil {
				return err
			}
			if _, err = w.Put(d, record.AnyVersion); err != nil {
				return err
			}
		}
		return w.Flush()
	})
	if err != nil {
		t.Fatal(err)
	}
}

// researcher sees the study for a project.
func (s *study) researcher(project string) http.Handler {
	a := &access.Actor{Account: "rosa", Name: "Rosa", Kind: access.Staff, Roles: []string{"researcher"}, Purpose: "research", Project: project}
	server := New(s.db, s.record, Options{Base: "http://localhost/fhir", Gate: s.gate, Pseudonyms: s.keeper}).Handler()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		server.ServeHTTP(w, r.WithContext(access.With(r.Context(), a)))
	})
}

// tells fails where an answer tells what it must not, in its body or its headers.
func tells(t *testing.T, path string, out *httptest.ResponseRecorder) {
	t.Helper()
	all := out.Body.String() + fmt.Sprint(out.Header())
	for _, x := range append(secrets, "etag", "Etag", "Last-Modified", "Location") {
		if strings.Contains(all, x) && !strings.Contains(path, x) {
			t.Errorf("%s tells %q: %s", path, x, all)
		}
	}
}

func get(t *testing.T, api http.Handler, path string) *httptest.ResponseRecorder {
	t.Helper()
	out := (asking{http.MethodGet, path, ""}).of(t, api)
	tells(t, path, out)
	return out
}
