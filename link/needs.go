package link

// needs tells for each key which rules ask for it, a bit a rule, so that all
// rules are tried on a pair at once.
type needs struct {
	nhs, birth, year, month, day        uint32
	given, family                       uint32
	givenSound, familySound, names      uint32
	postcode, outcode, address          uint32
	phone, email, user, sex             uint32
	further                             [MaxFurther]uint32
	all                                 uint32
	anyFurther, anyEmail, anyExactNames bool
}

func needsOf(rules []rule) needs {
	of := func(k key) (mask uint32) {
		for i, r := range rules {
			if r.keys&k != 0 {
				mask |= 1 << i
			}
		}
		return mask
	}
	n := needs{
		nhs: of(keyNHS), birth: of(keyBirth), year: of(keyYear), month: of(keyMonth), day: of(keyDay),
		given: of(keyGiven), family: of(keyFamily), givenSound: of(keyGivenSound), familySound: of(keyFamilySound),
		names: of(keyNames), postcode: of(keyPostcode), outcode: of(keyOutcode), address: of(keyAddress),
		phone: of(keyPhone), email: of(keyEmail), user: of(keyUser), sex: of(keySex), all: 1<<len(rules) - 1,
	}
	for i := range n.further {
		n.further[i] = of(keyFurther << i)
		n.anyFurther = n.anyFurther || n.further[i] != 0
	}
	n.anyEmail, n.anyExactNames = n.email|n.user != 0, n.given|n.family != 0
	return n
}

// without gives mask unless x and y are equal and there.
func without(mask uint32, x, y uint32) uint32 {
	if x == y && x != 0 {
		return 0
	}
	return mask
}

// hold gives the rules whose keys two profiles share, a bit a rule.
func (n *needs) hold(d *details, a, b *profile) uint32 {
	miss := without(n.postcode, a.postcode, b.postcode) | without(n.outcode, a.outcode, b.outcode) |
		without(n.address, a.address, b.address) | without(n.phone, a.phone, b.phone) |
		without(n.givenSound, uint32(a.givenSound), uint32(b.givenSound)) |
		without(n.familySound, uint32(a.familySound), uint32(b.familySound)) |
		without(n.sex, uint32(a.sex), uint32(b.sex))
	if x, y := a.nhs&^verified, b.nhs&^verified; x != y || x == 0 {
		miss |= n.nhs
	}
	switch x := a.birth ^ b.birth; {
	case a.birth == 0 || b.birth == 0:
		miss |= n.birth | n.year | n.month | n.day
	case x != 0:
		miss |= n.birth | without(n.year, x>>16^1, 1) | without(n.month, x>>8&0xff^1, 1) | without(n.day, x&0xff^1, 1)
	}
	if soundPair(a) != soundPair(b) || soundPair(a) == 0 {
		miss |= n.names
	}
	if n.anyExactNames {
		miss |= without(n.given, a.given, b.given) | without(n.family, a.family, b.family)
	}
	if n.anyEmail {
		miss |= without(n.email, a.email, b.email)
		if u := hashOf(d.emails.user, a.email); u == 0 || u != hashOf(d.emails.user, b.email) {
			miss |= n.user
		}
	}
	if n.anyFurther {
		for i, mask := range n.further {
			miss |= without(mask, a.further[i], b.further[i])
		}
	}
	return n.all &^ miss
}
