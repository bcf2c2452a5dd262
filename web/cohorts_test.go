package web

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"continuum/access"
	"continuum/place"
	"continuum/target/cohort"
	"continuum/target/cohort/cohorttest"
	"continuum/warehouse"
)

// sampleCohorts are Weston's cohorts over 4,000 people of all ages, the older of whom have
// conditions, some of them rare.
type sampleCohorts struct {
	crowd *cohort.Crowd
	set   *cohort.Set
}

func (s sampleCohorts) Set() *cohort.Set { return s.set }

func (s sampleCohorts) Crowd(context.Context) (*cohort.Crowd, func(), error) {
	return s.crowd, func() {}, nil
}

// openCohorts makes them once for all tests.
var openCohorts = sync.OnceValues(func() (Cohorts, error) {
	p, _, err := place.Load(filepath.Join("..", "places", "weston"))
	if err != nil {
		return nil, err
	}
	set, _ := cohort.Load(p)
	dir := warehouse.Dir(filepath.Join(scratch, "cohorts"))
	cohorttest.Tables{
		"partner": "VALUES ('weston_gp', 'Weston GP Federation', 'gp', NULL)",
		"person": `BY NAME SELECT 'P' || lpad(CAST(i AS VARCHAR), 11, '0') AS person_id, DATE '2026-10-01' - CAST(i * 9 AS INTEGER) AS birth_date,
			CASE WHEN i % 400 = 1 THEN 'indeterminate' WHEN hash(i) % 2 = 0 THEN 'male' ELSE 'female' END AS sex, i % 11 AS imd_decile, 'Z9000' || CAST(1 + i % 5 AS VARCHAR) AS gp_practice
			FROM range(4000) t(i) ORDER BY i`,
		"registration": `BY NAME SELECT 'P' || lpad(CAST(i AS VARCHAR), 11, '0') AS person_id, 'weston_gp' AS source, DATE '2020-01-01' AS registered_from FROM range(4000) t(i)`,
		"diagnosis": `BY NAME SELECT 'P' || lpad(CAST(i AS VARCHAR), 11, '0') AS person_id, c AS code, 'icd10' AS system, TIMESTAMP '2022-11-01' + to_days(CAST(hash(i) % 1460 AS INTEGER)) AS recorded_at
			FROM range(4000) t(i), (VALUES ('I500', 9), ('E119', 5), ('I10X', 2), ('J441', 6), ('F03X', 40), ('M199', 2), ('N183', 3), ('R296', 8)) u(c, every)
			WHERE hash(i + every * 7919) % every = 0 AND i > 1500`,
		"activity": `BY NAME SELECT 'P' || lpad(CAST(i AS VARCHAR), 11, '0') AS person_id, 'weston_hospital' AS source, 'inpatient' AS setting, 'spell' AS kind, '21' AS method,
			TIMESTAMP '2026-06-01' + to_days(CAST(i % 100 AS INTEGER)) AS start_at FROM range(4000) t(i) WHERE hash(i + 1) % 6 = 0`,
	}.Write(failing{}, dir, "20261101T000000.000Z-000001")
	a, err := dir.Analyse(context.Background(), warehouse.Asking{Place: p})
	if err != nil {
		return nil, err
	}
	return sampleCohorts{cohort.On(a, set, cohorttest.IndexDate), set}, nil
})

