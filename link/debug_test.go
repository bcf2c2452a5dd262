package link

import (
	"compress/gzip"
	"os"
	"testing"
)

func TestDebugA(t *testing.T) {
	if os.Getenv("DBG") == "" {
		t.Skip()
	}
	path := vectors(t, "place_a_records.csv.gz")
	f, _ := os.Open(vectors(t, "place_a_truth.csv.gz"))
	z, _ := gzip.NewReader(f)
	truth, _ := ReadClusters("x", z)
	_, rows := csvRows(t, path)
	_, r := linked(t, truth, false, path)
	byTruth := map[string][]int{}
	byFound := map[uint32][]int{}
	for i, row := range rows {
		byTruth[truth[row[0]]] = append(byTruth[truth[row[0]]], i)
		byFound[r.Person[i]] = append(byFound[r.Person[i]], i)
	}
	n := 0
	for p := range uint32(r.Persons) {
		seen := map[string]bool{}
		for _, i := range byFound[p] {
			seen[truth[rows[i][0]]] = true
		}
		if len(seen) > 1 {
			t.Logf("MERGED %d", p)
			for _, i := range byFound[p] {
				w, how := r.How(i)
				t.Log(truth[rows[i][0]], rows[i], w, how)
			}
		}
	}
	for _, row := range rows {
		is := byTruth[truth[row[0]]]
		if len(is) == 0 {
			continue
		}
		delete(byTruth, truth[row[0]])
		seen := map[uint32]bool{}
		for _, i := range is {
			seen[r.Person[i]] = true
		}
		if len(seen) > 1 && n < 40 {
			n++
			t.Logf("SPLIT %s", truth[row[0]])
			for _, i := range is {
				w, how := r.How(i)
				t.Log(r.Person[i], rows[i], w, how)
			}
		}
	}
	for _, e := range r.Edges {
		if !e.Kept && n < 60 {
			n++
			t.Log("CUT", truth[rows[e.Left][0]] == truth[rows[e.Right][0]], e.Weight, e.Cut, "\n", rows[e.Left], "\n", rows[e.Right])
		}
	}
}
