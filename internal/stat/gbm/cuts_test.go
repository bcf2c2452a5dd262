package gbm

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestCutsKeepOrderAndFill(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.OneOf(rapid.Float32(), rapid.Map(rapid.IntRange(-3, 3), func(i int) float32 { return float32(i) })), 1, 600).Draw(t, "values")
		values = slices.DeleteFunc(values, func(v float32) bool { return math.IsInf(float64(v), 0) })
		most := rapid.IntRange(2, 255).Draw(t, "most")
		rows := make([]int32, len(values))
		for i := range rows {
			rows[i] = int32(i)
		}
		cuts := cutsOf(values, rows, most)
		if len(cuts) > most-1 || !slices.IsSorted(cuts) {
			t.Fatalf("cuts %v for %d bins", cuts, most)
		}
		ladder := ladderOf(cuts)
		for _, v := range values {
			at, _ := slices.BinarySearch(cuts, v)
			if v == v && int(ladder.bin(v)) != at {
				t.Fatalf("%v is in bin %d, not %d", v, ladder.bin(v), at)
			}
		}
	})
}

func TestBinsAreAboutEquallyFull(t *testing.T) {
	values, rows := make([]float32, 300_000), make([]int32, 300_000)
	for i := range values {
		rows[i] = int32(i)
		values[i] = float32(mix(uint64(i))>>40) / 1000
		if i%3 == 0 {
			values[i] = 4000 // a third of the rows have one value
		}
	}
	cuts := cutsOf(values, rows, 64)
	counts, ladder := make([]int, len(cuts)+1), ladderOf(cuts)
	for _, v := range values {
		counts[ladder.bin(v)]++
	}
	slices.Sort(counts)
	if len(counts) < 60 || counts[0] < 500 || counts[len(counts)-2] > 5500 || counts[len(counts)-1] < 100_000 {
		t.Errorf("%d bins hold %v", len(counts), counts)
	}
}

func TestMissingIsABinOfItsOwn(t *testing.T) {
	if bin := ladderOf([]float32{1, 2}).bin(float32(math.NaN())); bin != missing {
		t.Errorf("a missing value is in bin %d", bin)
	}
	if keyOf(float32(math.Copysign(0, -1))) != keyOf(0) {
		t.Error("0 and -0 differ")
	}
}

func TestNaturalOrder(t *testing.T) {
	want := []string{"", "8", "38", "250", "250.01", "250.1", "410", "E878", "V45", "V58", "ward 2", "ward 10"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, natural)
	if !slices.Equal(got, want) {
		t.Errorf("sorted %q", got)
	}
}
