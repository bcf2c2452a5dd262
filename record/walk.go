package record

import (
	"slices"

	"continuum/record/search"
)

// A search whose matches are many and wanted by time ("the latest twenty") walks
// along the index of times and takes what passes, until the page is full. The page
// after it begins behind the mark of the last match. Where the matches are long past
// a walk meets none for a long time: it is then given up, and they are found and put
// in order, unless they are too many for that.

// mostPlaced is how many matches are put in order after they were found. More are
// met sooner on a walk, unless they are all of one person, whose times may all be
// long past.
const mostPlaced = 2000

// mostWalked is how many times a walk looks at before it is given up.
const mostWalked = 5000

// allTheWay lets a walk go to its end.
const allTheWay = 0

// walks tells whether a search walks: many may match.
func (q *query) walks(keys []search.SortKey, held []int64, p Page) (bool, error) {
	if len(keys) != 1 || len(held) > 0 || len(q.looked) > 0 || !q.timed(keys) {
		return false, nil
	}
	if q.driver == nil && !slices.ContainsFunc(q.probes, narrows) || !q.size.exact && q.size.rows >= mostListed {
		return true, nil
	}
	if q.driver != nil && !isLink(q.driver) && !isFar(q.driver) && !q.size.exact {
		n, err := q.sizeOf(q.driver, mostPlaced)
		if !n.exact || err != nil {
			return true, err
		}
	}
	_, few, err := q.list(p)
	return !few, err
}

// narrows tells whether a clause is of the question, not of who asks.
func narrows(c clause) bool {
	_, sight := c.(sightClause)
	return !sight
}

// walk gives a page in the order of a time; nil where a walk of some times does not
// fill it.
func (q *query) walk(keys []search.SortKey, p Page, within int) (*Found, error) {
	w := &walk{q, keys[0], q.timeline(keys[0]), within}
	ordinals, err := w.page(p, p.Count+1)
	if err != nil || within > 0 && len(ordinals) <= p.Count {
		return nil, err
	}
	found := &Found{Total: -1, Next: p}
	if found.More = len(ordinals) > p.Count; found.More {
		ordinals = ordinals[:p.Count]
	}
	if len(ordinals) > 0 {
		if found.Next.Behind, err = w.mark(ordinals[len(ordinals)-1]); err != nil {
			return nil, err
		}
	}
	if p.Total {
		if found.Total, err = q.count(p); err != nil {
			return nil, err
		}
	}
	return found, q.fetch(found, ordinals)
}

// walk is one along the times of a parameter.
type walk struct {
	*query
	key    search.SortKey
	line   timeline
	within int // how many times are looked at; 0: all
}

// mark is where a match stands.
func (w *walk) mark(ordinal int64) (*Mark, error) {
	all, err := w.marksInTime([]search.SortKey{w.key}, []int64{ordinal})
	if err != nil {
		return nil, err
	}
	return &all[0], nil
}

// page gives the matches behind those of the page before, those that have no such
// time last.
func (w *walk) page(p Page, most int) ([]int64, error) {
	if most == 0 {
		return nil, nil
	}
	var from *moment
	last := int64(0)
	if b := p.Behind; b != nil {
		if len(b.keys) != 1 {
			return nil, errPage()
		}
		if last = b.thing; b.keys[0].Kind == "" {
			return w.timeless(last, p.Until, most)
		}
		from = &moment{b.keys[0].Low, b.keys[0].High}
	}
	ordinals, err := w.dated(from, last, p.Until, most)
	if len(ordinals) < most && w.within == allTheWay && err == nil {
		var rest []int64
		rest, err = w.timeless(0, p.Until, most-len(ordinals))
		ordinals = slices.Concat(ordinals, rest)
	}
	return ordinals, err
}

// dated walks on behind the resource last, which has the time from; nil begins.
func (w *walk) dated(from *moment, last, until int64, most int) ([]int64, error) {
	beyond, order := ">", ""
	if w.key.Descending {
		beyond, order = "<", " DESC"
	}
	s := &statement{}
	s.put("SELECT d.ordinal FROM (")
	w.times(s, from, last, until, beyond, order)
	s.put(") AS d WHERE 1 = 1")
	for _, c := range w.filters() {
		s.put(" AND ")
		c.holds(s, "d.ordinal")
	}
	if !w.line.once { // its first alone counts
		s.put(" AND NOT EXISTS (SELECT 1 FROM record_date o WHERE o.parameter = ").arg(w.line.number)
		s.put(" AND o.ordinal = d.ordinal AND (+o.low ", flipped(beyond), " d.low OR o.low = d.low AND +o.high ", flipped(beyond), " d.high))")
	}
	s.put(" ORDER BY d.low", order, ", d.high", order, ", d.ordinal LIMIT ").arg(most)
	return s.ordinals(w.tx)
}

// times writes which times the walk looks at.
func (w *walk) times(s *statement, from *moment, last, until int64, beyond, order string) {
	low, high := "d."+w.line.low, "d."+w.line.high
	s.put("SELECT d.ordinal AS ordinal, ", low, " AS low, ", high, " AS high FROM ", w.line.table, " d WHERE ")
	w.line.rows(s, "d")
	s.put(" AND +d.ordinal <= ").arg(until)
	if from != nil {
		s.put(" AND ", low, " ", beyond, "= ").arg(from.low).put(" AND (", low, " ", beyond, " ").arg(from.low).put(" OR ", high, " ", beyond, " ").arg(from.high)
		s.put(" OR ", high, " = ").arg(from.high).put(" AND d.ordinal > ").arg(last).put(")")
	}
	if w.within != allTheWay {
		s.put(" ORDER BY ", low, order, ", ", high, order, ", d.ordinal LIMIT ").arg(w.within)
	}
}

func flipped(compares string) string {
	if compares == "<" {
		return ">"
	}
	return "<"
}

// filters are all that a resource must pass.
func (w *walk) filters() []clause {
	if w.driver == nil {
		return w.probes
	}
	return append([]clause{w.driver}, w.probes...)
}

// timeless gives matches that the parameter says no time of, as they came.
func (w *walk) timeless(last, until int64, most int) ([]int64, error) {
	if w.line.table == resourceTable {
		return nil, nil
	}
	s := &statement{}
	s.put("SELECT DISTINCT d.ordinal")
	w.from(s, Page{After: last, Until: until})
	s.put(" AND NOT EXISTS (SELECT 1 FROM record_date o WHERE o.parameter = ").arg(w.line.number).put(" AND o.ordinal = d.ordinal) ORDER BY d.ordinal LIMIT ").arg(most)
	return s.ordinals(w.tx)
}
