package programme

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// loaded gives a sound programme, changed.
func loaded(t testing.TB, edit func(p *Programme)) *Programme {
	t.Helper()
	all, problems := Load(placeOf(map[string]string{"a": sound}))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	edit(&all[0])
	return &all[0]
}

func nothing(*Programme) {}

var madeOf = Source{Build: "b1", Model: "emergency_admission", ModelHash: "m1", Outcome: "emergency admission", Horizon: 12, IndexDate: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)}

// people have rates from 0 on in steps; every second is in the group of hearts.
func people(n int, step float64) (all []Person) {
	for i := range n {
		rate := float64(i) * step
		all = append(all, Person{
			ID: fmt.Sprintf("p%04d", i), Practice: "P1", Deprivation: i%5 + 1, Group: i % 2, Rate: rate, RateLow: rate * 0.8, RateHigh: rate * 1.2,
			Chance: 1 - math.Exp(-rate), Last: rate * 2,
		})
	}
	return all
}

func made(t testing.TB, all ...Demand) []*List {
	t.Helper()
	for i := range all {
		all[i].Source = madeOf
	}
	lists, err := Make(all)
	if err != nil {
		t.Fatal(err)
	}
	return lists
}

func TestMakeByHand(t *testing.T) {
	p := loaded(t, func(p *Programme) { p.Local = nil })
	l := made(t, Demand{Programme: p, People: people(41, 0.25)})[0]
	// V = 0.5 (rate/2 x 0.2 x 150000 - 40000) - 1000 pence: above 0 from a rate of 2.8 on,
	// in the group of hearts; at 0.05 never below 11.2.
	want := []string{"p0040", "p0038", "p0036", "p0034", "p0032", "p0030", "p0028", "p0026", "p0024", "p0022"}
	if got := ids(l); !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if top := l.People[0]; top.Value != 54000 || top.Risk != 10 || top.Effect != 0.2 || top.Low >= top.Value || top.Value >= top.High || top.Pays < 0.9 {
		t.Errorf("%+v", top)
	}
	h := &l.Head
	if !h.Pays || h.OneMore != 16500 || h.Saves-h.Costs != h.Net || h.Members != 41 || h.Eligible != 41 {
		t.Errorf("%+v", h)
	}
	if !strings.HasPrefix(h.Verdict, "This list pays") || !strings.Contains(h.Ends, "It ends where the places do: 5 more people would be worth one.") {
		t.Errorf("%s %s", h.Verdict, h.Ends)
	}
	if h.Fall.Last != 2*h.Fall.Next || h.Fall.Fall() != 0.5 || h.Effects[0].People != 10 || math.Abs(h.BreakEven-2.8) > 1e-9 {
		t.Errorf("%+v, %+v, %v", h.Fall, h.Effects, h.BreakEven)
	}
}

func ids(l *List) (all []string) {
	for _, x := range l.People {
		all = append(all, x.Person)
	}
	return all
}

