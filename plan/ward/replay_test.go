package ward

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// The rules were tuned on seeds 1 to 1000; these were looked at once they stood.
const (
	firstHeldOut, heldOut = 10_001, 40
	perHundred            = 5.0
)

// TestReplayFindsAllWithinBudget is the promise of the package: on made-up readings that
// nothing was tuned on, no more than 5 alerts need a person for 100 readings, each seed by
// itself, and no deterioration is missed.
func TestReplayFindsAllWithinBudget(t *testing.T) {
	for name, answers := range map[string]float64{"nobody measures again": 0, "four of five measure again": 0.8} {
		t.Run(name, func(t *testing.T) {
			var all sums
			for seed := uint64(firstHeldOut); seed < firstHeldOut+heldOut; seed++ {
				all.add(t, seed, answers)
			}
			if all.truth < heldOut {
				t.Fatalf("only %d deteriorations were made", all.truth)
			}
			slices.Sort(all.leads)
			per := func(n int) float64 { return 100 * float64(n) / float64(all.readings) }
			t.Logf("%d seeds, %d readings, %d deteriorations: %.2f alerts for 100 readings (worst seed %.2f; outside deteriorations %.2f), asked to measure again %.2f, an alert for each reading outside would be %.2f; median lead %s, shortest %s",
				heldOut, all.readings, all.truth, per(all.alerts), all.worst, per(all.needless), per(all.asked), per(all.plain), all.leads[len(all.leads)/2], all.leads[0])
		})
	}
}

// sums are figures over several seeds.
type sums struct {
	truth, readings, alerts, needless, asked, plain int
	worst                                           float64
	leads                                           []time.Duration
}

func (s *sums) add(t *testing.T, seed uint64, answers float64) {
	t.Helper()
	m, rules := makeReadings(seed, answers), Default()
	r, err := Replay(m.readings, m.plans, &rules, m.truth)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Truth {
		if f.Alert == 0 {
			t.Errorf("seed %d: missed %s from %s to %s", seed, f.Person, f.Onset, f.Event)
			continue
		}
		s.leads = append(s.leads, f.Lead.Truncate(time.Minute))
	}
	if r.Per100() > perHundred {
		t.Errorf("seed %d: %.2f alerts for 100 readings", seed, r.Per100())
	}
	s.truth, s.readings, s.alerts = s.truth+len(r.Truth), s.readings+r.Readings, s.alerts+len(r.Alerts)
	s.needless, s.asked, s.worst = s.needless+r.Needless, s.asked+r.Asked, max(s.worst, r.Per100())
	for _, reading := range m.readings {
		if plan := m.plans[reading.Person]; outside(reading, &plan, &rules) {
			s.plain++
		}
	}
}

// TestReplayTellsBadRules: the same readings show what is wrong with rules that call for
// everything, that call for nothing, or that know nobody's normal.
func TestReplayTellsBadRules(t *testing.T) {
	m, nothing, eager := makeReadings(10_001, 0.8), Default(), Default()
	nothing.Limits = [measures]Limit{}
	for of := range eager.Limits {
		l := &eager.Limits[of]
		l.NeverBelow, l.NeverAbove = l.Low, l.High
	}
	eager.Batch = time.Minute
	for name, c := range map[string]struct {
		rules Rules
		plans map[string]Plan
		bad   func(Report) bool
	}{
		"no limits":       {nothing, nil, func(r Report) bool { return r.Missed == len(m.truth) && len(r.Alerts) == 0 }},
		"nothing waits":   {eager, m.plans, func(r Report) bool { return r.Per100() > perHundred }},
		"nobody's normal": {Default(), nil, func(r Report) bool { return r.Per100() > perHundred }},
	} {
		r, err := Replay(m.readings, c.plans, &c.rules, m.truth)
		if err != nil || !c.bad(r) {
			t.Errorf("%s: %.2f alerts for 100 readings, %d of %d missed, %v", name, r.Per100(), r.Missed, len(m.truth), err)
		}
	}
}

