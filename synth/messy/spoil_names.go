package messy

import (
	"strings"

	"continuum/synth/names"
)

// spoilNames is what was said at the door, what was heard, then what was typed.
func (b *block) spoilNames(p *person, c *card) {
	b.sayGiven(p, c)
	b.sayFamily(p, c)
	b.typeNames(c)
	b.placeNames(c)
}

// sayGiven gives a middle name for the first, or the name friends use.
func (b *block) sayGiven(p *person, c *card) {
	s := b.slip
	first, rest, _ := strings.Cut(p.middle, " ")
	switch {
	case p.byMiddle && s.Chance(0.5), b.chance(c, usual.middleFirst):
		c.turn(middleFirstSlip, given, first)
		if c.did[middleFirstSlip] && c.cells[middle] != "" {
			c.cells[middle] = strings.TrimSpace(p.given + " " + rest)
		}
	case b.chance(c, usual.nickname):
		short := p.known
		if s.Chance(0.2) {
			short = names.Short(s, p.given)
		}
		c.turn(nicknameSlip, given, short)
	}
}

// sayFamily gives a family name of another time of life, half a double one, or
// one name too many.
func (b *block) sayFamily(p *person, c *card) {
	s := b.slip
	if len(p.families) > 1 && b.chance(c, usual.oldFamily) {
		c.turn(oldFamilySlip, familyName, p.families[s.Below(len(p.families))].name)
	}
	one, two, double := strings.Cut(c.cells[familyName], "-")
	switch {
	case double && b.chance(c, usual.half):
		c.turn(halfFamilySlip, familyName, []string{one, two, one + " " + two}[s.Below(3)])
	case !double && b.chance(c, usual.long):
		c.turn(longFamilySlip, familyName, one+[]string{"-", " "}[s.Below(2)]+b.further(p))
	case b.chance(c, usual.cut):
		if r := []rune(c.cells[familyName]); len(r) > 5 {
			c.turn(cutFamilySlip, familyName, string(r[:s.Between(3, len(r)-2)]))
		}
	}
}

// further is a name to extend a family name with: another of the person's own,
// or somebody's.
func (b *block) further(p *person) string {
	if n := len(p.families); n > 1 {
		return p.families[b.slip.Below(n)].name
	}
	return names.Surname(b.slip, p.group)
}

func (b *block) typeNames(c *card) {
	s := b.slip
	if b.chance(c, usual.givenTyped) {
		c.turn(givenTypedSlip, given, mistyped(s, c.cells[given]))
	}
	if b.chance(c, usual.familyTyped) {
		c.turn(familyTypedSlip, familyName, mistyped(s, c.cells[familyName]))
	}
	if b.chance(c, usual.middleTyped) {
		c.turn(middleTypedSlip, middle, mistyped(s, c.cells[middle]))
	}
}

// placeNames shortens names to initials and puts them in the wrong boxes.
func (b *block) placeNames(c *card) {
	s, v := b.slip, &c.cells
	if s.Chance(0.4) { // how many forms ask for it
		v[middle] = initial(v[middle])
	}
	if b.chance(c, usual.initial) {
		c.turn(initialSlip, given, initial(v[given]))
	}
	if v[middle] != "" && b.chance(c, usual.joined) {
		c.turn(namesJoinedSlip, given, v[given]+" "+v[middle])
		v[middle] = ""
	}
	if b.chance(c, usual.swapped) && v[given] != v[familyName] {
		v[given], v[familyName] = v[familyName], v[given]
		c.did[namesSwappedSlip] = true
	}
}

func initial(name string) string {
	for _, r := range name {
		return string(r)
	}
	return ""
}
