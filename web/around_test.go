package web

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"continuum/warehouse"
)

func TestContacts(t *testing.T) {
	got := contacts([]warehouse.Relation{
		{Kind: "carer", Name: "Joan Carter", Phone: "07700 900456", Source: "a"},
		{Kind: "next_of_kin", Name: "JOAN CARTER", Phone: "07700900456", Source: "b", PersonID: "p-9"},
		{Kind: "carer", Name: "Joan Carter", Source: "a"},
		{Kind: "carer", Name: "Joan Carter", Phone: "07700 900999", Source: "c"}, // somebody else
		{Kind: "household", Source: "a"},
		{Kind: "household", Source: "a"}, // nameless people are never the same
	}, nil)
	want := []contact{
		{warehouse.Relation{Kind: "carer", Name: "Joan Carter", Phone: "07700 900456", Source: "a", PersonID: "p-9"}, []string{"Carer", "Next of kin"}, []string{"A", "B"}},
		{warehouse.Relation{Kind: "carer", Name: "Joan Carter", Phone: "07700 900999", Source: "c"}, []string{"Carer"}, []string{"C"}},
		{warehouse.Relation{Kind: "household", Source: "a"}, []string{"Household"}, []string{"A"}},
		{warehouse.Relation{Kind: "household", Source: "a"}, []string{"Household"}, []string{"A"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCircumstances(t *testing.T) {
	note := func(kind, value, from, to string) warehouse.Circumstance {
		return warehouse.Circumstance{Kind: kind, Value: value, From: day(from), To: day(to)}
	}
	holding, ended := current([]warehouse.Circumstance{
		note("frailty", "CFS 6", "2026-10-10", ""),
		note("frailty", "CFS 5", "2025-12-02", ""),
		note("frailty", "cfs 6", "2026-10-20", ""),
		note("frailty", "CFS 6", "2024-01-01", ""),
		note("living_alone", "no", "1962-01-01", "2019-03-01"),
		note("living_alone", "yes", "2019-03-01", "2027-01-01"),
		note("accommodation", "council", "", ""),
	}, today)
	want := []circumstanceKind{
		{"accommodation", []warehouse.Circumstance{note("accommodation", "council", "", "")}},
		{"frailty", []warehouse.Circumstance{note("frailty", "cfs 6", "2026-10-10", ""), note("frailty", "CFS 5", "2025-12-02", ""), note("frailty", "CFS 6", "2024-01-01", "")}},
		{"living_alone", []warehouse.Circumstance{note("living_alone", "yes", "2019-03-01", "2027-01-01")}},
	}
	if diff := cmp.Diff(want, holding); diff != "" {
		t.Error(diff)
	}
	if len(ended) != 1 || ended[0].Values[0].Value != "no" {
		t.Errorf("ended: %v", ended)
	}
	if holding, ended := current(nil, time.Time{}); holding != nil || ended != nil {
		t.Error("something out of nothing")
	}
}

func TestFeedsByPartner(t *testing.T) {
	v := visit{Overview: sampleOverview(), Now: today}
	groups := byPartner(feedViews(v), v.Overview.Partners)
	var names []string
	n := 0
	for _, g := range groups {
		names = append(names, g.Partner)
		n += len(g.Feeds)
	}
	want := []string{"Weston GP federation", "Weston General Hospital", "South Western Ambulance", "Weston Community Health", "Weston Mind", "Weston Council", "Harbour Homes", "Weston Voluntary Action", "Reference"}
	if diff := cmp.Diff(want, names); diff != "" || n != len(v.Overview.Feeds) {
		t.Errorf("%d feeds\n%s", n, diff)
	}
}
