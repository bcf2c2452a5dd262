package fhir

import (
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"continuum/access"
	"continuum/access/accesstest"
	"continuum/record/audit"
	"continuum/store"
)

// TestPages turns pages by cursors that tell nothing and serve one project alone.
func TestPages(t *testing.T) { studies(t, studyPages) }

func studyPages(t *testing.T, s *study) {
	api, other := s.researcher("diabetes"), s.researcher("asthma")
	next, ids := "/Observation?_count=7&_sort=date", map[string]bool{}
	for range 10 {
		out := get(t, api, next)
		var b struct {
			Link  []struct{ Relation, URL string }
			Entry []struct{ Resource struct{ ID string } }
		}
		if err := json.Unmarshal(out.Body.Bytes(), &b); err != nil || out.Code != http.StatusOK {
			t.Fatal(err, out.Body)
		}
		for _, e := range b.Entry {
			ids[e.Resource.ID] = true
		}
		if next = ""; len(b.Link) > 1 {
			next = strings.TrimPrefix(b.Link[1].URL, "http://localhost/fhir")
		}
		if next == "" {
			break
		}
		if out := get(t, other, next); out.Code != http.StatusBadRequest {
			t.Errorf("another project turns the page: %d", out.Code)
		}
	}
	if len(ids) != 40 {
		t.Errorf("%d measurements on all pages", len(ids))
	}
}

var pseudonyms = regexp.MustCompile(`[A-Za-z]+/ps-[a-z2-7]{26}`)

// TestOnePersonOnePseudonym tells people apart within a project, and not across two.
func TestOnePersonOnePseudonym(t *testing.T) { studies(t, studyOnePersonOnePseudonym) }

func studyOnePersonOnePseudonym(t *testing.T, s *study) {
	of := func(project, path string) map[string]bool {
		all := map[string]bool{}
		for _, x := range pseudonyms.FindAllString(get(t, s.researcher(project), path).Body.String(), -1) {
			all[x] = true
		}
		return all
	}
	people := func(all map[string]bool) (some []string) {
		for x := range all {
			if strings.HasPrefix(x, "Patient/") {
				some = append(some, x)
			}
		}
		return some
	}
	one := people(of("diabetes", "/Observation?_count=100"))
	again := people(of("diabetes", "/Condition"))
	if len(one) != 1 || len(again) != 1 || one[0] != again[0] {
		t.Errorf("of one person with two Patients: %v and %v", one, again)
	}
	other := of("asthma", "/Observation?_count=100")
	for x := range of("diabetes", "/Observation?_count=100") {
		if other[x] {
			t.Errorf("%s is of two projects", x)
		}
	}
}

// TestReleasesAreNoted notes what left, for which project and about how many people.
func TestReleasesAreNoted(t *testing.T) { studies(t, studyReleasesAreNoted) }

func studyReleasesAreNoted(t *testing.T, s *study) {
	api := s.researcher("diabetes")
	get(t, api, "/Condition?code=http://snomed.info/sct|44054006")
	get(t, api, "/Patient?name=Quatermass")
	get(t, api, "/Patient/mary-0001")
	var told []string
	err := s.db.Read(t.Context(), func(tx *store.Tx) error {
		page, err := s.log.Find(tx, audit.Query{Actor: "rosa", Most: 10})
		for _, e := range page.Entries {
			told = append(told, fmt.Sprint(e.Action, " ", e.Outcome, " ", e.Purpose, " ", e.People, " ", e.Reason))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"read denied HRESCH [] ", "search denied HRESCH [] ",
		"disclosure ok HRESCH [Patient/mary-0001] under pseudonyms, for the project diabetes: 1 resources about 1 people",
	}
	if !slices.Equal(told, want) {
		t.Errorf("told\n%s\nwant\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
	}
}

// TestNobodyGivesPseudonyms shows nothing where whoever must see pseudonyms comes to
// where there are none.
func TestNobodyGivesPseudonyms(t *testing.T) {
	s := theStudy(t, onSQLite(t))
	a := &access.Actor{Account: "rosa", Kind: access.Staff, Roles: []string{"researcher"}, Purpose: "research"}
	server := New(s.db, s.record, Options{Gate: s.gate}).Handler()
	api := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		server.ServeHTTP(w, r.WithContext(access.With(r.Context(), a)))
	})
	if out := get(t, api, "/Patient"); strings.Contains(out.Body.String(), `"entry"`) {
		t.Errorf("%s", out.Body)
	}
	if out := (asking{http.MethodGet, "/Patient", ""}).of(t, accesstest.Signed(a, server)); !strings.Contains(out.Body.String(), "Quatermass") {
		t.Errorf("the policies let nobody see it, so this test shows nothing: %s", out.Body)
	}
}
