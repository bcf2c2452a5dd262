package synth

import (
	"testing"

	"pgregory.net/rapid"
)

func TestNHSNumbersAreValidAndDistinct(t *testing.T) {
	seen := map[int64]int{}
	for _, start := range []int{0, 909_000, 1_818_000, MaxPeople - 200} {
		for n := start; n < start+200; n++ {
			x := nhsNumber(n)
			if other, ok := seen[x]; ok {
				t.Fatalf("people %d and %d share %d", other, n, x)
			}
			seen[x] = n
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, MaxPeople-1).Draw(t, "person")
		x := nhsNumber(n)
		digit, ok := nhsCheck(x / 10)
		if !ok || digit != x%10 || x < 9_900_000_000 || x > 9_999_999_999 {
			t.Fatalf("person %d: %d is not a valid number of the unissued range", n, x)
		}
		if n < 909_091 && x/10_000_000 != 999 {
			t.Fatalf("person %d: %d is outside the test range though it is not full", n, x)
		}
	})
}

func TestNHSCheckDigit(t *testing.T) {
	if digit, ok := nhsCheck(943_476_591); !ok || digit != 9 {
		t.Errorf("the check digit of 943 476 591 is 9, not %d", digit)
	}
}

func TestLocalIDsAreDistinct(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.IntRange(0, MaxPeople-1).Draw(t, "a")
		b := rapid.IntRange(0, MaxPeople-1).Draw(t, "b")
		i, j := rapid.IntRange(0, 3).Draw(t, "i"), rapid.IntRange(0, 3).Draw(t, "j")
		if (a != b || i != j) && localID(hospital, a, i) == localID(hospital, b, j) {
			t.Fatalf("%d/%d and %d/%d share an id", a, i, b, j)
		}
	})
}
