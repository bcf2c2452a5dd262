package record

import (
	"testing"

	"continuum/record/sight"
)

// A period that ends before it begins lies within no other: SQL says so as reading its
// contents does.
func TestPeriodBackwards(t *testing.T) {
	onBothLabelled(t, func(t *testing.T, r *Record) {
		d := &desk{r, t}
		if _, err := d.put(`{"resourceType":"Observation","id":"back","status":"final","code":{"text":"x"},"effectivePeriod":{"start":"2018-05","end":"2018-03-05T10:00:00Z"}}`, AnyVersion); err != nil {
			t.Fatal(err)
		}
		for query, want := range map[string]string{
			"date=ne2018-03-05T10:00:00Z": "back", "date=2018-03-05T10:00:00Z": "", "date=ge2018-03-05T10:00:00Z": "", "date=le2018-03-05T10:00:00Z": "",
			"date=ge2018-03": "", "date=gt2018-02": "back", "date=sa2018-03": "back", "date=eb2018-04": "", "date=eb2018-06": "back",
		} {
			if got := d.under(r.As(sight.Always(true)), "Observation", query, nil); got != want {
				t.Errorf("%s: %q, want %q", query, got, want)
			}
		}
	})
}
