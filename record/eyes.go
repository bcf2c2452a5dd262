package record

import (
	"slices"
	"time"

	"continuum/record/definition"
	"continuum/record/sight"
	"continuum/store"
)

// eyes are a rule at an instant; nil eyes see everything.
type eyes struct {
	*Record
	rule sight.Rule
	now  int64
}

func (v View) eyes() *eyes { return &eyes{v.record, v.rule, time.Now().UnixMicro()} }

// over is the rule as it stands for some types, all where none is named.
func (e *eyes) over(types []*definition.Type) sight.Rule {
	if e == nil {
		return sight.Always(true)
	}
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = t.Name
	}
	return sight.For(e.rule, names)
}

// none tells whether nothing of some types may be seen.
func (e *eyes) none(types []*definition.Type) bool {
	return e.over(types) == sight.Rule(sight.Always(false))
}

// clause is what of some types may be seen; nil where all may.
func (e *eyes) clause(types []*definition.Type) clause {
	switch rule := e.over(types).(type) {
	case sight.Always:
		if rule {
			return nil
		}
		return theseClause(nil)
	default:
		return sightClause{eyes: e, rule: rule}
	}
}

// mostBound is of how many Patients the resources are listed as those that may be seen.
const mostBound = 32

// patients gives the Patients to whom one of some parties is related now, if they are
// few.
func (e *eyes) patients(tx *store.Tx, parties sight.Related) (all []int64, few bool, err error) {
	if len(parties) == 0 {
		return nil, true, nil
	}
	s := &statement{}
	s.put("SELECT DISTINCT patient FROM record_related WHERE ").in("party", partyNumbers(parties))
	s.put(" AND since <= ").arg(e.now).put(" AND until > ").arg(e.now).put(" LIMIT ").arg(mostBound + 1)
	all, err = s.ordinals(tx)
	slices.Sort(all)
	return all, len(all) <= mostBound, err
}

// before writes that a version before may be seen.
func (e *eyes) before(s *statement, types []*definition.Type, ordinal, version, typ string) {
	switch c := e.clause(types).(type) {
	case sightClause:
		s.put(" AND ")
		c.heldBefore(s, ordinal, version, typ)
	case theseClause:
		s.put(" AND 1 = 0")
	}
}

// see confines a search to what may be seen. Where that is of few people, they may be
// the way in.
func (q *query) see() error {
	c := q.eyes.clause(q.of)
	if c == nil {
		return nil
	}
	if one, is := c.(sightClause); is {
		parties, bound := sight.Bound(one.rule)
		if bound {
			all, few, err := q.eyes.patients(q.tx, parties)
			switch {
			case err != nil:
				return err
			case len(all) == 0:
				c = theseClause(nil)
			case few:
				one.patients, one.parameters = all, q.waysOf(q.of)
				c = one
			}
		}
	}
	q.probes = append(q.probes, c)
	return nil
}

// waysOf gives the numbers of all parameters by which resources of some types say whom
// they are about.
func (r *Record) waysOf(of []*definition.Type) (numbers []int64) {
	for t, way := range r.people {
		if len(of) > 0 && !slices.Contains(of, t) {
			continue
		}
		for _, code := range slices.Concat(way[0], way[1]) {
			numbers = append(numbers, r.parameters[t][code])
		}
	}
	slices.Sort(numbers)
	return numbers
}

// mostSeen is how many matches are looked at to count those that may be seen, where
// the client did not ask for their number. That it is left out tells no more of the
// others than how long a search takes.
const mostSeen = 10_000

// countSeen counts the matches that may be seen; -1 where too many would be looked at.
func (q *query) countSeen(p Page) (int64, error) {
	at := slices.IndexFunc(q.probes, func(c clause) bool { return !narrows(c) })
	all := *q
	all.probes = slices.Delete(slices.Clone(q.probes), at, at+1)
	s := &statement{}
	s.put("SELECT count(*), coalesce(sum(CASE WHEN ")
	q.probes[at].holds(s, "m.ordinal")
	s.put(" THEN 1 ELSE 0 END), 0) FROM (SELECT ")
	if q.driver != nil {
		s.put("DISTINCT ")
	}
	s.put("d.ordinal")
	all.from(s, Page{Until: p.Until})
	s.put(" LIMIT ").arg(mostSeen + 1).put(") AS m")
	if err := s.fits(); err != nil {
		return 0, err
	}
	var looked, seen int64
	err := q.tx.QueryRow(s.text.String(), s.args...).Scan(&looked, &seen)
	if looked > mostSeen {
		seen = -1
	}
	return seen, err
}