func TestReplayCounts(t *testing.T) {
	rules := Default()
	past := []Reading{
		taken(t, 0, "saturation 91"), taken(t, 15, "saturation 90"), taken(t, 30, "pulse 150"),
		taken(t, 5000, "saturation 97, pulse 80"), taken(t, 5010, "pulse 120"), taken(t, 5020, "temperature 39, pulse 130"),
	}
	truth := []Deterioration{
		{Person: "mary", Onset: noon.Add(10 * time.Minute), Event: noon.Add(10 * time.Hour)},
		{Person: "mary", Onset: noon.Add(20 * time.Hour), Event: noon.Add(30 * time.Hour)},
		{Person: "joan", Onset: noon, Event: noon.Add(time.Hour)},
	}
	r, err := Replay(past, nil, &rules, truth)
	if err != nil {
		t.Fatal(err)
	}
	if r.Readings != 6 || r.People != 1 || r.Asked != 3 || len(r.Alerts) != 3 || r.BySeverity != [3]int{2, 0, 1} || r.Missed != 2 || r.Needless != 1 {
		t.Errorf("%+v", r)
	}
	if f := r.Truth[0]; f.Alert != 1 || f.Lead != 9*time.Hour+45*time.Minute || r.MedianLead() != f.Lead {
		t.Errorf("%+v", f)
	}
	if r.Per100() != 50 {
		t.Error(r.Per100())
	}
	if none, err := Replay(nil, nil, &rules, nil); err != nil || none.Per100() != 0 || none.MedianLead() != 0 {
		t.Error(none, err)
	}
	if _, err := Replay(past, nil, &Rules{}, nil); err == nil {
		t.Error("rules that make no sense are replayed")
	}
}

// TestReplayInAnyOrder: the same readings shuffled, of people apart, come to the same.
func TestReplayInAnyOrder(t *testing.T) {
	rules, m := Default(), makeReadings(3, 0.8)
	a, err := Replay(m.readings, m.plans, &rules, m.truth)
	if err != nil {
		t.Fatal(err)
	}
	shuffled := slices.Clone(m.readings)
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	b, err := Replay(shuffled, m.plans, &rules, m.truth)
	if err != nil || len(a.Alerts) != len(b.Alerts) || a.Asked != b.Asked || !slices.Equal(a.Truth, b.Truth) {
		t.Fatal(err, len(a.Alerts), len(b.Alerts))
	}
}

func TestGather(t *testing.T) {
	got := Gather([]Reading{
		taken(t, 4, "pulse 90"), taken(t, 0, "saturation 91"), taken(t, 2, "respiration 22"),
		taken(t, 6, "saturation 90"), // measured again
		taken(t, 20, "pulse 95"),
	}, 10*time.Minute)
	if len(got) != 3 || !got[0].At.Equal(noon.Add(4*time.Minute)) || got[0].Signs != taken(t, 0, "saturation 91, respiration 22, pulse 90").Signs || got[1].Signs != taken(t, 0, "saturation 90").Signs {
		t.Errorf("%+v", got)
	}
}

// BenchmarkReplay replays 100,000 readings of 2,000 people.
func BenchmarkReplay(b *testing.B) {
	var all made
	all.plans = map[string]Plan{}
	for seed := uint64(1); len(all.readings) < 100_000; seed++ {
		m := makeReadings(seed, 0.8)
		prefix := string(rune('A'+seed%26)) + string(rune('A'+seed/26))
		for _, r := range m.readings {
			r.Person = prefix + r.Person
			all.readings = append(all.readings, r)
		}
		for id, plan := range m.plans {
			all.plans[prefix+id] = plan
		}
	}
	all.readings = inOrder(all.readings[:100_000])
	rules := Default()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Replay(all.readings, all.plans, &rules, nil); err != nil {
			b.Fatal(err)
		}
	}
}
