package ward

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var noon = time.Date(2026, time.March, 2, 12, 0, 0, 0, time.UTC)

// taken is a reading minutes after noon, "saturation 90, pulse 120".
func taken(t testing.TB, minutes int, text string) Reading {
	t.Helper()
	r := Reading{Person: "mary", At: noon.Add(time.Duration(minutes) * time.Minute)}
	for part := range strings.SplitSeq(text, ", ") {
		name, number, _ := strings.Cut(part, " ")
		m, err := ParseMeasure(name)
		if err != nil {
			t.Fatal(err)
		}
		n, err := ParseNumber(number)
		if err == nil {
			err = r.Signs.Set(m, n)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return r
}

func told(events []Event) string {
	var b strings.Builder
	for _, e := range events {
		b.WriteString(e.Kind.String())
		if e.Kind != Ask {
			fmt.Fprintf(&b, " %d %s", e.Alert.Number, e.Alert.Severity)
		}
		if e.Alert.Escalates > 0 {
			fmt.Fprintf(&b, " over %d", e.Alert.Escalates)
		}
		for _, f := range e.Alert.Findings {
			fmt.Fprintf(&b, ", %s %s %s", f.Measure, f.Value, f.Why)
		}
		b.WriteString("; ")
	}
	return strings.TrimSuffix(b.String(), "; ")
}

// story is what a person's readings lead to, one after the other.
type story []struct {
	minutes int
	reading string
	want    string
}

func (s story) play(t *testing.T) {
	t.Helper()
	var w Watch
	rules, plan := Default(), Plan{}
	for _, step := range s {
		var events []Event
		w, events = w.Take(taken(t, step.minutes, step.reading), &rules, &plan)
		if got := told(events); got != step.want {
			t.Errorf("%d minutes, %s:\ngot  %q\nwant %q", step.minutes, step.reading, got, step.want)
		}
	}
}

func TestConfirmed(t *testing.T) {
	t.Run("by a second reading, and then it is one alert", func(t *testing.T) {
		story{
			{0, "saturation 91", "ask, saturation 91 confirmed by a second reading"},
			{0, "saturation 91", ""}, // sent twice
			{1, "saturation 91", ""}, // the same moment
			{15, "saturation 92", "raise 1 routine, saturation 92 confirmed by a second reading"},
			{15, "saturation 92", ""},
			{30, "saturation 90", ""},
			{60, "pulse 120", "ask, pulse 120 confirmed by a second reading"},
			{75, "pulse 118", "raise 2 urgent over 1, pulse 118 confirmed by a second reading"},
			{80, "temperature 38.5", "ask, temperature 38.5 confirmed by a second reading"},
			{90, "temperature 38.6", "join 2 urgent, temperature 38.6 confirmed by a second reading"},
			{75 + 18*60, "saturation 90", "raise 3 routine, saturation 90 goes on"},
		}.play(t)
	})
	t.Run("a cold finger is no alert", func(t *testing.T) {
		story{
			{0, "saturation 86", "ask, saturation 86 confirmed by a second reading"},
			{10, "saturation 97", ""},
			{360, "saturation 86", "ask, saturation 86 confirmed by a second reading"},
		}.play(t)
	})
	t.Run("the other side confirms nothing", func(t *testing.T) {
		story{
			{0, "systolic 95", "ask, systolic 95 confirmed by a second reading"},
			{10, "systolic 190", "ask, systolic 190 confirmed by a second reading"},
			{20, "systolic 191", "raise 1 routine, systolic 191 confirmed by a second reading"},
		}.play(t)
	})
	t.Run("what is over takes in nothing else", func(t *testing.T) {
		story{
			{0, "saturation 78, pulse 80", "raise 1 emergency, saturation 78 never waits"},
			{20, "saturation 97, pulse 80", ""},
			{60, "saturation 79, pulse 80", ""}, // the same cold finger
			{90, "saturation 97, pulse 80", ""},
			{300, "systolic 88, pulse 120", "raise 2 urgent, systolic 88 several measures agree, pulse 120 several measures agree, news2 5 several measures agree"},
		}.play(t)
	})
	t.Run("no answer is an alert", func(t *testing.T) {
		story{
			{0, "pulse 120", "ask, pulse 120 confirmed by a second reading"},
			{15 * 60, "pulse 75", "raise 1 routine, pulse 120 asked again and not answered"},
		}.play(t)
	})
	t.Run("measures agree", func(t *testing.T) {
		story{
			{0, "respiration 24, saturation 91", "raise 1 urgent, respiration 24 several measures agree, saturation 91 several measures agree, news2 5 several measures agree"},
		}.play(t)
	})
}

func TestNeverWaits(t *testing.T) {
	story{
		{0, "saturation 79", "raise 1 emergency, saturation 79 never waits"},
		{10, "saturation 78", ""},
		{20, "consciousness 1", "join 1 emergency, consciousness 1 never waits"},
		{1200, "pulse 80", ""},
		{1150, "pulse 150", "raise 2 emergency, pulse 150 never waits"}, // came late
		{1151, "pulse 120", ""}, // late: confirms nothing
		{2500, "respiration 28, saturation 92, oxygen 2", "ask, respiration 28 confirmed by a second reading; raise 3 emergency, saturation 92 goes on, news2 7 never waits"},
	}.play(t)
	story{
		{0, "pulse 120", "ask, pulse 120 confirmed by a second reading"},
		{5, "pulse 125", "raise 1 routine, pulse 125 confirmed by a second reading"},
		{9, "pulse 150", "raise 2 emergency over 1, pulse 150 never waits"},
	}.play(t)
}

func TestTickAsksAfterSilence(t *testing.T) {
	rules, plan := Default(), Plan{}
	w, _ := Watch{}.Take(taken(t, 0, "pulse 120"), &rules, &plan)
	same, events := w.Tick("mary", noon.Add(rules.Confirm), &rules, &plan)
	if len(events) != 0 || same != w {
		t.Error("it is not yet time", events)
	}
	after, events := w.Tick("mary", noon.Add(rules.Confirm+time.Hour), &rules, &plan)
	if told(events) != "raise 1 routine, pulse 120 asked again and not answered" || !events[0].Alert.Raised.Equal(noon.Add(rules.Confirm)) {
		t.Errorf("%+v", events)
	}
	if _, events = after.Tick("mary", noon.Add(50*time.Hour), &rules, &plan); len(events) != 0 {
		t.Error("told twice", events)
	}
	rules.Repeat = false
	if _, events = w.Tick("mary", noon.Add(50*time.Hour), &rules, &plan); len(events) != 0 {
		t.Error("nobody was asked", events)
	}
}

func TestPersonalLimits(t *testing.T) {
	own := func(from, until int, low int) Personal {
		return Personal{Measure: Saturation, Limit: Limit{Low: To(Whole(low))}, By: "Dr Rao", From: noon.AddDate(0, 0, from), Until: noon.AddDate(0, 0, until)}
	}
	plan := Plan{Scale: Scale2, Personal: []Personal{own(0, 10, 86), own(5, 20, 84), own(-9, -1, 70)}}
	rules := Default()
	for _, c := range []struct{ day, low, never int }{{-2, 70, 70}, {-1, 93, 80}, {0, 86, 80}, {4, 86, 80}, {5, 84, 80}, {19, 84, 80}, {20, 93, 80}} {
		l, set := plan.Limit(Saturation, noon.AddDate(0, 0, c.day), &rules)
		if l.Low.At != Whole(c.low) || l.NeverBelow.At != Whole(c.never) || (set != nil) != (c.low != 93) {
			t.Errorf("day %d: %+v %v", c.day, l, set)
		}
	}
	var w Watch
	w, events := w.Take(taken(t, 0, "saturation 87, oxygen 0"), &rules, &plan)
	if len(events) != 0 {
		t.Error("87 is inside her limit", told(events))
	}
	_, events = w.Take(taken(t, 60, "saturation 85"), &rules, &plan)
	if told(events) != "ask, saturation 85 confirmed by a second reading" || events[0].Alert.Findings[0].SetBy != "Dr Rao" {
		t.Error(told(events))
	}
}

func TestPersonalLimitsRefused(t *testing.T) {
	good := Personal{Measure: Pulse, Limit: Limit{Low: To(Whole(50)), High: To(Whole(120))}, By: "Dr Rao", From: noon, Until: noon.AddDate(0, 0, 14)}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for want, spoil := range map[string]func(*Personal){
		"set by nobody":    func(p *Personal) { p.By = " " },
		"no end":           func(p *Personal) { p.Until = p.From },
		"has no ends":      func(p *Personal) { p.Limit = Limit{} },
		"above its high":   func(p *Personal) { p.Limit.Low = To(Whole(130)) },
		"at the low end":   func(p *Personal) { p.Limit.NeverBelow = To(Whole(60)) },
		"at the high end":  func(p *Personal) { p.Limit.NeverAbove = To(Whole(100)) },
		"no measure there": func(p *Personal) { p.Measure = 99 },
	} {
		p := good
		spoil(&p)
		if err := p.Check(); want == "no measure there" && err != nil {
			continue
		} else if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	rules := Default()
	if err := rules.Check(); err != nil {
		t.Fatal(err)
	}
	for _, spoil := range []func(*Rules){
		func(r *Rules) { r.Confirm = 0 }, func(r *Rules) { r.Apart = r.Confirm }, func(r *Rules) { r.Batch = 0 },
		func(r *Rules) { r.Limits[Pulse].Low = To(Whole(300)) },
	} {
		r := Default()
		spoil(&r)
		if r.Check() == nil {
			t.Errorf("%+v is taken", r)
		}
	}
}

// known tells whether an alert holds only measures that were found before it.
func known(a Alert, before uint16) bool {
	for _, f := range a.Findings {
		if before&(1<<f.Measure) == 0 {
			return false
		}
	}
	return true
}

// anyReadings draws a person's readings, some sent twice, some late.
func anyReadings(t *rapid.T) []Reading {
	var all []Reading
	at := noon
	for range rapid.IntRange(1, 30).Draw(t, "readings") {
		at = at.Add(time.Duration(rapid.IntRange(-60, 900).Draw(t, "minutes")) * time.Minute)
		r := Reading{Person: "mary", At: at, Signs: anySigns(t, false)}
		if rapid.Bool().Draw(t, "mild") { // near the limits, where most is decided
			r.Signs = Signs{}
			r.Signs.set(Saturation, Whole(rapid.IntRange(88, 97).Draw(t, "saturation")))
			r.Signs.set(Pulse, Whole(rapid.IntRange(70, 130).Draw(t, "pulse")))
		}
		all = append(all, r)
	}
	return all
}

// TestWatchHolds: whatever comes, what never waits alerts at once unless an emergency is
// open; alerts are numbered without a gap; between two of a person lies the batch, a higher
// severity or a measure that the first did not hold; a reading that comes twice in a row changes nothing.
func TestWatchHolds(t *testing.T) { rapid.Check(t, watchHolds) }

func FuzzWatch(f *testing.F) { f.Fuzz(rapid.MakeFuzz(watchHolds)) }

func watchHolds(t *rapid.T) {
	rules, plan := Default(), Plan{}
	var w Watch
	var last Alert
	for _, r := range anyReadings(t) {
		next, events := w.Take(r, &rules, &plan)
		extreme, loud := false, false
		for m := range Total {
			if n, known := r.Signs.Get(m); known {
				_, never := rules.Limits[m].Judge(n)
				extreme = extreme || never
			}
		}
		for _, e := range events {
			if e.Kind != Raise {
				continue
			}
			a := e.Alert
			loud = loud || a.Severity == Emergency
			if a.Number != last.Number+1 || len(a.Findings) == 0 || a.Raised.Before(last.Raised) {
				t.Fatalf("%+v after %+v", a, last)
			}
			if last.Number > 0 && a.Raised.Sub(last.Raised) < rules.Batch && a.Severity <= last.Severity && known(a, w.found) {
				t.Fatalf("%+v adds nothing to %+v", a, last)
			}
			last = a
		}
		if open := last.Severity == Emergency && last.Number > 0 && next.last.Sub(last.Raised) < rules.Batch; extreme && !loud && !open {
			t.Fatalf("%+v did not alert", r)
		}
		if !r.At.Before(w.last) {
			if again, more := next.Take(r, &rules, &plan); again != next || len(more) > 0 && more[0].Kind != Ask {
				t.Fatalf("sent twice: %v", told(more))
			}
		}
		w = putAway(t, next)
	}
}

// putAway gives what comes back when a watch was put away.
func putAway(t *rapid.T, w Watch) Watch {
	data, err := json.Marshal(w)
	if err != nil {
		t.Fatal(err)
	}
	var back Watch
	if err := json.Unmarshal(data, &back); err != nil || back != w {
		t.Fatalf("%s: %v", data, err)
	}
	return back
}

func TestWatchRefusesWhatItDidNotWrite(t *testing.T) {
	for _, text := range []string{`{"found":["mood"]}`, `{"doubts":{"mood":{}}}`, `{"severity":9}`, `{"severity":-1}`, `{"breached":{"pulse":7}}`, `[]`, `{"doubts":{"pulse":{"finding":{"Side":9}}}}`} {
		var w Watch
		if err := json.Unmarshal([]byte(text), &w); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
}
