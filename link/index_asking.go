package link

import "continuum/link/text"

// asking is the space one search works in. The record asked for becomes a
// profile like any other. Values that no record has get numbers of their own
// behind all others, in rooms that the columns of values keep for that.
type asking struct {
	index    *Index
	at       int // first of this asker's rooms
	intake   *Intake
	comparer *comparer
	searches int // since intake and comparer were new
	names    int // rooms taken

	raw                   raw
	profile               profile
	givenHash, familyHash uint64

	found [][]uint32 // profiles that each rule brings together with the one asked for
	seen  seen
	kept  []sighting
}

// anew is after how many searches an asker forgets what it was asked, so that
// its memory stays small and no room is used twice while the comparer remembers.
const anew = 256

// namesEach is how many new names one record can bring: given, middle, family.
const namesEach = 3

// roomsEach is how many rooms one asker has in each column.
const roomsEach = anew * namesEach

func (x *Index) asker(number int) *asking {
	return &asking{index: x, at: number * roomsEach, searches: anew, seen: newSeen()}
}

func (a *asking) details() *details { return &a.index.run.details }

// take cleans a record and looks its values up.
func (a *asking) take(r *Record) {
	if a.searches == anew {
		a.intake, a.comparer = newIntake(&a.index.run.cfg), newComparer(a.details(), &a.index.run.cfg)
		a.searches, a.names = 0, 0
	}
	a.searches++
	a.raw = raw{}
	a.intake.clean(r, &a.raw)
	x := &a.raw
	a.blank(x)
	a.givenHash, a.familyHash = hashOf(a.intake.names.hash, x.given), hashOf(a.intake.names.hash, x.family)
	a.profile = profile{nhs: x.nhs, birth: x.birth, sex: x.sex, given: a.name(x.given), middle: a.name(x.middle), family: a.name(x.family)}
	p := &a.profile
	p.address, p.postcode, p.phone, p.email = a.address(&x.address), a.postcode(x.postcode), a.phone(x.phone), a.email(x.email)
	for i := range a.intake.fields {
		p.further[i] = a.further(i, x.further[i])
	}
	a.details().derive(p)
}

// blank blanks the placeholders that the linkage found. Phones have no count then.
func (a *asking) blank(x *raw) {
	s := &a.index.run.spikes
	if s.dates[x.birth] {
		x.birth = 0
	}
	if s.numbers[x.nhs] {
		x.nhs = 0
	}
}

// lookup gives the number of a value, 0 when no record has it.
func lookup(t *table, hash uint64) uint32 {
	if len(t.slots) == 0 {
		return 0
	}
	return t.find(hash).id
}

func (a *asking) name(own uint32) uint32 {
	if own == 0 {
		return 0
	}
	from, to := &a.intake.names, &a.details().names
	if id := lookup(&a.details().names.ids, from.hash[own]); id != 0 {
		return id
	}
	id := first(&a.details().names.values) + a.at + a.names
	a.names++
	to.text[id], to.letter[id], to.sound[id] = from.text[own], from.letter[own], from.sound[own]
	return uint32(id)
}

// first is the first number that no value has.
func first(v *values) int { return max(len(v.hash), 1) }

func (a *asking) address(sk *sketch) uint32 {
	if sk.hash == 0 {
		return 0
	}
	if id := lookup(&a.details().addresses.ids, sk.hash); id != 0 {
		return id
	}
	id := first(&a.details().addresses.values) + a.at
	a.details().addresses.sketch[id] = *sk
	return uint32(id)
}

func (a *asking) postcode(code uint64) uint32 {
	if code == 0 {
		return 0
	}
	if id := lookup(&a.details().postcodes.ids, text.Mix(code)); id != 0 {
		return id
	}
	id, to := first(&a.details().postcodes.values)+a.at, &a.details().postcodes
	to.code[id], to.out[id] = code, 0
	if district := outcode(unpackCode(code)); district != "" {
		if to.out[id] = lookup(&a.details().outcodes.ids, text.Hash(district)); to.out[id] == 0 {
			to.out[id] = uint32(first(&a.details().outcodes))
		}
	}
	return uint32(id)
}

// phone takes a number that the run blanked everywhere for missing.
func (a *asking) phone(digits uint64) uint32 {
	if digits == 0 {
		return 0
	}
	id := lookup(&a.details().phones.ids, phoneHash(digits))
	switch {
	case id == 0:
		return uint32(first(&a.details().phones))
	case a.details().phones.count[id] == 0:
		return 0
	}
	return id
}

func (a *asking) email(own uint32) uint32 {
	if own == 0 {
		return 0
	}
	from, to := &a.intake.emails, &a.details().emails
	if id := lookup(&a.details().emails.ids, from.hash[own]); id != 0 {
		return id
	}
	id := first(&a.details().emails.values) + a.at
	to.user[id], to.sketch[id] = from.user[own], from.sketch[own]
	return uint32(id)
}

func (a *asking) further(i int, own uint32) uint32 {
	if own == 0 {
		return 0
	}
	from, to := &a.intake.further[i], &a.details().further[i]
	if id := lookup(&a.details().further[i].ids, from.hash[own]); id != 0 {
		return id
	}
	id := first(&a.details().further[i].values) + a.at
	lend(to.text, from.text, id, own)
	lend(to.number, from.number, id, own)
	lend(to.sketch, from.sketch, id, own)
	return uint32(id)
}

// lend puts a value of a further field where its new number reads it; a column
// that the field's kind has not is empty.
func lend[T any](to, from []T, id int, own uint32) {
	if len(to) > 0 && len(from) > 0 {
		to[id-1] = from[own-1]
	}
}
