package link

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

// naive evaluates by looking at every two records, from the definitions alone.
type naive struct {
	found, real []int
	in          func(i int) bool // the group, nil for all
}

func (n naive) inGroup(i int) bool { return n.in == nil || n.in(i) }

func (n naive) pairs(found, real bool) (count int64) {
	for i := range n.found {
		for j := range i {
			if (n.inGroup(i) || n.inGroup(j)) && (!found || n.found[i] == n.found[j]) && (!real || n.real[i] == n.real[j]) {
				count++
			}
		}
	}
	return count
}

// shared counts the records that are with i in both partitions, in what was
// found, and in truth.
func (n naive) shared(i int) (both, found, real float64) {
	for j := range n.found {
		f, r := n.found[i] == n.found[j], n.real[i] == n.real[j]
		both += float64(count(f && r))
		found += float64(count(f))
		real += float64(count(r))
	}
	return both, found, real
}

func (n naive) bCubed() Score {
	var p, r, records float64
	for i := range n.found {
		if n.inGroup(i) {
			both, found, real := n.shared(i)
			p, r, records = p+both/found, r+both/real, records+1
		}
	}
	return naiveScore(p, records, r, records)
}

func naiveScore(right, claimed, hit, real float64) Score {
	s := Score{1, 1, 0}
	if claimed != 0 {
		s.Precision = right / claimed
	}
	if real != 0 {
		s.Recall = hit / real
	}
	if s.Precision > 0 || s.Recall > 0 {
		s.F1 = 2 / (1/s.Precision + 1/s.Recall)
	}
	return s
}

func (n naive) pairwise() Score {
	right := float64(n.pairs(true, true))
	return naiveScore(right, float64(n.pairs(true, false)), right, float64(n.pairs(false, true)))
}

// whole counts people by their first record.
func (n naive) whole(e *Evaluation) {
	for i := range n.found {
		both, found, real := n.shared(i)
		if !slices.Contains(n.found[:i], n.found[i]) {
			e.Clusters++
			e.Mixed += int(count(both < found))
			e.Exact += int(count(both == found && both == real))
		}
		if !slices.Contains(n.real[:i], n.real[i]) {
			e.Persons++
			e.Split += int(count(both < real))
		}
		e.Largest, e.LargestTrue = max(e.Largest, int(found)), max(e.LargestTrue, int(real))
	}
	e.Cluster = naiveScore(float64(e.Exact), float64(e.Clusters), float64(e.Exact), float64(e.Persons))
}

func (n naive) evaluation() Evaluation {
	e := Evaluation{
		Records: len(n.found), Pairs: n.pairs(true, false), TruePairs: n.pairs(false, true), Right: n.pairs(true, true),
		Pairwise: n.pairwise(), BCubed: n.bCubed(),
	}
	n.whole(&e)
	return e
}

var nearly = cmp.Options{cmpopts.EquateApprox(0, 1e-9), cmpopts.EquateEmpty()}

// drawn is records with their people; some stand in one file only.
type drawn struct {
	naive
	files  [2]*Clusters
	rows   []int // of the truth, by record in both; -1 in one only
	source []string
	ids    []string
	alone  []Registration // in the truth only
}

func drawComparison(t *rapid.T) (drawn, *Comparison) {
	n, people := rapid.IntRange(0, 40).Draw(t, "records"), rapid.IntRange(1, 12).Draw(t, "people")
	some := rapid.IntRange(0, people-1)
	bySource := [2]bool{rapid.Bool().Draw(t, "found by source"), rapid.Bool().Draw(t, "truth by source")}
	d := drawn{files: [2]*Clusters{{BySource: bySource[0]}, {BySource: bySource[1]}}}
	for i := range n {
		id, source := strconv.Itoa(i), "any"
		if bySource[0] && bySource[1] { // the same id in several sources
			id, source = strconv.Itoa(i/3), strconv.Itoa(i%3)
		}
		r := Registration{Source: source, LocalID: id}
		found, real, in := some.Draw(t, "found"), some.Draw(t, "real"), rapid.IntRange(0, 9).Draw(t, "in")
		if in != 0 {
			d.add(t, 0, r, found)
		}
		if in != 1 {
			d.add(t, 1, r, real)
		}
		if in == 0 {
			d.alone = append(d.alone, r)
		}
		if in > 1 {
			d.found, d.real, d.rows = append(d.found, found), append(d.real, real), append(d.rows, d.files[1].Len()-1)
			d.ids, d.source = append(d.ids, id), append(d.source, source)
		}
	}
	c, err := Compare(d.files[0], d.files[1])
	if len(d.found) == 0 {
		if err == nil {
			t.Fatal("files without a common id were compared")
		}
		t.Skip()
	}
	if err != nil {
		t.Fatal(err)
	}
	return d, c
}

