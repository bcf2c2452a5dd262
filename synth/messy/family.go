package messy

import (
	"continuum/synth/draw"
	"continuum/synth/names"
)

// mostFamily is more people than a family can have: three grown, eight children.
const mostFamily = 12

// A family shares a surname, a naming community and, while it lives together,
// its homes: what makes two people look like one.
type family struct {
	group names.Group
	name  string
	homes []home
	from  int // index of its first person in the block
}

// communities and their shares.
var (
	communities     = []names.Group{names.British, names.Irish, names.EastEuropean, names.Indian, names.Sikh, names.Muslim, names.African, names.Caribbean, names.Chinese}
	communityShares = []float64{0.80, 0.04, 0.04, 0.02, 0.01, 0.04, 0.02, 0.02, 0.01}
)

// family adds one: somebody alone, a couple, a lone parent or a couple with
// children, now and then with a grandparent.
func (b *block) family() {
	s := b.life
	g := communities[s.Pick(communityShares...)]
	home := b.land.town(s)
	f := family{group: g, name: b.surname(g, home), from: len(b.people)}
	f.homes = b.moves((firstDay - day(372*s.Below(8))).real(), home)
	born := s.Between(1924, 1984)
	switch s.Pick(0.33, 0.20, 0.13, 0.34) {
	case 0:
		b.adult(&f, s.Chance(0.5), s.Chance(0.4), born)
	case 1:
		b.couple(&f, born)
	case 2:
		born = max(born, 1940)
		b.adult(&f, s.Chance(0.85), s.Chance(0.4), born)
		b.children(&f, born)
	default:
		b.couple(&f, born)
		b.children(&f, born)
		if born > 1950 && s.Chance(0.10) {
			b.adult(&f, s.Chance(0.7), true, born-s.Between(20, 34))
		}
	}
}

// surname draws a family's: in three of ten British families one of the few that
// are old in the town, so that namesakes are neighbours.
func (b *block) surname(g names.Group, town int) string {
	if g == names.British && b.life.Chance(0.3) {
		b.fame.Reset(oldNameStream, uint64(town), uint64(b.life.Below(7)))
		return names.Surname(b.fame, g)
	}
	return names.Surname(b.life, g)
}

func (b *block) couple(f *family, born int) {
	b.adult(f, false, false, born)
	b.adult(f, true, true, born+b.life.Between(-6, 6))
}

// adult adds a grown member. A woman who has been wed bears the family's name
// by marriage.
func (b *block) adult(f *family, female, wed bool, born int) {
	p := b.newborn(f.group, female, birthday(b.life, born), f.name)
	p.homes = f.homes
	p.birthPlace = b.bornAt(f)
	if female && wed {
		b.wed(p)
	}
}

// wed gives a woman a name of her own before the family's, and now and then
// another after it.
func (b *block) wed(p *person) {
	s := b.life
	own, married := names.Feminine(p.group, names.Surname(s, p.group)), p.families[0].name
	p.bearings[0].name = own
	if s.Chance(0.12) { // keeps it
		return
	}
	if s.Chance(0.09) {
		married = own + "-" + married
	}
	on := p.birth.later(20 + float64(s.Exponential()*8))
	p.takes(married, on)
	if s.Chance(0.18) {
		b.again(p, own, on.later(4+float64(s.Exponential()*9)))
	}
}

// again gives a woman whose marriage has ended her own name back, or another's.
func (b *block) again(p *person, own string, on day) {
	if b.life.Chance(0.5) {
		own = names.Feminine(p.group, names.Surname(b.life, p.group))
	}
	p.takes(own, on)
}

// children adds one to four, with a twin now and then.
func (b *block) children(f *family, born int) {
	s := b.life
	at := born + s.Between(20, 31)
	for range 1 + s.Pick(0.36, 0.42, 0.16, 0.06) {
		if at > 2008 {
			return
		}
		birth := birthday(s, at)
		b.child(f, birth)
		if s.Chance(0.02) {
			b.child(f, birth)
		}
		at += s.Between(1, 5)
	}
}

// child adds one that leaves home, and a daughter that may marry, when grown.
func (b *block) child(f *family, birth day) {
	s := b.life
	c := b.newborn(f.group, s.Chance(0.5), birth, f.name)
	b.christen(f, c)
	c.birthPlace = towns[f.homes[0].town]
	if s.Chance(0.2) {
		c.birthPlace = b.bornAt(f)
	}
	c.homes = f.homes
	if leaves := birth.later(18 + float64(s.Exponential()*6)); leaves < lastDay {
		c.homes = b.leave(f.homes, leaves)
	}
	if on := birth.later(21 + float64(s.Exponential()*8)); c.female && s.Chance(0.6) {
		c.takes(names.Surname(s, f.group), on)
	}
}

// christen names some children after a parent, and no two alike.
func (b *block) christen(f *family, c *person) {
	s := b.life
	if head := &b.people[f.from]; head.female == c.female && s.Chance(0.15) {
		c.given, c.known = head.given, head.known
	}
	for range 8 {
		if !b.named(f, c) {
			return
		}
		c.given = b.givenName(f.group, c.female, c.birth.year())
		c.known = names.Short(s, c.given)
	}
}

// named says whether another child of the family has the name.
func (b *block) named(f *family, c *person) bool {
	for i := f.from; i < len(b.people)-1; i++ {
		if p := &b.people[i]; p.given == c.given && p.birth > b.people[f.from].birth.later(15) {
			return true
		}
	}
	return false
}

func birthday(s *draw.Stream, year int) day {
	m := 1 + s.Below(12)
	return date(year, m, 1+s.Below(lastOf(year, m)))
}

func (b *block) bornAt(f *family) string {
	s := b.life
	abroad := elsewhere[f.group]
	if f.group == names.British && s.Chance(0.72) || f.group != names.British && s.Chance(0.3) {
		return towns[b.land.town(s)]
	}
	return abroad[s.Below(len(abroad))]
}

// moves makes the homes of a life from a day to the last: one in nine years or
// so, three in four within the town.
func (b *block) moves(from day, town int) []home {
	s, first := b.life, len(b.homes)
	for from < lastDay {
		b.homes = append(b.homes, home{from, b.land.somewhere(s, town)})
		from = from.later(0.5 + float64(s.Exponential()*9))
		if s.Chance(0.25) {
			town = b.land.town(s)
		}
	}
	return b.homes[first:len(b.homes):len(b.homes)]
}

// leave gives the homes of somebody who leaves the family's on a day.
func (b *block) leave(family []home, on day) []home {
	first := len(b.homes)
	for _, h := range family {
		if h.from < on {
			b.homes = append(b.homes, h)
		}
	}
	town := family[0].town
	if n := len(b.homes); n > first {
		town = b.homes[n-1].town
	}
	b.moves(on, town)
	return b.homes[first:len(b.homes):len(b.homes)]
}
