package link

import (
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// febrl4 compares two linked files of the set: each record alone is a person, so
// that only its pairs are judged.
func febrl4(t *testing.T) *Comparison {
	t.Helper()
	found, truth := &Clusters{File: "found"}, &Clusters{File: "truth"}
	for id, person := range febrlTruth(t, vectors(t, "febrl4a.csv.gz"), vectors(t, "febrl4b.csv.gz")) {
		if err := found.Add(Registration{LocalID: id}, id, 0); err != nil {
			t.Fatal(err)
		}
		if err := truth.Add(Registration{LocalID: id}, person, 0); err != nil {
			t.Fatal(err)
		}
	}
	c, err := Compare(found, truth)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The pairs and weights of a published model, made by another programme: its
// figures are recall 0.9998, at even odds 1.0000 0.9982 0.9991, best F1 0.9996.
func TestVectorsPairs(t *testing.T) {
	path := vectors(t, "febrl4_expected_pairs.csv.gz")
	header, rows := csvRows(t, path)
	columns, err := FindPairColumns(filepath.Base(path), header)
	if err != nil {
		t.Fatal(err)
	}
	columns.Kept = len(header) // whether the weight is that of even odds
	p, err := febrl4(t).Pairs(columns)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		weight := number(t, r[columns.Score])
		p.Add(Pair{Left: Registration{LocalID: r[columns.Left]}, Right: Registration{LocalID: r[columns.Right]}, Score: weight, Kept: weight >= 0})
	}
	e := p.Evaluate()
	t.Logf("%+v best %+v", e, e.Best)
	rounded := func(s ...float64) []float64 {
		for i := range s {
			s[i] = math.Round(s[i]*1e4) / 1e4
		}
		return s
	}
	got := rounded(e.BlockingRecall, e.Kept.Precision, e.Kept.Recall, e.Kept.F1, e.Best.F1)
	if diff := cmp.Diff([]float64{0.9998, 1, 0.9982, 0.9991, 0.9996}, got); diff != "" {
		t.Error(diff)
	}
	if e.Pairs != int64(len(rows)) || e.Best.Column != "match_weight" || e.Rules != nil {
		t.Errorf("%+v", e)
	}
}

func TestFindPairColumns(t *testing.T) {
	for header, want := range map[string]PairColumns{
		"left,left_source,right,right_source,weight,probability,name,rule,kept,cut": {0, 1, 2, 3, 4, "weight", 7, 8},
		"ID_L, id_r,Probability": {0, -1, 1, -1, 2, "Probability", -1, -1},
		"match_weight,match_probability,unique_id_l,unique_id_r,source_dataset_l,source_dataset_r,match_key": {2, 4, 3, 5, 0, "match_weight", 6, -1},
		"right,left": {1, -1, 0, -1, -1, "", -1, -1},
	} {
		got, err := FindPairColumns("p.csv", strings.Split(header, ","))
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v %s", header, err, diff)
		}
	}
	_, err := FindPairColumns("p.csv", []string{"left", "rigth"})
	if want := "p.csv:1: columns left and right are needed; name them in the first line, which has left, rigth"; err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
}

// Weights without bound are compared and can be written as JSON.
func TestPairsOfBoundlessWeight(t *testing.T) {
	truth := &Clusters{}
	for i, person := range []string{"x", "x", "y"} {
		if err := truth.Add(Registration{LocalID: string(rune('a' + i))}, person, 0); err != nil {
			t.Fatal(err)
		}
	}
	c, err := Compare(truth, truth)
	if err != nil {
		t.Fatal(err)
	}
	p, err := c.Pairs(PairColumns{LeftSource: -1, RightSource: -1, Kept: -1, Rule: -1})
	if err != nil {
		t.Fatal(err)
	}
	at := func(id string) Registration { return Registration{LocalID: id} }
	p.Add(Pair{Left: at("a"), Right: at("b"), Score: math.Inf(1)})
	p.Add(Pair{Left: at("c"), Right: at("b"), Score: math.NaN()})
	e := p.Evaluate()
	want := &BestThreshold{Threshold: math.MaxFloat64, Pairs: 1, Score: Score{1, 1, 1}}
	if diff := cmp.Diff(want, e.Best); diff != "" || e.All.Precision != 0.5 {
		t.Errorf("%+v %s", e, diff)
	}
}
