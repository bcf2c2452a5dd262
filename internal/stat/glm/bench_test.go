package glm

import (
	"math/rand/v2"
	"testing"
)

// BenchmarkMillion fits a ridge logistic model of a million people and a hundred
// numbers.
func BenchmarkMillion(b *testing.B) {
	const rows, columns = 1_000_000, 100
	r := rand.New(rand.NewPCG(7, 8))
	x := &Matrix{Rows: rows}
	eta := make([]float64, rows)
	for j := range columns {
		c := make([]float32, rows)
		for i := range c {
			c[i] = float32(r.NormFloat64())
			eta[i] += float64(c[i]) * 0.5 / float64(1+j)
		}
		x.Dense = append(x.Dense, c)
	}
	y := make([]float64, rows)
	for i := range y {
		if r.Float64() < Logistic.Mean(eta[i]-2) {
			y[i] = 1
		}
	}
	for b.Loop() {
		c, err := Fit(b.Context(), x, y, nil, nil, 1e-4, Options{Family: Logistic})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(c.Steps), "steps")
	}
}
