package link

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestWaterfallsAddUp checks every link of a place.
func TestWaterfallsAddUp(t *testing.T) {
	var records []Record
	makePlace(1500, 8, func(r Record, _ int) { records = append(records, r) })
	res := runLinker(t, Config{}, records)
	name := func(i int) Registration { return Registration{records[i].Source, records[i].LocalID} }
	rests := 0
	for _, e := range res.Edges {
		w := res.Waterfall(e, name)
		sum := 0.0
		for _, s := range w.Steps {
			sum += s.Weight
			if math.IsNaN(s.Weight) || math.Abs(s.Weight) > 60 {
				t.Fatalf("step %+v of %+v", s, w)
			}
		}
		if math.Abs(sum-float64(e.Weight)) > 1e-4 {
			t.Fatalf("steps add up to %v, not %v: %+v", sum, e.Weight, w)
		}
		if last := w.Steps[len(w.Steps)-1]; last.Name == "other explanations" {
			rests++
			if last.Weight > 0.01 || last.Weight < -2.01 {
				t.Errorf("the other explanations take %v: %+v", last.Weight, w)
			}
		}
	}
	if rests == 0 || rests == len(res.Edges) {
		t.Errorf("%d of %d links have other explanations", rests, len(res.Edges))
	}
	for i := range records {
		weight, _ := res.How(i)
		w, ok := res.Held(i, name)
		if ok != (weight > 0) || ok && (math.Abs(w.Weight-float64(weight)) > 1e-4 || w.Left == w.Right && records[i].LocalID != "") {
			t.Fatalf("record %d is held by %+v, weight %v", i, w, weight)
		}
	}
	x := res.Examples(name)
	if len(x.Typical) != fewExamples || len(x.Borderline) != fewExamples || x.Borderline[0].Weight > x.Typical[0].Weight {
		t.Errorf("%d typical, %d borderline links", len(x.Typical), len(x.Borderline))
	}
}

// TestBridgesAgreeWithTakingTiesAway counts bridges of any network by taking
// each tie away.
func TestBridgesAgreeWithTakingTiesAway(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		size := rapid.IntRange(1, 7).Draw(t, "size")
		type pair struct{ a, b int }
		ties := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) pair {
			return pair{rapid.IntRange(0, size-1).Draw(t, "a"), rapid.IntRange(0, size-1).Draw(t, "b")}
		}), 0, 12).Draw(t, "ties")
		ties = slices.DeleteFunc(ties, func(p pair) bool { return p.a == p.b })
		parts := func(without int) int {
			u, n := newUnion(size), size
			for i, p := range ties {
				if i != without && u.find(uint32(p.a)) != u.find(uint32(p.b)) {
					u.join(uint32(p.a), uint32(p.b))
					n--
				}
			}
			return n
		}
		want, weakest := 0, 0.0
		for i := range ties {
			if parts(i) > parts(-1) {
				if w := float64(i + 1); want == 0 || w < weakest {
					weakest = w
				}
				want++
			}
		}
		var net network
		net.size(size)
		for i, p := range ties {
			net.tie(p.a, p.b, float32(i+1))
		}
		if got, least := net.bridges(); got != want || least != weakest {
			t.Fatalf("%d bridges, weakest %v; want %d, %v", got, least, want, weakest)
		}
	})
}

// TestGroupsTellWhyTheyDeserveALook joins two people by one weak link.
func TestGroupsTellWhyTheyDeserveALook(t *testing.T) {
	var records []Record
	makePlace(3000, 21, func(r Record, _ int) { records = append(records, r) })
	res := runLinker(t, Config{Threshold: 2}, records)
	groups := res.Groups(50)
	if len(groups) == 0 {
		t.Fatal("nobody deserves a look")
	}
	size := map[uint32]int{}
	for _, p := range res.Person {
		size[p]++
	}
	for i, g := range groups {
		if len(g.Why) == 0 || g.Records != size[g.Person] || g.Density < 0 || g.Density > 1 || i > 0 && g.concern() > groups[i-1].concern() {
			t.Errorf("%+v of %d records", g, size[g.Person])
		}
	}
}

// TestExamplesAreOfDifferentPeople and never of one registration.
func TestExamplesAreOfDifferentPeople(t *testing.T) {
	var records []Record
	makePlace(3000, 21, func(r Record, _ int) { records = append(records, r) })
	res := runLinker(t, Config{}, records)
	at := func(record int) Registration { return Registration{records[record].Source, records[record].LocalID} }
	x := res.Examples(at)
	if len(x.Typical) != fewExamples || len(x.Borderline) != fewExamples {
		t.Fatalf("%d typical and %d borderline links", len(x.Typical), len(x.Borderline))
	}
	for _, all := range [][]Waterfall{x.Typical, x.Borderline, x.Cut} {
		seen := map[[2]uint32]bool{}
		for _, w := range all {
			a, b := personOf(res, records, w.Left), personOf(res, records, w.Right)
			if w.Left == w.Right || seen[[2]uint32{min(a, b), max(a, b)}] {
				t.Errorf("%v and %v, of people %d and %d, are shown again or are one registration", w.Left, w.Right, a, b)
			}
			seen[[2]uint32{min(a, b), max(a, b)}] = true
		}
	}
}

// TestWarnings tells of columns that could not be read and of names of nobody.
func TestWarnings(t *testing.T) {
	var records []Record
	makePlace(200, 5, func(r Record, _ int) { records = append(records, r) })
	if w := runLinker(t, Config{OneCurrent: []string{records[0].Source}}, records).Report.Warnings; len(w) > 0 {
		t.Errorf("sound records: %v", w)
	}
	values := 0
	for i := range records {
		if records[i].BirthDate != "" {
			records[i].BirthDate = "31/12/1980"
			values++
		}
	}
	known := Registration{records[0].Source, records[0].LocalID}
	got := runLinker(t, Config{OneCurrent: []string{"martians"}, Apart: []RegistrationPair{{known, Registration{"gp", "typo"}}}}, records).Report.Warnings
	want := []string{
		fmt.Sprintf("birth_date: %d of %d values are no date (write it as yyyy-mm-dd) and count as missing", values, values),
		"one_current: there is no record of source martians",
		"apart: there is no record typo of source gp",
	}
	if !slices.Equal(got, want) {
		t.Errorf("warnings %q, want %q", got, want)
	}
}
