package cohort_test

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"continuum/internal/fault"
	"continuum/target/cohort"
	"continuum/target/cohort/cohorttest"
	"continuum/warehouse"
)

func TestChangeBetweenDays(t *testing.T) {
	now := littleCrowd(t, map[string]string{"cohorts/population.sql": population, "cohorts/ill.sql": ill})
	set, _ := cohort.Load(cohorttest.Place(t, map[string]string{"cohorts/population.sql": population, "cohorts/ill.sql": ill}))
	before := cohort.On(now.Build(), set, cohorttest.IndexDate.AddDate(-1, 0, 0))
	x, err := cohort.Compare(t.Context(), before, now, "ill", nil)
	if err != nil {
		t.Fatal(err)
	}
	// On the day before, one was not yet ill, one not yet in a home, one not yet dead.
	want := &cohort.Change{
		Before: cohort.Size{Size: 2}, After: cohort.Size{Size: 1},
		Gained: []cohort.Reason{{Step: "heart_failure", Title: "Heart failure on record", People: 1}},
		Lost:   []cohort.Reason{{Step: "alive", Title: "Alive", People: 1}, {Step: "care_home", Title: "Living in a care home", Exclude: true, People: 1}},
	}
	ignore := cmpopts.IgnoreFields(cohort.Size{}, "Build", "On", "Day")
	if diff := cmp.Diff(want, x, ignore, cmpopts.IgnoreFields(cohort.Change{}, "Cohort"), cmpopts.IgnoreUnexported(cohort.Change{})); diff != "" {
		t.Error(diff)
	}
	var moved []string
	for _, m := range x.Moved() {
		moved = append(moved, fmt.Sprint(m.Person, m.In, m.Reason))
	}
	if diff := cmp.Diff([]string{"P00000000002trueHeart failure on record", "P00000000001falsenot: Living in a care home", "P00000000004falseAlive"}, moved); diff != "" {
		t.Error(diff)
	}
}

// In the newer build one person carries on under another id, one is gone, and one is new.
func TestChangeBetweenBuilds(t *testing.T) {
	files := map[string]string{"cohorts/ill.sql": strings.Replace(ill, "-- steps:", "-- within: everybody\n-- steps:", 1)}
	dir, p := warehouse.Dir(t.TempDir()), cohorttest.Place(t, files)
	little.Write(t, dir, "20261001T000000.000Z-000001")
	older := cohorttest.Crowd(t, p, dir, cohorttest.IndexDate)
	next := maps.Clone(little)
	next["person"] = `BY NAME SELECT 'P0000000000' || i AS person_id, DATE '1950-01-01' AS birth_date FROM (VALUES ('2X'), ('3'), ('8')) t(i)`
	next["diagnosis"] = `BY NAME SELECT 'P0000000000' || i AS person_id, 'I500' AS code, TIMESTAMP '2020-01-01' AS recorded_at FROM (VALUES ('2X'), ('3'), ('8')) t(i)`
	next["service_package"] = "BY NAME SELECT 'P00000000001' AS person_id, 'residential' AS kind, DATE '2026-09-01' AS start_date LIMIT 0"
	next.Write(t, dir, "20261101T000000.000Z-000002")
	newer := cohorttest.Crowd(t, p, dir, cohorttest.IndexDate)
	x, err := cohort.Compare(t.Context(), older, newer, "ill", func(id string) string { return strings.Replace(id, "00002", "00002X", 1) })
	if err != nil {
		t.Fatal(err)
	}
	want := []cohort.Reason{{Step: "heart_failure", Title: "Heart failure on record", People: 1}, {Title: "not known in the build before", People: 1}}
	if diff := cmp.Diff(want, x.Gained); diff != "" || x.Stayed != 1 {
		t.Errorf("%d stayed; gained %s", x.Stayed, diff)
	}
	if diff := cmp.Diff([]cohort.Reason{{Title: "not known in the build any more", People: 1}}, x.Lost); diff != "" {
		t.Errorf("lost %s", diff)
	}
}

