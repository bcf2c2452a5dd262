package impact

import (
	"fmt"
	"math"
	"math/rand/v2"

	"continuum/internal/frame"
)

// made is a place whose truth is known: each person's rate without help, and how much
// of it help avoids.
type made struct {
	data           *frame.Frame
	rate, effect   []float64
	treated, event []float64
}

// truths are ways in which effects may differ between people. Each gets a person.
var truths = map[string]func(p *soul) float64{
	"conditions": func(p *soul) float64 {
		if p.palliative || p.dementia {
			return 0
		}
		return 0.04 + 0.22*yes(p.heart) + 0.18*yes(p.copd)
	},
	"social":  func(p *soul) float64 { return 0.03 + 0.25*yes(p.alone) + 0.15*yes(p.housing) },
	"alike":   func(*soul) float64 { return 0.13 },
	"nothing": func(*soul) float64 { return 0 },
	"harm": func(p *soul) float64 {
		if p.palliative || p.dementia {
			return -0.3
		}
		return 0.14
	},
}

type soul struct {
	age                                                       float64
	deprived                                                  int
	heart, copd, asthma, dementia, palliative, alone, housing bool
	deficits, last, before, medicines                         float64
}

// makePlace makes people of a place. The latent frailty that drives their counts is not
// among the columns.
func makePlace(random *rand.Rand, people int, effect func(*soul) float64) *made {
	m := &made{data: &frame.Frame{Rows: people}}
	names := []string{"age", "imd_decile", "heart_failure", "copd", "asthma", "dementia", "palliative_register", "lives_alone", "poor_housing", "efi_deficits", "em_adm_last_12m", "em_adm_before", "medicines"}
	for _, n := range names {
		m.data.Columns = append(m.data.Columns, frame.Column{Name: n, Kind: frame.Number})
	}
	for range people {
		p := &soul{age: math.Min(100, 40+22*random.ExpFloat64()), deprived: 1 + random.IntN(10)}
		old := (p.age - 60) / 20
		chance := func(at float64) bool { return random.Float64() < 1/(1+math.Exp(-at)) }
		p.heart, p.copd, p.asthma = chance(-3.2+old), chance(-3+0.6*old), chance(-2.3)
		p.dementia, p.palliative = chance(-5+1.6*old), chance(-6+old)
		p.alone, p.housing = chance(-1+0.4*old), chance(-1.6-0.1*float64(p.deprived))
		frailty := gamma(random, 0.6) / 0.6
		logRate := -2.2 + 0.4*old - 0.04*float64(p.deprived) + 0.6*yes(p.heart) + 0.5*yes(p.copd) + 0.2*yes(p.asthma) + 0.5*yes(p.dementia) + 0.7*yes(p.palliative)
		rate := math.Exp(logRate) * frailty
		p.last, p.before = poisson(random, rate), poisson(random, rate)
		p.deficits, p.medicines = poisson(random, 2*math.Exp(0.6*old)*math.Sqrt(frailty)), poisson(random, 2+2*rate)
		m.add(random, p, rate, effect(p))
	}
	return m
}

func (m *made) add(random *rand.Rand, p *soul, rate, effect float64) {
	known := func(v, missing float64) float64 {
		if random.Float64() < missing {
			return math.NaN()
		}
		return v
	}
	for i, v := range []float64{
		p.age, float64(p.deprived), yes(p.heart), yes(p.copd), yes(p.asthma), yes(p.dementia), yes(p.palliative),
		known(yes(p.alone), 0.1), known(yes(p.housing), 0.2), known(p.deficits, 0.08), p.last, p.before, p.medicines,
	} {
		m.data.Columns[i].Numbers = append(m.data.Columns[i].Numbers, float32(v))
	}
	t := float64(random.IntN(2))
	m.rate, m.effect, m.treated = append(m.rate, rate), append(m.effect, effect), append(m.treated, t)
	m.event = append(m.event, poisson(random, rate*(1-t*effect)))
}

func (m *made) pilot() Pilot { return Pilot{Data: m.data, Treated: m.treated, Events: m.event} }

// worth is what helping some people is truly worth, in pence.
func (m *made) worth(t Terms, rows []int) (sum float64) {
	for _, i := range rows {
		sum += t.Value(m.rate[i], m.effect[i])
	}
	return sum
}

// first are the rows of the highest values of a column, ties by their order.
func (m *made) first(column string, n int) []int {
	c := m.data.Column(column)
	values := make([]float64, m.data.Rows)
	for i, v := range c.Numbers {
		values[i] = float64(v)
	}
	return ranked(m.ids(), values, func(int) bool { return true })[:n]
}

func (m *made) ids() []string {
	out := make([]string, m.data.Rows)
	for i := range out {
		out[i] = fmt.Sprintf("p%06d", i)
	}
	return out
}

// poisson draws a count (Knuth, in pieces that do not underflow).
func poisson(random *rand.Rand, mean float64) float64 {
	n := 0.0
	for mean > 0 {
		piece := min(mean, 20)
		limit, product := math.Exp(-piece), random.Float64()
		for product > limit {
			n++
			product *= random.Float64()
		}
		mean -= piece
	}
	return n
}

// gamma draws a gamma value of a shape and scale 1 (Marsaglia and Tsang 2000).
func gamma(random *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return gamma(random, shape+1) * math.Pow(random.Float64(), 1/shape)
	}
	d := shape - 1.0/3
	c := 1 / math.Sqrt(9*d)
	for {
		x := random.NormFloat64()
		v := (1 + c*x) * (1 + c*x) * (1 + c*x)
		if v > 0 && math.Log(random.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}
