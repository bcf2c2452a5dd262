package rights

import (
	"fmt"
	"testing"
	"time"
)

func TestDue(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.three()
		got := map[string]string{}
		must(t, w.DueAll(func(d Due) {
			got[d.Person+" "+d.Section] = fmt.Sprint(d.Count, " ", d.At.Format(time.DateOnly), " ", d.Ready(w.Now()))
		}))
		for what, want := range map[string]string{
			"Patient/ann conditions":   "1 2034-01-31 false",
			"Patient/ann visits":       "1 2028-01-31 false",
			"Patient/ann plan":         "1 2027-01-31 false",
			"Patient/ann demographics": "1 0001-01-01 false", // the place says nothing
			"Patient/bob conditions":   "1 2034-01-31 false",
			"Patient/cy conditions":    "1 2020-02-29 true", // who died in 2012, as the build knows
		} {
			if got[what] != want {
				t.Errorf("%s: %s, want %s", what, got[what], want)
			}
		}
		w.put(`{"resourceType":"Patient","id":"ann","deceasedDateTime":"2016"}`)
		must(t, w.DueAll(func(d Due) {
			if d.Person == "Patient/ann" && d.Section == "conditions" && (d.At.Format(time.DateOnly) != "2024-12-31" && d.At.Format(time.DateOnly) != "2025-01-01") {
				t.Errorf("8 years after a death in 2016: %s", d.At)
			}
		}))
		e, err := w.Erase(officer(), Wish{Person: "Patient/cy", Due: true, Reason: "due"})
		if err != nil || e.Whole || e.Erased != 1 {
			t.Errorf("%+v, %v", e, err)
		}
		if got := fmt.Sprint(w.keys("Patient/cy")); got != "[Patient/cy]" {
			t.Error(got)
		}
	})
}
