package main

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"continuum/access"
	"continuum/access/rights"
	"continuum/record"
	"continuum/record/audit"
	"continuum/store"
	"continuum/target/worklist"
)

// letting lets everybody decide and notes nothing.
type letting struct{}

func (letting) Decide(context.Context, *store.Tx, string, string, string, ...string) (access.Decision, error) {
	return access.Decision{Allowed: true}, nil
}

func (letting) Append(context.Context, *store.Tx, ...audit.Entry) error { return nil }

// People take home what they were suggested, why and what came of it, and no account of
// those who decided.
func TestSuggestedIsTakenHome(t *testing.T) {
	ctx := access.With(t.Context(), &access.Actor{Account: "secretaccount"})
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(t.TempDir(), "place.db"), record.Migrations(), worklist.Migrations())
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	r, err := record.Open(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	w := worklist.Open(db, worklist.Needs{Gate: letting{}, Record: r})
	l := &worklist.List{
		Programme: "visits", Title: "Visits", Team: "matrons", Hash: "h", Model: "m", ModelHash: "1", Outcome: "an admission", Horizon: 12, From: time.Now(), Terms: worklist.Terms{Months: 6, Tasks: []worklist.TaskTerms{{Title: "First visit", Days: 7}}},
		People: []worklist.Proposal{{Person: "p1", Reasons: []worklist.Because{{Words: "3 admissions in the last year", Share: 1}}}},
	}
	if _, err := w.Publish(ctx, l); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Decide(ctx, 1, worklist.Decision{State: worklist.Accepted}); err != nil {
		t.Fatal(err)
	}
	var all []rights.Also
	err = db.Read(ctx, func(tx *store.Tx) error {
		all, err = suggested{w}.AlsoOf(ctx, tx, "p1")
		return err
	})
	if err != nil || len(all) != 3 {
		t.Fatalf("%+v, %v", all, err)
	}
	for i, want := range []string{"“Visits” was suggested for you, because of: 3 admissions in the last year. It was accepted", "You were taken into the programme “Visits”", "To be done for you: First visit"} {
		if !strings.Contains(all[i].Words, want) {
			t.Errorf("%q is not in %q", want, all[i].Words)
		}
	}
	if past := all[0].Detail.(*worklist.Past); past.By != "" || past.Steps[0].By != "" {
		t.Errorf("names who decided: %+v", past)
	}
}
