package messy

import "strings"

var plainForm = form{
	id: "id", mean: 3.6,
	columns: []string{"source", "given_name", "family_name", "birth_date", "sex", "postcode", "address", "phone", "nhs_number"},
	slips:   []slip{nicknameSlip, oldFamilySlip, givenTypedSlip, familyTypedSlip, namesSwappedSlip, dayMonthSlip, digitSlip, oldHomeSlip, postcodeTypedSlip, numberTypedSlip, relativeSlip},
	write:   (*block).writePlain,
}

// writePlain adds one registration of a person.
func (b *block) writePlain(p *person) {
	s, c := b.slip, &b.card
	k := &partners[s.Pick(partnerWeights...)]
	*c = card{at: p.met(s)}
	h := p.homeAt(c.at)
	v := &c.cells
	v[given], v[familyName], v[birthDate] = p.given, p.familyAt(c.at), p.birth.iso()
	v[sex], v[address], v[postcodeColumn] = []string{"1", "2"}[sexRow(p.female)], h.line, h.postcode
	b.slipPlain(k, p, c)
	b.omit(k, c)
	b.sheet.put(k.name, v[given], v[familyName], v[birthDate], v[sex], v[postcodeColumn], v[address], b.phoneOf(k, p, h), b.numberOf(k, p, c))
	b.sheet.count(c)
}

// slipPlain makes the partner's mistakes about who and where.
func (b *block) slipPlain(k *partner, p *person, c *card) {
	s, v := b.slip, &c.cells
	if s.Chance(k.nickname) {
		c.turn(nicknameSlip, given, p.known)
	}
	if len(p.families) > 1 && s.Chance(k.oldFamily) {
		c.turn(oldFamilySlip, familyName, p.families[s.Below(len(p.families))].name)
	}
	switch u := s.Float(); {
	case u < k.typed/2:
		c.turn(givenTypedSlip, given, mistyped(s, v[given]))
	case u < k.typed:
		c.turn(familyTypedSlip, familyName, mistyped(s, v[familyName]))
	case u < k.typed+k.swapped:
		v[given], v[familyName] = v[familyName], v[given]
		c.did[namesSwappedSlip] = true
	}
	switch u := s.Float(); {
	case u < k.dayMonth:
		if y, m, d := p.birth.parts(); d <= 12 {
			c.turn(dayMonthSlip, birthDate, date(y, d, m).iso())
		}
	case u < k.dayMonth+k.birthTyped:
		c.turn(digitSlip, birthDate, wrongDigit(s, v[birthDate]))
	}
	if s.Chance(k.oldHome) {
		h := &p.homes[s.Below(len(p.homes))]
		c.turn(oldHomeSlip, address, h.line)
		c.turn(oldHomeSlip, postcodeColumn, h.postcode)
	}
	if s.Chance(k.postcodeTyped) {
		c.turn(postcodeTypedSlip, postcodeColumn, mistyped(s, v[postcodeColumn]))
	}
}

// omit leaves out what the partner does not know.
func (b *block) omit(k *partner, c *card) {
	s, v := b.slip, &c.cells
	if s.Chance(k.noBirth) {
		v[birthDate] = ""
	}
	if s.Chance(k.noPostcode) {
		v[postcodeColumn] = ""
	}
	if s.Chance(k.noSex) {
		v[sex] = []string{"", "0", "9"}[s.Below(3)]
	}
	if s.Chance(0.04) {
		v[address] = ""
	}
	if s.Chance(0.06) { // no slip, a habit
		v[postcodeColumn] = strings.ReplaceAll(v[postcodeColumn], " ", "")
	}
}

// phoneOf is the home's telephone, which a family shares, or the person's own.
func (b *block) phoneOf(k *partner, p *person, h *home) string {
	switch s := b.slip; {
	case s.Chance(k.noPhone):
		return ""
	case s.Chance(0.4):
		return h.phone
	}
	return p.mobile
}

// numberOf is the person's NHS number, seldom mistyped, and more seldom that of
// somebody of the same home, the most dangerous error of all.
func (b *block) numberOf(k *partner, p *person, c *card) string {
	s := b.slip
	number := nhsNumber(b.seed, p.number)
	switch u := s.Float(); {
	case u < k.noNumber:
		return ""
	case u < k.noNumber+k.numberTyped:
		c.did[numberTypedSlip] = true
		i := s.Below(len(number))
		digit := '0' + (number[i]-'0'+byte(s.Between(1, 9)))%10
		return number[:i] + string(rune(digit)) + number[i+1:]
	case u < k.noNumber+k.numberTyped+k.relative:
		if n := b.relative(p); n != p.number {
			c.did[relativeSlip] = true
			return nhsNumber(b.seed, n)
		}
	}
	return number
}

// relative gives the number of the next person when of the same first home,
// else the one before, else the person's own.
func (b *block) relative(p *person) int {
	at := p.number % blockPeople
	for _, i := range []int{at + 1, at - 1} {
		if i >= 0 && i < len(b.people) && b.people[i].homes[0] == p.homes[0] {
			return b.people[i].number
		}
	}
	return p.number
}
