package link

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"

	"continuum/internal/fault"
)

// WriteClusters writes clusters.csv (id, source, person_id), one row a record in
// order of Add. id gives the identity of record i; the person id is the ordinal
// of the person from 1.
func (r *Result) WriteClusters(w io.Writer, id func(i int) Registration) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"id", "source", "person_id"}}
	for i, p := range r.Person {
		g := id(i)
		rows = append(rows, []string{g.LocalID, g.Source, strconv.Itoa(int(p) + 1)})
		if len(rows) == rowsAtOnce {
			if err := out.WriteAll(rows); err != nil {
				return fault.Wrap(err, "writing clusters")
			}
			rows = rows[:0]
		}
	}
	return fault.Wrap(out.WriteAll(rows), "writing clusters")
}

// rowsAtOnce is how many rows are handed to the CSV writer at once.
const rowsAtOnce = 1 << 12

// WriteEdges writes every link found, one row each: both ids and sources, the
// weight in log2 odds, the probability, the level of each comparison (empty
// where a side has no value), the blocking rule, whether it was kept, and if not
// why.
func (r *Result) WriteEdges(w io.Writer, id func(i int) Registration) error {
	out := csv.NewWriter(w)
	header := []string{"left", "left_source", "right", "right_source", "weight", "probability"}
	header = append(append(header, r.words.names...), "rule", "kept", "cut")
	rows := [][]string{header}
	for _, e := range r.Edges {
		rows = append(rows, r.edgeRow(e, id))
		if len(rows) == rowsAtOnce {
			if err := out.WriteAll(rows); err != nil {
				return fault.Wrap(err, "writing edges")
			}
			rows = rows[:0]
		}
	}
	return fault.Wrap(out.WriteAll(rows), "writing edges")
}

func (r *Result) edgeRow(e Edge, id func(i int) Registration) []string {
	left, right := id(int(e.Left)), id(int(e.Right))
	row := []string{
		left.LocalID, left.Source, right.LocalID, right.Source,
		strconv.FormatFloat(float64(e.Weight), 'f', 3, 32), strconv.FormatFloat(e.Probability(), 'f', 6, 64),
	}
	for c := range r.words.names {
		level := ""
		if l := levelOf(e.Pattern, c); !isMissing(c, l) {
			level = strconv.Itoa(l)
		}
		row = append(row, level)
	}
	return append(row, r.ruleName(e.Rule), strconv.FormatBool(e.Kept), e.Cut.String())
}

// WriteReport writes report.json.
func (r *Result) WriteReport(w io.Writer) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return fault.Wrap(out.Encode(r.Report), "writing the report")
}
