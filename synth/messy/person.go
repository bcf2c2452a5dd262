package messy

import (
	"strings"

	"continuum/synth/draw"
	"continuum/synth/names"
)

// person is one true person. Blocks reuse people, so nothing may keep a pointer
// past its block.
type person struct {
	number     int // from 0 over the whole file: the true identity
	female     bool
	group      names.Group
	given      string
	middle     string // none, one or two
	known      string // the short form friends use, often the given name itself
	byMiddle   bool   // goes by the middle name
	birth      day
	birthPlace string
	families   []since // family names in order; the first is that of birth
	homes      []home  // in order
	work       string
	mobile     string

	bearings [4]since // what families points into
}

// since is a family name borne from a day on.
type since struct {
	from day
	name string
}

// home is an address lived at from a day on.
type home struct {
	from day
	dwelling
}

// familyAt gives the family name borne on a day.
func (p *person) familyAt(d day) string {
	name := p.families[0].name
	for _, f := range p.families[1:] {
		if f.from <= d {
			name = f.name
		}
	}
	return name
}

// homeAt gives where the person lived on a day.
func (p *person) homeAt(d day) *home {
	at := &p.homes[0]
	for i := range p.homes {
		if p.homes[i].from <= d {
			at = &p.homes[i]
		}
	}
	return at
}

// age is whole years, or one less.
func (p *person) age(d day) int { return int(d-p.birth) / 372 }

// takes gives the person another family name from a day on.
func (p *person) takes(name string, from day) {
	if len(p.families) < len(p.bearings) && from <= lastDay {
		p.bearings[len(p.families)] = since{from, name}
		p.families = p.bearings[:len(p.families)+1]
	}
}

// met is a day on which a register wrote the person down: any from the
// sixteenth to the ninetieth birthday, for one record in six even as a child.
func (p *person) met(s *draw.Stream) day {
	from, to := max(firstDay, p.birth.later(16)), min(lastDay, p.birth.later(90))
	if from >= to || s.Chance(1.0/6) {
		from = max(firstDay, p.birth)
	}
	return (from + day(s.Below(int(to-from)+1))).real()
}

// newborn adds a person with the names that do not change.
func (b *block) newborn(g names.Group, female bool, birth day, family string) *person {
	s := b.life
	b.people = append(b.people, person{})
	p := &b.people[len(b.people)-1]
	p.group, p.female, p.birth = g, female, birth
	p.given = b.givenName(g, female, birth.year())
	p.names(s)
	if female {
		family = names.Feminine(g, family)
	}
	p.bearings[0] = since{0, family}
	p.families = p.bearings[:1]
	p.work = works[s.Below(len(works))]
	p.mobile = phone(s, "04")
	return p
}

// givenName draws a name: for one in four of those born in a decade one of the
// five then in fashion, so that namesakes are of an age.
func (b *block) givenName(g names.Group, female bool, born int) string {
	if b.life.Chance(0.25) {
		b.fame.Reset(fashionStream, uint64(g), uint64(sexRow(female)), uint64(born/10), uint64(b.life.Below(5)))
		return names.Given(b.fame, g, female, born/10*10+5)
	}
	return names.Given(b.life, g, female, born)
}

// names draws middle names and what friends say.
func (p *person) names(s *draw.Stream) {
	var middle []string
	for range s.Pick(0.18, 0.66, 0.16) {
		if m := names.Given(s, p.group, p.female, p.birth.year()-25); m != p.given {
			middle = append(middle, m)
		}
	}
	p.middle = strings.Join(middle, " ")
	p.known = names.Short(s, p.given)
	p.byMiddle = p.middle != "" && s.Chance(0.08)
}
