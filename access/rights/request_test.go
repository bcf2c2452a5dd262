package rights

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"continuum/internal/fault"
	"continuum/store"
)

func TestRequests(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ctx := officer()
		q, err := w.Ask(ctx, Request{Person: "Patient/ann", Kind: Correction, Section: "conditions", Resource: "Condition/c1", Words: " It was never\u202e asthma.\r\nAsk me. "})
		must(t, err)
		if q.Due.Format(time.DateOnly) != "2026-02-28" || q.DaysLeft(w.Now()) != 28 || q.State != Received || q.AskedBy != "a7" || q.Words != "It was never asthma.\nAsk me." {
			t.Errorf("%+v", q)
		}
		q, err = w.Pass(ctx, q.ID, "council")
		if err != nil || q.State != WithPartner || q.Partner != "council" {
			t.Errorf("%+v, %v", q, err)
		}
		q, err = w.Extend(ctx, q.ID, "three partners hold it")
		if err != nil || q.Due.Format(time.DateOnly) != "2026-04-30" || q.DaysLeft(w.Now()) != 89 {
			t.Errorf("%+v, %v", q, err)
		}
		if _, err = w.Extend(ctx, q.ID, "again"); fault.CodeOf(err) != fault.Conflict {
			t.Error(err)
		}
		q, err = w.Answer(ctx, q.ID, Refused, "The practice says it was.")
		if err != nil || q.State != Refused || q.Open() || q.AnsweredBy != "a7" {
			t.Errorf("%+v, %v", q, err)
		}
		if _, err = w.Answer(ctx, q.ID, Done, "after all"); fault.CodeOf(err) != fault.Conflict {
			t.Error(err)
		}
		if got := fmt.Sprint(w.noted("Patient/ann")); got != "[rights-request rights-passed rights-extended rights-refused]" {
			t.Error(got)
		}
	})
}

func TestRequestsListWhatIsDueFirst(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		for i, kind := range []string{Access, Erasure, Objection} {
			_, err := w.Ask(officer(), Request{Person: fmt.Sprint("p", i), Kind: kind})
			must(t, err)
			w.clock.Add((24 * time.Hour).Microseconds())
		}
		_, err := w.Extend(officer(), 1, "it is a lot")
		must(t, err)
		_, err = w.Answer(officer(), 2, Done, "erased")
		must(t, err)
		list := func(of Query) (kinds string) {
			w.read(func(tx *store.Tx) error {
				all, err := w.Requests(tx, of)
				for _, q := range all {
					kinds += q.Kind + " "
				}
				return err
			})
			return kinds
		}
		for of, want := range map[Query]string{{}: "objection access ", {Person: "p0"}: "access ", {Ended: true}: "access erasure objection ", {Ended: true, After: 1, Most: 1}: "erasure "} {
			if got := list(of); got != want {
				t.Errorf("%+v: %s, want %s", of, got, want)
			}
		}
	})
}

func TestRequestsThatAreRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		for what, q := range map[string]Request{
			"no person": {Kind: Access}, "a kind that is none": {Person: "p", Kind: "gossip"}, "a section that is none": {Person: "p", Kind: Access, Section: "gossip"},
			"a resource that is none": {Person: "p", Kind: Correction, Resource: "Gossip/1"}, "a path": {Person: "p", Kind: Correction, Resource: "Patient/../1"},
			"too many words": {Person: "p", Kind: Access, Words: strings.Repeat("é", mostWords+1)}, "no UTF-8": {Person: "p", Kind: Access, Words: "\xff"}, "a long key": {Person: strings.Repeat("p", 201), Kind: Access},
		} {
			if _, err := w.Ask(officer(), q); fault.CodeOf(err) != fault.Invalid {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := w.Pass(officer(), 1, "nobody"); fault.CodeOf(err) != fault.Invalid {
			t.Error(err)
		}
		if _, err := w.Answer(officer(), 1, Done, "x"); fault.CodeOf(err) != fault.NotFound {
			t.Error(err)
		}
		if _, err := w.Answer(officer(), 1, Done, " "); fault.CodeOf(err) != fault.Invalid {
			t.Error(err)
		}
		for range mostOpen {
			_, err := w.Ask(officer(), Request{Person: "p", Kind: Access})
			must(t, err)
		}
		if _, err := w.Ask(officer(), Request{Person: "p", Kind: Access}); fault.CodeOf(err) != fault.Conflict {
			t.Error(err)
		}
	})
}

// Without its entry in the audit nothing of a request is kept.
func TestRequestsNeedTheAudit(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.gate.after = 0
		if _, err := w.Ask(officer(), Request{Person: "p", Kind: Access}); !errors.Is(err, errAudit) {
			t.Error(err)
		}
		w.read(func(tx *store.Tx) error {
			all, err := w.Requests(tx, Query{Ended: true})
			if len(all) > 0 {
				t.Errorf("%+v", all)
			}
			return err
		})
	})
}

func TestMonthsAfter(t *testing.T) {
	for _, x := range []struct {
		from   string
		months int
		want   string
	}{
		{"2026-01-31", 1, "2026-02-28"},
		{"2024-01-31", 1, "2024-02-29"},
		{"2026-09-03", 1, "2026-10-03"},
		{"2026-12-31", 2, "2027-02-28"},
		{"2026-03-31", 1, "2026-04-30"},
		{"2026-10-25", 1, "2026-11-25"},
		{"2024-02-29", 12, "2025-02-28"},
		{"2026-11-30", 3, "2027-02-28"},
	} {
		from, err := time.Parse(time.DateOnly, x.from)
		must(t, err)
		if got := monthsAfter(from, x.months).Format(time.DateOnly); got != x.want {
			t.Errorf("%d months after %s: %s, want %s", x.months, x.from, got, x.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		from := time.Date(2000, 1, rapid.IntRange(1, 20_000).Draw(t, "day"), 0, 0, 0, 0, time.UTC)
		n := rapid.IntRange(0, 300).Draw(t, "months")
		to := monthsAfter(from, n)
		if (to.Year()-from.Year())*12+int(to.Month()-from.Month()) != n || to.Day() > from.Day() || to.Day() < from.Day() && to.AddDate(0, 0, 1).Day() != 1 {
			t.Fatalf("%d months after %s: %s", n, from, to)
		}
	})
}
