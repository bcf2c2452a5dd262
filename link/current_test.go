package link

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// withTwice adds three registrations of a practice, of which the first and third
// say the same and the second nearly so, and one of a hospital with the details
// of the first.
func withTwice(t *testing.T, ended bool) []Record {
	t.Helper()
	var records []Record
	makePlace(2000, 5, func(r Record, _ int) { records = append(records, r) })
	one := Record{Source: "practice", LocalID: "1", GivenName: "Ottoline", FamilyName: "Featherstonehaugh", BirthDate: "1938-11-09", Sex: "F", Postcode: "QA1 1AA", Address: "4 Mill Lane", Phone: "01632 960111"}
	two, same, far := one, one, one
	two.LocalID, two.Phone, two.Ended = "2", "", ended
	same.LocalID, same.Ended = "3", ended
	far.Source, far.LocalID = "hospital", "1"
	return append(records, one, two, same, far)
}

func TestOneCurrentRegistrationOfADeclaredSource(t *testing.T) {
	for _, c := range []struct {
		name            string
		declared, ended bool
		persons         int
	}{
		{"not declared", false, false, 1},
		{"ended", true, true, 1},
		{"current", true, false, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			var cfg Config
			if c.declared {
				cfg.OneCurrent = []string{"hospice", "practice"}
			}
			records := withTwice(t, c.ended)
			n := len(records) - 4
			res := runLinker(t, cfg, records)
			p := res.Person[n:]
			if got := len(slices.Compact(slices.Sorted(slices.Values(p)))); got != c.persons {
				t.Errorf("%d people, expected %d: %v", got, c.persons, p)
			}
			if p[3] != p[0] && p[3] != p[2] {
				t.Error("the hospital's registration is with neither that says the same")
			}
			cut := 0
			for _, e := range res.Edges {
				if e.Cut == CutCurrent {
					cut++
				}
				if same := res.Person[e.Left] == res.Person[e.Right]; same != e.Kept {
					t.Errorf("an edge of records %d and %d is kept: %v", e.Left, e.Right, e.Kept)
				}
			}
			if (cut > 0) != (c.persons > 1) || res.Report.Cuts[CutCurrent.String()] > cut {
				t.Errorf("%d links were cut for it, the report says %d", cut, res.Report.Cuts[CutCurrent.String()])
			}
			for i := range p {
				if w, ok := res.Held(n+i, func(at int) Registration { return Registration{records[at].Source, records[at].LocalID} }); ok && res.Person[n+i] != personOf(res, records, w.Right) {
					t.Errorf("%s %s is held by %v, another person", records[n+i].Source, records[n+i].LocalID, w.Right)
				}
			}
		})
	}
}

func personOf(res *Result, records []Record, g Registration) uint32 {
	return res.Person[slices.IndexFunc(records, func(r Record) bool { return r.Source == g.Source && r.LocalID == g.LocalID })]
}

func TestOneCurrentRegistrationIsFreeOfOrder(t *testing.T) {
	records := withTwice(t, false)
	cfg := Config{OneCurrent: []string{"practice"}}
	want := runLinker(t, cfg, records)
	all := make([]int, len(records))
	for i := range all {
		all[i] = i
	}
	for seed := range uint64(3) {
		order := rand.New(rand.NewPCG(seed, 1)).Perm(len(records))
		shuffled, at := make([]Record, len(records)), make([]int, len(records))
		for i, o := range order {
			shuffled[i], at[o] = records[o], i
		}
		if got := runLinker(t, cfg, shuffled); !slices.Equal(grouping(want.Person, all), grouping(got.Person, at)) {
			t.Fatalf("order %d gave other people", seed)
		}
	}
}