func (d *drawn) add(t *rapid.T, file int, r Registration, person int) {
	if err := d.files[file].Add(r, fmt.Sprint("person ", person), 0); err != nil {
		t.Fatal(err)
	}
}

func TestEvaluationAgreesWithNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, c := drawComparison(t)
		want := d.evaluation()
		want.OnlyFound, want.OnlyTrue = d.files[0].Len()-len(d.found), d.files[1].Len()-len(d.found)
		want.Missing = want.OnlyFound + want.OnlyTrue
		if diff := cmp.Diff(want, c.Evaluation(), nearly); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestGroupsAgreeWithNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, c := drawComparison(t)
		l := NewLabels("records.csv", "town")
		values := make([]string, len(d.found))
		without := 0
		for i, row := range d.rows {
			if rapid.IntRange(0, 5).Draw(t, "no row") == 0 {
				without++
				continue
			}
			values[i] = rapid.SampledFrom([]string{"", "Walsall", "Dudley", "Leeds"}).Draw(t, "town")
			if err := l.Set(row, values[i]); err != nil {
				t.Fatal(err)
			}
		}
		got := c.Groups(l)
		records := 0
		for i, g := range got.Groups {
			n := d.naive
			n.in = func(i int) bool { return values[i] == g.Value }
			want := GroupEvaluation{
				Value: g.Value, Pairs: n.pairs(true, false), TruePairs: n.pairs(false, true), Right: n.pairs(true, true),
				Pairwise: n.pairwise(), BCubed: n.bCubed(),
			}
			for i := range values {
				want.Records += int(count(n.in(i)))
			}
			if diff := cmp.Diff(want, g, nearly); diff != "" {
				t.Fatal(diff)
			}
			if records += g.Records; g.Records == 0 || i > 0 && got.Groups[i-1].Records < g.Records {
				t.Fatalf("order or an empty group: %+v", got.Groups)
			}
		}
		if records != len(values) || got.WithoutRow != without {
			t.Fatalf("%d records of %d in groups; %d without a row, want %d", records, len(values), got.WithoutRow, without)
		}
	})
}

func TestPairsAgreeWithNaive(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d, c := drawComparison(t)
		columns := PairColumns{LeftSource: -1, RightSource: -1, Score: 4, Scored: "weight", Rule: 5, Kept: 6}
		if d.files[0].BySource && d.files[1].BySource || rapid.Bool().Draw(t, "pairs by source") {
			columns.LeftSource, columns.RightSource = 1, 3
		}
		p, err := c.Pairs(columns)
		if err != nil {
			t.Fatal(err)
		}
		n := naivePairs{naive: d.naive, score: map[[2]int]float64{}, kept: map[[2]int]bool{}, rules: map[string]map[[2]int]bool{}}
		some := rapid.IntRange(0, len(d.found)-1)
		for range rapid.IntRange(0, 60).Draw(t, "rows") {
			i, j := some.Draw(t, "left"), some.Draw(t, "right")
			pair := Pair{
				Left: Registration{d.source[i], d.ids[i]}, Right: Registration{d.source[j], d.ids[j]},
				Score: float64(rapid.IntRange(-3, 12).Draw(t, "weight")), Kept: rapid.Bool().Draw(t, "kept"),
				Rule: []byte(rapid.SampledFrom([]string{"birth_date", "phone"}).Draw(t, "rule")),
			}
			p.Add(pair)
			n.add(min(i, j), max(i, j), pair)
		}
		for _, r := range append(d.alone, Registration{d.source[0], "unheard of"}) {
			p.Add(Pair{Left: Registration{d.source[0], d.ids[0]}, Right: r})
			p.Add(Pair{Right: Registration{d.source[0], d.ids[0]}, Left: r})
			n.left += 2
		}
		if diff := cmp.Diff(n.evaluation(), p.Evaluate(), nearly); diff != "" {
			t.Fatal(diff)
		}
	})
}

