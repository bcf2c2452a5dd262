package fhir

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"continuum/record/sight"
)

func TestResearchersSeeNoNames(t *testing.T) { studies(t, studyResearchersSeeNoNames) }

func studyResearchersSeeNoNames(t *testing.T, s *study) {
	api := s.researcher("diabetes")
	for path, want := range map[string][]string{
		"/Patient?gender=female":                            {`"birthDate":"1950"`, `"postalCode":"BS23"`, "PSEUDED", `"fullUrl":"http://localhost/fhir/Patient/ps-`},
		"/Patient?gender=male":                              {`"valueCode":"90+"`},
		"/Condition?code=http://snomed.info/sct|44054006":   {`"code":"44054006"`, `"reference":"Patient/ps-`, "Fewer than 10 match"},
		"/Encounter?date=ge2026-01-01&_include=Encounter:*": {`"start":"2026-02-01"`, `"reference":"Practitioner/ps-`, `"mode":"include"`},
		"/Encounter?_summary=count":                         {"Fewer than 10 match"},
		"/Observation?_summary=count":                       {`"total":40`},
		"/Observation?_count=3&_total=accurate":             {`"total":40`, `"relation":"next"`, `"code":"mmol/mol"`},
		"/Device":                                           {`"code":"14106009"`},
		"/Patient?birthdate=ge1950":                         {`"birthDate":"1950"`},
		"/Patient?_has:Condition:patient:code=http://snomed.info/sct|44054006":                 {`"Patient"`},
		"/?_type=Condition,Observation&_lastUpdated=ge2020-01-01&_sort=-_lastUpdated":          {`"Condition"`, `"Observation"`},
		"/Observation?value-quantity=gt60|http://unitsofmeasure.org|mmol/mol&_elements=status": {"SUBSETTED", `"final"`},
		"/Condition?encounter:Encounter.date=ge2026-01-01":                                     {`"code":"44054006"`},
	} {
		out := get(t, api, path)
		for _, x := range want {
			if out.Code != http.StatusOK || !strings.Contains(out.Body.String(), x) {
				t.Errorf("%s: %d without %s: %s", path, out.Code, x, out.Body)
			}
		}
	}
}

// tries are ways to find out who somebody is; each is refused.
var tries = []string{
	"/Patient/mary-0001", "/Patient/mary-0001/_history", "/Patient/mary-0001/_history/1", "/Patient/mary-0001/$everything", "/Patient/mary-0001/Condition", "/Patient/mary-0001/*",
	"/Condition/cond-1", "/_history", "/Condition/_history", "/Patient?_id=mary-0001", "/Patient?identifier=9434765919", "/Patient?identifier:of-type=a|b|9434765919",
	"/Patient?name=Quatermass", "/Patient?family:exact=Quatermass", "/Patient?given=Zephyrine", "/Patient?phonetic=Quatermass", "/Patient?telecom=07700900461", "/Patient?phone=07700900461", "/Patient?email=zephyrine@",
	"/Patient?address=Larkspur", "/Patient?address-postalcode=BS23", "/Patient?address-city=Weston", "/Patient?birthdate=1950-11-09", "/Patient?birthdate=1950-11", "/Patient?birthdate=1931", "/Patient?birthdate=lt1935", "/Patient?death-date=2020-01-01",
	"/Patient?_text=Quatermass", "/Patient?_content=Quatermass", "/Patient?_source=urn:mrn:feed", "/Patient?_tag=x|y", "/Patient?_sort=birthdate", "/Patient?_sort=family", "/Condition?_sort=subject", "/Condition?_sort=_id",
	"/Condition?subject=Patient/mary-0001", "/Condition?patient=mary-0001", "/Condition?patient:identifier=9434765919", "/Condition?subject:missing=false&patient=mary-0001", "/Condition?patient.name=Quatermass", "/Condition?subject:Patient.birthdate=1950",
	"/Condition?subject.gender=female", "/Encounter?participant:Practitioner.name=Smallweed", "/Encounter?service-provider=Organization/ward-seven", "/Encounter?service-provider.name=Weston",
	"/Condition?code:text=Zephyrine", "/Condition?code=Zephyrine", "/Condition?code=urn:mrn:local|Zephyrine", "/Condition?code=|Zephyrine", "/Condition?onset-age=gt95|http://unitsofmeasure.org|a", "/Condition?onset-info=Zephyrine",
	"/Patient?_has:Observation:patient:_id=obs-001", "/Patient?_has:Condition:patient:subject.name=Quatermass", "/Patient?_has:Group:member:_id=x", "/Device?device-name=x", "/Device?udi-carrier=SN-4455", "/Observation?code-value-quantity=http://loinc.org|4548-4$gt60",
	"/Observation?_lastUpdated=ge2020-01-01T10:00:00Z", "/Observation?value-string=Zephyrine", "/Observation?value-quantity=60", "/Observation?value-quantity=gt90||a", "/?_lastUpdated=ge2020-01-01", "/?_type=Patient,AuditEvent", "/AuditEvent", "/AuditEvent/1", "/Provenance",
	"/Observation?_cursor=1.99", "/Observation?_cursor=AAAA", "/Location?near=51.3|-2.9|1|km", "/Patient?link=Patient/mary-0002", "/Patient?general-practitioner=Practitioner/dr-house",
}

