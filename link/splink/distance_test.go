package splink

import (
	"testing"

	"pgregory.net/rapid"

	"continuum/link/text"
)

func TestDistancesCountBytes(t *testing.T) {
	var s scratch
	for _, c := range []struct {
		name string
		got  float64
		want float64
	}{
		{"levenshtein of é and e", levenshtein(&s, "é", "e"), 2},
		{"damerau of ca and abc", damerau(&s, "ca", "abc"), 2},
		{"jaro of josé and jose", jaro(&s, "josé", "jose"), 0.7833333333333333},
		{"jaro of nothing", jaro(&s, "", ""), 0},
		{"jaccard of abc and abd", jaccard(&s, "abc", "abd"), 0.5},
	} {
		if diff := c.got - c.want; diff > 1e-12 || diff < -1e-12 {
			t.Errorf("%s: %v, want %v", c.name, c.got, c.want)
		}
	}
}

// TestDistancesAreThoseOfLetters holds for ASCII, whatever was measured before.
func TestDistancesAreThoseOfLetters(t *testing.T) {
	var s scratch
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.OneOf(rapid.StringMatching(`[a-d]{1,12}`), rapid.StringMatching(`[a-c ]{60,90}`))
		a, b := words.Draw(t, "a"), words.Draw(t, "b")
		if got, want := levenshtein(&s, a, b), text.Levenshtein(a, b); got != float64(want) {
			t.Fatalf("Levenshtein of %q and %q: %v, want %v", a, b, got, want)
		}
		if got, want := damerau(&s, a, b), text.DamerauLevenshtein(a, b); got != float64(want) {
			t.Fatalf("Damerau of %q and %q: %v, want %v", a, b, got, want)
		}
		if got, want := jaroWinkler(&s, a, b), text.JaroWinkler(a, b); got != want {
			t.Fatalf("Jaro-Winkler of %q and %q: %v, want %v", a, b, got, want)
		}
	})
}
