package gbm

import (
	"strconv"
	"testing"

	"continuum/internal/frame"
)

// wide is made with more columns of noise.
func wide(rows, columns int, seed uint64) (*frame.Frame, Target) {
	f, target := made(rows, seed)
	for c := len(f.Columns) - 1; c < columns; c++ {
		numbers := make([]float32, rows)
		for i := range numbers {
			numbers[i] = float32(mix(seed<<40+uint64(c)<<32+uint64(i))>>40) / 1000
		}
		f.Columns = append(f.Columns, frame.Column{Name: "x" + strconv.Itoa(c), Kind: frame.Number, Numbers: numbers})
	}
	return f, target
}

func BenchmarkTrain(b *testing.B) {
	for _, rows := range []int{10_000, 100_000} {
		f, target := wide(rows, 100, 1)
		b.Run(strconv.Itoa(rows), func(b *testing.B) {
			for b.Loop() {
				trained(b, f, target, Options{Loss: Logistic, Trees: 20})
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/20/100/float64(rows), "ns/cell/tree")
		})
	}
}

func BenchmarkScore(b *testing.B) {
	f, target := wide(100_000, 30, 1)
	for name, f := range map[string]*frame.Frame{"mixed": f, "numbers": f.Without("ward")} {
		m := trained(b, f, target, Options{Loss: Logistic, Trees: 100})
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				scored(b, m, f)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/100/float64(f.Rows), "ns/row/tree")
		})
	}
}

func BenchmarkExplain(b *testing.B) {
	f, target := wide(20_000, 30, 1)
	m := trained(b, f, target, Options{Loss: Logistic, Trees: 100})
	bound, err := m.Bind(f)
	if err != nil {
		b.Fatal(err)
	}
	out, row := make([]float64, len(m.Columns)), 0
	for b.Loop() {
		if _, err := bound.Explain(row%f.Rows, out); err != nil {
			b.Fatal(err)
		}
		row++
	}
}
