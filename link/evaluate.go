package link

import (
	"cmp"
	"encoding/csv"
	"errors"
	"io"
	"slices"

	"continuum/internal/fault"
)

// Score is precision, recall and their harmonic mean, 0 to 1.
type Score struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// Evaluation compares a clustering with the truth.
type Evaluation struct {
	Records   int   `json:"records"`  // ids in both
	Missing   int   `json:"missing"`  // ids in only one of the two, left out
	Persons   int   `json:"persons"`  // true people
	Clusters  int   `json:"clusters"` // people found
	TruePairs int64 `json:"true_pairs"`
	Pairs     int64 `json:"pairs"` // pairs inside clusters
	Pairwise  Score `json:"pairwise"`
	BCubed    Score `json:"b_cubed"`
}

// Evaluate compares clusters (id -> person found) with truth (id -> person):
// pairwise over all pairs inside clusters, and B-cubed averaged over records
// (Bagga and Baldwin, ACL 1998).
func Evaluate(clusters, truth map[string]string) Evaluation {
	type cell struct{ found, real string }
	cells, found, real := map[cell]int64{}, map[string]int64{}, map[string]int64{}
	var e Evaluation
	for id, f := range clusters {
		t, known := truth[id]
		if !known {
			continue
		}
		e.Records++
		cells[cell{f, t}]++
		found[f]++
		real[t]++
	}
	e.Missing = len(clusters) + len(truth) - 2*e.Records
	e.Persons, e.Clusters = len(real), len(found)
	e.Pairs, e.TruePairs = pairsWithin(found), pairsWithin(real)
	// Sums of floats in a fixed order give the same bytes every time.
	keys := make([]cell, 0, len(cells))
	for c := range cells {
		keys = append(keys, c)
	}
	slices.SortFunc(keys, func(a, b cell) int { return cmp.Or(cmp.Compare(a.found, b.found), cmp.Compare(a.real, b.real)) })
	var both, precision, recall float64
	for _, c := range keys {
		n := float64(cells[c])
		both += n * (n - 1) / 2
		precision += n * n / float64(found[c.found])
		recall += n * n / float64(real[c.real])
	}
	records := float64(e.Records)
	e.Pairwise = score(both, float64(e.Pairs), both, float64(e.TruePairs))
	e.BCubed = score(precision, records, recall, records)
	return e
}

func pairsWithin(sizes map[string]int64) (pairs int64) {
	for _, n := range sizes {
		pairs += n * (n - 1) / 2
	}
	return pairs
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

// ReadClusters reads a clusters.csv (id, source, person_id) or a truth file (id
// or record_id, person_id) into id -> person. file names it in errors.
func ReadClusters(file string, r io.Reader) (map[string]string, error) {
	in := csv.NewReader(r)
	header, err := in.Read()
	if err != nil {
		return nil, &fault.Error{Code: fault.Invalid, File: file, Line: 1, Reason: "no header line", Err: err, Fix: "the first line must name the columns id and person_id"}
	}
	id, person := column(header, "id", "record_id"), column(header, "person_id", "cluster")
	if id < 0 || person < 0 {
		return nil, &fault.Error{Code: fault.Invalid, File: file, Line: 1, Reason: "columns id and person_id are needed", Fix: "name them in the first line"}
	}
	out := make(map[string]string)
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, &fault.Error{Code: fault.Invalid, File: file, Line: lineOf(err), Reason: "not a CSV row", Err: err}
		}
		if _, twice := out[row[id]]; twice {
			line, _ := in.FieldPos(id)
			return nil, &fault.Error{Code: fault.Invalid, File: file, Line: int64(line), Column: header[id], Value: row[id], Reason: "id occurs twice", Fix: "each id must stand in one row"}
		}
		out[row[id]] = row[person]
	}
}

// lineOf gives the line of a CSV error, 0 when it has none.
func lineOf(err error) int64 {
	var at *csv.ParseError
	if errors.As(err, &at) {
		return int64(at.StartLine)
	}
	return 0
}

func column(header []string, names ...string) int {
	return slices.IndexFunc(header, func(h string) bool { return slices.Contains(names, plainHeader(h)) })
}
