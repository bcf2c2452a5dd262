package messy

import (
	"strings"

	"continuum/synth/draw"
)

// spoilHome writes another home of the person's, less than an address, or one
// misread.
func (b *block) spoilHome(p *person, c *card) {
	s := b.slip
	if b.chance(c, usual.oldHome) {
		b.oldHome(p, c)
	}
	if b.chance(c, usual.roughAddress) {
		c.turn(roughAddressSlip, address, rough(s, c.cells[address]))
	}
	if s.Chance(0.35) {
		c.cells[address] = streetShort.Replace(c.cells[address])
	}
	if b.chance(c, usual.addressTyped) {
		c.turn(addressTypedSlip, address, mistyped(s, c.cells[address]))
	}
	if out, in, ok := strings.Cut(c.cells[postcodeColumn], " "); ok && b.chance(c, usual.partPostcode) {
		c.turn(partPostcodeSlip, postcodeColumn, []string{out, out, out + " " + in[:1]}[s.Below(3)])
	}
	if b.chance(c, usual.postcodeTyped) {
		c.turn(postcodeTypedSlip, postcodeColumn, mistyped(s, c.cells[postcodeColumn]))
	}
	if b.chance(c, usual.townSpelt) {
		c.turn(townSpeltSlip, town, respelt(s, c.cells[town]))
	}
}

// oldHome gives a home of another time, wholly or but for the postcode.
func (b *block) oldHome(p *person, c *card) {
	h := &p.homes[b.slip.Below(len(p.homes))]
	c.turn(oldHomeSlip, address, h.line)
	c.turn(oldHomeSlip, town, towns[h.town])
	if b.slip.Chance(0.8) {
		c.turn(oldHomeSlip, postcodeColumn, h.postcode)
	}
}

// rough leaves out of an address what matters most.
func rough(s *draw.Stream, line string) string {
	if _, rest, ok := strings.Cut(line, ", "); ok && s.Chance(0.6) {
		return rest
	}
	at := strings.LastIndexByte(line, ',') + 1
	_, road, _ := strings.Cut(strings.TrimSpace(line[at:]), " ")
	switch s.Below(6) {
	case 0:
		return "NFA"
	case 1, 2:
		return line[:strings.LastIndexByte(line, ' ')+1] + "?"
	default:
		return road
	}
}

var streetShort = strings.NewReplacer(" Road", " Rd", " Street", " St", " Avenue", " Ave", " Close", " Cl", " Lane", " Ln",
	" Drive", " Dr", " Crescent", " Cres", " Terrace", " Terr", " Place", " Pl", " Gardens", " Gdns", "Flat ", "Fl ")

// respelt writes the name of a place as people do who know it, or who do not.
func respelt(s *draw.Stream, place string) string {
	if s.Chance(0.5) {
		if short := placeShort.Replace(place); short != place {
			return short
		}
	}
	switch s.Below(4) {
	case 0:
		if first, _, ok := strings.Cut(place, " "); ok && len(first) > 5 {
			return first
		}
		return place + ", Wainshire"
	case 1:
		return place[strings.LastIndexAny(place, " -")+1:]
	}
	return mistyped(s, place)
}

var placeShort = strings.NewReplacer("Saint ", "St ", "Kings ", "King's ", "Market ", "Mkt ", "-upon-", " on ", "Great ", "Gt ", "Little ", "Lt ",
	"Upper ", "U. ", "Lower ", "L. ", "North ", "N ", "South ", "S ", "East ", "E ", "West ", "W ", "Abbots ", "Abbot's ", "Bishops ", "Bishop's ",
	"Newcastle upon Tyne", "Newcastle", "Birmingham", "B'ham", "Manchester", "M/cr", "Liverpool", "L'pool", "Hong Kong", "HK", "Stoke-on-Trent", "Stoke",
	"London", "Ldn", "Warszawa", "Warsaw", "Kraków", "Cracow", "Southampton", "So'ton", "Nottingham", "Nottm", "Bridge", "Bdge", "Cross", "X")