func TestOverTime(t *testing.T) {
	k := littleCrowd(t, map[string]string{"cohorts/population.sql": population, "cohorts/ill.sql": ill})
	got, err := k.OverTime(t.Context(), "ill", 3)
	if err != nil {
		t.Fatal(err)
	}
	want := []cohort.Month{{On: "2026-09-01", Size: 1}, {On: "2026-10-01", Size: 1, Joined: 1, Left: 1}, {On: "2026-11-01", Size: 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// segments are the files of a set of three, the second of them with a precedence.
func segments(precedence int) map[string]string {
	segment := func(precedence int, more, sql string) string {
		return fmt.Sprintf("-- title: T\n-- segments: parts\n-- precedence: %d\n%s%s", precedence, more, sql)
	}
	return map[string]string{
		"cohorts/population.sql": population,
		"cohorts/heart.sql":      segment(1, "", "SELECT DISTINCT person_id FROM diagnosis WHERE code LIKE 'I50%'"),
		"cohorts/old.sql":        segment(precedence, "", "SELECT person_id FROM person WHERE birth_date < DATE '1960-01-01'"),
		"cohorts/rest.sql":       segment(9, "-- everybody_else: true\n", "SELECT person_id FROM person"),
	}
}

func TestEverybodyIsInOneSegment(t *testing.T) {
	g, err := littleCrowd(t, segments(2)).Segment(t.Context(), "parts")
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, s := range g.Segments {
		got += fmt.Sprintf("%s met %d has %d; ", s.ID, s.Met, s.People)
	}
	if want := "heart met 2 has 2; old met 3 has 1; rest met 5 has 2; "; got != want || g.People != 5 {
		t.Errorf("%d people: %s", g.People, got)
	}
}

func TestSegmentsThatOverlapOrLackSomebody(t *testing.T) {
	_, err := littleCrowd(t, segments(1)).Segment(t.Context(), "parts")
	want := "cohorts/old.sql:3: 2 people are both in this segment and in cohorts/heart.sql:3, which has the same precedence"
	if err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("got %v\nwant %s", err, want)
	}
	files := segments(2)
	files["cohorts/rest.sql"] = strings.Replace(files["cohorts/rest.sql"], "FROM person", "FROM person WHERE sex = 'male'", 1)
	_, err = littleCrowd(t, files).Segment(t.Context(), "parts")
	var bad *fault.Error
	if !errors.As(err, &bad) || bad.Reason != "1 person is in no segment of parts" || bad.File != "cohorts/rest.sql" {
		t.Errorf("got %v", err)
	}
}

// A set without a segment for everybody else, or with one that is not the last, is a
// problem of the place folder.
func TestSegmentsThatCannotHaveEverybody(t *testing.T) {
	none := segments(2)
	delete(none, "cohorts/rest.sql")
	early := segments(10)
	for want, files := range map[string]map[string]string{
		"cohorts/old.sql:3: no segment of parts is for everybody else, so somebody could be left out": none,
		"cohorts/rest.sql:4: the segment for everybody else is not the last of parts":                 early,
	} {
		_, problems := cohort.Load(cohorttest.Place(t, files))
		if len(problems) == 0 || !strings.HasPrefix(problems[0].String(), want) {
			t.Errorf("got %v\nwant %s", problems, want)
		}
	}
}

func TestPyramidHasEverybody(t *testing.T) {
	k := littleCrowd(t, segments(2))
	for by, groups := range map[string]int{"": 1, "deprivation": 5, "practice": 3, "parts": 3} {
		p, err := k.Pyramid(t.Context(), nil, by)
		if err != nil {
			t.Fatal(by, err)
		}
		sum := 0
		for _, g := range p.Groups {
			sum += g.People
		}
		if len(p.Groups) != groups || sum != 5 || p.People != 5 {
			t.Errorf("by %q: %+v, %d people", by, p.Groups, sum)
		}
	}
	p, err := k.Pyramid(t.Context(), nil, "")
	if err != nil {
		t.Fatal(err)
	}
	for title, want := range map[string][3]int{"85-89": {1, 0, 0}, "80-84": {0, 1, 0}, "75-79": {1, 0, 0}, "35-39": {0, 1, 0}, "0-4": {0, 0, 1}, "95 and over": {0, 0, 0}} {
		for _, b := range p.Bands {
			if got := [3]int{b.Female[0], b.Male[0], b.Other[0]}; b.Title == title && got != want {
				t.Errorf("%s: %v, want %v", title, got, want)
			}
		}
	}
	if _, err := k.Pyramid(t.Context(), nil, "depravation"); err == nil || !strings.Contains(err.Error(), `did you mean "deprivation"?`) {
		t.Errorf("got %v", err)
	}
}
