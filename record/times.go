package record

import (
	"cmp"
	"slices"

	"continuum/record/definition"
	"continuum/record/search"
)

// moment is when something was, as an index has it.
type moment struct{ low, high int64 }

func (a moment) compare(b moment) int {
	return cmp.Or(cmp.Compare(a.low, b.low), cmp.Compare(a.high, b.high))
}

// timeline is where the times of a parameter stand.
type timeline struct {
	table, low, high string
	number           int64 // of the parameter, or of the type where resources' own times are meant
	once             bool  // a resource has one at most
}

func (q *query) timeline(k search.SortKey) timeline {
	code := k.Parameter.Code
	if code == "_lastUpdated" {
		return timeline{resourceTable, "at", "at", q.types[q.of[0]], true}
	}
	return timeline{dateTable.name, "low", "high", q.parameters[q.of[0]][code], onlyOne(q.of[0], k.Parameter.Expression)}
}

// rows writes which rows of an alias of the table belong to the timeline.
func (l *timeline) rows(s *statement, alias string) {
	if l.table == resourceTable {
		s.put(alias, ".type = ").arg(l.number).put(" AND ", alias, ".version > 0 AND NOT ", alias, ".deleted")
		return
	}
	s.put(alias, ".parameter = ").arg(l.number)
}

// timed tells whether resources of the type searched can be ordered by what the
// index of times says, without a look into them.
func (q *query) timed(keys []search.SortKey) bool {
	return len(q.of) == 1 && len(keys) > 0 && !slices.ContainsFunc(keys, func(k search.SortKey) bool {
		_, numbered := q.parameters[q.of[0]][k.Parameter.Code]
		return k.Parameter.Kind != definition.Date || !numbered
	})
}

// moments gives the times by which resources are ordered: of several the earliest,
// or the latest in descending order.
func (q *query) moments(k search.SortKey, of []int64) (map[int64]moment, error) {
	met, line := make(map[int64]moment, len(of)), q.timeline(k)
	for _, some := range pieces(of) {
		s := &statement{}
		s.put("SELECT d.ordinal, d.", line.low, ", d.", line.high, " FROM ", line.table, " d WHERE ")
		line.rows(s, "d")
		s.put(" AND ")
		some.holds(s, "d.ordinal")
		for row, err := range q.tx.Query(s.text.String(), s.args...) {
			var ordinal int64
			var x moment
			if err == nil {
				err = row.Scan(&ordinal, &x.low, &x.high)
			}
			if err != nil {
				return nil, err
			}
			if old, is := met[ordinal]; !is || x.compare(old) < 0 != k.Descending {
				met[ordinal] = x
			}
		}
	}
	return met, nil
}

// padded repeats the last of some ordinals, so that few lengths of lists, and so
// few texts of statements, occur.
func padded(some []int64) []int64 {
	n := min(len(some), 4)
	for n < len(some) {
		n *= 2
	}
	out := slices.Clone(some)
	for len(out) < n && len(some) > 0 {
		out = append(out, some[len(some)-1])
	}
	return out
}
