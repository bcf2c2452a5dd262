package model

import (
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"continuum/internal/frame"
)

// small is one person's facts on both sides of 1 November 2025.
func small() facts {
	f := facts{}
	f.add("partner", map[string]string{"id": "'gp'", "sector": "'gp'"})
	for _, id := range []string{"'A'", "'B'"} {
		f.add("person", map[string]string{"person_id": id, "birth_date": "DATE '1945-11-02'", "sex": "'female'"})
		f.add("registration", map[string]string{"person_id": id, "source": "'gp'", "local_id": id, "registered_from": "DATE '2010-01-01'"})
	}
	for i, at := range []string{"2024-10-01", "2024-12-01", "2025-08-15", "2025-10-20", "2025-10-31", "2025-11-01"} {
		f.add("activity", map[string]string{
			"person_id": "'A'", "source": "'gp'", "local_id": "'A'", "local_activity_id": fmt.Sprintf("'%d'", i), "setting": "'emergency'", "kind": "'attendance'",
			"start_at": "TIMESTAMP '" + at + " 09:00:00'", "units": fmt.Sprint(i),
		})
	}
	for _, p := range [][3]string{{"home_care", "2024-01-01", "2026-02-01"}, {"home_care", "2024-01-01", "2025-02-01"}, {"day_care", "2025-12-01", ""}} {
		row := map[string]string{"person_id": "'A'", "source": "'gp'", "local_id": "'A'", "local_package_id": "'1'", "kind": "'" + p[0] + "'", "start_date": "DATE '" + p[1] + "'"}
		if p[2] != "" {
			row["end_date"] = "DATE '" + p[2] + "'"
		}
		f.add("service_package", row)
	}
	for _, d := range [][3]string{{"I500", "2012-05-01", "1"}, {"J440", "2025-12-24", "1"}, {"F03", "2025-10-01", "2"}} {
		f.add("diagnosis", map[string]string{"person_id": "'A'", "source": "'gp'", "local_id": "'A'", "code": "'" + d[0] + "'", "system": "'icd10'", "position": d[2], "recorded_at": "TIMESTAMP '" + d[1] + " 00:00:00'"})
	}
	for _, c := range [][2]string{{"council", "2019-01-01"}, {"private", "2025-06-01"}, {"owner", "2026-01-01"}} {
		f.add("circumstance", map[string]string{"person_id": "'A'", "source": "'gp'", "local_id": "'A'", "kind": "'tenure'", "value": "'" + c[0] + "'", "from_date": "DATE '" + c[1] + "'"})
	}
	return f
}

const everyKind = `title: Every kind of feature
features:
  person: [age, sex]
  windows:
    - {name: visits, words: A&E attendances, one: A&E attendance, table: activity, where: "setting = 'emergency'", months: [1, 3, 12, 24], since: true}
    - {name: units, words: units, table: activity, months: [12], sum: units}
    - {name: kinds, words: kinds, table: activity, months: [12], distinct: kind}
    - {name: care, words: packages of care, one: package of care, table: service_package, where: "start_date < :index_date", ongoing: true}
  ever:
    - {name: heart_failure, words: heart failure, table: diagnosis, where: "code LIKE 'I50%'"}
    - {name: lungs, words: COPD, table: diagnosis, where: "code LIKE 'J44%'"}
  latest:
    - {name: tenure, words: housing, table: circumstance, where: "kind = 'tenure'", value: value, kind: category}
  instruments:
    - {id: charlson, score: score_charlson}
`

