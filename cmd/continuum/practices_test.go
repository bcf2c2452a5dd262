package main

import (
	"path/filepath"
	"testing"
)

// Pages name teams and practices, by the ids and codes by which relations have them.
func TestPagesNameTeamsAndPractices(t *testing.T) {
	l, problems, err := declared(t.Context(), filepath.Join("..", "..", "places", "weston"))
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	names := namesOf(l)
	if got := names["Z90001"]; got != "Harbour Road Surgery" {
		t.Errorf("the practice Z90001 is called %q", got)
	}
	if got, is := names["I50.0"]; is {
		t.Errorf("a diagnosis is among them: %q", got)
	}
	for _, team := range l.place.Teams {
		if names[team.ID] != team.Name {
			t.Errorf("the team %s is called %q", team.ID, names[team.ID])
		}
	}
}
