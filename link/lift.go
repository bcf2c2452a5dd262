package link

// lifts tell how much commoner than usual the values are on which a pair agrees:
// log2 of the chance that strangers share them over the mean chance of the
// field. Rare values have a negative lift and so weigh more.
type lifts struct{ given, family, birth, place float32 }

// liftsOf finds the lifts of a pair.
func (d *details) liftsOf(a, b *profile, pattern uint32) (v lifts) {
	v.given, v.family = d.nameLift(a, b, pattern)
	if levelOf(pattern, cBirth) == birthEqual {
		v.birth = d.births.lift[birthSlot(a.birth)]
	}
	v.place = d.placeLift(a, b, pattern)
	return v
}

func (d *details) nameLift(a, b *profile, pattern uint32) (given, family float32) {
	switch levelOf(pattern, cGiven) {
	case givenEqual:
		given = d.names.lift[a.given]
	case givenSwapped:
		one := d.names.lift[a.given] + d.names.liftF[a.family]
		return max(one, d.names.lift[b.given]+d.names.liftF[b.family]), 0
	}
	if levelOf(pattern, cFamily) == familyEqual {
		family = d.names.liftF[a.family]
	}
	return given, family
}

// placeLift sums the lifts of address, phone, email and further fields.
func (d *details) placeLift(a, b *profile, pattern uint32) (lift float32) {
	switch levelOf(pattern, cResidence) {
	case residenceEqual, residenceAddress:
		lift = max(d.addresses.lift[a.address], d.addresses.lift[b.address])
	case residencePostcode, residenceNeighbour:
		lift = d.postcodes.lift[a.postcode]
	}
	if levelOf(pattern, cPhone) == contactEqual {
		lift += d.phones.lift[a.phone]
	}
	if levelOf(pattern, cEmail) == emailEqual {
		lift += d.emails.lift[a.email]
	}
	for i := range a.further {
		if levelOf(pattern, cFurther+i) == furtherEqual {
			lift += d.further[i].lift[a.further[i]]
		}
	}
	return lift
}

// liftRange is the least and the greatest lift of a field's values.
type liftRange struct{ low, high float32 }

func rangeOf(lift []float32) (r liftRange) {
	for _, x := range lift {
		r.low, r.high = min(r.low, x), max(r.high, x)
	}
	return r
}

// liftRanges are the ranges of all fields.
type liftRanges struct {
	given, family, birth, postcode, address, phone, email liftRange
	further                                               [MaxFurther]liftRange
}

func (d *details) liftRanges() liftRanges {
	r := liftRanges{
		given: rangeOf(d.names.lift), family: rangeOf(d.names.liftF), birth: rangeOf(d.births.lift), postcode: rangeOf(d.postcodes.lift),
		address: rangeOf(d.addresses.lift), phone: rangeOf(d.phones.lift), email: rangeOf(d.emails.lift),
	}
	for i := range d.further {
		r.further[i] = rangeOf(d.further[i].lift)
	}
	return r
}

// of gives the rarest and the commonest values that a pattern's pairs can agree on.
func (r *liftRanges) of(pattern uint32) (rare, common lifts) {
	add := func(to func(*lifts) *float32, x liftRange) {
		*to(&rare) += x.low
		*to(&common) += x.high
	}
	given, family := func(v *lifts) *float32 { return &v.given }, func(v *lifts) *float32 { return &v.family }
	switch levelOf(pattern, cGiven) {
	case givenEqual:
		add(given, r.given)
	case givenSwapped:
		add(given, r.given)
		add(given, r.family)
	}
	if levelOf(pattern, cFamily) == familyEqual {
		add(family, r.family)
	}
	if levelOf(pattern, cBirth) == birthEqual {
		add(func(v *lifts) *float32 { return &v.birth }, r.birth)
	}
	place := func(v *lifts) *float32 { return &v.place }
	switch levelOf(pattern, cResidence) {
	case residenceEqual, residenceAddress:
		add(place, r.address)
	case residencePostcode, residenceNeighbour:
		add(place, r.postcode)
	}
	if levelOf(pattern, cPhone) == contactEqual {
		add(place, r.phone)
	}
	if levelOf(pattern, cEmail) == emailEqual {
		add(place, r.email)
	}
	for i := range r.further {
		if levelOf(pattern, cFurther+i) == furtherEqual {
			add(place, r.further[i])
		}
	}
	return rare, common
}
