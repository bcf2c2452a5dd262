package link

import (
	"math/bits"
	"strings"

	"continuum/link/text"
)

// comparer turns pairs of profiles into patterns. It remembers pairs of values
// that take long to compare, so each goroutine has its own; the answers never
// depend on that.
type comparer struct {
	d       *details
	off     uint32 // all bits of the comparisons that take no part
	further int    // how many further fields there are
	known   knownPairs
}

func newComparer(d *details, cfg *Config) *comparer {
	c := &comparer{d: d, further: len(cfg.further())}
	for i, on := range cfg.comparable() {
		if !on {
			c.off |= levelMask[i] << levelShift[i]
		}
	}
	return c
}

// compare gives the pattern of two profiles; it is symmetric.
func (c *comparer) compare(a, b *profile) uint32 {
	given, family, middle := c.nameLevels(a, b)
	p := given<<levelShift[cGiven] | family<<levelShift[cFamily] | middle<<levelShift[cMiddle]
	p |= birthLevel(a.birth, b.birth) << levelShift[cBirth]
	p |= equalLevel(uint32(a.sex), uint32(b.sex)) << levelShift[cSex]
	p |= nhsLevel(a.nhs, b.nhs) << levelShift[cNHS]
	p |= c.residenceLevel(a, b) << levelShift[cResidence]
	p |= equalLevel(a.phone, b.phone) << levelShift[cPhone]
	p |= c.emailLevel(a.email, b.email) << levelShift[cEmail]
	for i := range c.further {
		p |= c.furtherLevel(i, a.further[i], b.further[i]) << levelShift[cFurther+i]
	}
	return p | c.off
}

// missing levels: all bits of a comparison.
const (
	missing2 = 3
	missing3 = 7
)

func equalLevel(a, b uint32) uint32 {
	switch {
	case a == 0 || b == 0:
		return missing2
	case a == b:
		return contactEqual
	}
	return contactDiffers
}

func (c *comparer) emailLevel(a, b uint32) uint32 {
	switch {
	case a == 0 || b == 0:
		return missing2
	case a == b:
		return emailEqual
	case c.d.emails.user[a] == c.d.emails.user[b], c.d.emails.sketch[a].alike(&c.d.emails.sketch[b]):
		return contactEqual
	}
	return contactDiffers
}

// nameLevels compares the three parts of a name together, because partners put
// a name in the wrong part.
func (c *comparer) nameLevels(a, b *profile) (given, family, middle uint32) {
	given, family, middle = missing3, missing3, c.middleLevel(a.middle, b.middle)
	if a.given != 0 && b.given != 0 {
		given = c.nameLevel(a.given, b.given, false)
	}
	if a.family != 0 && b.family != 0 {
		family = c.nameLevel(a.family, b.family, true)
	}
	switch {
	case given == givenEqual || given == missing3:
	case family != missing3 && family < familyAlike && c.swapped(a, b):
		return givenSwapped, missing3, middle
	case given < givenAlike && (a.given == b.middle || b.given == a.middle):
		return givenAlike, family, missing2
	}
	return given, family, middle
}

// swapped says that given and family name stand in each other's place, one of
// them exactly.
func (c *comparer) swapped(a, b *profile) bool {
	if a.given != b.family && a.family != b.given {
		return false
	}
	return c.nameLevel(a.given, b.family, true) >= familyAlike && c.nameLevel(a.family, b.given, true) >= familyAlike
}

func (c *comparer) middleLevel(a, b uint32) uint32 {
	if a == 0 || b == 0 {
		return missing2
	}
	switch c.nameLevel(a, b, false) {
	case givenEqual, givenAlike:
		return middleEqual
	case givenInitial:
		return middleInitial
	}
	return middleDiffers
}

// nameLevel gives the level of two names, as family names or as given names.
func (c *comparer) nameLevel(a, b uint32, family bool) uint32 {
	if a == b {
		if family {
			return familyEqual
		}
		return givenEqual
	}
	kind := uint64(pairOfGiven)
	if family {
		kind = pairOfFamily
	}
	at, pair := c.known.find(kind, a, b)
	if *at>>levelBits != pair {
		*at = pair<<levelBits | uint64(c.judgeNames(a, b, family))
	}
	return uint32(*at & knownLevel)
}

func (c *comparer) judgeNames(a, b uint32, family bool) uint32 {
	if family {
		return c.judgeFamily(a, b)
	}
	return c.judgeGiven(a, b)
}

func (c *comparer) judgeGiven(a, b uint32) uint32 {
	x, y := c.d.names.text[a], c.d.names.text[b]
	if len(x) == 1 || len(y) == 1 {
		if x[0] == y[0] {
			return givenInitial
		}
		return givenDiffers
	}
	near := c.nearness(a, b, x, y)
	switch {
	case near >= 0.92, mayBeNicknames(c.d.names.letter[a], c.d.names.letter[b]) && isNickname(x, y),
		x[0] == y[0] && (isShortForm(x, y) || isShortForm(y, x)):
		return givenAlike
	case near >= 0.84 || c.d.names.sound[a] == c.d.names.sound[b]:
		return givenWeak
	}
	return givenDiffers
}

