package link

import (
	"slices"
	"strings"

	"continuum/internal/fault"
)

// ClusterColumns finds the columns of a file of clusters or of truth by their
// usual names: id, record_id, local_id, unique_id or rec_id; person_id, person,
// cluster_id or cluster; and source, source_dataset or partner, -1 where there
// is none. file is for the fault.Invalid about columns that are missing.
func ClusterColumns(file string, header []string) (id, person, source int, err error) {
	id, source = RecordColumns(header)
	person = firstColumn(header, "person_id", "person", "cluster_id", "cluster")
	if id < 0 || person < 0 {
		return id, person, source, lacks(file, header, "columns id and person_id are needed")
	}
	return id, person, source, nil
}

// RecordColumns finds the columns of a file that name a record and its source by
// their usual names, -1 where there is none.
func RecordColumns(header []string) (id, source int) {
	return firstColumn(header, "id", "record_id", "local_id", "unique_id", "rec_id"),
		firstColumn(header, "source", "source_dataset", "partner")
}

// PairColumns are the columns of a file of pairs, -1 for those it lacks.
type PairColumns struct {
	Left, LeftSource, Right, RightSource int
	Score                                int    // the weight, or else the probability
	Scored                               string // the name of Score's column
	Rule, Kept                           int
}

// FindPairColumns finds the columns of edges as written here (left, left_source,
// right, right_source, weight, probability, rule, kept) and by Splink
// (unique_id_l, source_dataset_l, match_weight, match_key and so on). file is for
// the fault.Invalid about columns that are missing.
func FindPairColumns(file string, header []string) (PairColumns, error) {
	c := PairColumns{
		Left:        firstColumn(header, "left", "unique_id_l", "left_id", "id_l", "rec_id_l", "record_id_l"),
		Right:       firstColumn(header, "right", "unique_id_r", "right_id", "id_r", "rec_id_r", "record_id_r"),
		LeftSource:  firstColumn(header, "left_source", "source_dataset_l", "source_l"),
		RightSource: firstColumn(header, "right_source", "source_dataset_r", "source_r"),
		Score:       firstColumn(header, "weight", "match_weight", "probability", "match_probability"),
		Rule:        firstColumn(header, "rule", "match_key"),
		Kept:        firstColumn(header, "kept"),
	}
	if c.Left < 0 || c.Right < 0 {
		return c, lacks(file, header, "columns left and right are needed")
	}
	if c.Score >= 0 {
		c.Scored = strings.TrimSpace(header[c.Score])
	}
	return c, nil
}

// BySource says whether the pairs name the sources of their records.
func (c PairColumns) BySource() bool { return c.LeftSource >= 0 && c.RightSource >= 0 }

func lacks(file string, header []string, reason string) error {
	return &fault.Error{Code: fault.Invalid, File: file, Line: 1, Reason: reason, Fix: "name them in the first line, which has " + strings.Join(header, ", ")}
}

// firstColumn finds the first of several names that a header has.
func firstColumn(header []string, names ...string) int {
	for _, name := range names {
		if at := column(header, name); at >= 0 {
			return at
		}
	}
	return -1
}

// column finds the first column that has one of several names.
func column(header []string, names ...string) int {
	return slices.IndexFunc(header, func(h string) bool { return slices.Contains(names, plainHeader(h)) })
}
