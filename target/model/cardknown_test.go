package model

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"continuum/internal/fault"
)

// TestKnown: a card comes with its versions, whether it is in use, and the scores of a
// build that were made by it and no other.
func TestKnown(t *testing.T) {
	d := Store(t.TempDir())
	first, err := d.Keep(t.Context(), &Kept{ID: "falls", Horizon: 1}, &Card{Model: "falls"})
	if err != nil {
		t.Fatal(err)
	}
	second, err := d.Keep(t.Context(), &Kept{ID: "falls", Horizon: 2}, &Card{Model: "falls"})
	if err != nil {
		t.Fatal(err)
	}
	about, _ := json.Marshal(About{ID: "falls", Model: second, Drift: []Drift{{Name: "age", PSI: 0.2}}, File: "falls-0123456789abcdef.parquet"})
	if err := os.MkdirAll(d.scores("b1"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.scores("b1"), "falls.json"), about, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		hash, build, want string
		used, scored      bool
	}{
		{"", "b1", second, true, true},
		{"", "b2", second, true, false},
		{"", "", second, true, false},
		{first, "b1", first, false, false},
	} {
		k, err := d.Known("falls", c.hash, c.build)
		if err != nil {
			t.Fatal(err)
		}
		far, moved := k.Moved()
		if k.Hash != c.want || k.Used != c.used || (k.Scored != nil) != c.scored || len(k.Versions) != 2 || k.Trained.IsZero() || moved != c.scored || moved && far.Name != "age" {
			t.Errorf("version %q of build %q is %+v", c.hash, c.build, k)
		}
	}
	for _, id := range []string{"falls_again", ""} {
		if _, err := d.Known(id, "", ""); fault.CodeOf(err) != fault.NotFound {
			t.Errorf("model %q: %v, want that it is not found", id, err)
		}
	}
}
