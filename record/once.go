package record

import (
	"strings"

	"continuum/record/definition"
	"continuum/record/search"
)

// and leaves the resources that have a row which answers both. One of the two may
// be listed in parts; the other is asked of either part whole.
func (c rowsClause) and(other rowsClause) rowsClause {
	return rowsClause{c.table, func(s *statement) {
		before, part := s.parted, s.part
		s.parted = false
		c.where(s)
		if s.parted {
			s.part = wholePart
		}
		s.put(" AND ")
		other.where(s)
		s.part, s.parted = part, before || s.parted
	}}
}

// once tells whether a filter is of a time of which a resource has one at most, so
// that it has one row, which all filters of that time are asked of.
func (q *query) once(f *search.Filter) bool {
	return len(q.of) == 1 && f.Parameter != nil && f.Parameter.Kind == definition.Date && f.Modifier == search.None &&
		tableOf(f) == dateTable.name && onlyOne(q.of[0], f.Parameter.Expression)
}

// onlyOne tells whether an expression gives a type one element at most: all of its
// branches that are of the type name the same element, which does not repeat.
func onlyOne(t *definition.Type, expression string) bool {
	name := ""
	for branch := range strings.SplitSeq(expression, "|") {
		branch = strings.Trim(branch, " ()")
		branch, _, _ = strings.Cut(branch, " as ")
		owner, element, _ := strings.Cut(branch, ".")
		switch {
		case owner != t.Name:
			continue
		case name != "" && element != name:
			return false
		}
		name = element
	}
	m := t.Element(name)
	return m != nil && !m.Repeats()
}
