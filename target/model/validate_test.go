package model

import (
	"slices"
	"strings"
	"testing"
)

// TestValidateOnALaterBuild: a model is judged by what happened since it was trained.
func TestValidateOnALaterBuild(t *testing.T) {
	x, err := training(t, nil)
	if err != nil {
		t.Fatal(err)
	}
	early := town(3000)
	early["activity"] = slices.DeleteFunc(early["activity"], func(row map[string]string) bool { return row["start_at"] >= "TIMESTAMP '2026-08-01" })
	before := *x
	before.Facts = factsOf(t, early.build(t, "20260801T000000.000Z-000000", day("2026-07-31")), x.Facts.Place)
	k, card, err := before.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	store := Store(t.TempDir())
	hash, err := store.Keep(t.Context(), k, card)
	if err != nil {
		t.Fatal(err)
	}
	v, err := (&Validating{Facts: x.Facts, Models: x.Models, Spec: x.Spec, Store: store}).Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if v.Hash != hash || v.How != "by what happened since it was trained" || v.Build == card.Build || v.Index != "2025-11-01" {
		t.Errorf("%s %s %s %s", v.Hash, v.How, v.Build, v.Index)
	}
	if v.Metrics.N < 2500 || *v.Metrics.AUC < 0.58 || v.Rate.Observed.Low > 1.1 || v.Rate.Observed.High < 0.9 || len(v.Groups) != len(Groups) {
		t.Errorf("%d people, AUC %v, rate %+v, %d kinds of groups", v.Metrics.N, *v.Metrics.AUC, v.Rate.Observed, len(v.Groups))
	}
	if len(v.Notices) != 1 || !strings.Contains(v.Notices[0], "it had learned from") {
		t.Errorf("notices %v", v.Notices)
	}
}
