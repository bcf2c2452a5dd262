package impact

import (
	"context"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"continuum/internal/testkit"
)

// The intervals of the average effect hold the truth about as often as they say, where
// truths are as the prior expects them.
func TestTheAverageEffectIsCovered(t *testing.T) {
	random := rand.New(rand.NewPCG(12, 12))
	in, all := 0, 0
	for range 40 {
		ratio := math.Exp(-0.105 + 0.11*random.NormFloat64())
		m := makePlace(random, 2500, func(*soul) float64 { return 1 - ratio })
		p := m.pilot()
		o := &offering{Request: Request{Pilot: p, People: m.data}}
		o.fold, o.chance = p.folds(), make([]float64, p.Data.Rows)
		for i := range o.chance {
			o.chance[i] = 0.5
		}
		o.Prior, _ = DefaultPrior()
		o.rates = &rates{}
		for _, r := range m.rate {
			o.rates.pilot = append(o.rates.pilot, math.Log(r))
		}
		o.rates.people = o.rates.pilot
		if err := o.learnEffect(context.Background()); err != nil {
			t.Fatal(err)
		}
		all++
		if sd := math.Sqrt(o.effects.cov.At(0, 0)); math.Abs(o.effects.mean[0]-math.Log(ratio)) < 1.96*sd {
			in++
		}
	}
	if in < all*85/100 {
		t.Errorf("95%% intervals held the truth %d times of %d", in, all)
	}
}

// The gradient and information are those of the log-likelihood.
func TestLikelihoodDerivatives(t *testing.T) {
	random := rand.New(rand.NewPCG(2, 9))
	m := makePlace(random, 300, truths["social"])
	for _, shape := range []float64{2.5, math.Inf(1)} {
		checkDerivatives(t, random, m, shape)
	}
}

func checkDerivatives(t *testing.T, random *rand.Rand, m *made, shape float64) {
	t.Helper()
	l := &likelihood{events: m.event, shape: shape, fold: m.pilotFolds()}
	for i, r := range m.rate {
		l.logs, l.arm = append(l.logs, math.Log(r)), append(l.arm, m.treated[i]-0.5)
	}
	all, _ := modifiers(m.data, l.logs)
	l.readings = bind(all, m.data, m.data)
	beta := make([]float64, l.size())
	for i := range beta {
		beta[i] = 0.1 * random.NormFloat64()
	}
	here, each, err := l.at(context.Background(), beta)
	if err != nil || len(each) != folds {
		t.Fatal(err)
	}
	const step = 1e-5
	for i := range beta {
		up, down := append([]float64{}, beta...), append([]float64{}, beta...)
		up[i], down[i] = up[i]+step, down[i]-step
		a, _, _ := l.at(context.Background(), up)
		b, _, _ := l.at(context.Background(), down)
		if got, want := here.gradient[i], (a.log-b.log)/(2*step); math.Abs(got-want) > 1e-4*(1+math.Abs(want)) {
			t.Errorf("coefficient %d has the gradient %v, want %v", i, got, want)
		}
	}
}

func (m *made) pilotFolds() []int {
	p := m.pilot()
	return p.folds()
}

func TestVectorsPilot(t *testing.T) {
	dir := testkit.Vectors(t, "target")
	r, notices, err := Files{
		Pilot: filepath.Join(dir, "synthetic_place_pilot_train.csv.gz"), People: filepath.Join(dir, "synthetic_place_test_features.csv.gz"),
		ID: "person_id", Treated: "treated", Events: "em_adm_next_12m",
	}.Read(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if len(notices) > 0 || r.Last != "em_adm_0_12m" || r.People.Rows != 40_000 {
		t.Errorf("notices %v, last %q, %d people", notices, r.Last, r.People.Rows)
	}
	r.Event, r.Cost, r.Places, r.Seed = 260_000, 40_000, Unlimited, 1
	a, err := Offer(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	with, without := a.Pilot.TreatedEvents/float64(a.Pilot.Treated), a.Pilot.ControlEvents/float64(a.Pilot.Control)
	if math.Abs(without-0.0743) > 5e-5 || math.Abs(with-0.0654) > 5e-5 {
		t.Errorf("the arms have %.4f and %.4f events a person", with, without)
	}
	if each := a.All / 100 / 40_000; math.Abs(each+377) > 10 {
		t.Errorf("offering it to everybody is worth £%.0f a head", each)
	}
	if len(a.Warnings) > 0 || len(a.List.Chosen) == 0 || len(a.List.Chosen) > 800 {
		t.Errorf("%d people, warnings %v", len(a.List.Chosen), a.Warnings)
	}
	t.Logf("%d people, expected £%.0f (£%.0f to £%.0f), pays with a chance of %.2f; in the pilot £%.0f each, standard error £%.0f",
		len(a.List.Chosen), a.List.Total/100, a.Outlook.Range.Low/100, a.Outlook.Range.High/100, a.Outlook.Pays, a.Honest.Each/100, a.Honest.SE/100)
}
