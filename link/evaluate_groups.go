package link

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"continuum/internal/fault"
)

// maxGroups is how many values of a column are shown; the rest are one group.
const maxGroups = 50

// maxValues bounds the values of a column of groups.
const maxValues = 100_000

// Labels gives records a value to group them by: a column of the truth or of the
// records themselves. A column of dates of birth, known by its usual names, is
// banded by decade.
type Labels struct {
	Column string
	File   string

	value  []uint32 // by row, number of the value; 0 is an empty one, or none
	isSet  []bool   // by row
	number map[string]uint32
	names  []string
	born   bool
}

// NewLabels begins a column of a file.
func NewLabels(file, column string) *Labels {
	return &Labels{Column: column, File: file, number: map[string]uint32{"": 0}, names: []string{""}, born: standardOf(column) == fieldBirth}
}

// Set gives the value of a row of the truth, counted from 0. A row set before
// and a column of too many values are a fault.Invalid without a line.
func (l *Labels) Set(row int, value string) error {
	if more := row + 1 - len(l.value); more > 0 {
		l.value, l.isSet = append(l.value, make([]uint32, more)...), append(l.isSet, make([]bool, more)...)
	}
	if l.isSet[row] {
		return &fault.Error{Code: fault.Invalid, File: l.File, Reason: "the id occurs twice", Fix: "each id must stand in one row of its source"}
	}
	if l.born {
		value = decade(value)
	}
	n, known := l.number[value]
	if !known {
		if len(l.names) == maxValues {
			return &fault.Error{Code: fault.Invalid, File: l.File, Column: l.Column, Reason: fmt.Sprintf("has more than %d values", maxValues), Fix: "group by a column of few values, such as sex or an age band"}
		}
		n = uint32(len(l.names))
		value = strings.Clone(value)
		l.number[value] = n
		l.names = append(l.names, value)
	}
	l.value[row], l.isSet[row] = n, true
	return nil
}

// of gives the number of a row's value and whether it was set.
func (l *Labels) of(row int) (value uint32, isSet bool) {
	if row >= len(l.value) {
		return 0, false
	}
	return l.value[row], l.isSet[row]
}

// decade bands a date of birth.
func decade(date string) string {
	if date == "" {
		return ""
	}
	n := birthNumber(date)
	if n == 0 {
		return "not a date"
	}
	return fmt.Sprintf("%x0s", n>>20) // four bits a digit: yyy of yyyymmdd
}

// Grouping is the evaluation of each group of records.
type Grouping struct {
	Column     string            `json:"column"`
	File       string            `json:"file"`
	WithoutRow int               `json:"without_row"` // records that the file does not have
	Groups     []GroupEvaluation `json:"groups"`
}

// GroupEvaluation is that of the records that have one value. A pair belongs to
// a group when either of its records does, so that a group answers for every
// link it takes part in; a pair of two groups counts in both. B-cubed is averaged
// over the group's records.
type GroupEvaluation struct {
	Value     string `json:"value"`            // empty: not given
	Merged    int    `json:"merged,omitempty"` // how many values the others are
	Records   int    `json:"records"`
	Pairs     int64  `json:"pairs"`
	TruePairs int64  `json:"true_pairs"`
	Right     int64  `json:"right_pairs"`
	Pairwise  Score  `json:"pairwise"`
	BCubed    Score  `json:"b_cubed"`
}

// Groups evaluates the groups of a column, those of most records first: at most
// 50 values, and the others as one.
func (c *Comparison) Groups(l *Labels) Grouping {
	out := Grouping{Column: l.Column, File: l.File}
	var order []uint32
	order, out.WithoutRow = c.largest(l)
	groupOf := make([]uint8, len(l.names)) // of a value
	for i, v := range order {
		groupOf[v] = uint8(min(i, maxGroups))
	}
	group := make([]uint8, len(c.found))
	for row := range group {
		v, _ := l.of(row)
		group[row] = groupOf[v]
	}
	for g, t := range c.tallies(group, min(len(order), maxGroups+1)) {
		one := GroupEvaluation{
			Value: l.names[order[g]], Records: int(t.records), Pairs: t.pairs, TruePairs: t.truePairs, Right: t.right,
			Pairwise: t.pairwise(), BCubed: t.bCubed(),
		}
		if g == maxGroups {
			one.Value, one.Merged = "others", len(order)-maxGroups
		}
		out.Groups = append(out.Groups, one)
	}
	return out
}

// largest gives the values that records in both have, those of most records
// first, and how many records were not set.
func (c *Comparison) largest(l *Labels) (order []uint32, unset int) {
	sizes := make([]int, len(l.names))
	for row, f := range c.found {
		if f == 0 {
			continue
		}
		v, isSet := l.of(row)
		sizes[v]++
		if !isSet {
			unset++
		}
	}
	for v, n := range sizes {
		if n > 0 {
			order = append(order, uint32(v))
		}
	}
	slices.SortFunc(order, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(sizes[b], sizes[a]), cmp.Compare(l.names[a], l.names[b]))
	})
	return order, unset
}
