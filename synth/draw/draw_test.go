package draw_test

import (
	"math"
	"testing"

	"continuum/synth/draw"
)

func TestMathsAgreesWithTheLibrary(t *testing.T) {
	for x := -30.0; x < 30; x += 0.0371 {
		if got, want := draw.Exp(x), math.Exp(x); math.Abs(got-want) > 1e-13*want {
			t.Fatalf("Exp(%v) = %v, want %v", x, got, want)
		}
		y := math.Exp(x)
		if got, want := draw.Log(y), math.Log(y); math.Abs(got-want) > 1e-13*(1+math.Abs(want)) {
			t.Fatalf("Log(%v) = %v, want %v", y, got, want)
		}
	}
}

func TestMoments(t *testing.T) {
	s := draw.New(7)
	const n = 200_000
	cases := []struct {
		name     string
		f        func() float64
		mean, sd float64
	}{
		{"uniform", s.Float, 0.5, math.Sqrt(1.0 / 12)},
		{"normal", s.Normal, 0, 1},
		{"exponential", s.Exponential, 1, 1},
		{"poisson 0.3", func() float64 { return float64(s.Poisson(0.3)) }, 0.3, math.Sqrt(0.3)},
		{"poisson 6", func() float64 { return float64(s.Poisson(6)) }, 6, math.Sqrt(6)},
		{"poisson 60", func() float64 { return float64(s.Poisson(60)) }, 60, math.Sqrt(60)},
		{"geometric", func() float64 { return float64(s.Geometric(0.25)) }, 3, math.Sqrt(12)},
		{"log-normal", func() float64 { return s.LogNormal(0.5) }, 1, math.Sqrt(math.Exp(0.25) - 1)},
	}
	for _, c := range cases {
		sum, sq := 0.0, 0.0
		for range n {
			x := c.f()
			sum += x
			sq += x * x
		}
		mean := sum / n
		sd := math.Sqrt(sq/n - mean*mean)
		if math.Abs(mean-c.mean) > 5*c.sd/math.Sqrt(n) || math.Abs(sd-c.sd) > 0.03*c.sd {
			t.Errorf("%s: mean %v sd %v, want %v %v", c.name, mean, sd, c.mean, c.sd)
		}
	}
}

func TestStreamsAreKeyed(t *testing.T) {
	a, b, c := draw.New(1, 2), draw.New(1, 2), draw.New(2, 1)
	for range 10 {
		x, y, z := a.Bits(), b.Bits(), c.Bits()
		if x != y || x == z {
			t.Fatal("equal keys must give equal draws and other keys other draws")
		}
	}
}
