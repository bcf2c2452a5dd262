package messy

// column is one of the details that a messy record may have.
type column int

const (
	given column = iota
	middle
	familyName
	sex
	birthDate
	birthPlace
	occupation
	address
	town
	postcodeColumn
	columns
)

var messyForm = form{
	id: "record_id", prefix: "R", mean: 5,
	columns: []string{"source", "given_name", "middle_name", "family_name", "sex", "birth_date", "birth_place", "occupation", "address", "town", "postcode", "recorded_at"},
	slips:   messySlips(),
	write:   (*block).writeMessy,
}

// messySlips are all but those with an identifier.
func messySlips() []slip {
	var out []slip
	for s := range numberTypedSlip {
		out = append(out, s)
	}
	return out
}

// card is one record while a register is writing it: a fresh copy of the
// person's details, then what went wrong.
type card struct {
	cells [columns]string
	did   [slips]bool
	at    day
	reg   *register
}

// writeMessy adds one record of a person.
func (b *block) writeMessy(p *person) {
	s, c := b.slip, &b.card
	*c = card{at: p.met(s), reg: &registers[s.Pick(registerWeights...)]}
	b.copyOut(p, c)
	b.leaveOut(c)
	b.spoilNames(p, c)
	b.spoilBirth(c)
	b.spoilHome(p, c)
	b.spoilRest(c)
	c.restyle(s)
	b.hand(c)
}

// copyOut writes the person's details as they are on the day.
func (b *block) copyOut(p *person, c *card) {
	h := p.homeAt(c.at)
	c.cells = [columns]string{
		p.given, p.middle, p.familyAt(c.at), c.reg.sexes[sexRow(p.female)], p.birth.iso(), p.birthPlace,
		p.workAt(c.at, b.slip), h.line, towns[h.town], h.postcode,
	}
}

func sexRow(female bool) int {
	if female {
		return 1
	}
	return 0
}

// chance is true as often as a register as careful as this one errs so.
func (b *block) chance(c *card, usually float64) bool { return b.slip.Chance(usually * c.reg.care) }

// leaveOut blanks what the register does not know, but never both names.
func (b *block) leaveOut(c *card) {
	family := c.cells[familyName]
	for i := range c.cells {
		if b.slip.Chance(c.reg.missing[i]) {
			c.cells[i] = ""
		}
	}
	if c.cells[given] == "" {
		c.cells[familyName] = family
	}
}

// turn changes a cell that has a value, and counts the slip when the cell is
// then another.
func (c *card) turn(kind slip, at column, to string) {
	if from := c.cells[at]; from != "" && to != "" && to != from {
		c.cells[at] = to
		c.did[kind] = true
	}
}

// hand puts the record in the sheet and counts what went wrong.
func (b *block) hand(c *card) {
	recorded := c.at.iso()
	if b.slip.Chance(0.06) {
		recorded = ""
	}
	v := &c.cells
	b.sheet.put(c.reg.name, v[given], v[middle], v[familyName], v[sex], v[birthDate], v[birthPlace], v[occupation], v[address], v[town], v[postcodeColumn], recorded)
	b.sheet.count(c)
}
