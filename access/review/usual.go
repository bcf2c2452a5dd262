package review

import (
	"maps"
	"slices"
)

// tally says of different people a day on how many days there were so many.
type tally map[int64]int64

func (t tally) days() (n int64) {
	for _, days := range t {
		n += days
	}
	return n
}

// median of a tally, the higher of two middles; 0 of none.
func (t tally) median() int64 {
	middle := t.days() / 2
	for _, value := range slices.Sorted(maps.Keys(t)) {
		if middle -= t[value]; middle < 0 {
			return value
		}
	}
	return 0
}

// spread is the median absolute deviation from the median.
func (t tally) spread() int64 {
	m, away := t.median(), tally{}
	for value, days := range t {
		away[max(value-m, m-value)] += days
	}
	return away.median()
}

// beyond is how many people a day are still usual: the median and so many standard
// deviations, of which one is 1.4826 median absolute deviations of a normal
// distribution, and at least one person.
func (t tally) beyond(spreads float64) int64 {
	return t.median() + int64(spreads*max(1, 1.4826*float64(t.spread())))
}

// limit is how many different people a day are still usual for an actor with this
// history in a role with that: never less than the role's middle, so that whoever
// comes back to full days is no burst; the role's where the actor has no history.
func (s *Settings) limit(own, role tally) int64 {
	least := int64(s.LeastDays)
	switch {
	case own.days() >= least:
		return max(s.FloorDay, own.beyond(s.Spreads), role.median())
	case role.days() >= least:
		return max(s.FloorDay, role.beyond(s.Spreads))
	}
	return max(s.FloorDay, s.Newcomer)
}
