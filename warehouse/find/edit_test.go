package find

import (
	"math/bits"
	"testing"

	"pgregory.net/rapid"
)

// aligned is optimal string alignment from its definition.
func aligned(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"abc", "", 3}, {"abc", "abc", 0}, {"smith", "smtih", 1}, {"смит", "смти", 1}, {"carter", "kartar", 2}, {"ca", "abc", 3}} {
		var p pattern
		p.set(c.a)
		if got := p.distance(c.b); got != c.want {
			t.Errorf("%q to %q is %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

func TestDistanceIsOptimalStringAlignment(t *testing.T) {
	name := rapid.StringMatching(`[abcдж]{0,40}`)
	var p pattern // kept, as a search does
	rapid.Check(t, func(t *rapid.T) {
		a, b := "a"+name.Draw(t, "a"), name.Draw(t, "b")
		p.set(a)
		if got, want := p.distance(b), aligned([]rune(a), []rune(b)); got != want {
			t.Fatalf("%q to %q is %d, want %d", a, b, got, want)
		}
		if d := aligned([]rune(a), []rune(b)); bits.OnesCount64(letters(a)&^letters(b)) > d {
			t.Fatalf("the masks of %q and %q differ by more than %d edits can", a, b, d)
		}
	})
}
