package place

import (
	"testing"

	"pgregory.net/rapid"
)

func TestNearest(t *testing.T) {
	known := []string{"cohorts", "codes", "contracts", "forms", "weston_hospital", "csv"}
	for word, want := range map[string]string{
		"cohort": "cohorts", "Cohorts": "cohorts", "cdoes": "codes", "contract": "contracts", "from": "",
		"form": "forms", "weston_hopsitl": "weston_hospital", "cvs": "csv", "x": "", "": "", "hospital": "",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("%q: got %q, want %q", word, got, want)
		}
	}
	if Nearest("word", nil) != "" || Suggest("word", nil) != "" {
		t.Error("something is near nothing")
	}
}

func TestDistance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-d]{0,8}`)
		a, b, c := []rune(word.Draw(t, "a")), []rune(word.Draw(t, "b")), rapid.RuneFrom([]rune("xyz")).Draw(t, "c")
		if distance(a, a) != 0 || distance(a, b) != distance(b, a) {
			t.Fatal("distance is not symmetric, or a word differs from itself")
		}
		if distance(a, append(append([]rune{}, a...), c)) != 1 {
			t.Fatal("one letter more is not one away")
		}
		if d := distance(a, b); d < max(len(a), len(b))-min(len(a), len(b)) || d > max(len(a), len(b)) {
			t.Fatalf("distance %d is out of bounds", d)
		}
	})
}
