package learn_test

import (
	"fmt"
	"math"
	"math/rand/v2"

	"continuum/internal/frame"
	"continuum/internal/stat/gbm"
	"continuum/target/learn"
)

// made is invented people whose risk is known.
type made struct {
	data    *frame.Frame
	outcome []float64
	risk    []float64 // log-odds, or log rate
	group   []string
}

// quick is a setting of boosting for tests.
var quick = []gbm.Options{{Trees: 120, Depth: 3, Rate: 0.1, MinRows: 20, L2: 5, Early: 20}}

// words is a category of so many levels.
func words(name, prefix string, r *rand.Rand, rows, levels int) frame.Column {
	c := frame.Column{Name: name, Kind: frame.Category, Codes: make([]int32, rows)}
	for i := range levels {
		c.Levels = append(c.Levels, fmt.Sprintf("%s%03d", prefix, i))
	}
	for i := range c.Codes {
		c.Codes[i] = int32(r.IntN(levels))
	}
	return c
}

func numbers(name string, rows int, of func(i int) float64) frame.Column {
	c := frame.Column{Name: name, Kind: frame.Number, Numbers: make([]float32, rows)}
	for i := range c.Numbers {
		c.Numbers[i] = float32(of(i))
	}
	return c
}

// make invents people: age and a code's kind matter, a number is missing for some,
// noise and a category of very many levels do not matter.
func invent(rows int, seed uint64, kind learn.Kind) made {
	r := rand.New(rand.NewPCG(seed, 7))
	ages := frame.Column{Name: "age", Kind: frame.Category, Codes: make([]int32, rows)}
	for a := range 10 {
		ages.Levels = append(ages.Levels, fmt.Sprintf("[%d-%d)", 10*a, 10*a+10))
	}
	for i := range ages.Codes {
		ages.Codes[i] = int32(r.IntN(10))
	}
	code := frame.Column{Name: "diag", Kind: frame.Category, Codes: make([]int32, rows)}
	for k := range 12 {
		for s := range 10 {
			code.Levels = append(code.Levels, fmt.Sprintf("%c%02d.%d", 'A'+k/3, 10+k, s))
		}
	}
	for i := range code.Codes {
		code.Codes[i] = int32(r.IntN(120))
	}
	visits := numbers("visits", rows, func(int) float64 {
		if r.IntN(10) == 0 {
			return math.NaN()
		}
		return math.Floor(r.ExpFloat64() * 2)
	})
	m := made{outcome: make([]float64, rows), risk: make([]float64, rows), group: make([]string, rows)}
	m.data = &frame.Frame{Rows: rows, Columns: []frame.Column{
		ages, code, visits, numbers("noise", rows, func(int) float64 { return r.NormFloat64() }),
		words("street", "s", r, rows, rows/4), words("sex", "x", r, rows, 2),
	}}
	for i := range rows {
		z := -2.5 + 0.15*float64(ages.Codes[i]) + 0.8*float64(code.Codes[i]/10%2)
		if v := float64(visits.Numbers[i]); v == v {
			z += 0.2 * math.Min(v, 6)
		}
		m.risk[i], m.group[i] = z, fmt.Sprint("p", i/2)
		if kind == learn.Count {
			m.outcome[i] = poisson(r, math.Exp(z))
		} else if r.Float64() < 1/(1+math.Exp(-z)) {
			m.outcome[i] = 1
		}
	}
	return m
}

func poisson(r *rand.Rand, mean float64) float64 {
	n, p, limit := 0.0, 1.0, math.Exp(-mean)
	for {
		if p *= r.Float64(); p <= limit {
			return n
		}
		n++
	}
}

func (m *made) request(kind learn.Kind) learn.Request {
	return learn.Request{Data: m.data, Outcome: m.outcome, Name: "admitted", Kind: kind, Group: m.group, Boost: quick, Seed: 3}
}
