package text

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestFold(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "  O'Brien-Smith ": "obrien smith", "ŁUKASZ": "lukasz", "Wiśniewski": "wisniewski",
		"José  María": "jose maria", "Strauß": "strauss", "李小龍": "李小龍", "محمد": "محمد",
		"Flat 2, 1 Orchard Way": "flat 2 1 orchard way", "\xff\xfeBob": "bob", "---": "",
	} {
		if got := Fold(in); got != want {
			t.Errorf("Fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFoldIsBounded(t *testing.T) {
	if n := len(Fold(strings.Repeat("é", 5_000_000))); n > MaxField {
		t.Errorf("folded to %d bytes", n)
	}
}

func TestSoundex(t *testing.T) {
	for in, want := range map[string]string{
		"Robert": "R163", "Rupert": "R163", "Ashcraft": "A261", "Tymczak": "T522",
		"Pfister": "P236", "Honeyman": "H555", "": "", "李": "", "o brien": "O165",
	} {
		if got := Soundex(in); got != want {
			t.Errorf("Soundex(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSoundTellsScriptsApart(t *testing.T) {
	if Sound("李小龍") == Sound("王小明") || Sound("李小龍") < firstOther || Sound("smith") >= firstOther {
		t.Error("names in other scripts must have their own block keys")
	}
}

func TestDistances(t *testing.T) {
	cases := []struct {
		a, b     string
		lev, dam int
	}{{"ca", "abc", 3, 2}, {"", "abc", 3, 3}, {"smith", "smiht", 2, 1}, {"é", "e", 1, 1}}
	for _, c := range cases {
		if l, d := Levenshtein(c.a, c.b), DamerauLevenshtein(c.a, c.b); l != c.lev || d != c.dam {
			t.Errorf("%q %q: %d, %d; want %d, %d", c.a, c.b, l, d, c.lev, c.dam)
		}
	}
}

func TestComparatorProperties(t *testing.T) {
	word := rapid.StringMatching(`[a-e]{0,12}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		if Jaro(a, b) != jaroRunes([]rune(a), []rune(b)) && a != b {
			t.Fatalf("byte and rune Jaro differ on %q %q", a, b)
		}
		if Levenshtein(a, b) != Levenshtein(b, a) || DamerauLevenshtein(a, b) != DamerauLevenshtein(b, a) {
			t.Fatalf("distance not symmetric on %q %q", a, b)
		}
		if DamerauLevenshtein(a, b) > Levenshtein(a, b) {
			t.Fatalf("a transposition made %q %q farther apart", a, b)
		}
		if w := JaroWinkler(a, b); w < Jaro(a, b) || w > 1 {
			t.Fatalf("Jaro-Winkler %v out of bounds on %q %q", w, a, b)
		}
	})
}

func FuzzFold(f *testing.F) {
	f.Add("O'Brien-Smith")
	f.Add("\xff李\u0301")
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if len(s) < 60 && Fold(once) != once {
			t.Errorf("Fold is not stable on %q: %q then %q", s, once, Fold(once))
		}
	})
}
