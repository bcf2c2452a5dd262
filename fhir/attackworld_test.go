package fhir

import (
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"continuum/access"
	"continuum/internal/testkit"
	"continuum/place"
	"continuum/record/audit"
	"continuum/record/fact"
	"continuum/record/relation"
	"continuum/record/sight"
	"continuum/store"
)

// besieged is a record that others want into: of mary, with whom some have to do, and
// of a stranger, with whom nobody has.
type besieged struct {
	*gated
	t testing.TB
}

const (
	nursesOf = `{"identifier":{"system":"urn:continuum:team","value":"north_team"}}`
	maryText = `{"resourceType":"Patient","id":"mary","identifier":[{"system":"urn:nhs","value":"90001"}],"name":[{"family":"Quatermass"}],"gender":"female","telecom":[{"value":"1"}],"generalPractitioner":[{"reference":"Organization/gp"}],"meta":{"security":[{"system":"urn:continuum:mark","code":"prominent"}]}}`
)

func besiege(t testing.TB) *besieged {
	t.Helper()
	b := &besieged{gatedOn(t, onSQLite(t)), t}
	p, _, err := place.Load(filepath.Join(testkit.Root(), "places", "weston"))
	if err != nil {
		t.Fatal(err)
	}
	facts, err := fact.New(p, nil, nil, b.record)
	if err != nil {
		t.Fatal(err)
	}
	d, err := relation.NewDirectory(p, relation.Rules{Sections: relation.Sections{Of: access.SectionOf, All: access.Sections()}})
	if err != nil {
		t.Fatal(err)
	}
	relation.New(b.db, b.record, d, facts, nil).Watch()
	for path, text := range map[string]string{
		"Organization/gp": `{"resourceType":"Organization","id":"gp","name":"Practice"}`,
		"Organization/o2": `{"resourceType":"Organization","id":"o2","name":"Other practice"}`,
		"Patient/mary":    maryText,
		"Patient/hidden1": `{"resourceType":"Patient","id":"hidden1","identifier":[{"system":"urn:nhs","value":"90002"}],"name":[{"family":"Zephyrine"}],"gender":"male","birthDate":"1931-02-03"}`,
		"Observation/o1":  `{"resourceType":"Observation","id":"o1","status":"final","code":{"text":"x"},"subject":{"reference":"Patient/mary"}}`,
		"Observation/sex": `{"resourceType":"Observation","id":"sex","meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"SEX"}]},"status":"final","code":{"text":"x"},"subject":{"reference":"Patient/mary"}}`,
		"Observation/hid": `{"resourceType":"Observation","id":"hid","status":"final","code":{"coding":[{"system":"urn:c","code":"rare"}]},"subject":{"reference":"Patient/hidden1"},"valueQuantity":{"value":7}}`,
		"CareTeam/team":   `{"resourceType":"CareTeam","id":"team","status":"active","subject":{"reference":"Patient/mary"}}`,
		"Consent/no":      `{"resourceType":"Consent","id":"no","status":"active","patient":{"reference":"Patient/mary"},"scope":{"text":"x"},"category":[{"text":"y"}]}`,
	} {
		if out := b.ask(loading, asking{http.MethodPut, "/" + path, text}); out.Code != http.StatusCreated {
			t.Fatalf("%s: %d %s", path, out.Code, out.Body)
		}
	}
	b.relate(t, "test", "Patient/mary", sight.Party{Kind: sight.CareTeam, Of: "north_team"}, sight.Party{Kind: sight.Registered, Of: "P1"}, sight.Party{Kind: sight.Admitted, Of: "weston_hospital"}, sight.Party{Kind: sight.Self, Of: "account-mary"})
	return b
}

// Those who ask.
var (
	nurse  = &access.Actor{Account: "nurse", Kind: access.Staff, Roles: []string{"community_nurse"}, Purpose: "direct-care", Partner: "weston_community", Teams: []string{"north_team"}}
	lonely = &access.Actor{Account: "lonely", Kind: access.Staff, Roles: []string{"community_nurse"}, Purpose: "direct-care", Practitioner: "Practitioner/9"}
	ward   = &access.Actor{Account: "ward", Kind: access.Staff, Roles: []string{"ward_clinician"}, Purpose: "direct-care", Partner: "weston_hospital"}
	doctor = &access.Actor{Account: "doctor", Kind: access.Staff, Roles: []string{"gp"}, Purpose: "direct-care", Practice: "P1"}
	person = &access.Actor{Account: "account-mary", Kind: access.Person, Roles: []string{"person"}, Purpose: "self"}
)

// ask asks as somebody, with headers.
func (b *besieged) ask(a *access.Actor, x asking, headers ...string) *httptest.ResponseRecorder {
	b.t.Helper()
	r := httptest.NewRequest(x.method, x.path, strings.NewReader(x.body))
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	out := httptest.NewRecorder()
	b.as(a).ServeHTTP(out, r)
	return out
}

// entries gives the entries from the nth on, and how many there are.
func (b *besieged) entries(from int64) (all []audit.Entry, size int64) {
	b.t.Helper()
	err := b.db.Read(b.t.Context(), func(tx *store.Tx) (err error) {
		if size, err = b.log.Size(tx); err != nil {
			return err
		}
		for n := from; n < size; n++ {
			e, err := b.log.Entry(tx, n)
			if err != nil {
				return err
			}
			all = append(all, e)
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return all, size
}

var (
	fresh   = regexp.MustCompile(`[0-9a-hjkmnp-tv-z]{26}`) // ids that the server gave
	instant = regexp.MustCompile(`"(timestamp|lastUpdated|lastModified)":"[^"]*"`)
)

// plain is an answer without what differs by itself.
func plain(out *httptest.ResponseRecorder, names ...string) string {
	text := instant.ReplaceAllString(out.Body.String(), `"at"`)
	for i, name := range names {
		text = strings.ReplaceAll(text, name, "NAME"+string(rune('a'+i)))
	}
	var headers []string
	for _, name := range []string{"ETag", "Location", "Content-Type", "Content-Length", "WWW-Authenticate", "Cache-Control"} {
		headers = append(headers, name+"="+fresh.ReplaceAllString(out.Header().Get(name), "ID"))
	}
	return http.StatusText(out.Code) + " " + strings.Join(headers, " ") + "\n" + fresh.ReplaceAllString(text, "ID")
}

func of1(kind, of string) sight.Party { return sight.Party{Kind: kind, Of: of} }
