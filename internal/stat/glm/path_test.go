package glm

import (
	"context"
	"errors"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"continuum/internal/fault"
	"continuum/internal/stat/dist"
)

func float64s(values []float64) []float32 {
	out := make([]float32, len(values))
	for i, v := range values {
		out[i] = float32(v)
	}
	return out
}

// standard gives columns with mean 0 and deviation 1.
func standard(columns ...[]float64) *Matrix {
	m := &Matrix{Rows: len(columns[0])}
	for _, c := range columns {
		var at dist.Moments
		for _, v := range c {
			at.Add(v, 1)
		}
		z := make([]float64, len(c))
		for i, v := range c {
			z[i] = (v - at.Mean) / at.Deviation()
		}
		m.Dense = append(m.Dense, float64s(z))
	}
	return m
}

// TestPathAgreesWithScikitLearn: scikit-learn 1.9 LogisticRegression (saga) and
// PoissonRegressor on the same standardised table.
func TestPathAgreesWithScikitLearn(t *testing.T) {
	c := cases(t)
	x := standard(c["x1"], c["x2"], c["x3"])
	rate := make([]float64, x.Rows)
	for i := range rate {
		rate[i] = c["count"][i] / c["exposure"][i]
	}
	for _, w := range []struct {
		name      string
		family    Family
		y, weight []float64
		alpha     float64
		lambda    float64
		intercept float64
		beta      []float64
	}{
		{"elastic net", Logistic, c["event"], nil, 0.5, 0.05, -0.344306103198067, []float64{0.009607726390295697, 0.4850142719896869, 0}},
		{"lasso", Logistic, c["event"], nil, 1, 0.08, -0.3410423109015488, []float64{0, 0.2956650323076605, 0}},
		{"ridge", Logistic, c["event"], nil, 0, 0.1, -0.34436890708680196, []float64{0.08335222506201434, 0.44475324648289427, -0.026302791653849033}},
		{"rates", Poisson, rate, c["exposure"], 0, 0.1, 0.01264619371121583, []float64{-0.002290556876502256, 0.43515449270872586, 0.12376628037328717}},
	} {
		m, err := Fit(t.Context(), x, w.y, w.weight, nil, w.lambda, Options{Family: w.family, Alpha: w.alpha, Scaling: ScaleNone})
		if err != nil {
			t.Errorf("%s: %v", w.name, err)
			continue
		}
		allNear(t, w.name, append([]float64{m.Intercept}, m.Beta...), append([]float64{w.intercept}, w.beta...), 2e-5)
	}
}

// TestUnpenalisedPathIsNewton: without a penalty both ways agree, offsets included.
func TestUnpenalisedPathIsNewton(t *testing.T) {
	c := cases(t)
	x := &Matrix{Rows: len(c["x1"]), Dense: [][]float32{float64s(c["x1"]), float64s(c["x2"])}}
	codes := make([]int32, x.Rows)
	for i, v := range c["x3"] {
		codes[i] = int32(v) - 1
	}
	x.Factors = []Factor{{Codes: codes, Levels: 1}}
	offset := logs(c["exposure"])
	e, err := Newton(Poisson, [][]float64{c["x1"], c["x2"], c["x3"]}, c["count"], c["weight"], offset)
	if err != nil {
		t.Fatal(err)
	}
	m, err := Fit(t.Context(), x, c["count"], c["weight"], offset, 0, Options{Family: Poisson, Alpha: 1})
	if err != nil {
		t.Fatal(err)
	}
	allNear(t, "coefficients", append([]float64{m.Intercept}, m.Beta...), e.Coefficients, 1e-4)
}

// drawMatrix makes a small table of numbers and factors with an outcome.
func drawMatrix(t *rapid.T) (x *Matrix, y, weight []float64) {
	n := rapid.IntRange(20, 60).Draw(t, "rows")
	value := rapid.IntRange(-9, 9)
	x = &Matrix{Rows: n}
	for range rapid.IntRange(1, 4).Draw(t, "numbers") {
		c := make([]float32, n)
		for i := range c {
			c[i] = float32(value.Draw(t, "x")) / 3
		}
		x.Dense = append(x.Dense, c)
	}
	for range rapid.IntRange(0, 2).Draw(t, "factors") {
		f := Factor{Codes: make([]int32, n), Levels: rapid.IntRange(1, 4).Draw(t, "levels")}
		for i := range f.Codes {
			f.Codes[i] = int32(rapid.IntRange(-1, f.Levels-1).Draw(t, "code"))
		}
		x.Factors = append(x.Factors, f)
	}
	for i := range n {
		y = append(y, float64(rapid.IntRange(0, 1).Draw(t, "y")))
		weight = append(weight, float64(rapid.IntRange(0, 3).Draw(t, "w")))
		if i < 2 {
			y[i], weight[i] = float64(i), 1
		}
	}
	return x, y, weight
}

// TestEveryModelOfAPathIsAMinimum: the subgradient of the penalised loss holds 0
// in every coordinate (the Karush-Kuhn-Tucker conditions).
func TestEveryModelOfAPathIsAMinimum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x, y, weight := drawMatrix(t)
		o := Options{
			Family: rapid.SampledFrom([]Family{Logistic, Poisson}).Draw(t, "family"), Alpha: rapid.SampledFrom([]float64{0, 0.3, 1}).Draw(t, "alpha"),
			Scaling: rapid.SampledFrom([]Scaling{ScaleNumbers, ScaleAll, ScaleNone}).Draw(t, "scaling"), Count: 5, Ratio: 0.01,
		}
		models, err := Path(context.Background(), x, y, weight, nil, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range models {
			atMinimum(t, x, y, weight, o, m)
		}
	})
}

