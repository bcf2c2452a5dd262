package record

import (
	"slices"

	"continuum/record/definition"
	"continuum/record/search"
)

// query is one search under way.
type query struct {
	*asking
	of     []*definition.Type // that are searched; none: all
	driver clause             // whose rows are listed; nil: all resources of the type
	probes []clause           // that are asked of each
	looked []*search.Filter

	compartment *compartment // whose members alone are searched
}

// fewRows is how many rows of an index are counted to see how selective a filter is.
const fewRows = 1000

// plan chooses the clause with the fewest rows to drive the search.
func (q *query) plan(filters []*search.Filter) error {
	best := -1
	for _, f := range filters {
		c, err := q.clauseOf(q.of, f)
		if err != nil {
			return err
		}
		if c == nil {
			q.looked = append(q.looked, f)
			continue
		}
		q.probes = append(q.probes, c)
	}
	least := int64(0)
	for i, c := range q.probes {
		if !c.listed() {
			continue
		}
		n := int64(1)
		if len(q.probes) > 1 {
			var err error
			if n, err = q.few(c); err != nil {
				return err
			}
		}
		if best < 0 || n < least {
			best, least = i, n
		}
	}
	if best >= 0 {
		q.driver = q.probes[best]
		q.probes = slices.Delete(q.probes, best, best+1)
	}
	return nil
}

// few counts the rows of a clause, up to a bound.
func (q *query) few(c clause) (int64, error) {
	s := &statement{}
	s.put("SELECT count(*) FROM (")
	c.all(s)
	s.put(" LIMIT ").arg(fewRows).put(") AS few")
	return s.one(q.tx)
}

// from writes the part of a query that finds ordinals, from FROM on.
func (q *query) from(s *statement, p Page) {
	if q.driver != nil {
		s.put(" FROM (")
		q.driver.all(s)
		s.put(") AS d WHERE ")
	} else {
		s.put(" FROM record_resource d WHERE ")
		q.typed(s, "d")
		s.put(" AND d.version > 0 AND NOT d.deleted AND ")
	}
	s.put("d.ordinal > ").arg(p.After).put(" AND d.ordinal <= ").arg(p.Until)
	for _, c := range q.probes {
		s.put(" AND ")
		c.holds(s, "d.ordinal")
	}
	if q.driver != nil && !ownRows(q.driver) {
		s.put(" AND EXISTS (SELECT 1 FROM record_resource o WHERE o.ordinal = d.ordinal AND ")
		q.typed(s, "o")
		s.put(" AND o.version > 0 AND NOT o.deleted)")
	}
}

// typed writes that a resource is of the types that are searched. Of all types, the
// index by type is no way in: it does not give them in their order.
func (q *query) typed(s *statement, table string) {
	if len(q.of) == 0 {
		s.put(table, ".type + 0 > 0")
		return
	}
	s.in(table+".type", q.typeNumbers(q.of))
}

// ownRows says that the rows of a clause are those of resources of the type that
// are there: rows of an index are taken away with the resource.
func ownRows(c clause) bool {
	rows, is := c.(rowsClause)
	return is && rows.table != resourceTable
}

// ordinals gives the ordinals of a page, one more than wanted where there is more.
func (q *query) ordinals(p Page, most int) ([]int64, error) {
	s := &statement{}
	s.put("SELECT DISTINCT d.ordinal")
	q.from(s, p)
	s.put(" ORDER BY d.ordinal LIMIT ").arg(most)
	return s.ordinals(q.tx)
}