func TestFeatures(t *testing.T) {
	model := "title: M\npopulation: all\nhorizon: 365\nuses: [common]\noutcome: {words: visits, table: activity}\n"
	p := placeOf(t, map[string]string{"models/common.yaml": everyKind, "models/m.yaml": model, "models/all.sql": "SELECT person_id FROM registration\n"})
	m, problems := Load(p)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	f := factsOf(t, small().build(t, "b", day("2026-10-31")), p)
	spec, _ := m.Model("m")
	r, err := m.gather(t.Context(), f, spec, day("2025-11-01"), 366)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][2]string{}
	words := map[string]string{}
	for i, c := range r.Columns {
		got[c.Name] = [2]string{shown(&r.Data.Columns[i], 0), shown(&r.Data.Columns[i], 1)}
		words[c.Name] = c.Words
		if c.File != "models/common.yaml" || c.Line < 3 {
			t.Errorf("%s is declared at %s:%d", c.Name, c.File, c.Line)
		}
	}
	want := map[string][2]string{
		"age": {"79", "79"}, "sex": {"female", "female"},
		"visits_1m": {"2", "0"}, "visits_3m": {"3", "0"}, "visits_12m": {"4", "0"}, "visits_since": {"1", ""},
		"units_12m": {"10", "0"}, "kinds_12m": {"1", "0"}, "care_now": {"1", "0"},
		"heart_failure": {"1", "0"}, "lungs": {"0", "0"}, "tenure": {"private", ""}, "charlson": {"2", "0"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for name, want := range map[string]string{"visits_12m": "A&E attendances in the last year", "visits_since": "days since the last A&E attendance", "care_now": "packages of care now"} {
		if words[name] != want {
			t.Errorf("%s reads %q", name, words[name])
		}
	}
}

func shown(c *frame.Column, row int) string {
	switch {
	case c.Missing(row):
		return ""
	case c.Kind == frame.Category:
		return c.Levels[c.Codes[row]]
	}
	return fmt.Sprint(c.Numbers[row])
}

func TestFollowed(t *testing.T) {
	f := small()
	f.add("person", map[string]string{"person_id": "'C'", "death_date": "DATE '2025-11-11'"})
	f.add("registration", map[string]string{"person_id": "'C'", "source": "'gp'", "local_id": "'C'", "registered_from": "DATE '2010-01-01'", "registered_to": "DATE '2025-11-11'"})
	f.add("person", map[string]string{"person_id": "'D'"})
	f.add("registration", map[string]string{"person_id": "'D'", "source": "'gp'", "local_id": "'D'", "registered_from": "DATE '2010-01-01'", "registered_to": "DATE '2025-11-21'"})
	for i, x := range [][2]string{{"'C'", "2025-11-05"}, {"'C'", "2025-11-30"}, {"'D'", "2025-12-24"}} {
		f.add("activity", map[string]string{"person_id": x[0], "source": "'gp'", "local_id": x[0], "local_activity_id": fmt.Sprintf("'x%d'", i), "setting": "'emergency'", "kind": "'attendance'", "start_at": "TIMESTAMP '" + x[1] + " 09:00:00'"})
	}
	p := placeOf(t, map[string]string{"models/m.yaml": "title: M\npopulation: all\nhorizon: 365\noutcome: {words: visits, table: activity, where: \"setting = 'emergency'\"}\nfeatures: {person: [age]}\n"})
	m, _ := Load(p)
	spec, _ := m.Model("m")
	r := &Rows{Index: day("2025-11-01"), People: []string{"A", "B", "C", "D"}}
	o, err := m.follow(t.Context(), factsOf(t, f.build(t, "b", day("2026-10-31")), p), spec, r)
	if err != nil {
		t.Fatal(err)
	}
	want := &Followed{
		Events: []float64{1, 0, 1, 0}, Yes: []bool{true, false, true, false}, Days: []float64{365, 365, 11, 21},
		Died: []bool{false, false, true, false}, Left: []bool{false, false, false, true}, When: []float64{1, 365, 5, 21},
	}
	if diff := cmp.Diff(want, o); diff != "" {
		t.Error(diff)
	}
	// D left on day 21, when B alone was still at risk beside: B counts for both.
	if diff := cmp.Diff([]float64{1, 2, 1, 0}, o.stayed()); diff != "" {
		t.Error(diff)
	}
}

func TestBeforeCountsTheYearBefore(t *testing.T) {
	p := placeOf(t, map[string]string{"models/m.yaml": "title: M\npopulation: all\nhorizon: 365\noutcome: {words: visits, table: activity, sum: units}\nfeatures: {person: [age]}\n"})
	m, _ := Load(p)
	spec, _ := m.Model("m")
	got, err := m.Before(t.Context(), factsOf(t, small().build(t, "b", day("2026-10-31")), p), spec, day("2025-11-01"))
	if err != nil || len(got) != 1 || got["A"] != 1+2+3+4 {
		t.Errorf("%v %v", got, err)
	}
}

func TestSay(t *testing.T) {
	none := math.NaN()
	for _, c := range []struct {
		column Column
		number float64
		level  string
		want   string
	}{
		{Column{Words: "emergency admissions in the last year", One: "emergency admission in the last year", Form: Times}, 3, "", "3 emergency admissions in the last year"},
		{Column{Words: "emergency admissions in the last year", One: "emergency admission in the last year", Form: Times}, 1, "", "1 emergency admission in the last year"},
		{Column{Words: "emergency admissions in the last year", Form: Times}, 0, "", "no emergency admissions in the last year"},
		{Column{Words: "days since the last visit", One: "visit in the last year", Form: Since}, 12, "", "12 days since the last visit"},
		{Column{Words: "days since the last visit", One: "visit in the last year", Form: Since}, none, "", "no visit in the last year"},
		{Column{Words: "heart failure", Form: Yes}, 1, "", "heart failure"},
		{Column{Words: "heart failure", Form: Yes}, 0, "", "not: heart failure"},
		{Column{Words: "lives alone", Form: Yes}, none, "", "lives alone: not known"},
		{Column{Words: "age", Form: Amount}, 87, "", "age 87"},
		{Column{Words: "housing", Form: Category}, none, "housing_association", "housing: housing association"},
	} {
		if got := c.column.Say(c.number, c.level); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestCoveredIgnoresStrayDays(t *testing.T) {
	f := facts{}
	start := day("2024-01-01")
	for d := range 600 {
		f.add("activity", map[string]string{"person_id": "'A'", "source": "'gp'", "local_id": "'A'", "local_activity_id": fmt.Sprintf("'%d'", d), "setting": "'gp'", "kind": "'x'", "start_at": "TIMESTAMP '" + start.AddDate(0, 0, d).Format(time.DateOnly) + " 09:00:00'"})
	}
	for _, stray := range []string{"1997-01-01", "2030-01-01"} {
		f.add("activity", map[string]string{"person_id": "'A'", "source": "'gp'", "local_id": "'A'", "local_activity_id": "'s" + stray + "'", "setting": "'gp'", "kind": "'x'", "start_at": "TIMESTAMP '" + stray + " 09:00:00'"})
	}
	s, err := factsOf(t, f.build(t, "b", start), placeOf(t, nil)).session(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	from, to, err := covered(t.Context(), s)
	if err != nil || !from.Equal(start) || !to.Equal(start.AddDate(0, 0, 599)) {
		t.Errorf("%s to %s (%v)", from, to, err)
	}
}

// TestOutcomeThatEndsEarlier: what one partner no longer tells is not taken for good news.
func TestOutcomeThatEndsEarlier(t *testing.T) {
	f := facts{}
	start := day("2023-11-01")
	add := func(kind string, d int) {
		f.add("activity", map[string]string{"person_id": "'A'", "source": "'gp'", "local_id": "'A'", "local_activity_id": fmt.Sprintf("'%s%d'", kind, d), "setting": "'" + kind + "'", "kind": "'x'", "start_at": "TIMESTAMP '" + start.AddDate(0, 0, d).Format(time.DateOnly) + " 09:00:00'"})
	}
	for d := range 1096 {
		if add("gp", d); d < 1000 {
			add("emergency", d)
		}
	}
	p := placeOf(t, map[string]string{"models/visits.yaml": attendances, "models/everybody.sql": everybodySQL})
	m, _ := Load(p)
	spec, _ := m.Model("visits")
	d, err := m.Dates(t.Context(), factsOf(t, f.build(t, "b", start.AddDate(0, 0, 1095)), p), spec)
	if err != nil {
		t.Fatal(err)
	}
	if want := start.AddDate(0, 0, 999); !d.To.Equal(want) || !d.Validate.Equal(want.AddDate(0, 0, 1-365)) {
		t.Errorf("%+v", d)
	}
}