func (c *comparer) judgeFamily(a, b uint32) uint32 {
	x, y := c.d.names.text[a], c.d.names.text[b]
	near := c.nearness(a, b, x, y)
	switch {
	case near >= 0.92 || shareWord(x, y):
		return familyAlike
	case near >= 0.84 || c.d.names.sound[a] == c.d.names.sound[b]:
		return familyWeak
	}
	return familyDiffers
}

// nearness is Jaro-Winkler, or 0 when the letters in common show that it must
// stay below what any level asks for.
func (c *comparer) nearness(a, b uint32, x, y string) float64 {
	if !near84.possible(c.d.names.letter[a], c.d.names.letter[b], x, y) {
		return 0
	}
	return text.JaroWinkler(x, y)
}

// furtherLevel gives the level of two values of a further field.
func (c *comparer) furtherLevel(i int, a, b uint32) uint32 {
	f := &c.d.further[i]
	if a == b || a == 0 || b == 0 || f.kind != Name && f.kind != Category { // compared as fast as looked up
		return f.level(a, b)
	}
	at, pair := c.known.find(pairOfFurther+uint64(i), a, b)
	if *at>>levelBits != pair {
		*at = pair<<levelBits | uint64(f.differ(a, b))
	}
	return uint32(*at & knownLevel)
}

// shareWord says whether two compound names have a word of three or more
// letters in common.
func shareWord(x, y string) bool {
	if !strings.Contains(x, " ") && !strings.Contains(y, " ") {
		return false
	}
	for w := range strings.FieldsSeq(x) {
		if len(w) < 3 {
			continue
		}
		for v := range strings.FieldsSeq(y) {
			if v == w {
				return true
			}
		}
	}
	return false
}

// birthLevel compares two dates of eight four-bit digits.
func birthLevel(a, b uint32) uint32 {
	if a == 0 || b == 0 {
		return missing3
	}
	x := a ^ b
	if x == 0 {
		return birthEqual
	}
	if oneSlip(a, b) || (x>>16 == 0 && a&0xff == b>>8&0xff && a>>8&0xff == b&0xff) {
		return birthTypo
	}
	year, month, day := x>>16 == 0, x>>8&0xff == 0, x&0xff == 0
	switch {
	case (year && (month || day)) || (month && day):
		return birthTwoParts
	case year || slips(x) == 2:
		return birthNear
	}
	return birthDiffers
}

// slips counts the digits in which two dates differ.
func slips(x uint32) int {
	x |= x >> 1
	x |= x >> 2
	return bits.OnesCount32(x & 0x11111111)
}

// oneSlip says whether two dates differ in one digit, or in two neighbouring
// digits changed about.
func oneSlip(a, b uint32) bool {
	x := a ^ b
	low := uint(bits.TrailingZeros32(x)) &^ 3
	if x>>low < 16 {
		return true
	}
	return x>>low < 256 && a>>low&15 == b>>(low+4)&15 && a>>(low+4)&15 == b>>low&15
}

func nhsLevel(a, b uint64) uint32 {
	switch {
	case a == 0 || b == 0:
		return missing3
	case a == b:
		return nhsEqual
	case a&b&verified != 0:
		return nhsDiffers
	case oneDigitApart(a&^verified, b&^verified):
		return nhsNear
	}
	return nhsUnverified
}

// oneDigitApart says whether one digit was mistyped, dropped or added, or two
// neighbours were changed about.
func oneDigitApart(a, b uint64) bool {
	if a > b {
		a, b = b, a
	}
	for a%10 == b%10 {
		a, b = a/10, b/10
	}
	return a/10 == b/10 || a == b/10 ||
		(a/100 == b/100 && a%10 == b/10%10 && a/10%10 == b%10)
}

// residenceLevel judges postcode and address as one: they move together.
func (c *comparer) residenceLevel(a, b *profile) uint32 {
	lines := a.address != 0 && b.address != 0
	if a.postcode == 0 || b.postcode == 0 {
		switch {
		case !lines:
			return missing3
		case c.sameAddress(a, b):
			return residenceAddress
		}
		return residenceDiffers
	}
	same := a.postcode == b.postcode
	near := same || nearCode(c.d.postcodes.code[a.postcode], c.d.postcodes.code[b.postcode])
	switch {
	case near && lines && c.sameAddress(a, b):
		return residenceEqual
	case same && lines:
		return residenceNeighbour
	case same:
		return residencePostcode
	case near:
		return residenceNear
	case a.outcode == b.outcode && a.outcode != 0:
		return residenceDistrict
	}
	return residenceDiffers
}

// sameAddress says that two addresses are one, perhaps retyped.
func (c *comparer) sameAddress(a, b *profile) bool {
	return a.address == b.address || c.d.addresses.sketch[a.address].alike(&c.d.addresses.sketch[b.address])
}

// nearCode says whether two postcodes differ by one slip: a character changed,
// dropped or added, two neighbours changed about, or the end cut off.
func nearCode(a, b uint64) bool {
	skip := uint(bits.LeadingZeros64(a^b)) &^ 7
	x, y := a<<skip, b<<skip
	switch {
	case x == 0 || y == 0:
		return skip >= 32
	case x<<8 == y<<8, x<<8 == y, x == y<<8:
		return true
	}
	return x<<16 == y<<16 && x>>56 == y>>48&0xff && x>>48&0xff == y>>56
}
