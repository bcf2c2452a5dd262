package link

import (
	"strings"

	"continuum/link/text"
)

// Linker gathers records and links them. It keeps each distinct value once and
// 64 bytes for each distinct set of details, so that millions of records fit in
// memory. A Linker is for one goroutine; Run uses all processors.
type Linker struct {
	cfg     Config
	details details
	memos   struct{ nhs, name, birth, postcode, address, phone, email, practice memo }

	registrations table
	contents      table
	raw           []profile
	registration  []uint32 // of each record, from 0
	profileOf     []uint32 // of each record, index into raw
	nhs           []uint64 // identifier of each value of memos.nhs
}

// New makes a Linker; the zero Config means DefaultConfig.
func New(cfg Config) *Linker {
	return &Linker{cfg: cfg.orDefault()}
}

// Add takes one record. Its strings are not kept.
func (l *Linker) Add(r Record) {
	p := l.profile(&r)
	id, fresh := l.contents.number(text.Mix(l.details.contents(&p)))
	if fresh {
		l.raw = append(l.raw, p)
	}
	registration, _ := l.registrations.number(registrationKey(r.Source, r.LocalID))
	l.registration = append(l.registration, registration-1)
	l.profileOf = append(l.profileOf, id-1)
}

// registrationKey names a registration by one number.
func registrationKey(source, localID string) uint64 {
	return text.Mix(text.Hash(source)*31 + text.Hash(localID))
}

// profile cleans a record.
func (l *Linker) profile(r *Record) profile {
	m := &l.memos
	var p profile
	p.nhs = l.identifier(r.NHSNumber)
	p.given, p.middle = l.forenames(r)
	p.family = m.name.of(r.FamilyName, l.name)
	p.birth = m.birth.of(r.BirthDate, birthNumber)
	p.postcode = m.postcode.of(r.Postcode, l.postcode)
	p.address = m.address.of(r.Address, l.address)
	p.phone = m.phone.of(r.Phone, l.phone)
	p.email = m.email.of(r.Email, l.email)
	p.practice = m.practice.of(r.GPPractice, l.practice)
	p.sex = sexNumber(r.Sex, r.Title)
	l.derive(&p)
	return p
}

// derive fills what follows from the values of a profile.
func (l *Linker) derive(p *profile) {
	d := &l.details
	p.outcode, p.givenSound, p.familySound = 0, 0, 0
	if p.postcode != 0 {
		p.outcode = d.postcodes.out[p.postcode]
	}
	if p.given != 0 {
		p.givenSound = d.names.sound[p.given]
	}
	if p.family != 0 {
		p.familySound = d.names.sound[p.family]
	}
}

// forenames parts the given names into the first and all others.
func (l *Linker) forenames(r *Record) (given, middle uint32) {
	given = l.memos.name.of(r.GivenName, l.name)
	middle = l.memos.name.of(r.MiddleName, l.name)
	if given == 0 {
		return given, middle
	}
	first, rest, more := strings.Cut(l.details.names.text[given], " ")
	if !more {
		return given, middle
	}
	if middle == 0 {
		middle = l.details.names.of(rest)
	}
	return l.details.names.of(first), middle
}

func (l *Linker) name(s string) uint32 { return l.details.names.of(NormaliseName(s)) }

// identifier reads an NHS number, or any other number of four to eighteen
// letters and digits with at least four digits, kept as unverified.
func (l *Linker) identifier(s string) uint64 {
	if s == "" {
		return 0
	}
	id := l.memos.nhs.of(s, func(s string) uint32 {
		l.nhs = append(l.nhs, identifierNumber(s))
		return uint32(len(l.nhs))
	})
	return l.nhs[id-1]
}

func identifierNumber(s string) uint64 {
	if len(s) > 40 {
		return 0
	}
	digits, ok, reason := Check(s)
	if ok {
		return decimalNumber(digits) | verified
	}
	if digits != "" && reason != nhsMismatch && reason != nhsNever {
		return 0
	}
	kept := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	if len(kept) < 4 || len(kept) > 18 || strings.Count(kept, kept[:1]) == len(kept) {
		return 0
	}
	return decimalNumber(kept)
}

func decimalNumber(digits string) uint64 {
	n := uint64(0)
	for i := range len(digits) {
		n = n*10 + uint64(digits[i]-'0')
	}
	return n
}

func (l *Linker) postcode(s string) uint32 {
	code := NormalisePostcode(s)
	if code == "" || l.cfg.placeholder("postcode", code) {
		return 0
	}
	d := &l.details
	id, fresh := d.postcodes.add(text.Hash(code))
	if fresh {
		if id == 1 {
			d.postcodes.code, d.postcodes.out = []uint64{0}, []uint32{0}
		}
		d.postcodes.code = append(d.postcodes.code, packCode(code))
		d.postcodes.out = append(d.postcodes.out, l.outcode(code))
	}
	return id
}

func (l *Linker) outcode(code string) uint32 {
	out := outcode(code)
	if out == "" {
		return 0
	}
	id, _ := l.details.outcodes.add(text.Hash(out))
	return id
}

func packCode(code string) uint64 {
	var n uint64
	for i := range 8 {
		n <<= 8
		if i < len(code) {
			n |= uint64(code[i])
		}
	}
	return n
}

func (l *Linker) address(s string) uint32 {
	cleaned := NormaliseAddress(s)
	if cleaned == "" || l.cfg.placeholder("address", cleaned) {
		return 0
	}
	sk := sketchOf(cleaned)
	a := &l.details.addresses
	id, fresh := a.add(sk.hash)
	if fresh {
		if id == 1 {
			a.sketch = []sketch{{}}
		}
		a.sketch = append(a.sketch, sk)
	}
	return id
}

func (l *Linker) phone(s string) uint32 {
	digits := NormalisePhone(s)
	if digits == "" || l.cfg.placeholder("phone", digits) {
		return 0
	}
	id, _ := l.details.phones.add(text.Hash(digits))
	return id
}

func (l *Linker) email(s string) uint32 {
	address := NormaliseEmail(s)
	if address == "" || l.cfg.placeholder("email", address) {
		return 0
	}
	e := &l.details.emails
	id, fresh := e.add(text.Hash(address))
	if fresh {
		if id == 1 {
			e.user, e.sketch = []uint64{0}, []sketch{{}}
		}
		e.sketch = append(e.sketch, sketchOf(address))
		e.user = append(e.user, text.Hash(address[:strings.LastIndexByte(address, '@')]))
	}
	return id
}

func (l *Linker) practice(s string) uint32 {
	folded := NormaliseCode(s)
	if folded == "" || l.cfg.placeholder("gp_practice", folded) {
		return 0
	}
	id, _ := l.details.practices.add(text.Hash(folded))
	return id
}

func sexNumber(sex, title string) uint8 {
	s := NormaliseSex(sex)
	if s == "" && title != "" {
		s = sexOfTitle(title)
	}
	switch s {
	case "male":
		return 1
	case "female":
		return 2
	}
	return 0
}
