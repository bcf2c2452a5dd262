package identity

import (
	"cmp"
	"slices"
)

// cell is what one person shares with one former person: the registrations that
// carried an id and are now theirs.
type cell struct {
	person  uint32
	was     uint32   // the id carried
	claims  uint32   // the id the person may take for it: the same, or one that was joined to it
	records []uint32 // the one that stands for them first
	living  int      // how many of them are not just remembered
	weight  int      // what the claim weighs
	own     bool     // the side of the id that others were joined to
}

// claim gives people the ids of former people. Where a person has registrations
// of one former person only, and that one no others, nothing is to be weighed.
func (a *assignment) claim() {
	a.holder = make([]uint32, len(a.ids.codes))
	mixed, spread := make([]bool, a.Persons), make([]bool, len(a.ids.codes))
	for record, id := range a.carried {
		if id &^= remembered; id == 0 {
			continue
		}
		p := a.Person[record]
		if a.person[p] == 0 {
			a.person[p] = id
		}
		if a.holder[id] == 0 {
			a.holder[id] = p + 1
		}
		mixed[p] = mixed[p] || a.person[p] != id
		spread[id] = spread[id] || a.holder[id] != p+1
	}
	a.share(mixed, spread)
	for p, id := range a.person {
		if mixed[p] || spread[id] {
			a.person[p] = 0
		}
	}
	a.restore()
	a.settle()
}

// share makes the cells of people and ids that are not plain.
func (a *assignment) share(mixed, spread []bool) {
	var records []uint32
	for record, id := range a.carried {
		if id &^= remembered; id != 0 && (mixed[a.Person[record]] || spread[id]) {
			records = append(records, uint32(record))
		}
	}
	was := func(record uint32) uint32 { return a.carried[record] &^ remembered }
	slices.SortFunc(records, func(x, y uint32) int {
		return cmp.Or(cmp.Compare(a.Person[x], a.Person[y]), cmp.Compare(was(x), was(y)), a.byAnchor(x, y))
	})
	for from := 0; from < len(records); {
		c := &cell{person: a.Person[records[from]], was: was(records[from])}
		to := from
		for ; to < len(records) && a.Person[records[to]] == c.person && was(records[to]) == c.was; to++ {
			if a.carried[records[to]]&remembered == 0 {
				c.living++
			}
		}
		c.claims, c.records, c.weight = c.was, records[from:to:to], c.living
		a.cells = append(a.cells, c)
		from = to
	}
}

// stronger orders cells, the strongest claim first.
func (a *assignment) stronger(x, y *cell) int {
	if x.own != y.own && x.weight == y.weight {
		return map[bool]int{true: -1, false: 1}[x.own]
	}
	return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(len(y.records), len(x.records)), a.byAnchor(x.records[0], y.records[0]))
}

// settle takes claims strongest first. A person who is all of a former person and
// nobody else has the only claims of weight to both, and so keeps the id.
func (a *assignment) settle() {
	slices.SortFunc(a.cells, a.stronger)
	for _, c := range a.cells {
		if a.chief[c.was] == nil {
			a.chief[c.was] = c
		}
		if a.person[c.person] == 0 && a.holds[c.claims] == nil {
			a.person[c.person], a.holds[c.claims] = c.claims, c
		}
	}
}

// inUse tells whether an id is somebody's in the new build.
func (a *assignment) inUse(id uint32) bool {
	if a.holds[id] != nil {
		return true
	}
	return int(id) < len(a.holder) && a.holder[id] != 0 && a.person[a.holder[id]-1] == id
}
