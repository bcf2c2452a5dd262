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

// Comparisons names the comparisons in the order of Edge.Level.
func (r *Result) Comparisons() []string { return r.words.names }

// Level gives the level of a comparison, 0 the weakest; ok is false where a side
// has no value.
func (e Edge) Level(comparison int) (level uint8, ok bool) {
	l := levelOf(e.Pattern, comparison)
	return uint8(l), !isMissing(comparison, l)
}

// Rules names what brings records together: the blocking rules and, last, equal
// details.
func (r *Result) Rules() []string {
	var names []string
	for i := range r.Report.Blocking {
		names = append(names, r.ruleName(uint8(i)))
	}
	return append(names, r.ruleName(equalRule))
}

// RuleOf gives the place in Rules of what found an edge.
func (r *Result) RuleOf(e Edge) int { return min(int(e.Rule), len(r.Report.Blocking)) }

// Cuts tells the reasons for a cut, by Cut.
func Cuts() []string { return cutNames[:] }

// WriteReport writes report.json.
func (r *Result) WriteReport(w io.Writer) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	return fault.Wrap(out.Encode(r.Report), "writing the report")
}
