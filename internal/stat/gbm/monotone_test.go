package gbm

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"continuum/internal/frame"
)

// TestMonotone: with all else the same, a score never falls with a column that may
// only raise it, nor rises with one that may only lower it.
func TestMonotone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, target := made(600, rapid.Uint64().Draw(t, "table"))
		way := rapid.SampledFrom([]int{-1, 1}).Draw(t, "way")
		loss := rapid.SampledFrom([]Loss{Logistic, Poisson}).Draw(t, "loss")
		m, err := Train(t.Context(), f, target, nil, Options{
			Loss: loss, Trees: 15, MinRows: 1, MinHessian: -1, Rate: 0.5, L2: 0.1,
			Leaves:   rapid.SampledFrom([]int{0, 9}).Draw(t, "leaves"),
			Monotone: map[string]int{"age": way, "noise": -way},
		})
		if err != nil {
			t.Fatal(err)
		}
		row := rapid.IntRange(0, f.Rows-1).Draw(t, "row")
		for name, way := range m.Options.Monotone {
			swept := sweep(f, row, name)
			raw := make([]float64, swept.Rows)
			if err := m.Score(t.Context(), swept, raw); err != nil {
				t.Fatal(err)
			}
			if way < 0 {
				slices.Reverse(raw)
			}
			if !slices.IsSorted(raw) {
				t.Fatalf("scores are not monotone in %s (%d): %v", name, way, raw)
			}
		}
	})
}

// sweep repeats a row with many rising values of one column.
func sweep(f *frame.Frame, row int, name string) *frame.Frame {
	out := f.Take(slices.Repeat([]int{row}, 200))
	for i := range out.Rows {
		v := float32(i - 20)
		if name == "noise" {
			v /= 100
		}
		out.Column(name).Numbers[i] = v
	}
	return out
}
