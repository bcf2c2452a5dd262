package impact

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"testing"

	"continuum/internal/fault"
)

const (
	eventPence     = 260_000
	programmePence = 40_000
)

func offered(t testing.TB, m *made, people *made, places int) *offering {
	t.Helper()
	o, err := Request{
		Pilot: m.pilot(), People: people.data, IDs: people.ids(), Event: eventPence, Cost: programmePence,
		Places: places, Last: "em_adm_last_12m", Seed: 1,
	}.run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// Over several places whose truth is known, the list is worth more than lists of the
// same length by risk and by last year's admissions, and loses little where help
// does nothing.
func TestTheListIsWorthMoreThanRankingByRisk(t *testing.T) {
	terms := Terms{Event: eventPence, Engaged: programmePence, Engagement: 1}
	var ours, byRisk, byLast float64
	for n, name := range []string{"conditions", "social", "alike", "harm", "nothing"} {
		random := rand.New(rand.NewPCG(uint64(n), 11))
		m, people := makePlace(random, 20_000, truths[name]), makePlace(random, 12_000, truths[name])
		o := offered(t, m, people, Unlimited)
		a := &o.answer
		k := len(a.List.Chosen)
		value, last := people.worth(terms, a.List.Chosen), people.worth(terms, people.first("em_adm_last_12m", k))
		risk := people.worth(terms, ranked(people.ids(), o.rates.people, func(int) bool { return true })[:k])
		var most float64
		for i := range people.rate {
			most += max(0, terms.Value(people.rate[i], people.effect[i]))
		}
		t.Logf("%-10s %4d people, worth £%.0f; by risk £%.0f, by last year's admissions £%.0f; most there is £%.0f; expected £%.0f", name, k, value/100, risk/100, last/100, most/100, a.List.Total/100)
		ours, byRisk, byLast = ours+value, byRisk+risk, byLast+last
		if name == "nothing" && value < -2_000_000 {
			t.Errorf("where help does nothing %d people were listed, at a loss of £%.0f", k, -value/100)
		}
	}
	if ours < 1.05*byRisk || ours < 1.3*byLast || ours <= 0 {
		t.Errorf("worth £%.0f in all; by risk £%.0f, by last year's admissions £%.0f", ours/100, byRisk/100, byLast/100)
	}
}

func TestTheSameSeedGivesTheSameAnswer(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	m, people := makePlace(random, 4000, truths["conditions"]), makePlace(random, 2000, truths["conditions"])
	was := runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(was)
	one := offered(t, m, people, 10).answer
	runtime.GOMAXPROCS(4)
	if other := offered(t, m, people, 10).answer; !reflect.DeepEqual(one, other) {
		t.Error("another number of processors gave another answer")
	}
	if len(one.List.Chosen) > 10 {
		t.Errorf("%d people on 10 places", len(one.List.Chosen))
	}
}

// A list of few places has a price for one more, which is the value of the next.
func TestPlacesHaveAPrice(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	m, people := makePlace(random, 8000, truths["alike"]), makePlace(random, 4000, truths["alike"])
	all, few := offered(t, m, people, Unlimited).answer, offered(t, m, people, 5).answer
	if len(all.List.Chosen) < 7 {
		t.Fatalf("only %d people pay", len(all.List.Chosen))
	}
	next := all.Values[all.List.Chosen[5]]
	if !few.List.Full || few.List.Shadow != next || all.List.Full || all.List.Shadow != 0 {
		t.Errorf("one more place is worth %v, the next person %v", few.List.Shadow, next)
	}
}

func TestNobodyPaysWhereHelpCostsTooMuch(t *testing.T) {
	random := rand.New(rand.NewPCG(6, 6))
	m := makePlace(random, 3000, truths["alike"])
	a, err := Offer(context.Background(), Request{Pilot: m.pilot(), People: m.data, IDs: m.ids(), Event: 1000, Cost: 1e7, Places: Unlimited, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.List.Chosen) != 0 || a.CannotBe == "" || a.Outlook.Pays != 0 || a.Honest.People != 0 {
		t.Errorf("%d people, %q, %+v", len(a.List.Chosen), a.CannotBe, a.Outlook)
	}
}

// Where those with more events were helped more, the arms are told to differ, and the
// effect is still found.
func TestAPilotThatIsNotRandomisedIsToldAndAdjusted(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 8))
	m := makePlace(random, 24_000, truths["alike"])
	c := m.data.Column("em_adm_last_12m")
	for i, last := range c.Numbers {
		m.treated[i] = yes(random.Float64() < 0.3+0.4*min(1, float64(last)))
		m.event[i] = poisson(random, m.rate[i]*(1-m.treated[i]*m.effect[i]))
	}
	a := offered(t, m, m, Unlimited).answer
	if len(a.Warnings) == 0 {
		t.Error("no warning")
	}
	if a.Average.Range.Low > 0.13 || a.Average.Range.High < 0.13 || math.Abs(a.Average.Avoided-0.13) > 0.1 {
		t.Errorf("an effect of %+v was found, it is 0.13", a.Average)
	}
}

// A pilot of any size gives finite figures or says what is wrong with it.
func TestSmallPilotsGiveFiniteFigures(t *testing.T) {
	random := rand.New(rand.NewPCG(10, 10))
	answers := 0
	for n := 12; n < 1000; n += n / 3 {
		m := makePlace(random, n, truths["alike"])
		for i := range m.event {
			m.event[i] += float64(random.IntN(2))
		}
		a, err := Offer(context.Background(), Request{Pilot: m.pilot(), People: m.data, IDs: m.ids(), Event: eventPence, Cost: 1000, Places: Unlimited, Seed: 1})
		if err != nil {
			var bad *fault.Error
			if !errors.As(err, &bad) || bad.Code != fault.Invalid {
				t.Errorf("a pilot of %d people: %v", n, err)
			}
			continue
		}
		answers++
		for _, v := range append(a.Values, a.Average.Avoided, a.Average.Range.Low, a.Average.Range.High, a.Outlook.Expected, a.Honest.Each, a.Honest.SE, a.Rates.Mean) {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("a pilot of %d people gives %v", n, v)
			}
		}
	}
	if answers < 5 {
		t.Errorf("only %d pilots gave an answer", answers)
	}
}
