package messy

import (
	"strings"

	"continuum/synth/draw"
)

// spoilRest goes over what is left, then puts rubbish for a value now and then.
func (b *block) spoilRest(c *card) {
	s := b.slip
	if b.chance(c, usual.wrongSex) {
		other := c.reg.sexes[0]
		if c.cells[sex] == other {
			other = c.reg.sexes[1]
		}
		c.turn(wrongSexSlip, sex, other)
	}
	if b.chance(c, usual.placeSpelt) {
		c.turn(placeSpeltSlip, birthPlace, respelt(s, c.cells[birthPlace]))
	}
	if b.chance(c, usual.reworked) {
		c.turn(reworkedSlip, occupation, reworded(s, c.cells[occupation]))
	}
	for i := range c.cells {
		if b.chance(c, usual.rubbish) {
			c.turn(rubbishSlip, column(i), rubbish(s))
		}
	}
}

// fillers are what is written where nothing is known.
var fillers = []string{"?", "n/k", "not known", "XXXX", "as above", "see file", "ditto", "-", "tbc", "TEST", "refused", "left blank", "other", "do not contact", "n/a"}

// rubbish is a filler, or letters that a cat might type.
func rubbish(s *draw.Stream) string {
	if s.Chance(0.6) {
		return fillers[s.Below(len(fillers))]
	}
	out := make([]byte, s.Between(3, 9))
	for i := range out {
		row := keyRows[1+s.Below(3)]
		out[i] = row[s.Below(len(row))]
	}
	return string(out)
}

// restyle is what a register does to letters: capitals, none, accents lost, the
// space in a postcode left out.
func (c *card) restyle(s *draw.Stream) {
	v := &c.cells
	if s.Chance(0.8) {
		for _, i := range []column{given, middle, familyName, birthPlace} {
			v[i] = unaccented(v[i])
		}
	}
	if s.Chance(0.15) {
		v[postcodeColumn] = strings.ReplaceAll(v[postcodeColumn], " ", "")
	}
	how := strings.ToUpper
	switch c.reg.style {
	case ordinary:
		return
	case small:
		how = strings.ToLower
	}
	for i := range v {
		if column(i) != sex {
			v[i] = how(v[i])
		}
	}
}

var accents = strings.NewReplacer("ą", "a", "ć", "c", "ę", "e", "ł", "l", "ń", "n", "ó", "o", "ś", "s", "ź", "z", "ż", "z", "é", "e",
	"Ł", "L", "Ś", "S", "Ż", "Z", "Ź", "Z", "Ć", "C")

func unaccented(text string) string {
	for i := range len(text) {
		if text[i] >= 0x80 {
			return accents.Replace(text)
		}
	}
	return text
}
