package main

import (
	"encoding/json"
	"testing"
	"time"

	"continuum/access"
	"continuum/access/review"
	"continuum/record"
	"continuum/record/sight"
	"continuum/store"
)

// Whom a person's care team or the person names by their account has a reason to look;
// a claim and broken glass are told as such, and nothing else of those looks.
func TestWhoIsTiedByTheAccountHasAReason(t *testing.T) {
	r := reviewedPlace(t)
	tom := r.person(t, "tom jones")
	actors := map[string]*access.Actor{}
	for _, name := range []string{"team", "shared", "claimed", "glass", "nobody"} {
		actors[name] = r.add(t, name, "community_nurse", "")
	}
	until := time.Now().Add(time.Hour)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(r.db.Write(access.With(t.Context(), access.System("test", "")), func(tx *store.Tx) error {
		team := []record.Relation{{Party: sight.Party{Kind: sight.CareTeam, Of: actors["team"].Account}}}
		if err := r.record.Relate(tx, "team", tom, team); err != nil {
			return err
		}
		if err := r.book.Share(tx, tom, actors["shared"].Account, []string{"plan"}, until); err != nil {
			return err
		}
		if err := r.book.Claim(tx, tom, actors["claimed"].Account, until); err != nil {
			return err
		}
		return r.book.BreakGlass(tx, tom, actors["glass"].Account, until)
	}))
	r.looks(t, actors["claimed"], "claim", tom)
	r.looks(t, actors["glass"], "break-glass", tom)
	for _, a := range actors {
		r.looks(t, a, "read", tom)
	}
	var found struct{ Findings []review.Finding }
	must(json.Unmarshal([]byte(commanded(t, done, "--json", "review", r.dir, "list")), &found))
	want := map[string]review.Kind{"claimed": review.Claimed, "glass": review.BreakGlass, "nobody": review.NoReason}
	if len(found.Findings) != len(want) {
		t.Errorf("%+v", found.Findings)
	}
	for name, kind := range want {
		one := commanded(t, done, "--json", "review", r.dir, "list", "--actor", name)
		must(json.Unmarshal([]byte(one), &found))
		if len(found.Findings) != 1 || found.Findings[0].Kind != kind {
			t.Errorf("%s: %+v", name, found.Findings)
		}
	}
}