// A list says at its very top what is wrong with it.
func TestVerdicts(t *testing.T) {
	few := people(8, 0.25) // nobody with more than 1.75 events
	for _, c := range []struct {
		name          string
		edit          func(p *Programme)
		people        []Person
		taken         int
		verdict, ends string
		pays          bool
	}{
		{"nobody pays", nothing, few, 0, "Nobody is on this list: the programme would cost more than it is worth", "nobody reaches the break-even", false},
		{"nobody at all", nothing, nil, 0, "nobody of the cohort is eligible", "", false},
		{"no places left", nothing, people(41, 0.25), 10, "all places are taken", "", false},
		{"places left", nothing, people(15, 0.25), 0, "This list pays", "filling them would lose money", true},
		{"for what people value", func(p *Programme) { p.Outcomes = Outcomes{"nights at home", 8, 20000, true, "panel"} }, few, 0, "This list loses money: £", "", false},
		{"average cost", func(p *Programme) { p.Event.Basis = "average" }, people(41, 0.25), 0, "This list pays", "", true},
	} {
		l := made(t, Demand{Programme: loaded(t, c.edit), People: c.people, Taken: c.taken})[0]
		if !strings.Contains(l.Head.Verdict, c.verdict) || !strings.Contains(l.Head.Ends, c.ends) || l.Head.Pays != c.pays {
			t.Errorf("%s: %q, %q, %v", c.name, l.Head.Verdict, l.Head.Ends, l.Head.Pays)
		}
		if _, err := json.Marshal(l); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	l := made(t, Demand{Programme: loaded(t, func(p *Programme) { p.Outcomes = Outcomes{"nights at home", 8, 20000, true, "panel"} }), People: few})[0]
	if !strings.Contains(l.Head.Verdict, "It is chosen for what people value") || l.Head.Points.Each <= 0 || l.Head.Points.Expects <= 0 {
		t.Errorf("%q, %+v", l.Head.Verdict, l.Head.Points)
	}
}

// Who is picked at their worst mostly gets better: a model that says otherwise is doubted.
func TestDoubtsAModelThatExpectsMore(t *testing.T) {
	all := people(41, 0.25)
	for i := range all {
		all[i].Last = all[i].Rate / 2
	}
	l := made(t, Demand{Programme: loaded(t, nothing), People: all})[0]
	if len(l.Head.Notes) != 1 || !strings.Contains(l.Head.Notes[0], "expects more events") || l.Head.Fall.Fall() >= 0 {
		t.Errorf("%v, %v", l.Head.Notes, l.Head.Fall)
	}
}

// What local evaluations found draws the effect, the more the surer they are.
func TestLocalResults(t *testing.T) {
	for _, c := range []struct {
		se         float64
		low, high  float64
		lowW, topW float64
	}{{0.001, 0.39, 0.401, 0.9, 1}, {10, 0.19, 0.21, 0, 0.1}} {
		p := loaded(t, func(p *Programme) { p.Local = []Local{{"heart", 0.4, c.se, 100, "here"}} })
		all, err := p.effects()
		if err != nil || all[0].Mean < c.low || all[0].Mean > c.high || all[0].Weight < c.lowW || all[0].Weight > c.topW || all[1].Mean != 0.05 || all[1].Weight != 0 {
			t.Errorf("%v: %+v, %v", c.se, all, err)
		}
	}
	p := loaded(t, func(p *Programme) { p.Local = []Local{{"", 0.4, 0.05, 100, "here"}} })
	all, err := p.effects()
	if err != nil || all[0].Weight == 0 || all[0].Weight >= all[1].Weight {
		t.Errorf("a result of everybody tells less of one group: %+v, %v", all, err)
	}
}

func TestLeftOut(t *testing.T) {
	all := people(41, 0.25)
	all[40].Left, all[38].Left, all[1].Left = "has died", "is enrolled already", "has died"
	l := made(t, Demand{Programme: loaded(t, nothing), People: all})[0]
	if got := fmt.Sprint(l.Head.Left); got != "[{has died 2} {is enrolled already 1}]" || l.Head.Eligible != 38 || slices.Contains(ids(l), "p0040") {
		t.Errorf("%s, %d, %v", got, l.Head.Eligible, ids(l))
	}
}

// A rule about a group is kept, and says what it and others cost.
func TestEquity(t *testing.T) {
	p := loaded(t, func(p *Programme) { p.Equity = Equity{"deprivation", "1", 0.4, "they have more need."} })
	l := made(t, Demand{Programme: p, People: people(41, 0.25)})[0]
	first := 0
	for _, x := range l.People {
		if x.Deprivation == 1 {
			first++
		}
	}
	if float64(first) < 0.4*float64(len(l.People)) {
		t.Errorf("%d of %d", first, len(l.People))
	}
	o := l.Head.Equity
	if len(o) != 4 || o[0].Costs != 0 || !o[3].Chosen || o[3].Costs <= 0 || o[3].Net+o[3].Costs != o[0].Net || l.Head.Net != o[3].Net || !strings.Contains(l.Head.Rule, "At least 40% of the list are of the most deprived fifth: they have more need.") {
		t.Errorf("%+v, %q, %d", o, l.Head.Rule, l.Head.Net)
	}
}

// Nobody is on two lists that exclude each other, whoever is best for the whole.
func TestExclusiveLists(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		a, b := loaded(t, nothing), loaded(t, nothing)
		b.ID, b.Exclusive, b.Costs.Engaged = "b", []string{"a"}, rapid.Float64Range(1000, 90000).Draw(rt, "cost")
		a.Places, b.Places = rapid.IntRange(0, 12).Draw(rt, "places"), rapid.IntRange(1, 12).Draw(rt, "others")
		all := people(rapid.IntRange(0, 40).Draw(rt, "people"), rapid.Float64Range(0.01, 1).Draw(rt, "step"))
		lists := made(t, Demand{Programme: a, People: all}, Demand{Programme: b, People: all})
		on := map[string]bool{}
		for k, l := range lists {
			if len(l.People) > []int{a.Places, b.Places}[k] {
				rt.Errorf("%d people in %d places", len(l.People), []int{a.Places, b.Places}[k])
			}
			for _, x := range l.People {
				if on[x.Person] || x.Value <= 0 {
					rt.Errorf("%s is on two lists, or is worth %d", x.Person, x.Value)
				}
				on[x.Person] = true
			}
			if l.Head.Net < 0 || l.Head.Members != len(all) {
				rt.Errorf("%+v", l.Head)
			}
			out := 0
			for _, x := range l.Head.Left {
				out += x.People
			}
			if out+l.Head.Eligible != len(all) {
				rt.Errorf("%d left out and %d eligible of %d", out, l.Head.Eligible, len(all))
			}
		}
	})
}

// The same demand gives the same bytes.
func TestMakeIsTheSame(t *testing.T) {
	text := func() string {
		l := made(t, Demand{Programme: loaded(t, nothing), People: people(41, 0.25)})[0]
		p, err := l.Publishable(loaded(t, nothing))
		if err != nil {
			t.Fatal(err)
		}
		data, _ := json.Marshal([]any{l, p})
		return string(data)
	}
	if a, b := text(), text(); a != b {
		t.Error("two lists of the same people differ")
	}
}

func TestMakeRefuses(t *testing.T) {
	p := loaded(t, nothing)
	bad := people(3, 1)
	bad[1].Rate = math.NaN()
	if _, err := Make([]Demand{{Programme: p, People: bad}}); err == nil || !strings.Contains(err.Error(), "p0001") {
		t.Errorf("a rate that is no number: %v", err)
	}
}

func TestPounds(t *testing.T) {
	for pence, want := range map[int64]string{0: "£0", 123_456_78: "£123,457", -50_00: "−£50", 99: "£1", 100_000_000_00: "£100,000,000"} {
		if got := Pounds(pence); got != want {
			t.Errorf("%d: %s", pence, got)
		}
	}
}
