package gbm

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// TestManyRowsScoreAsOne: scoring many rows at once gives the same bits as walking
// the trees for each, and as the validation scores kept while learning.
func TestManyRowsScoreAsOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, target := made(700, rapid.Uint64().Draw(t, "table"))
		if rapid.Bool().Draw(t, "numbers only") {
			f = f.Without("ward")
		}
		m, err := Train(t.Context(), f, target, &Valid{f, target}, Options{
			Loss: Logistic, Trees: 8, MinRows: 1, MinHessian: -1,
			Depth: rapid.IntRange(1, 12).Draw(t, "depth"), Leaves: rapid.SampledFrom([]int{0, 7}).Draw(t, "leaves"),
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"age", "visits"} { // values on and around the cuts, and none at all
			column := f.Column(name)
			for i := range column.Numbers {
				if n := &m.Trees[i%len(m.Trees)][0]; i%4 < 3 && m.Columns[n.Column].Name == name {
					column.Numbers[i] = []float32{n.Threshold, math.Nextafter32(n.Threshold, math.MaxFloat32), float32(math.NaN())}[i%4]
				}
			}
		}
		b, err := m.Bind(f)
		if err != nil {
			t.Fatal(err)
		}
		raw := make([]float64, f.Rows)
		if err := b.Score(t.Context(), raw); err != nil {
			t.Fatal(err)
		}
		for i := range raw {
			if raw[i] != b.Raw(i) {
				t.Fatalf("row %d scores %v among others, %v alone", i, raw[i], b.Raw(i))
			}
		}
	})
}