type naivePairs struct {
	naive
	rows, left int64
	score      map[[2]int]float64
	kept       map[[2]int]bool
	rules      map[string]map[[2]int]bool
}

func (n *naivePairs) add(i, j int, p Pair) {
	if i == j {
		n.left++
		return
	}
	n.rows++
	at := [2]int{i, j}
	if was, known := n.score[at]; !known || p.Score > was {
		n.score[at] = p.Score
	}
	n.kept[at] = n.kept[at] || p.Kept
	if n.rules[string(p.Rule)] == nil {
		n.rules[string(p.Rule)] = map[[2]int]bool{}
	}
	n.rules[string(p.Rule)][at] = true
}

func (n *naivePairs) of(want func(at [2]int) bool) (s Score, pairs, right int64) {
	for at := range n.score {
		if want(at) {
			pairs++
			right += count(n.real[at[0]] == n.real[at[1]])
		}
	}
	return naiveScore(float64(right), float64(pairs), float64(right), float64(n.pairs(false, true))), pairs, right
}

func (n *naivePairs) evaluation() PairEvaluation {
	e := PairEvaluation{LeftOut: n.left, Reachable: n.reachable()}
	e.All, e.Pairs, e.Right = n.of(func([2]int) bool { return true })
	e.Repeated, e.BlockingRecall = n.rows-e.Pairs, e.All.Recall
	kept, _, _ := n.of(func(at [2]int) bool { return n.kept[at] })
	e.Kept = &kept
	for x := 12.0; x >= -3; x-- {
		s, pairs, _ := n.of(func(at [2]int) bool { return n.score[at] >= x })
		if pairs > 0 && (e.Best == nil || s.F1 > e.Best.F1+1e-12) {
			e.Best = &BestThreshold{Column: "weight", Threshold: x, Pairs: pairs, Score: s}
		}
	}
	for rule, of := range n.rules {
		s, pairs, right := n.of(func(at [2]int) bool { return of[at] })
		e.Rules = append(e.Rules, RuleEvaluation{rule, pairs, right, s.Precision})
	}
	slices.SortFunc(e.Rules, func(a, b RuleEvaluation) int {
		return int(2*(b.Pairs-a.Pairs)) + int(count(a.Rule > b.Rule)) - int(count(a.Rule < b.Rule))
	})
	return e
}

// reachable goes from record to record until nothing changes.
func (n *naivePairs) reachable() float64 {
	group := make([]int, len(n.real))
	for i := range group {
		group[i] = i
	}
	for changed := true; changed; {
		changed = false
		for at := range n.score {
			if a, b := at[0], at[1]; n.real[a] == n.real[b] && group[a] != group[b] {
				low := min(group[a], group[b])
				group[a], group[b], changed = low, low, true
			}
		}
	}
	joined := naive{found: group, real: n.real}
	return joined.pairwise().Recall
}

// The same on the records of a published set, where people have up to dozens of
// records: split and mixed at random, looked at two by two.
func TestVectorsEvaluation(t *testing.T) {
	header, rows := csvRows(t, vectors(t, "fake_1000.csv.gz"))
	id, person, _, err := ClusterColumns("fake_1000.csv.gz", header)
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(1, 2))
	var n naive
	found, truth := map[string]string{}, map[string]string{}
	for _, r := range rows {
		real, err := strconv.Atoi(r[person])
		if err != nil {
			t.Fatal(err)
		}
		one := real
		switch rng.IntN(6) {
		case 0:
			one = rng.IntN(300)
		case 1:
			one = 1000 + real
		}
		n.found, n.real = append(n.found, one), append(n.real, real)
		found[r[id]], truth[r[id]] = strconv.Itoa(one), r[person]
	}
	got, want := Evaluate(found, truth), n.evaluation()
	if diff := cmp.Diff(want, got, nearly); diff != "" {
		t.Error(diff)
	}
	if want.TruePairs != 2031 || want.Persons != 251 {
		t.Errorf("%d true pairs of %d people; the set's description says 2031 of 251", want.TruePairs, want.Persons)
	}
	if got.Pairwise.F1 == 1 || math.IsNaN(got.BCubed.F1) {
		t.Error("nothing was disturbed")
	}
}
