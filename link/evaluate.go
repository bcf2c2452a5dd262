package link

import (
	"maps"
	"slices"
)

// Score is precision, recall and their harmonic mean, 0 to 1. Where nothing was
// claimed precision is 1, and where there was nothing to find recall is 1.
type Score struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// Evaluation compares people found with the truth, over the records that both
// name.
type Evaluation struct {
	Records   int   `json:"records"`    // ids in both
	Missing   int   `json:"missing"`    // ids in only one of the two, left out
	OnlyFound int   `json:"only_found"` // of these, ids without truth
	OnlyTrue  int   `json:"only_true"`  // of these, ids that were not found
	Persons   int   `json:"persons"`    // true people
	Clusters  int   `json:"clusters"`   // people found
	TruePairs int64 `json:"true_pairs"`
	Pairs     int64 `json:"pairs"`       // pairs inside people found
	Right     int64 `json:"right_pairs"` // of these, true ones
	Pairwise  Score `json:"pairwise"`
	BCubed    Score `json:"b_cubed"`
	// Cluster compares whole people: Precision is the share of people found
	// that are exactly a true person, Recall the share of true people found so.
	Cluster Score `json:"cluster"`
	Exact   int   `json:"exact"` // people found exactly
	Split   int   `json:"split"` // true people in several people found
	Mixed   int   `json:"mixed"` // people found that hold several true ones
	// Records of the largest person found and of the largest true one.
	Largest     int `json:"largest_cluster"`
	LargestTrue int `json:"largest_person"`
}

// Evaluate compares people found (id -> person) with the truth (id -> person).
func Evaluate(clusters, truth map[string]string) Evaluation {
	real := ofMap(truth)
	c, _ := join(ofMap(clusters), real, &real.rows) // ids of a map are unique
	return c.Evaluation()
}

// ofMap takes ids in their order, so that sums are the same every time.
func ofMap(person map[string]string) *Clusters {
	var c Clusters
	for _, id := range slices.Sorted(maps.Keys(person)) {
		c.take(Registration{LocalID: id}, person[id], 0)
	}
	return &c
}

// Evaluation counts pairs (pairwise), records (B-cubed; Bagga and Baldwin, ACL
// 1998) and whole people (cluster).
func (c *Comparison) Evaluation() Evaluation {
	all := c.tallies(nil, 1)[0]
	e := Evaluation{
		Records: c.records, OnlyFound: c.onlyFound, OnlyTrue: c.onlyTrue, Missing: c.onlyFound + c.onlyTrue,
		TruePairs: all.truePairs, Pairs: all.pairs, Right: all.right,
		Pairwise: all.pairwise(), BCubed: all.bCubed(),
	}
	c.whole(&e)
	return e
}

// whole counts people: how many there are, how many were found exactly, split
// or mixed, and how large the largest is.
func (c *Comparison) whole(e *Evaluation) {
	parts := make([]uint32, c.byTrue.labels()) // of each true person, people found that hold it
	for f := range c.byFound.labels() {
		rows := c.byFound.of(f)
		if len(rows) == 0 {
			continue
		}
		e.Clusters++
		e.Largest = max(e.Largest, len(rows))
		held := 0
		for cell := range c.cells(rows) {
			held++
			parts[c.person[cell[0]]]++
		}
		switch {
		case held > 1:
			e.Mixed++
		case len(rows) == len(c.byTrue.of(c.person[rows[0]])):
			e.Exact++
		}
	}
	for p, n := range parts {
		if n > 0 {
			e.Persons++
		}
		if n > 1 {
			e.Split++
		}
		e.LargestTrue = max(e.LargestTrue, len(c.byTrue.of(uint32(p))))
	}
	exact := float64(e.Exact)
	e.Cluster = score(exact, float64(e.Clusters), exact, float64(e.Persons))
}

// score makes a Score of two shares; nothing out of nothing is perfect.
func score(right, claimed, hit, real float64) Score {
	s := Score{Precision: 1, Recall: 1}
	if claimed > 0 {
		s.Precision = right / claimed
	}
	if real > 0 {
		s.Recall = hit / real
	}
	if s.Precision+s.Recall > 0 {
		s.F1 = 2 * s.Precision * s.Recall / (s.Precision + s.Recall)
	}
	return s
}
