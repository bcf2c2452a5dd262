package find

import (
	"cmp"
	"slices"
)

// Hit is one person found.
type Hit struct {
	Person uint32
	Score  float64 // 1 when everything asked is equal, towards 0 the less is
	Why    string  // "family name sounds alike; date of birth equal"
}

// MaxHits bounds what one search returns.
const MaxHits = 1000

// Search finds people by what is typed in one box: names or parts of them,
// date or year of birth, NHS number and postcode, in any order and case. At
// most limit hits come back, best first, equals by ordinal. Every part must
// match something of the person; when it does for nobody, those who match all
// parts but one come back instead, and Why says what did not match. Only the
// first eight parts are looked at, 40 letters of each.
func (ix *Index) Search(query string, limit int) []Hit {
	parts := parse(query)
	if len(parts) == 0 || limit <= 0 || ix.people == 0 {
		return nil
	}
	s := ix.scratch.Get().(*scratch)
	defer ix.scratch.Put(s)
	s.prepare(parts, ix)
	r := ranking{scratch: s, limit: min(limit, MaxHits)}
	r.all()
	if len(r.best) == 0 {
		r.allButOne()
	}
	return r.hits()
}

// scratch is the working space of one search, kept for the next.
type scratch struct {
	parts []part
	cells [][]cell // of each part, by person
	rare  []int    // parts, the rarest first
	edits pattern
}

// prepare matches every part.
func (s *scratch) prepare(parts []part, ix *Index) {
	s.parts, s.rare = parts, s.rare[:0]
	found := make([]int, len(parts))
	for i, p := range parts {
		if i == len(s.cells) {
			s.cells = append(s.cells, make([]cell, ix.people))
		}
		clear(s.cells[i])
		found[i] = ix.match(p, s, s.cells[i])
		s.rare = append(s.rare, i)
	}
	slices.SortStableFunc(s.rare, func(a, b int) int { return cmp.Compare(found[a], found[b]) })
}

// candidate is a person with points for all parts together.
type candidate struct {
	person uint32
	points int
}

// ranking keeps the best candidates, the worst of them first (a heap).
type ranking struct {
	*scratch
	limit int
	best  []candidate
	floor int // points of the rarest part that cannot suffice
}

// all ranks the people who match every part.
func (r *ranking) all() {
	most := &mostPoints[r.parts[r.rare[0]].side]
	for person, c := range r.cells[r.rare[0]] {
		if int(most[c]) > r.floor {
			r.consider(uint32(person), 0)
		}
	}
}

// allButOne ranks the people who match all parts but one; they match one of
// the two rarest.
func (r *ranking) allButOne() {
	if len(r.parts) < 2 {
		return
	}
	second := r.cells[r.rare[1]]
	for person, c := range r.cells[r.rare[0]] {
		if c != 0 || second[person] != 0 {
			r.consider(uint32(person), 1)
		}
	}
}

// consider ranks one person unless more parts are missing than allowed.
func (r *ranking) consider(person uint32, missing int) {
	atMost := 0
	for _, i := range r.rare {
		c := r.cells[i][person]
		if c == 0 {
			if missing--; missing < 0 {
				return
			}
		}
		atMost += int(mostPoints[r.parts[i].side][c])
	}
	if len(r.best) == r.limit && atMost <= r.best[0].points {
		return
	}
	r.keep(candidate{person, r.judge(person).points})
	if len(r.best) == r.limit {
		r.floor = max(0, r.best[0].points-100*(len(r.parts)-1))
	}
}

// keep puts a candidate among the best. People come in the order of their
// ordinals, so that of equals the first stay.
func (r *ranking) keep(c candidate) {
	if len(r.best) < r.limit {
		r.best = append(r.best, c)
		r.up(len(r.best) - 1)
	} else if worse(r.best[0], c) {
		r.best[0] = c
		r.down(0)
	}
}

// worse says whether a ranks behind b.
func worse(a, b candidate) bool {
	return a.points < b.points || a.points == b.points && a.person > b.person
}

func (r *ranking) up(i int) {
	for parent := (i - 1) / 2; i > 0 && worse(r.best[i], r.best[parent]); i, parent = parent, (parent-1)/2 {
		r.best[i], r.best[parent] = r.best[parent], r.best[i]
	}
}

func (r *ranking) down(i int) {
	for {
		child := 2*i + 1
		if child+1 < len(r.best) && worse(r.best[child+1], r.best[child]) {
			child++
		}
		if child >= len(r.best) || !worse(r.best[child], r.best[i]) {
			return
		}
		r.best[i], r.best[child] = r.best[child], r.best[i]
		i = child
	}
}

// hits gives the best candidates, best first, with their reasons.
func (r *ranking) hits() []Hit {
	slices.SortFunc(r.best, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.points, a.points), cmp.Compare(a.person, b.person))
	})
	hits := make([]Hit, len(r.best))
	for i, c := range r.best {
		score := float64(c.points) / float64(100*len(r.parts))
		hits[i] = Hit{Person: c.person, Score: score, Why: r.why(r.judge(c.person))}
	}
	return hits
}
