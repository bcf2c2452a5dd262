package link

import (
	"testing"

	"pgregory.net/rapid"

	"continuum/link/text"
)

// What letters rule out is never as near as asked for.
func TestLettersRuleOutOnlyWhatIsFar(t *testing.T) {
	word := rapid.StringOfN(rapid.SampledFrom([]rune("aaabbcde 07é-")), 1, 14, -1)
	ruledOut := 0
	rapid.Check(t, func(t *rapid.T) {
		x, y := word.Draw(t, "x"), word.Draw(t, "y")
		near := text.JaroWinkler(x, y)
		for _, c := range []struct {
			n     *nearness
			least float64
		}{{&near84, 0.84}, {&near92, 0.92}} {
			if !c.n.possible(lettersOf(x), lettersOf(y), x, y) {
				ruledOut++
				if near >= c.least {
					t.Fatalf("%q and %q are %v near, and ruled out for %v", x, y, near, c.least)
				}
			}
		}
	})
	if ruledOut == 0 {
		t.Error("nothing was ruled out")
	}
	if l := lettersOf("smith"); near84.possible(l, lettersOf("jones"), "smith", "jones") || !near84.possible(l, lettersOf("smyth"), "smith", "smyth") {
		t.Error("smith may be smyth and not jones")
	}
}