func TestNobodyIsFoundOut(t *testing.T) { studies(t, studyNobodyIsFoundOut) }

func studyNobodyIsFoundOut(t *testing.T, s *study) {
	api := s.researcher("diabetes")
	for _, path := range tries {
		if out := get(t, api, path); out.Code != http.StatusForbidden && out.Code != http.StatusBadRequest {
			t.Errorf("%s: %d %s", path, out.Code, out.Body)
		}
	}
	for _, x := range []asking{
		{http.MethodPost, "/Patient/$match", `{"resourceType":"Patient","name":[{"family":"Quatermass"}]}`},
		{http.MethodPut, "/Patient/mary-0001", mary},
		{http.MethodPost, "/Patient", mary},
		{http.MethodDelete, "/Patient/mary-0001", ""},
		{http.MethodDelete, "/Patient?name=Quatermass", ""},
		{http.MethodPatch, "/Patient/mary-0001", `[]`},
		{http.MethodPost, "/", `{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"GET","url":"Condition"}}]}`},
	} {
		out := x.of(t, api)
		tells(t, x.path, out)
		if out.Code < 400 {
			t.Errorf("%s %s: %d %s", x.method, x.path, out.Code, out.Body)
		}
	}
	form := httptest.NewRequest(http.MethodPost, "/Condition/_search", strings.NewReader("patient=mary-0001"))
	form.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answered := httptest.NewRecorder()
	api.ServeHTTP(answered, form)
	if tells(t, "/Condition/_search", answered); answered.Code != http.StatusForbidden {
		t.Errorf("a form: %d %s", answered.Code, answered.Body)
	}
	lenient := httptest.NewRequest(http.MethodGet, "/Patient?name=Quatermass&nickname=Zephyrine", nil)
	lenient.Header.Set("Prefer", "handling=lenient")
	answered = httptest.NewRecorder()
	if api.ServeHTTP(answered, lenient); answered.Code != http.StatusForbidden {
		t.Errorf("a lenient search: %d %s", answered.Code, answered.Body)
	}
	out := (asking{http.MethodPost, "/", `{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Patient/mary-0001"}},{"request":{"method":"GET","url":"Condition"}}]}`}).of(t, api)
	tells(t, "/", out)
	if text := out.Body.String(); !strings.Contains(text, "403 Forbidden") || !strings.Contains(text, "200 OK") || !strings.Contains(text, "Patient/ps-") {
		t.Errorf("a batch: %s", out.Body)
	}
}

// TestOptedOut leaves out who opted out, from the moment they did.
func TestOptedOut(t *testing.T) { studies(t, studyOptedOut) }

func studyOptedOut(t *testing.T, s *study) {
	api := s.researcher("diabetes")
	of := func(path string) int { return strings.Count(get(t, api, path).Body.String(), `"mode":"match"`) }
	if n := of("/Condition?code=http://snomed.info/sct|44054006"); n != 1 {
		t.Errorf("%d conditions, of which one is of somebody who opted out", n)
	}
	before := of("/Observation?_count=100")
	s.relate(t, "marks", "Patient/mary-0001", sight.Party{Kind: sight.OptedOut})
	if n := of("/Observation?_count=100"); before != 40 || n != 0 {
		t.Errorf("%d measurements and after an opt-out %d", before, n)
	}
	if n := of("/Patient?gender=female"); n != 0 {
		t.Errorf("%d people after an opt-out", n)
	}
}
