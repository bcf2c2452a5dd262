package bed

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

func TestLost(t *testing.T) {
	waits := []Wait{
		{Organisation: "council", Reason: "E", From: 8, To: 12},
		{Organisation: "council", Reason: "B", From: 11, Open: true},
		{Organisation: "trust", Reason: "C", From: 10, To: 12},
		{Organisation: "trust", Reason: "C", From: 10, To: 12}, // sent twice
	}
	got := fmt.Sprint(Lost(9, 14, waits))
	// 9: council E. 10: half each. 11: half trust, a quarter each reason of the council. 12, 13: council B.
	want := fmt.Sprint([]Loss{
		{"council", "B", WholeDay/4 + 2*WholeDay},
		{"council", "E", WholeDay + WholeDay/2 + WholeDay/4},
		{"trust", "C", WholeDay},
	})
	if got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if all := ByOrganisation(Lost(9, 14, waits)); len(all) != 2 || all[0].Share.Days() != 4 || all[1].Share.Days() != 1 {
		t.Errorf("%v", all)
	}
	if nobody := Lost(1, 3, waits); len(nobody) != 1 || nobody[0] != (Loss{Share: 2 * WholeDay}) {
		t.Errorf("%v", nobody)
	}
	if Lost(14, 14, waits) == nil || len(Lost(14, 9, waits)) != 0 {
		t.Error("no day has a loss")
	}
}

func anyWait(t *rapid.T) Wait {
	from := Day(rapid.IntRange(0, 30).Draw(t, "from"))
	return Wait{
		Organisation: fmt.Sprint("o", rapid.IntRange(0, 15).Draw(t, "organisation")),
		Reason:       rapid.SampledFrom([]string{"A", "B", "C"}).Draw(t, "reason"),
		From:         from, To: from + Day(rapid.IntRange(0, 20).Draw(t, "days")), Open: rapid.Bool().Draw(t, "open"),
	}
}

// TestLostAddsUp: whatever the waits, all shares together are the days lost, each once.
func TestLostAddsUp(t *testing.T) { rapid.Check(t, lostAddsUp) }

func FuzzLost(f *testing.F) { f.Fuzz(rapid.MakeFuzz(lostAddsUp)) }

func lostAddsUp(t *rapid.T) {
	waits := rapid.SliceOfN(rapid.Custom(anyWait), 0, 40).Draw(t, "waits")
	ready, days := Day(rapid.IntRange(0, 30).Draw(t, "ready")), rapid.IntRange(0, 30).Draw(t, "days")
	losses := Lost(ready, ready+Day(days), waits)
	var sum Share
	for _, l := range losses {
		if l.Share < 0 {
			t.Fatal(l)
		}
		sum += l.Share
	}
	if sum != Share(days)*WholeDay {
		t.Fatalf("%d days became %v", days, sum.Days())
	}
	shuffled := rapid.Permutation(waits).Draw(t, "shuffled")
	if fmt.Sprint(Lost(ready, ready+Day(days), shuffled)) != fmt.Sprint(losses) {
		t.Fatal("the order of the waits counts")
	}
}

func TestSince(t *testing.T) {
	waits := []Wait{
		{Organisation: "trust", Reason: "C", From: 6, Open: true},
		{Organisation: "council", Reason: "A", From: 2, To: 5},
		{Organisation: "council", Reason: "E", From: 5, To: 9},
		{Organisation: "council", Reason: "B", From: 8, Open: true},
		{Organisation: "hospice", Reason: "C", From: 1, To: 4},
		{Organisation: "hospice", Reason: "C", From: 7, Open: true},
	}
	for on, want := range map[Day]string{
		0:  "[]",
		4:  "[{council [A] 1970-01-03}]",
		8:  "[{council [B E] 1970-01-03} {trust [C] 1970-01-07} {hospice [C] 1970-01-08}]",
		20: "[{council [B] 1970-01-03} {trust [C] 1970-01-07} {hospice [C] 1970-01-08}]",
	} {
		if got := fmt.Sprint(Since(on, waits)); got != want {
			t.Errorf("on %s: got %s, want %s", on, got, want)
		}
	}
}

// TestSinceIsUnbroken: every day from since to now has a wait for the organisation, the day
// before has none.
func TestSinceIsUnbroken(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		waits := rapid.SliceOfN(rapid.Custom(anyWait), 0, 40).Draw(t, "waits")
		on := Day(rapid.IntRange(0, 60).Draw(t, "on"))
		covered := func(organisation string, d Day) bool {
			for _, w := range waits {
				if w.Organisation == organisation && w.covers(d) {
					return true
				}
			}
			return false
		}
		for _, w := range Since(on, waits) {
			for d := w.Since; d <= on; d++ {
				if !covered(w.Organisation, d) {
					t.Fatalf("%v: nobody waited on %d", w, d)
				}
			}
			if covered(w.Organisation, w.Since-1) {
				t.Fatalf("%v: waited the day before as well", w)
			}
		}
	})
}
