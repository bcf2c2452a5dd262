package splink

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"continuum/internal/fault"
)

// Table is the records to link: text by row and column, empty for missing.
type Table struct {
	Name    string // for errors: the file
	Columns []string
	Rows    [][]string // each as long as Columns
	Source  []int      // the data set of each row, numbered in the order of their names; nil: one
}

// columns gives the place of each column by its name in lower case: SQL does not
// mind case.
func (t *Table) columns() map[string]int {
	out := make(map[string]int, len(t.Columns))
	for i, name := range t.Columns {
		out[strings.ToLower(name)] = i
	}
	return out
}

// check judges the table's shape.
func (t *Table) check() error {
	if t.Source != nil && len(t.Source) != len(t.Rows) {
		return fault.New(fault.Invalid, "%d rows with the data sets of %d", len(t.Rows), len(t.Source))
	}
	if len(t.columns()) != len(t.Columns) {
		return &fault.Error{Code: fault.Invalid, File: t.Name, Reason: "two columns have one name", Fix: "rename one; case does not count"}
	}
	for i, row := range t.Rows {
		if len(row) != len(t.Columns) {
			return &fault.Error{
				Code: fault.Invalid, File: t.Name, Line: int64(i) + 1, Value: strconv.Itoa(len(row)),
				Reason: "not as many values as columns", Fix: "give " + strconv.Itoa(len(t.Columns)),
			}
		}
	}
	return nil
}

// source is the data set of a row.
func (t *Table) source(row int) int {
	if t.Source == nil {
		return 0
	}
	return t.Source[row]
}

// sources counts the data sets.
func (t *Table) sources() int {
	seen := map[int]bool{}
	for _, s := range t.Source {
		seen[s] = true
	}
	return max(len(seen), 1)
}

// ordered lists the rows in the order in which the left of a pair comes first: by
// data set, unless all are one, then by id. Ids that all are whole numbers count as
// such within one data set, as they do in Splink; text otherwise.
func (t *Table) ordered(id int, together bool) ([]int, error) {
	rows := make([]int, len(t.Rows))
	for i := range rows {
		rows[i] = i
	}
	compare := t.compareIDs(id, together)
	bySource := func(a, b int) int {
		if together {
			return compare(a, b)
		}
		return cmp.Or(cmp.Compare(t.source(a), t.source(b)), compare(a, b))
	}
	slices.SortStableFunc(rows, bySource)
	return rows, t.distinct(id, rows, bySource)
}

// compareIDs orders two rows by id, or by place where there is none.
func (t *Table) compareIDs(id int, numeric bool) func(a, b int) int {
	if id < 0 {
		return cmp.Compare[int]
	}
	numbers := make([]float64, len(t.Rows))
	for i, row := range t.Rows {
		x, err := strconv.ParseInt(row[id], 10, 64)
		numeric = numeric && err == nil && math.Abs(float64(x)) < wholeLimit
		numbers[i] = float64(x)
	}
	if numeric {
		return func(a, b int) int { return cmp.Compare(numbers[a], numbers[b]) }
	}
	return func(a, b int) int { return strings.Compare(t.Rows[a][id], t.Rows[b][id]) }
}

// distinct refuses ids that are missing or that two records of one set share.
func (t *Table) distinct(id int, rows []int, compare func(a, b int) int) error {
	if id < 0 {
		return nil
	}
	for i, row := range rows {
		bad := &fault.Error{Code: fault.Invalid, File: t.Name, Line: int64(row) + 1, Column: t.Columns[id], Value: t.Rows[row][id]}
		switch {
		case bad.Value == "":
			bad.Reason, bad.Fix = "the record has no id", "give each record one of its own"
			return bad
		case i > 0 && compare(rows[i-1], row) == 0:
			bad.Reason, bad.Fix = "two records have one id", "give each record of a data set one of its own"
			return bad
		}
	}
	return nil
}