func atMinimum(t *rapid.T, x *Matrix, y, weight []float64, o Options, m Coefficients) {
	s, err := newSolver(context.Background(), x, y, weight, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	for i := range s.eta {
		s.eta[i] = m.Intercept
	}
	x.add(s.eta, 0, m.Beta)
	if err := s.look(0); err != nil {
		t.Fatal(err)
	}
	const tolerance = 5e-4
	if math.Abs(s.now.slope) > tolerance {
		t.Fatalf("lambda %v: the intercept could move by %v", m.Lambda, s.now.slope)
	}
	lasso, ridge := m.Lambda*o.Alpha, m.Lambda*(1-o.Alpha)
	for j, g := range s.now.gradient {
		b := m.Beta[j] * s.scale[j]
		pull := g - ridge*b
		if b == 0 && math.Abs(pull) > lasso+tolerance || b != 0 && math.Abs(pull-math.Copysign(lasso, b)) > tolerance {
			t.Fatalf("lambda %v: coefficient %d is %v where the pull is %v", m.Lambda, j, b, pull)
		}
	}
}

// TestSameBytesOnAnyMachine fits with one processor and with many.
func TestSameBytesOnAnyMachine(t *testing.T) {
	const rows = 20_000
	x := &Matrix{Rows: rows, Factors: []Factor{{Codes: make([]int32, rows), Levels: 5}}}
	y := make([]float64, rows)
	for range 3 {
		x.Dense = append(x.Dense, make([]float32, rows))
	}
	for i := range rows {
		for j := range x.Dense {
			x.Dense[j][i] = float32(math.Sin(float64(i*(j+3)) * 0.7))
		}
		x.Factors[0].Codes[i] = int32(i*i%6) - 1
		y[i] = float64(i * 7919 % 13 / 9)
	}
	fit := func(processors int) []Coefficients {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		m, err := Path(t.Context(), x, y, nil, nil, Options{Family: Logistic, Alpha: 0.2, Count: 4})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	one, many := fit(1), fit(5)
	for i := range one {
		if one[i].Intercept != many[i].Intercept || !slices.Equal(one[i].Beta, many[i].Beta) {
			t.Fatalf("lambda %v: %v and %v", one[i].Lambda, one[i].Beta, many[i].Beta)
		}
	}
}

func TestPathSaysWhatIsWrong(t *testing.T) {
	good := &Matrix{Rows: 2, Dense: [][]float32{{1, 2}}}
	y := []float64{0, 1}
	for _, c := range []struct {
		x      *Matrix
		o      Options
		reason string
	}{
		{good, Options{Family: Logistic, Alpha: 2}, "alpha"},
		{good, Options{Family: Logistic, Alpha: math.NaN()}, "alpha"},
		{good, Options{Family: Logistic, Ratio: 1}, "ratio"},
		{good, Options{Family: Logistic, Count: -1}, "lambdas"},
		{good, Options{Family: Logistic, Lambdas: []float64{1, 2}}, "strongest first"},
		{good, Options{Family: Logistic, Lambdas: []float64{-1}}, "0 or more"},
		{good, Options{}, "family"},
		{&Matrix{Rows: 2, Dense: [][]float32{{1, float32(math.NaN())}}}, Options{Family: Logistic}, "finite"},
		{&Matrix{Rows: 2, Dense: [][]float32{{1}}}, Options{Family: Logistic}, "1 values"},
		{&Matrix{Rows: 2, Factors: []Factor{{Codes: []int32{0, 3}, Levels: 2}}}, Options{Family: Logistic}, "code"},
		{&Matrix{Rows: 2, Factors: []Factor{{Codes: []int32{0}, Levels: 2}}}, Options{Family: Logistic}, "1 codes"},
		{&Matrix{Rows: 2, Factors: []Factor{{Codes: []int32{0, 1}, Levels: 5000}}}, Options{Family: Logistic}, "most"},
	} {
		if _, err := Path(t.Context(), c.x, y, nil, nil, c.o); fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s: %v", c.reason, err)
		}
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Path(stopped, good, y, nil, nil, Options{Family: Logistic}); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
}

// TestConstantColumnsStayOut: they get no coefficient and disturb nothing.
func TestConstantColumnsStayOut(t *testing.T) {
	c := cases(t)
	x := standard(c["x1"], c["x2"])
	constant := make([]float32, x.Rows)
	for i := range constant {
		constant[i] = 7
	}
	x.Dense = append(x.Dense, constant)
	x.Factors = []Factor{{Codes: make([]int32, x.Rows), Levels: 2}}
	for _, alpha := range []float64{0, 0.5} {
		m, err := Fit(t.Context(), x, c["event"], nil, nil, 0.01, Options{Family: Logistic, Alpha: alpha})
		if err != nil {
			t.Fatal(err)
		}
		if m.Beta[2] != 0 || m.Beta[3] != 0 || m.Beta[4] != 0 || m.Beta[1] == 0 {
			t.Errorf("%v", m.Beta)
		}
	}
}
