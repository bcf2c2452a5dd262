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
	size   size               // of the driver
	probes []clause           // that are asked of each
	looked []*search.Filter
	met    []int64 // all matches, where they are few and were listed; nil: not listed
	many   bool    // they were too many to be listed

	compartment *compartment // whose members alone are searched
}

// plan chooses the clause with the fewest rows to drive the search.
func (q *query) plan(filters []*search.Filter) error {
	if err := q.take(filters); err != nil {
		return err
	}
	best, err := q.smallest()
	if best >= 0 {
		q.driver = q.probes[best]
		q.probes = slices.Delete(q.probes, best, best+1)
	}
	return err
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
	ordinal := "d.ordinal"
	if q.driver != nil && !inOrder(q.driver) {
		ordinal = "+d.ordinal" // else their order would be taken for the way in
	}
	s.put(ordinal, " > ").arg(p.After).put(" AND ", ordinal, " <= ").arg(p.Until)
	for _, c := range q.probes {
		s.put(" AND ")
		if rows, is := c.(rowsClause); is && q.size.dense() && rows.table != resourceTable {
			rows.among(s, "d.ordinal", q.size)
			continue
		}
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

// all gives all matches where they are few: ok is false where there may be many.
func (q *query) all(p Page) (met []int64, ok bool, err error) {
	if q.driver == nil || !q.size.exact && !isFar(q.driver) {
		return q.met, q.met != nil, nil
	}
	return q.list(p)
}

// list gives all matches, found once, unless they are many.
func (q *query) list(p Page) (met []int64, ok bool, err error) {
	if q.met != nil || q.many {
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

// mostCounted is how many matches are counted where the client did not ask for
// their number; it is left out where there are more.
const mostCounted = 50_000

// count counts all matches; -1 where they are more than are counted.
func (q *query) count(p Page) (int64, error) {
	if all, ok, err := q.all(p); ok || err != nil {
		return int64(len(all)), err
	}
	if p.Rough && slices.ContainsFunc(q.probes, func(c clause) bool { return !narrows(c) }) {
		return q.countSeen(p)
	}
	s := &statement{}
	s.put("SELECT count(*) FROM (SELECT ")
	if q.driver != nil {
		s.put("DISTINCT ")
	}
	s.put("d.ordinal")
	q.from(s, Page{Until: p.Until})
	if p.Rough {
		s.put(" LIMIT ").arg(mostCounted + 1)
	}
	n, err := s.put(") AS met").one(q.tx)
	if p.Rough && n > mostCounted {
		n = -1
	}
	return n, err
}
