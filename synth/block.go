package synth

import "continuum/synth/draw"

// block makes the people of one run of households and everything about them,
// from streams keyed by seed and block index alone; so blocks may be made in any
// order, by any number of workers.
type block struct {
	geo   geography
	seed  uint64
	index int

	people *draw.Stream // who lives where
	fate   *draw.Stream // what happens to them
	slip   *draw.Stream // how partners get them wrong

	nextDoor [blockPostcodes]int
	arena    []person
	homes    []household
	roster   []member
	life     life
	cards    cardCache
	out      *sheaf
}

func newBlock(geo geography, seed uint64) *block {
	return &block{
		geo: geo, seed: seed,
		people: draw.New(), fate: draw.New(), slip: draw.New(),
		arena: make([]person, 0, blockPeople),
		homes: make([]household, 0, blockPeople),
	}
}

func (b *block) firstPostcode() int { return b.index * blockPostcodes }

// quota is how many people the block holds: the last block takes the remainder.
func (b *block) quota() int { return min(blockPeople, b.geo.people-b.index*blockPeople) }

// populate fills the block with households until its quota is reached.
func (b *block) populate(index int) {
	b.index = index
	b.people.Reset(b.seed, uint64(index), 1)
	b.fate.Reset(b.seed, uint64(index), 2)
	b.nextDoor = [blockPostcodes]int{}
	b.arena, b.homes = b.arena[:0], b.homes[:0]
	if index == 0 {
		b.tellStory()
	}
	for len(b.arena) < b.quota() {
		b.settleHousehold()
	}
}

func (b *block) settleHousehold() {
	s := b.people
	deprivation := (5.5 - float64(decileOf(b.firstPostcode()))) / 4.5
	kind := drawHouseKind(s, deprivation)
	community := s.Pick(communityShares...)
	home, tenure := b.dwelling(kind)
	b.roster = compose(s, kind, communities[community].group, b.roster)
	h := b.newHousehold(kind, tenure)
	practice := b.geo.practiceNear(s, home.postcode)
	for _, m := range b.roster {
		if len(b.arena) == b.quota() {
			break
		}
		p := b.newPerson(h, m.sex, m.born)
		p.stays = append(p.stays[:0], stay{0, home, practice})
	}
	b.christen(h, community)
	b.migrate(h)
	share := s.Normal()
	for _, p := range h.members {
		contact(s, p)
		b.endow(p, share)
	}
	kinship(s, h)
}

func (b *block) newHousehold(kind houseKind, tenure string) *household {
	b.homes = b.homes[:len(b.homes)+1]
	h := &b.homes[len(b.homes)-1]
	*h = household{kind: kind, tenure: tenure, members: h.members[:0]}
	return h
}

func (b *block) newPerson(h *household, sex int, born Day) *person {
	b.arena = b.arena[:len(b.arena)+1]
	p := &b.arena[len(b.arena)-1]
	n := b.index*blockPeople + len(b.arena) - 1
	*p = person{n: n, sex: sex, birth: born, death: never, leave: never, careHome: never, house: h, nhs: nhsNumber(n), stays: p.stays[:0]}
	h.members = append(h.members, p)
	return p
}

// endow gives a person health, habits, an end and the programmes they join.
func (b *block) endow(p *person, householdShare float64) {
	s := b.people
	sicken(s, p, householdShare)
	for i := range p.style {
		p.style[i] = s.Normal()
	}
	b.enterCareHome(p)
	die(s, p)
	join(s, p)
}

// migrate moves households within the place, and some in or out of it.
func (b *block) migrate(h *household) {
	s := b.people
	first := h.members[0]
	age := first.age(census)
	chance := 0.24 - float64(0.0028*age)
	if h.kind == careHomePlace {
		for _, p := range h.members {
			p.careHome = WindowStart - Day(s.Below(1200))
		}
		return
	}
	if s.Chance(max(0.03, chance)) {
		d := WindowStart + Day(s.Between(20, 1070))
		to := b.geo.somewhere(s)
		practice := h.members[0].stays[0].practice
		if s.Chance(0.6) {
			practice = b.geo.practiceNear(s, to.postcode)
		}
		for _, p := range h.members {
			p.stays = append(p.stays, stay{d, to, practice})
		}
	}
	roam := max(0.01, 0.075-float64(0.001*age))
	if s.Chance(roam) {
		d := WindowStart + Day(s.Between(20, 1070))
		for _, p := range h.members {
			p.arrive = d
		}
	} else if s.Chance(roam) {
		d := WindowStart + Day(s.Between(20, 1070))
		for _, p := range h.members {
			d = max(d, p.birth+30)
		}
		for _, p := range h.members {
			p.leave = d
		}
	}
}

// enterCareHome moves some of the very old into a care home within the window.
func (b *block) enterCareHome(p *person) {
	s := b.people
	age := p.age(census)
	if p.story || p.careHome != never || age < 72 {
		return
	}
	chance := draw.Exp(float64(0.115*(age-85))-3.0) * draw.Exp(float64(0.5*p.frailty)-0.125)
	if p.has(dementia, census) {
		chance *= 3
	}
	if !s.Chance(min(0.6, chance)) {
		return
	}
	p.careHome = WindowStart + Day(s.Between(20, 1090))
	own := b.firstPostcode() + 7
	p.stays = append(p.stays, stay{p.careHome, address{own, homeNames[b.index%len(homeNames)] + " Care Home, " + itoa(1+b.index%3) + " " + street(own)}, p.stays[0].practice})
	sortStays(p)
}

func sortStays(p *person) {
	if n := len(p.stays); n > 2 && p.stays[n-2].from > p.stays[n-1].from {
		p.stays = append(p.stays[:n-2], p.stays[n-1]) // the later move never happened
	}
}

// kinship links each person to the one they would name: partner, then grown
// child, then parent; and some of the frail to a carer.
func kinship(s *draw.Stream, h *household) {
	if h.kind == shared {
		return
	}
	for i, p := range h.members {
		for j, q := range h.members {
			if i == j || q.age(census) < 16 {
				continue
			}
			p.kin, p.kinKind = q, kinWord(p, q)
			break
		}
		if p.kin != nil && p.age(census) > 55 && p.frailty > 0.6 && s.Chance(0.45) {
			p.carer = p.kin
		}
	}
}

func kinWord(p, q *person) string {
	gap := (p.birth - q.birth) / 365
	switch {
	case gap > 15 && q.sex == female:
		return "mother"
	case gap > 15:
		return "father"
	case gap < -15 && q.sex == female:
		return "daughter"
	case gap < -15:
		return "son"
	}
	return "partner"
}
