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

// Clusters says which person each record belongs to.
type Clusters struct {
	Person   map[Registration]string
	BySource bool // ids are unique within a source only; otherwise Source is empty
}

// ReadClusters reads a clusters.csv or a truth file: a column id, record_id or
// local_id, a column person_id, person or cluster, and perhaps a column source.
// file names it in errors.
func ReadClusters(file string, r io.Reader) (Clusters, error) {
	in := csv.NewReader(r)
	header, err := in.Read()
	if err != nil {
		return Clusters{}, &fault.Error{Code: fault.Invalid, File: file, Line: 1, Reason: "no header line", Err: err, Fix: "the first line must name the columns id and person_id"}
	}
	id, person, source := column(header, "id", "record_id", "local_id"), column(header, "person_id", "person", "cluster"), column(header, "source")
	if id < 0 || person < 0 {
		return Clusters{}, &fault.Error{Code: fault.Invalid, File: file, Line: 1, Reason: "columns id and person_id are needed", Fix: "name them in the first line"}
	}
	out := Clusters{Person: map[Registration]string{}, BySource: source >= 0}
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			return out, &fault.Error{Code: fault.Invalid, File: file, Line: int64(bad.Line), Reason: "not a CSV row", Err: bad.Err}
		}
		if err != nil {
			return out, &fault.Error{Code: fault.Unavailable, File: file, Reason: "cannot be read", Err: err}
		}
		line, _ := in.FieldPos(0)
		k := Registration{LocalID: row[id]}
		if source >= 0 {
			k.Source = row[source]
		}
		if _, twice := out.Person[k]; twice {
			return out, &fault.Error{Code: fault.Invalid, File: file, Line: int64(line), Column: header[id], Value: k.LocalID, Reason: "id occurs twice", Fix: "each id must stand in one row of its source"}
		}
		out.Person[k] = row[person]
	}
}

// Compare evaluates clusters against the truth: by source and id where both name
// the source, by id alone otherwise.
func Compare(clusters, truth Clusters) Evaluation {
	both := clusters.BySource && truth.BySource
	return Evaluate(clusters.keyed(both), truth.keyed(both))
}

func (c Clusters) keyed(bySource bool) map[string]string {
	out := make(map[string]string, len(c.Person))
	for r, person := range c.Person {
		k := r.LocalID
		if bySource {
			k = r.Source + "\x00" + k
		}
		out[k] = person
	}
	return out
}

func column(header []string, names ...string) int {
	return slices.IndexFunc(header, func(h string) bool { return slices.Contains(names, plainHeader(h)) })
}
