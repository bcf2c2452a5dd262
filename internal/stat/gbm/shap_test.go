package gbm

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// TestReasonsAreShapleyValues compares with the definition: the mean, over all
// orders of the columns, of what a column adds when it becomes known.
func TestReasonsAreShapleyValues(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, target := made(400, rapid.Uint64().Draw(t, "table"))
		target.Weight = make([]float64, f.Rows)
		rnd := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "weights"), 1))
		for i := range target.Weight {
			target.Weight[i] = 0.5 + rnd.Float64()
		}
		m, err := Train(t.Context(), f, target, nil, Options{
			Loss: Logistic, Trees: 3, Depth: rapid.IntRange(1, 7).Draw(t, "depth"), MinRows: 1, MinHessian: -1, Rate: 1,
		})
		if err != nil {
			t.Fatal(err)
		}
		b, err := m.Bind(f)
		if err != nil {
			t.Fatal(err)
		}
		row, out := rapid.IntRange(0, f.Rows-1).Draw(t, "row"), make([]float64, len(m.Columns))
		base, err := b.Explain(row, out)
		if err != nil {
			t.Fatal(err)
		}
		if want := b.known(row, 0); math.Abs(base-want) > 1e-9 {
			t.Errorf("base %v, the mean score is %v", base, want)
		}
		for c := range out {
			if want := b.shapley(row, c); math.Abs(out[c]-want) > 1e-9 {
				t.Errorf("column %s: %v, by definition %v", m.Columns[c].Name, out[c], want)
			}
		}
	})
}

// shapley is the definition, over all sets of other columns.
func (b *Bound) shapley(row, column int) float64 {
	n, sum := len(b.columns), 0.0
	factorial := func(k int) float64 { return math.Gamma(float64(k + 1)) }
	for set := range uint(1) << n {
		if set>>column&1 == 1 {
			continue
		}
		size := bits.OnesCount(set)
		share := factorial(size) * factorial(n-size-1) / factorial(n)
		sum += share * (b.known(row, set|1<<column) - b.known(row, set))
	}
	return sum
}

// known is the expected score when a set of columns is known.
func (b *Bound) known(row int, set uint) float64 {
	sum := b.model.Base
	for _, t := range b.model.Trees {
		var expect func(at int) float64
		expect = func(at int) float64 {
			n := &t[at]
			switch {
			case n.leaf():
				return n.Value
			case set>>n.Column&1 == 0:
				l, r := &t[n.Left], &t[n.Right]
				return (l.Cover*expect(n.Left) + r.Cover*expect(n.Right)) / (l.Cover + r.Cover)
			case b.left(n, row):
				return expect(n.Left)
			}
			return expect(n.Right)
		}
		sum += expect(0)
	}
	return sum
}
