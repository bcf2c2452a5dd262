package names_test

import (
	"fmt"
	"sort"
	"testing"

	"continuum/synth/draw"
	"continuum/synth/names"
)

func ExampleFeminine() {
	fmt.Println(names.Feminine(names.EastEuropean, "Kowalski"), names.Feminine(names.British, "Kowalski"))
	// Output: Kowalska Kowalski
}

// Surnames must have a head (one Smith in seventy or so) and a very long tail.
func TestBritishSurnamesHaveALongTail(t *testing.T) {
	s := draw.New(1)
	const n = 100_000
	count := map[string]int{}
	for range n {
		count[names.Surname(s, names.British)]++
	}
	if share := float64(count["Smith"]) / n; share < 0.008 || share > 0.03 {
		t.Errorf("%.4f are called Smith", share)
	}
	if len(count) < 3000 {
		t.Errorf("only %d surnames", len(count))
	}
	sizes := make([]int, 0, len(count))
	for _, c := range count {
		sizes = append(sizes, c)
	}
	sort.Sort(sort.Reverse(sort.IntSlice(sizes)))
	top := 0
	for _, c := range sizes[:100] {
		top += c
	}
	if share := float64(top) / n; share < 0.25 || share > 0.6 {
		t.Errorf("the hundred commonest surnames are borne by %.3f", share)
	}
}

func TestEveryGroupHasNames(t *testing.T) {
	s := draw.New(2)
	for g := names.British; g <= names.Chinese; g++ {
		for _, born := range []int{1930, 1965, 2015} {
			for range 200 {
				if names.Given(s, g, true, born) == "" || names.Given(s, g, false, born) == "" || len(names.Surname(s, g)) < 2 {
					t.Fatalf("group %d, born %d: an empty name", g, born)
				}
			}
		}
	}
}

func TestShortForms(t *testing.T) {
	s := draw.New(3)
	if got := names.Short(s, "Margaret"); got == "Margaret" {
		t.Error("Margaret has no short form")
	}
	if got := names.Short(s, "Xiu"); got != "Xiu" {
		t.Errorf("Xiu became %q", got)
	}
}
