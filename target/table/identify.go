package table

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"

	"continuum/internal/frame"
)

// names such as person_id, patient_nbr, nhs_number or mrn.
var idName = regexp.MustCompile(`(?i)^(id|guid|uuid|mrn|uprn|nhs|nhsno)$|[_ -](id|nbr|no|num|number|guid|uuid|key|mrn|ref|pseudonym)$|nhs_?number|[a-z]ID$|Id$`)

// IdentifierName tells a name such as person_id or nhs_number.
func IdentifierName(name string) bool { return idName.MatchString(name) }

const (
	fewRows      = 50  // from here on values that are all different say something
	fewCodes     = 200 // codes of a category that is named as identifiers are
	idShare      = 20  // a named identifier has more than one value for so many rows,
	idShareOfFew = 5   // or, where its values are no more than codes may be, for so many
	leastIDs     = 10
	manyWords    = 0.9 // share of different values from which on they name somebody
	leastNumber  = 1e8 // numbers of people have nine digits or more
)

// identifies says why a column tells who somebody is rather than how they are;
// empty where it does not.
func (r *reading) identifies(c *Column, column *frame.Column, k, rows int, sure bool) string {
	values := rows - c.Missing
	named := IdentifierName(c.Name) && (c.Distinct > max(values/idShare, fewCodes) || c.Distinct > max(values/idShareOfFew, leastIDs))
	switch {
	case sure || c.Kind == Date:
	case c.Kind == Category && r.any(k, isLong):
		return fmt.Sprintf("it holds texts of more than %d characters", longestWord)
	case c.Kind == Category && r.any(k, func(s *shard) bool { return s.full }):
		return fmt.Sprintf("it has more than %d different words", mostWords)
	case c.Whole && values >= fewRows && float64(c.Distinct) >= manyWords*float64(values) && numbering(column):
		return "nearly every row has a number of its own"
	case c.Kind == Category && values >= fewRows && float64(c.Distinct) >= manyWords*float64(values):
		return "nearly every row has a value of its own"
	case c.Kind == Category && values >= 4*fewRows && c.Distinct > values/2:
		return "most rows have a word of their own"
	case (c.Kind == Category || c.Whole) && named:
		return fmt.Sprintf("its name and its %s different values are those of an identifier", about(c))
	}
	return ""
}

func about(c *Column) string {
	if c.Kind == Number {
		return fmt.Sprintf("about %d", c.Distinct)
	}
	return fmt.Sprint(c.Distinct)
}

func isLong(s *shard) bool { return s.long }

func (r *reading) any(k int, is func(*shard) bool) bool {
	return slices.ContainsFunc(r.workers, func(w *worker) bool { return is(&w.shards[k]) })
}

// tell notes what was no number or date.
func (t *Table) tell(c *Column, n *counts) {
	if n.odd > 0 {
		c.Odd = fmt.Sprintf("%s: what is no %s was taken as missing, the first of %d in line %d (%q)", c.Name, c.Kind, n.odd, n.oddLine, n.oddWord)
		t.Notices = append(t.Notices, c.Odd)
	}
}

// tellMissing notes the spellings that were taken as missing, and where.
func (t *Table) tellMissing() {
	where := map[string][]string{}
	for _, c := range t.Columns {
		for spelling, rows := range c.Spelled {
			where[spelling] = append(where[spelling], fmt.Sprintf("%s (%d)", c.Name, rows))
		}
	}
	for _, spelling := range slices.Sorted(maps.Keys(where)) {
		t.notice("%q is taken as missing in %s", spelling, listed(where[spelling]))
	}
}

// numbering tells whole numbers, nearly all different, that number the rows or are
// as long as the numbers of people are.
func numbering(c *frame.Column) bool {
	low, high, n := math.Inf(1), math.Inf(-1), 0.0
	for _, v := range c.Numbers {
		if v == v {
			low, high = min(low, float64(v)), max(high, float64(v))
			n++
		}
	}
	return high-low < 1.05*n || low >= leastNumber
}
