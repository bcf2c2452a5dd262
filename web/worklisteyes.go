package web

import (
	"slices"

	"continuum/internal/fault"
	"continuum/record/sight"
	"continuum/warehouse"
)

// on gives these eyes on what concerns one team: that the person was suggested to another
// is no reason to see it.
func (e *eyes) on(team string) *eyes {
	narrow := *e
	narrow.parties = slices.DeleteFunc(slices.Clone(e.parties), func(p sight.Party) bool { return p.Kind == sight.Suggested && p.Of != team })
	return &narrow
}

// suggested tells whether it may be seen that the person was suggested for something, and
// who it is.
func (e *eyes) suggested() bool { return e.reads(taskType) && e.finds() }

// eyesFor gives those of the actor on some people, each on what concerns a team.
func (s *site) eyesFor(v visit, n int, of func(i int) (person, team string)) ([]*eyes, error) {
	keys, narrow := make([]string, n), make([]*eyes, n)
	for i := range keys {
		keys[i], _ = of(i)
	}
	seen, err := s.eyesOnAll(v.Context(), keys)
	if err != nil {
		return nil, err
	}
	for i := range seen {
		_, team := of(i)
		narrow[i] = seen[i].on(team)
	}
	return narrow, nil
}

// eachSeen shows those of some people whom the actor may see, in their order, each with the
// eyes on them and whether they live; and counts the others who are not sealed.
func (s *site) eachSeen(v visit, n int, of func(i int) (person, team string), show func(i int, e *eyes, card warehouse.Person, alive bool)) (hidden int, err error) {
	seen, err := s.eyesFor(v, n, of)
	if err != nil {
		return 0, err
	}
	for i, e := range seen {
		if !e.suggested() {
			if !e.sealedFrom() {
				hidden++
			}
			continue
		}
		person, _ := of(i)
		card, alive, err := s.alive(v, person)
		if err != nil {
			return 0, err
		}
		show(i, e, card, alive)
	}
	return hidden, nil
}

// sealedFrom tells whether it may not even be known that there is somebody.
func (e *eyes) sealedFrom() bool {
	return !e.finds() && e.parties.Has(sight.Party{Kind: sight.Sealed})
}

// alive is who somebody is, no more than the key where nobody knows them any more, and
// whether they live. Of whoever has died, by an extract or by what came live, all that is
// open ends.
func (s *site) alive(v visit, key string) (card warehouse.Person, is bool, err error) {
	known, err := s.facts.Who(v.Context(), key)
	if code := fault.CodeOf(err); err != nil && code != fault.NotFound && code != fault.Invalid {
		return card, false, err
	}
	came, _ := s.came(v, idOf(key))
	if card = known.Named; err != nil {
		card = came.Person
		card.ID = idOf(key)
	}
	if !dead(card) && came.Death == nil {
		return card, true, nil
	}
	return card, false, s.access.Work.Died(v.Context(), key)
}
