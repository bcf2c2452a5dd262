package ward

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestDesk(t *testing.T) {
	alert := func(person string, number int, minute int, s Severity) Alert {
		return Alert{Person: person, Number: number, Raised: noon.Add(time.Duration(minute) * time.Minute), Severity: s, Findings: []Finding{{Measure: Pulse}}}
	}
	d := Desk{Shift: Shift{Nurse: "Ana", Budget: 2}}
	for _, a := range []Alert{alert("a", 1, 0, Routine), alert("b", 1, 1, Routine), alert("c", 1, 2, Routine), alert("d", 1, 3, Urgent), alert("e", 1, 4, Emergency), alert("f", 1, 5, Routine)} {
		d = d.Offer(a)
	}
	if people(d.Given) != "[a b e]" || people(d.Queue) != "[d c f]" || d.Over() != 1 {
		t.Error(people(d.Given), people(d.Queue), d.Over())
	}
	worse := alert("f", 2, 6, Urgent)
	worse.Escalates = 1
	d = d.Offer(worse)
	if people(d.Queue) != "[d f c]" || len(d.Queue[1].Findings) != 2 {
		t.Error(people(d.Queue))
	}
	next := d.Next(Shift{Nurse: "Ben", Budget: 2})
	if people(next.Given) != "[d f]" || people(next.Queue) != "[c]" || next.Over() != 0 || people(d.Queue) != "[d f c]" {
		t.Error(people(next.Given), people(next.Queue), people(d.Queue))
	}
}

func people(alerts []Alert) string {
	var ids []string
	for _, a := range alerts {
		ids = append(ids, a.Person)
	}
	return fmt.Sprint(ids)
}

// TestDeskDropsNothing: over shifts of any budget every alert is given once or waits, every
// emergency is given in the shift it came in, and only emergencies go beyond the budget.
func TestDeskDropsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var d Desk
		given, offered := map[string]int{}, 0
		shift := func() {
			d = d.Next(Shift{Budget: rapid.IntRange(0, 4).Draw(t, "budget")})
		}
		end := func() {
			others := 0
			for i, a := range d.Given {
				given[a.Person]++
				if a.Severity != Emergency {
					others++
					if i >= d.Shift.Budget {
						t.Fatalf("%s is over the budget", a.Person)
					}
				}
			}
			if others > d.Shift.Budget {
				t.Fatal("over budget")
			}
		}
		shift()
		for range rapid.IntRange(0, 30).Draw(t, "steps") {
			if rapid.IntRange(0, 5).Draw(t, "shift ends") == 0 {
				end()
				shift()
				continue
			}
			a := Alert{Person: fmt.Sprint(offered), Number: 1, Severity: rapid.SampledFrom([]Severity{Routine, Urgent, Emergency}).Draw(t, "severity"), Raised: noon.Add(time.Duration(offered) * time.Minute)}
			offered++
			d = d.Offer(a)
			if a.Severity == Emergency && !slices.ContainsFunc(d.Given, func(g Alert) bool { return g.Person == a.Person }) {
				t.Fatal("an emergency waits")
			}
			if !slices.IsSortedFunc(d.Queue, func(a, b Alert) int { return int(b.Severity) - int(a.Severity) }) {
				t.Fatal("the queue is not by severity")
			}
		}
		end()
		for _, a := range d.Queue {
			given[a.Person]++
		}
		for i := range offered {
			if given[fmt.Sprint(i)] != 1 {
				t.Fatalf("alert %d was given %d times", i, given[fmt.Sprint(i)])
			}
		}
	})
}

func TestAfter(t *testing.T) {
	a := Alert{Person: "mary", Raised: noon}
	b, err := a.Record(After{What: Watched, By: "Ana", At: noon.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	c, err := b.Record(After{What: Acted, By: "Ben", At: noon.Add(2 * time.Hour), Note: "antibiotics"})
	if err != nil || a.Outcome() != 0 || b.Outcome() != Watched || c.Outcome() != Acted || len(c.After) != 2 {
		t.Errorf("%v %+v", err, c)
	}
	if got := Count([]Alert{a, b, c, {After: []After{{What: False}}}}); got != (Tally{1, 1, 1, 1}) {
		t.Errorf("%+v", got)
	}
	for _, wrong := range []After{
		{By: "Ana", At: noon},
		{What: 9, By: "Ana", At: noon},
		{What: False, At: noon},
		{What: False, By: "Ana", At: noon.Add(-time.Second)},
	} {
		if _, err := a.Record(wrong); err == nil {
			t.Errorf("%+v is taken", wrong)
		}
	}
	if _, err := c.Record(After{What: False, By: "Ana", At: noon.Add(time.Minute)}); err == nil {
		t.Error("a word from before the last is taken")
	}
}