// cohortServer serves the sample place with its cohorts to somebody.
func cohortServer(t *testing.T, w *world, who *access.Actor) string {
	t.Helper()
	all, err := openCohorts()
	if err != nil {
		t.Fatal(err)
	}
	site := newSite(newSample(), Options{Cohorts: all, Access: w.Access, Assets: fstest.MapFS{}, Now: func() time.Time { return today }, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	site.assets = assetsOnce()
	server := httptest.NewServer(acting(who, site.handler()))
	t.Cleanup(server.Close)
	return server.URL
}

func TestCohortPages(t *testing.T) {
	w := sharedWorld(t)
	analyst, gp, person := cohortServer(t, w, w.analyst()), cohortServer(t, w, w.gp()), cohortServer(t, w, w.person())
	for _, c := range []struct {
		name, base, path string
		status           int
		has, lacks       string
	}{
		{"the list", analyst, "/cohorts", 200, "Older people with several conditions|People who come to A&amp;E very often|/cohorts/falls_risk", "rounded|Organ failure"},
		{"a funnel", analyst, "/cohorts/copd_heart_failure", 200, "Everybody the partners know|Aged 65 or over|COPD or heart failure on record|>4,000<", "rounded"},
		{"a funnel that leaves out", analyst, "/cohorts/falls_risk", 200, "Not: Living in a care home|the classes are held in the community", ""},
		{"a trend", analyst, "/cohorts/case_management/trend", 200, "01-Nov-2025|01-Nov-2026", ""},
		{"segments", analyst, "/cohorts/segments", 200, "1. Cancer in decline|8. Healthy|Everybody</th>", "rounded"},
		{"a pyramid", analyst, "/cohorts/pyramid", 200, "95 and over|80-84|Other, not known", "rounded"},
		{"pyramids", analyst, "/cohorts/pyramid?by=bridges_to_health", 200, "Organ failure|In numbers", ""},
		{"by nothing known", analyst, "/cohorts/pyramid?by=shoe_size", 400, "", ""},
		{"no such cohort", analyst, "/cohorts/nobody", 404, "Page not found", ""},
		{"what others are told", gp, "/cohorts/segments", 200, "1 to 7 people are not told apart", ""},
		{"a person", person, "/cohorts", 403, "", "Older people"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := http.Get(c.base + c.path)
			if err != nil {
				t.Fatal(err)
			}
			defer got.Body.Close()
			text, _ := io.ReadAll(got.Body)
			if got.StatusCode != c.status {
				t.Errorf("status %d, want %d", got.StatusCode, c.status)
			}
			for _, want := range strings.Split(c.has, "|") {
				if !strings.Contains(string(text), want) {
					t.Errorf("%q is not on the page", want)
				}
			}
			for _, bad := range strings.Split(c.lacks, "|") {
				if bad != "" && strings.Contains(string(text), bad) {
					t.Errorf("%q is on the page", bad)
				}
			}
		})
	}
}

// Whoever may not see everybody is told no number from which somebody could be worked out.
func TestSmallNumbersAreNotTold(t *testing.T) {
	told, exact := discreet{}, discreet{exact: true}
	for n, want := range map[int]string{0: "0", 1: "1 to 7", 7: "1 to 7", 8: "10", 12: "10", 13: "15", 1002: "1,000"} {
		if got := told.count(n); got != want {
			t.Errorf("%d is told as %s, want %s", n, got, want)
		}
	}
	if exact.count(3) != "3" || told.share(3, 1001) != exact.share(5, 1000) {
		t.Errorf("%s, %g", exact.count(3), told.share(3, 1001))
	}
}

func TestBrowserCohorts(t *testing.T) {
	axe := needBrowser(t)
	w := sharedWorld(t)
	b := openTab(t, cohortServer(t, w, w.gp()))
	for name, path := range map[string]string{
		"cohorts": "/cohorts", "cohort": "/cohorts/frail_frequent_admissions", "cohort-trend": "/cohorts/case_management/trend", "segments": "/cohorts/segments",
		"pyramid": "/cohorts/pyramid", "pyramids": "/cohorts/pyramid?by=bridges_to_health",
	} {
		t.Run(name, func(t *testing.T) {
			b.open(t, path, 1280, 800)
			b.picture(t, name+"-1280", true)
			checkDense(t, b, "")
			checkAxe(t, b, axe)
			b.open(t, path, 320, 640)
			b.picture(t, name+"-320", true)
			checkNarrow(t, b)
			checkAxe(t, b, axe)
			for _, bad := range b.complaints() {
				t.Error("the page " + bad)
			}
		})
	}
}
