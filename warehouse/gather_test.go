package warehouse

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"continuum/source"
)

func on(s string) time.Time {
	t, _ := time.Parse(time.DateOnly, s)
	return t
}

func TestGather(t *testing.T) {
	stay := Event{
		Table: "activity", Source: "hospital", Kind: "spell", Title: "Day case: cataract", Major: true, activity: "s1",
		Detail: fields(mainDiagnosis, "cataract (H259)"),
	}
	visit := Event{Table: "activity", Source: "clinic", Setting: "gp", Kind: "consultation", Title: "GP consultation", activity: "s1", CostPence: 5100, Detail: fields(mainDiagnosis, "cold (J069)")}
	coded := func(table, source, activity, code, about string) Event {
		return Event{Table: table, Source: source, Title: about, activity: activity, code: code, about: about, Detail: fields("Code", code)}
	}
	got := gather([]Event{
		stay, visit, visit,
		coded("diagnosis", "hospital", "s1", "H259", "cataract"),
		coded("diagnosis", "hospital", "s1", "E119", "type 2 diabetes"),
		coded("diagnosis", "hospital", "s1", "I10X", "I10X"),
		coded("diagnosis", "clinic", "", "44054006", "type 2 diabetes"),
		coded("diagnosis", "clinic", "", "E119", "type 2 diabetes"),
		coded("diagnosis", "clinic", "s1", "J069", "cold"),
		coded("diagnosis", "clinic", "s1", "I10X", "high blood pressure"),
		coded("procedure", "hospital", "s1", "C712", "cataract removed"),
	})
	if at := got[len(got)-1].Setting; at != "gp" {
		t.Errorf("a fact noted in general practice is shown in setting %q", at)
	}
	type told struct {
		Title  string
		Detail []Field
	}
	want := []told{
		{"Day case: cataract, cataract removed", []Field{{mainDiagnosis, "Cataract (H259)"}, {"Other diagnoses", "Type 2 diabetes (E119); I10X"}, {"Procedure", "Cataract removed (C712)"}}},
		{"GP consultation", []Field{{mainDiagnosis, "Cold (J069)"}}},
		{"GP consultation", []Field{{mainDiagnosis, "Cold (J069)"}}}, // twice in the extract, twice paid for
		{"type 2 diabetes", []Field{{"Code", "44054006"}, {"Code", "E119"}}},
		{"high blood pressure", []Field{{"Code", "I10X"}}},
	}
	var have []told
	for _, e := range got {
		have = append(have, told{e.Title, e.Detail})
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Error(diff)
	}
}

func TestExplainWaits(t *testing.T) {
	waits := []Circumstance{
		{Kind: "discharge_delay", Value: "home care", From: on("2026-10-06"), Source: "hospital"},
		{Kind: "discharge_delay", Value: "a nursing home", From: on("2026-10-06"), Source: "elsewhere"},
		{Kind: "frailty", Value: "severe", From: on("2026-10-06"), Source: "hospital"},
	}
	for _, c := range []struct {
		want  string
		event Event
	}{
		{"Admitted (4 waiting for home care)", Event{Source: "hospital", ready: on("2026-10-06").Add(11 * time.Hour), waited: 4}},
		{"Admitted (1 waiting to leave)", Event{Source: "hospital", ready: on("2026-09-06"), waited: 1}},
		{"Admitted", Event{Source: "hospital"}},
	} {
		c.event.Title = "Admitted"
		timeline := []Event{c.event}
		explainWaits(timeline, waits)
		if timeline[0].Title != c.want {
			t.Errorf("got %q, want %q", timeline[0].Title, c.want)
		}
	}
}

func TestNamesOf(t *testing.T) {
	labels := source.Labels{
		"a_register": {"gp_practice": {"Z1": "Harbour Road Surgery"}},
		"b_register": {"gp_practice": {"Z1": "Harbour", "Z2": "The Quays"}, "ethnicity": {"A": "White: British"}},
	}
	names := namesOf(labels, "gp_practice")
	for code, want := range map[string]string{"Z1": "Harbour Road Surgery", "Z2": "The Quays", "A": "A", "": ""} {
		if got := names.name(code); got != want {
			t.Errorf("%q is named %q, want %q", code, got, want)
		}
	}
}
