package link

import (
	"maps"
	"math/bits"
	"slices"

	"continuum/link/text"
)

// key is one thing two records can have equal; blocking rules are sets of keys.
type key uint32

const (
	keyNHS key = 1 << iota
	keyBirth
	keyYear
	keyMonth
	keyDay
	keyGiven
	keyFamily
	keyGivenSound
	keyFamilySound
	keyNames
	keyPostcode
	keyOutcode
	keyAddress
	keyPhone
	keyEmail
	keyUser
	keySex
	keyFurther // of the first further field; those of the others follow
	lastKey    = keyFurther << (MaxFurther - 1)
)

var keyByName = map[string]key{
	"nhs_number": keyNHS, "birth_date": keyBirth, "birth_year": keyYear, "birth_month": keyMonth, "birth_day": keyDay,
	"birth_day_month": keyMonth | keyDay, "given_name": keyGiven, "family_name": keyFamily,
	"given_sound": keyGivenSound, "family_sound": keyFamilySound, "name_sounds": keyNames,
	"postcode": keyPostcode, "outcode": keyOutcode, "address": keyAddress, "phone": keyPhone,
	"email": keyEmail, "email_user": keyUser, "sex": keySex,
}

// Keys lists the names a blocking rule may be made of.
func Keys() []string {
	names := make([]string, 0, len(keyByName))
	for name := range keyByName {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// keys gives the keys of a configuration: the standard ones and its further
// fields.
func (c *Config) keys() map[string]key {
	all := maps.Clone(keyByName)
	for i, f := range c.further() {
		all[f.Name] = keyFurther << i
	}
	return all
}

// refinements part an oversized block further, one after another.
var refinements = []key{keyOutcode, keyYear, keyGivenSound, keyFamilySound, keyMonth, keySex, keyDay}

// closure adds the keys that others imply: a postcode its district, a date its
// parts, a name its sound.
func (k key) closure() key {
	for _, pair := range [...][2]key{
		{keyPostcode, keyOutcode},
		{keyBirth, keyYear | keyMonth | keyDay},
		{keyGiven, keyGivenSound},
		{keyFamily, keyFamilySound},
		{keyEmail, keyUser},
	} {
		if k&pair[0] != 0 {
			k |= pair[1]
		}
	}
	return k
}

// value gives what a profile has under one key; 0 is missing.
func (k key) value(d *details, p *profile) uint64 {
	switch k {
	case keyNHS:
		return p.nhs &^ verified
	case keyBirth:
		return uint64(p.birth)
	case keyYear:
		return uint64(p.birth >> 16)
	case keyMonth:
		return uint64(p.birth >> 8 & 0xff)
	case keyDay:
		return uint64(p.birth & 0xff)
	case keyGiven:
		return uint64(p.given)
	case keyFamily:
		return uint64(p.family)
	case keyGivenSound:
		return uint64(p.givenSound)
	case keyFamilySound:
		return uint64(p.familySound)
	case keyNames:
		return soundPair(p)
	case keyPostcode:
		return uint64(p.postcode)
	case keyOutcode:
		return uint64(p.outcode)
	case keyAddress:
		return uint64(p.address)
	case keyPhone:
		return uint64(p.phone)
	case keyEmail:
		return uint64(p.email)
	case keyUser:
		return hashOf(d.emails.user, p.email)
	}
	if k == keySex {
		return uint64(p.sex)
	}
	return uint64(p.further[bits.TrailingZeros32(uint32(k/keyFurther))])
}

// soundPair is the sounds of both names whichever comes first, so that swapped
// names meet.
func soundPair(p *profile) uint64 {
	a, b := uint64(p.givenSound), uint64(p.familySound)
	if a == 0 || b == 0 {
		return 0
	}
	return min(a, b)<<16 | max(a, b)
}

// list parts a set of keys into single ones.
func (k key) list() (all []key) {
	for one := key(1); one <= lastKey; one <<= 1 {
		if k&one != 0 {
			all = append(all, one)
		}
	}
	return all
}

// blockOf gives the block of a profile under a list of keys; ok is false when one
// of those needed is missing.
func blockOf(d *details, p *profile, list []key, needed key) (h uint64, ok bool) {
	for _, one := range list {
		v := one.value(d, p)
		if v == 0 && needed&one != 0 {
			return 0, false
		}
		h = text.Mix(h*31 + uint64(one) ^ v*0x9e3779b97f4a7c15)
	}
	return h, true
}

// shared gives all keys under which two profiles are equal. With blank, a key
// that both miss counts as equal, as it does when blocks are refined.
func shared(d *details, a, b *profile) (equal, blank key) {
	set := func(k key, x, y uint64) {
		if x == y {
			if x != 0 {
				equal |= k
			} else {
				blank |= k
			}
		}
	}
	set(keyNHS, a.nhs&^verified, b.nhs&^verified)
	if x := a.birth ^ b.birth; a.birth != 0 && b.birth != 0 {
		if x == 0 {
			equal |= keyBirth
		}
		if x>>16 == 0 {
			equal |= keyYear
		}
		if x>>8&0xff == 0 {
			equal |= keyMonth
		}
		if x&0xff == 0 {
			equal |= keyDay
		}
	} else if x == 0 {
		blank |= keyBirth | keyYear | keyMonth | keyDay
	}
	set(keyGiven, uint64(a.given), uint64(b.given))
	set(keyFamily, uint64(a.family), uint64(b.family))
	set(keyGivenSound, uint64(a.givenSound), uint64(b.givenSound))
	set(keyFamilySound, uint64(a.familySound), uint64(b.familySound))
	set(keyNames, soundPair(a), soundPair(b))
	set(keyPostcode, uint64(a.postcode), uint64(b.postcode))
	set(keyOutcode, uint64(a.outcode), uint64(b.outcode))
	set(keyAddress, uint64(a.address), uint64(b.address))
	set(keyPhone, uint64(a.phone), uint64(b.phone))
	set(keyEmail, uint64(a.email), uint64(b.email))
	set(keyUser, hashOf(d.emails.user, a.email), hashOf(d.emails.user, b.email))
	set(keySex, uint64(a.sex), uint64(b.sex))
	for i := range a.further {
		set(keyFurther<<i, uint64(a.further[i]), uint64(b.further[i]))
	}
	return equal, blank
}
