package link

import (
	"cmp"
	"slices"
)

// sighting is a person met in a search, by one of their records.
type sighting struct {
	person, record, profile uint32
	pattern                 uint32
	weight                  float32
}

// block looks up which profiles each rule brings together with the one asked
// for, those of the rules that bring fewest first.
func (a *asking) block() {
	a.found = a.found[:0]
	for i := range a.index.rules {
		if block := a.index.rules[i].find(a); len(block) > 0 {
			a.found = append(a.found, block)
		}
	}
	slices.SortStableFunc(a.found, func(x, y []uint32) int { return cmp.Compare(len(x), len(y)) })
}

// mostAtOnce is how many profiles are fetched before they are compared, so that
// the memory they are in is waited for once and not one after another.
const mostAtOnce = 32

// weigh compares the profiles found and keeps the people worth telling of.
func (a *asking) weigh() {
	a.kept = a.kept[:0]
	a.seen.clear()
	var batch [mostAtOnce]local
	n := 0
	for _, block := range a.found {
		for _, p := range block {
			if !a.seen.add(p) {
				continue
			}
			if batch[n] = (local{profile: a.index.run.profiles[p], at: p}); n+1 < mostAtOnce {
				n++
				continue
			}
			a.compare(batch[:])
			n = 0
		}
	}
	a.compare(batch[:n])
	a.bestOfEach()
}

func (a *asking) compare(some []local) {
	m, d := &a.index.run.training.model, a.details()
	for i := range some {
		p := &some[i].profile
		pattern := a.comparer.compare(&a.profile, p)
		l := m.explained(d, &a.profile, p, pattern)
		if _, most := bounds(&l); most < worthTelling {
			continue
		}
		if w := weight(&l); w >= worthTelling {
			a.keep(sighting{profile: some[i].at, pattern: pattern, weight: w})
		}
	}
}

// mostHeld is how many of the registrations that have the same details are
// looked at: beyond that they say so little that any of them will do.
const mostHeld = 64

// keep notes the people who have a profile.
func (a *asking) keep(s sighting) {
	hs := a.index.run.holders.of(s.profile)
	for i, h := range hs[:min(len(hs), mostHeld)] {
		s.person, s.record = a.index.person[h.record], h.record
		if last := len(a.kept) - 1; i == 0 || a.kept[last].person != s.person {
			a.kept = append(a.kept, s)
		}
	}
}

// bestOfEach leaves the best sighting of each person, best first.
func (a *asking) bestOfEach() {
	slices.SortFunc(a.kept, func(x, y sighting) int {
		return cmp.Or(cmp.Compare(x.person, y.person), cmp.Compare(y.weight, x.weight), cmp.Compare(x.record, y.record))
	})
	a.kept = slices.CompactFunc(a.kept, func(x, y sighting) bool { return x.person == y.person })
	slices.SortFunc(a.kept, func(x, y sighting) int {
		return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(x.person, y.person))
	})
}

// seen remembers the profiles of one search without being emptied for the next.
type seen struct {
	slots  []uint64 // number of the search above the profile
	search uint64
}

// seenBits makes room for twice as many profiles as all rules can bring.
const seenBits = 12

func newSeen() seen { return seen{slots: make([]uint64, 1<<seenBits)} }

func (s *seen) clear() { s.search += 1 << 32 }

// add says whether a profile is new in this search.
func (s *seen) add(p uint32) bool {
	mark := s.search | uint64(p)
	for i := p * 0x9e3779b1 >> (32 - seenBits); ; i = (i + 1) & (1<<seenBits - 1) {
		switch at := &s.slots[i]; {
		case *at == mark:
			return false
		case *at>>32 != s.search>>32:
			*at = mark
			return true
		}
	}
}
