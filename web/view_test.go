package web

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"continuum/link"
	"continuum/source"
	"continuum/warehouse"
)

func TestCosts(t *testing.T) {
	got := costsOf([]warehouse.Cost{
		{Year: "2025/26", Setting: "housing", Pence: 100},
		{Year: "2024/25", Setting: "gp", Pence: 200},
		{Year: "2025/26", Setting: "gp", Pence: 300},
		{Year: "2025/26", Setting: "gp", Pence: -50}, // a refund
		{Year: "2023/24", Setting: "gp"},             // nothing spent: no column
	})
	want := costView{
		Years: []string{"2024/25", "2025/26"},
		Rows:  []costRow{{"gp", []int64{200, 250}}, {"housing", []int64{0, 100}}},
		Total: []int64{200, 350},
		Bars:  [][]segment{{{"0.00%", "57.14%", "gp"}}, {{"0.00%", "71.43%", "gp"}, {"71.43%", "28.57%", "housing"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got.reading() != "£4 in 2025/26, most of it GP (£3)." || costsOf(nil).reading() != "No cost is recorded." {
		t.Errorf("reading: %s", got.reading())
	}
}

func TestSizes(t *testing.T) {
	got := sizes(link.Report{Persons: 10, Sizes: []link.SizeReport{{Records: 1, Persons: 5}, {Records: 12, Persons: 2}, {Records: 14, Persons: 2}, {Records: 90, Persons: 1}}})
	want := []tally{{"1", 5, .5}, {"12 or more", 5, .5}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestRuleNames(t *testing.T) {
	for rule, want := range map[string]string{"nhs_number": "NHS number", "name_sounds+birth_year": "Sounds of both names and year of birth", "": ""} {
		if got := ruleName(rule); got != want {
			t.Errorf("ruleName(%q) = %q, want %q", rule, got, want)
		}
	}
}

func TestMonthBars(t *testing.T) {
	got := monthBars([]source.Month{{Month: "2026-01", Rows: 50}, {Month: "2026-02", Flag: "gap"}, {Month: "2026-03", Rows: 100}, {Month: "2026-04", Rows: 100}})
	want := []monthBar{
		{"2.50%", "50.00%", "20.00%", "50.00%", "cx-fill"},
		{"27.50%", "98.00%", "20.00%", "2.00%", "cx-fill cx-fill--flag"},
		{"52.50%", "0.00%", "20.00%", "100.00%", "cx-fill"},
		{"77.50%", "0.00%", "20.00%", "100.00%", "cx-fill"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFreshness(t *testing.T) {
	for _, c := range []struct {
		latest string
		days   int
		age    string
		stale  bool
	}{
		{"2026-11-22", 35, "today", false},
		{"2026-11-21", 0, "yesterday", false},
		{"2026-11-10", 35, "12 days old", false},
		{"2026-10-18", 35, "35 days old", false},
		{"2026-10-17", 35, "36 days old", true},
		{"2020-01-01", 0, "2,517 days old", false},
		{"", 35, "no dates", false},
		{"2026-11-25", 35, "in 3 days", false},
	} {
		f := feedView{Report: source.Report{Latest: day(c.latest), FreshDays: c.days}, now: today}
		if f.age() != c.age || f.stale() != c.stale {
			t.Errorf("%s: %q, stale %t; want %q, %t", c.latest, f.age(), f.stale(), c.age, c.stale)
		}
	}
}

func TestDifferences(t *testing.T) {
	m := mary()
	if d := differences(m.Registrations[0], m.Person); len(d) != 0 {
		t.Errorf("the same details differ: %v", d)
	}
	want := []string{"name SMITH, M", "NHS No. 9434765918 (check digit wrong)"}
	if diff := cmp.Diff(want, differences(m.Registrations[3], m.Person)); diff != "" {
		t.Error(diff)
	}
}
