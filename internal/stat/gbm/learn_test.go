package gbm

import (
	"math"
	"math/rand/v2"
	"testing"

	"continuum/internal/frame"
)

func meanOf(t *testing.T, m *Model, f *frame.Frame, truth Target) float64 {
	t.Helper()
	rows, err := truth.check(f.Rows, m.Options.Loss)
	if err != nil {
		t.Fatal(err)
	}
	return meanLoss(m.Options.Loss, &truth, rows, scored(t, m, f))
}

func TestLevelsOfChanceTeachNothing(t *testing.T) {
	f, target := made(8000, 11)
	g, truth := made(8000, 12)
	for _, x := range []*frame.Frame{f, g} {
		c := frame.Column{Name: "code", Kind: frame.Category, Levels: make([]string, 600), Codes: make([]int32, x.Rows)}
		for i := range c.Levels {
			c.Levels[i] = string(rune('A'+i%26)) + string(rune('a'+i/26))
		}
		rnd := rand.New(rand.NewPCG(uint64(len(x.Columns)), 5))
		for i := range c.Codes {
			c.Codes[i] = int32(rnd.IntN(600))
		}
		x.Columns = append(x.Columns, c)
	}
	o := Options{Loss: Logistic, Trees: 60, Depth: 4}
	with := meanOf(t, trained(t, f, target, o), g, truth)
	without := meanOf(t, trained(t, f.Without("code"), target, o), g, truth)
	if with > without*1.02 {
		t.Errorf("600 levels that mean nothing worsen the loss from %.4f to %.4f", without, with)
	}
}

func TestSetsOfLevelsAreFound(t *testing.T) {
	const rows = 20_000
	rnd := rand.New(rand.NewPCG(3, 3))
	c := frame.Column{Name: "practice", Kind: frame.Category, Codes: make([]int32, rows), Levels: make([]string, 60)}
	for i := range c.Levels {
		c.Levels[i] = string(rune('A'+i/8)) + string(rune('a'+i%8))
	}
	target := Target{Y: make([]float64, rows)}
	for i := range c.Codes {
		c.Codes[i] = int32(rnd.IntN(60))
		if rnd.Float64() < 0.1+0.3*float64(mix(uint64(c.Codes[i]))&1) { // no order of names tells
			target.Y[i] = 1
		}
	}
	f := &frame.Frame{Rows: rows, Columns: []frame.Column{c}}
	raw := scored(t, trained(t, f, target, Options{Loss: Logistic, Trees: 30, Depth: 3, Rate: 0.3}), f)
	for i, code := range c.Codes {
		want := 0.1 + 0.3*float64(mix(uint64(code))&1)
		if got := sigmoid(raw[i]); math.Abs(got-want) > 0.08 {
			t.Fatalf("practice %s: risk %.3f, truly %.3f", c.Levels[code], got, want)
		}
	}
}

func TestPoissonLearnsRates(t *testing.T) {
	const rows = 30_000
	rnd := rand.New(rand.NewPCG(8, 8))
	x := frame.Column{Name: "need", Kind: frame.Number, Numbers: make([]float32, rows)}
	target := Target{Y: make([]float64, rows), Offset: make([]float64, rows)}
	for i := range rows {
		x.Numbers[i] = float32(rnd.IntN(3))
		years := 0.1 + 2*rnd.Float64()
		target.Offset[i] = math.Log(years)
		for wait := rnd.ExpFloat64(); wait < years*0.2*math.Pow(3, float64(x.Numbers[i])); wait += rnd.ExpFloat64() {
			target.Y[i]++
		}
	}
	f := &frame.Frame{Rows: rows, Columns: []frame.Column{x}}
	raw := scored(t, trained(t, f, target, Options{Loss: Poisson, Trees: 60}), f)
	for i := range 100 {
		want := 0.2 * math.Pow(3, float64(x.Numbers[i]))
		if got := math.Exp(raw[i]); math.Abs(got/want-1) > 0.06 {
			t.Errorf("need %v: rate %.3f a year, truly %.3f", x.Numbers[i], got, want)
		}
	}
}

func TestWeightsCountAsRows(t *testing.T) {
	f, target := made(3000, 21)
	target.Weight = make([]float64, f.Rows)
	var twice []int
	for i := range f.Rows {
		target.Weight[i] = float64(i % 3)
		for range i % 3 {
			twice = append(twice, i)
		}
	}
	o := Options{Loss: Logistic, Trees: 10, MinRows: 1}
	weighted := meanOf(t, trained(t, f, target, o), f, target)
	repeated := Target{}
	for _, i := range twice {
		repeated.Y = append(repeated.Y, target.Y[i])
	}
	again := meanOf(t, trained(t, f.Take(twice), repeated, o), f, target)
	if math.Abs(weighted-again) > 0.01*again {
		t.Errorf("loss %.4f with weights, %.4f with repeated rows", weighted, again)
	}
}

func TestLeavesHaveTheRowsAndHessiansAskedFor(t *testing.T) {
	f, target := made(4000, 31)
	for _, o := range []Options{
		{MinRows: 100, MinHessian: -1, L2: -1, Depth: 9},
		{MinRows: 37, MinHessian: -1, L2: -1, Depth: 9, Leaves: 17},
		{MinRows: 1, MinHessian: 12, Depth: 9},
	} {
		o.Loss, o.Trees = Logistic, 10
		for _, tree := range trained(t, f, target, o).Trees {
			leaves := 0
			for i := range tree {
				if !tree[i].leaf() {
					continue
				}
				leaves++
				if tree[i].Cover < max(float64(o.MinRows), 4*o.MinHessian) {
					t.Errorf("a leaf has %v rows; %d rows and hessian %v are asked for", tree[i].Cover, o.MinRows, o.MinHessian)
				}
			}
			if leaves < 4 || o.Leaves > 0 && leaves > o.Leaves || tree.depth() > o.Depth {
				t.Errorf("%d leaves, %d deep", leaves, tree.depth())
			}
		}
	}
}

func TestStopsEarly(t *testing.T) {
	f, target := made(1500, 41)
	g, truth := made(1500, 42)
	m, err := Train(t.Context(), f, target, &Valid{g, truth}, Options{Loss: Logistic, Trees: 500, Rate: 0.3, Early: 10})
	if err != nil {
		t.Fatal(err)
	}
	best := 0
	for i, l := range m.Losses {
		if l < m.Losses[best] {
			best = i
		}
	}
	if len(m.Losses) >= 500 || len(m.Trees) != best+1 || len(m.Losses) != best+11 {
		t.Errorf("%d trees kept of %d grown, the best was %d", len(m.Trees), len(m.Losses), best+1)
	}
	if got := meanOf(t, m, g, truth); math.Abs(got-m.Losses[best]) > 1e-12 {
		t.Errorf("validation loss %v while learning, %v when scored", m.Losses[best], got)
	}
}
