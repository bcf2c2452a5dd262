package gbm

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"continuum/internal/frame"
)

// made is an invented table: numbers of few and many values, a category, noise, and
// missing values everywhere.
func made(rows int, seed uint64) (*frame.Frame, Target) {
	rnd := rand.New(rand.NewPCG(seed, 7))
	f := &frame.Frame{Rows: rows, Columns: []frame.Column{
		{Name: "id", Kind: frame.Text, Texts: make([]string, rows)},
		{Name: "age", Kind: frame.Number, Numbers: make([]float32, rows)},
		{Name: "visits", Kind: frame.Number, Numbers: make([]float32, rows)},
		{Name: "ward", Kind: frame.Category, Codes: make([]int32, rows), Levels: []string{"a", "b", "c", "d", "e", "f", "never"}},
		{Name: "noise", Kind: frame.Number, Numbers: make([]float32, rows)},
	}}
	effect := []float64{0.8, -0.5, 0, 0.3, -0.9, 0.1, 0}
	t := Target{Y: make([]float64, rows)}
	for i := range rows {
		age, visits, ward := 40+20*rnd.NormFloat64(), float64(rnd.IntN(5)), rnd.IntN(6)
		raw := -1.5 + 0.03*(age-40) + 0.4*math.Sqrt(visits) + effect[ward]
		if visits > 2 && age > 50 {
			raw += 0.7
		}
		f.Columns[1].Numbers[i], f.Columns[2].Numbers[i] = float32(age), float32(visits)
		f.Columns[3].Codes[i], f.Columns[4].Numbers[i] = int32(ward), rnd.Float32()
		if rnd.IntN(10) == 0 {
			f.Columns[1].Numbers[i] = float32(math.NaN())
			raw += 0.5
		}
		if rnd.IntN(20) == 0 {
			f.Columns[3].Codes[i] = -1
		}
		if rnd.Float64() < sigmoid(raw) {
			t.Y[i] = 1
		}
	}
	return f, t
}

func trained(t testing.TB, f *frame.Frame, target Target, o Options) *Model {
	t.Helper()
	m, err := Train(context.Background(), f, target, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func scored(t testing.TB, m *Model, f *frame.Frame) []float64 {
	t.Helper()
	out := make([]float64, f.Rows)
	if err := m.Score(context.Background(), f, out); err != nil {
		t.Fatal(err)
	}
	return out
}
