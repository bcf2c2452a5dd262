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
	rows   int64              // of the driver, manyRows for more
	looked []*search.Filter
	met    []int64 // all matches, where they are few and were listed; nil: not listed
	many   bool    // they were too many to be listed

	compartment *compartment // whose members alone are searched
}

// manyRows is how many rows of an index are counted to see how selective a filter is.
const manyRows = 1000

// enoughRows is so few that no other filter is counted, if its rows have to be
// found by way of other resources.
const enoughRows = 200

// plan chooses the clause with the fewest rows to drive the search.
func (q *query) plan(filters []*search.Filter) error {
	if err := q.take(filters); err != nil {
		return err
	}
	best := -1
	q.rows = manyRows
	for _, far := range []bool{false, true} {
		for i, c := range q.probes {
			if !c.listed() || isFar(c) != far || far && q.rows < enoughRows {
				continue
			}
			n, err := int64(manyRows), error(nil)
			if !far || len(q.probes) > 1 {
				n, err = q.few(c)
			}
			if err != nil {
				return err
			}
			if best < 0 || n < q.rows {
				best, q.rows = i, n
			}
		}
	}
	if best >= 0 {
		q.driver = q.probes[best]
		q.probes = slices.Delete(q.probes, best, best+1)
	}
	return nil
}

// take makes clauses of filters. Those of one time are asked of one row: a span of
// time is found from both of its ends.
func (q *query) take(filters []*search.Filter) error {
	spans := map[string]int{}
	for _, f := range filters {
		c, err := q.clauseOf(q.of, f)
		switch rows, is := c.(rowsClause); {
		case err != nil:
			return err
		case c == nil:
			q.looked = append(q.looked, f)
			continue
		case is && q.once(f):
			if at, met := spans[f.Code]; met {
				q.probes[at] = q.probes[at].(rowsClause).and(rows)
				continue
			}
			spans[f.Code] = len(q.probes)
		}
		q.probes = append(q.probes, c)
	}
	return nil
}

// isFar tells whether the rows of a clause are found by way of other resources.
func isFar(c clause) bool {
	switch c.(type) {
	case rowsClause, theseClause:
		return false
	}
	return true
}

// few counts the rows of a clause, up to a bound.
func (q *query) few(c clause) (int64, error) {
	s := &statement{}
	s.put("SELECT count(*) FROM (")
	c.all(s)
	s.put(" LIMIT ").arg(manyRows).put(") AS few")
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
	if q.driver != nil && !isOwn(q.driver) {
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

// mostListed is how many matches are listed at once to save asking twice, for the
// page and for their number.
const mostListed = 5000

// all gives all matches, found once, where they are few: ok is false where there
// may be many.
func (q *query) all(p Page) (met []int64, ok bool, err error) {
	if q.met != nil || q.many || q.driver == nil || q.rows >= manyRows && !isFar(q.driver) {
		return q.met, q.met != nil, nil
	}
	s := &statement{}
	s.put("SELECT DISTINCT d.ordinal")
	q.from(s, Page{Until: p.Until})
	met, err = s.put(" ORDER BY d.ordinal LIMIT ").arg(mostListed + 1).ordinals(q.tx)
	if q.many = len(met) > mostListed; !q.many {
		q.met = append([]int64{}, met...)
	}
	return q.met, q.met != nil, err
}

// ordinals gives the ordinals of a page, one more than wanted where there is more.
func (q *query) ordinals(p Page, most int) ([]int64, error) {
	if all, ok, err := q.all(p); ok || err != nil {
		from, _ := slices.BinarySearch(all, p.After+1)
		return slices.Clone(all[from:min(from+most, len(all))]), err
	}
	s := &statement{}
	s.put("SELECT DISTINCT d.ordinal")
	q.from(s, p)
	s.put(" ORDER BY d.ordinal LIMIT ").arg(most)
	return s.ordinals(q.tx)
}

// count counts all matches.
func (q *query) count(p Page) (int64, error) {
	if all, ok, err := q.all(p); ok || err != nil {
		return int64(len(all)), err
	}
	s := &statement{}
	if q.driver == nil {
		s.put("SELECT count(*)") // each is there once
	} else {
		s.put("SELECT count(DISTINCT d.ordinal)")
	}
	q.from(s, Page{Until: p.Until})
	return s.one(q.tx)
}
