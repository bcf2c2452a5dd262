package record

import (
	"math"
	"slices"
)

// size is how many rows a clause has, as far as was counted, and between which
// ordinals they lie.
type size struct {
	rows     int64
	exact    bool // there are no more
	from, to int64
}

// mostListed is how many matches are listed at once, to save asking twice: for the
// page and for their number.
const mostListed = 5000

// rounds are how many rows are counted to see which clause has the fewest. What has
// more than the first is counted on only where all have, and until one has no more:
// that is the one, near enough.
var rounds = []int64{300, 1000, mostListed}

// enoughRows is so few that no other clause is counted whose rows have to be found
// by way of other resources.
const enoughRows = 200

// smallest finds the clause with the fewest rows among the probes; -1 where none
// can be listed.
func (q *query) smallest() (best int, err error) {
	best = -1
	for _, far := range []bool{false, true} {
		some := q.countable(far)
		for round, bound := range rounds {
			if round > 0 && (q.size.exact || len(q.probes) == 1) {
				break
			}
			for _, i := range some {
				if far && q.size.exact && q.size.rows < enoughRows || round > 0 && q.size.exact {
					break
				}
				n, err := q.sizeOf(q.probes[i], bound)
				if err != nil {
					return best, err
				}
				if best < 0 || n.exact && !q.size.exact || n.exact == q.size.exact && n.rows < q.size.rows || i == best {
					best, q.size = i, n
				}
			}
		}
	}
	return q.orPeople(best)
}

// orPeople takes what is about those who may be seen where that is less than what was
// found best. Where it is more than the root of what a page of all that came would be
// met among, to walk along all is faster.
func (q *query) orPeople(best int) (int, error) {
	at := slices.IndexFunc(q.probes, func(c clause) bool { return !narrows(c) && c.listed() })
	if at < 0 || q.size.exact && q.size.rows < enoughRows {
		return best, nil
	}
	bound := q.size.rows
	if !q.size.exact {
		var last int64
		if err := q.tx.QueryRow("SELECT coalesce(max(ordinal), 0) FROM record_resource").Scan(&last); err != nil {
			return best, err
		}
		bound = max(rounds[0], int64(math.Sqrt(usualPage*float64(last))))
	}
	n, err := q.sizeOf(q.probes[at], bound)
	if n.exact {
		best, q.size = at, n
	}
	return best, err
}

// usualPage is how many matches a page has, about.
const usualPage = 50

// countable gives the probes that can be listed, at once or by way of others:
// references first, of which a person has the fewest.
func (q *query) countable(far bool) (some []int) {
	for i, c := range q.probes {
		switch {
		case !narrows(c) || !c.listed() || isFar(c) != far:
		case isLink(c):
			some = slices.Insert(some, 0, i)
		default:
			some = append(some, i)
		}
	}
	return some
}

func isLink(c clause) bool {
	rows, is := c.(rowsClause)
	return is && rows.table == linkTable.name
}

// sizeOf counts the rows of a clause, up to a bound. What is found by way of many
// other resources is not worth counting.
func (q *query) sizeOf(c clause, bound int64) (n size, err error) {
	if by := way(c); by != nil && by.listed() {
		if inner, err := q.sizeOf(by, rounds[0]); err != nil || !inner.exact {
			return size{rows: bound}, err
		}
	}
	s := &statement{}
	s.put("SELECT count(*), coalesce(min(ordinal), 0), coalesce(max(ordinal), 0) FROM (")
	if sight, is := c.(sightClause); is {
		sight.near(s)
	} else {
		c.all(s)
	}
	s.put(" LIMIT ").arg(bound).put(") AS few")
	if err := s.fits(); err != nil {
		return n, err
	}
	err = q.tx.QueryRow(s.text.String(), s.args...).Scan(&n.rows, &n.from, &n.to)
	n.exact = n.rows < bound
	return n, err
}

// way is the clause of other resources by way of which the rows of a clause are
// found; nil where they are found at once.
func way(c clause) clause {
	switch c := c.(type) {
	case chainClause:
		return c.targets
	case hasClause:
		return c.sources
	case thereClause:
		return c.of
	case seenClause:
		return c.of
	}
	return nil
}

// isFar tells whether the rows of a clause are found by way of other resources.
func isFar(c clause) bool {
	switch c.(type) {
	case rowsClause, apartClause, theseClause, sightClause:
		return false
	}
	return true
}

// dense tells whether the rows lie so near together that what else is asked of
// them is better listed between them than asked of each.
func (n size) dense() bool { return n.exact && n.rows > 8 && n.to-n.from < 8*n.rows }

// among writes that the resource whose ordinal is the expression has a row that
// answers, one of those between two ordinals.
func (c rowsClause) among(s *statement, ordinal string, n size) {
	before := s.probing
	s.put(ordinal, " IN (SELECT ordinal FROM ", c.table, " WHERE ")
	s.probing = true
	c.where(s)
	s.probing = before
	s.put(" AND ordinal >= ").arg(n.from).put(" AND ordinal <= ").arg(n.to).put(")")
}

// inOrder tells whether the rows of a clause come in the order of ordinals, so that
// a page can begin in their midst.
func inOrder(c clause) bool {
	rows, is := c.(rowsClause)
	if !is {
		return false
	}
	switch rows.table {
	case tokenTable.name, linkTable.name, pairTable.name, resourceTable:
		return true
	}
	return false
}
