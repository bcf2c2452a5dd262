package identity

import (
	"cmp"
	"slices"

	"continuum/link"
)

// joins are the merges that lead ids to others now, oldest first, and which of the
// joined ids each registration was at home with: the first it was joined as.
type joins struct {
	merges []Event
	home   map[link.Registration]string
}

func joinsOf(s *state) (j joins) {
	j.home = make(map[link.Registration]string, len(s.merged))
	for _, m := range s.merged {
		j.merges = append(j.merges, m)
	}
	slices.SortFunc(j.merges, func(x, y Event) int { return cmp.Compare(x.Number, y.Number) })
	for _, m := range j.merges {
		for _, r := range m.Members {
			if _, known := j.home[r]; !known {
				j.home[r] = m.ID
			}
		}
	}
	return j
}

// restore looks at ids whose registrations are parted among several people. Where
// another id was joined to it and the two sides part again, the joined one stands
// up again on its side.
func (a *assignment) restore() {
	parted, joined := map[uint32]map[uint32]*cell{}, map[uint32][]*Event{}
	for _, c := range a.cells {
		if c.living > 0 {
			if parted[c.was] == nil {
				parted[c.was] = map[uint32]*cell{}
			}
			parted[c.was][c.person] = c
		}
	}
	for i := range a.joins.merges {
		m := &a.joins.merges[i]
		current := a.number(a.state.resolve(m.ID))
		joined[current] = append(joined[current], m)
	}
	for id, cells := range parted {
		if len(cells) > 1 && len(joined[id]) > 0 {
			a.part(id, cells, joined[id])
		}
	}
}

// seat is a joined id's claim to a cell of the id it was joined to.
type seat struct {
	id      uint32
	home    bool   // registrations at home with it are there
	members int    // how many of its registrations then are there
	anchor  uint32 // the first record that speaks for it
}

// part lets joined ids claim the cells, each of another person, of the id they
// were joined to. The cell with that id's own side becomes the strongest of them.
func (a *assignment) part(id uint32, cells map[uint32]*cell, joined []*Event) {
	seats := map[*cell]seat{}
	for _, m := range joined {
		remains, home := a.remains(m)
		c := cells[a.most(remains, id)]
		if c == nil {
			continue
		}
		s := seat{id: a.number(m.ID), home: home, anchor: slices.MinFunc(remains, a.byAnchor)}
		for _, r := range m.Members {
			if record, here := a.records.of(r); here && a.Person[record] == c.person {
				s.members++
			}
		}
		if rival, taken := seats[c]; !taken || a.better(s, rival) {
			seats[c] = s
		}
	}
	own := a.own(id, cells, joined, seats)
	delete(seats, own)
	if len(seats) == 0 {
		return
	}
	own.own = true
	for _, c := range cells {
		own.weight = max(own.weight, c.weight)
	}
	for c, s := range seats {
		c.claims = s.id
	}
}

// better tells whether one joined id has a better claim to a cell than another,
// which may have been joined to it or it to that.
func (a *assignment) better(x, y seat) bool {
	if x.home != y.home {
		return x.home
	}
	return cmp.Or(cmp.Compare(y.members, x.members), a.byAnchor(x.anchor, y.anchor), cmp.Compare(a.ids.codes[x.id], a.ids.codes[y.id])) < 0
}

// remains are the records of the registrations that were at home with an id when
// it was joined to another; where none is left, of all that it had.
func (a *assignment) remains(m *Event) (records []uint32, home bool) {
	var all []uint32
	for _, r := range m.Members {
		if record, here := a.records.of(r); here {
			all = append(all, record)
			if a.joins.home[r] == m.ID {
				records = append(records, record)
			}
		}
	}
	if len(records) > 0 {
		return records, true
	}
	return all, false
}

// nobody is a person there is not.
const nobody = ^uint32(0)

// most is the person with most of some records, of equals the one with the first;
// only records that carried an id count, unless it is 0.
func (a *assignment) most(records []uint32, id uint32) (person uint32) {
	person = nobody
	count := map[uint32]int{}
	for _, record := range records {
		if id == 0 || a.carried[record]&^remembered == id {
			count[a.Person[record]]++
		}
	}
	for _, record := range records {
		if p := a.Person[record]; count[p] > count[person] {
			person = p
		}
	}
	return person
}

// own finds the cell of the side that carried on: with most of the registrations
// it had when another was joined to it, the earliest merge first; else the
// strongest cell where no joined id sits.
func (a *assignment) own(id uint32, cells map[uint32]*cell, joined []*Event, seats map[*cell]seat) *cell {
	for _, m := range joined {
		if a.number(m.Into) != id {
			continue
		}
		var records []uint32
		for _, r := range m.Others {
			if record, here := a.records.of(r); here && a.joins.home[r] == "" {
				records = append(records, record)
			}
		}
		if c := cells[a.most(records, id)]; c != nil {
			return c
		}
	}
	var strongest, free *cell
	for _, c := range cells {
		if strongest == nil || a.stronger(c, strongest) < 0 {
			strongest = c
		}
		if _, taken := seats[c]; !taken && (free == nil || a.stronger(c, free) < 0) {
			free = c
		}
	}
	if free != nil {
		return free
	}
	return strongest
}
