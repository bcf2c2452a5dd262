package link

import (
	"strings"

	"continuum/internal/vast"
	"continuum/link/text"
)

// raw is a record, cleaned, in the words of its intake.
type raw struct {
	registration uint64 // hash of source and local id
	order        uint64 // hash of the details
	nhs          uint64
	postcode     uint64 // packed
	phone        uint64 // its digits
	address      sketch
	given        uint32 // numbers of the intake's own names
	middle       uint32
	family       uint32
	birth        uint32
	email        uint32 // number of the intake's own emails
	further      [MaxFurther]uint32
	sex          uint8
	claim        uint8 // number of its source in Config.OneCurrent, from 1, while it is current
}

// rawsAtOnce is how many records an intake keeps in one piece.
const rawsAtOnce = 1 << 13

// Intake cleans records for a Linker on one goroutine; several may work at once.
type Intake struct {
	cfg     *Config
	fields  []Field
	names   names
	emails  emails
	further [MaxFurther]further
	memos   struct {
		name    memo
		further [MaxFurther]memo
	}
	listed  map[uint32]bool // dates that mean missing
	found   map[string]int  // placeholders met
	read    [standardFields]reading
	sources uint64 // of Config.OneCurrent met, a bit each
	pieces  [][]raw
	batches []batch
	address []byte
}

// batch is a run of records in the order of Add.
type batch struct {
	number   int
	from, to int // records of the intake
	intake   *Intake
}

func newIntake(cfg *Config) *Intake {
	in := &Intake{cfg: cfg, fields: cfg.further(), found: map[string]int{}, listed: map[uint32]bool{}}
	for i, f := range in.fields {
		in.further[i].kind = f.Kind
	}
	for _, s := range cfg.Placeholders["birth_date"] {
		in.listed[birthNumber(s)] = true
	}
	return in
}

// Batch says that the records to come are the given part of all: the order of
// records is that of batches, then of Add. Each batch number is used once.
func (in *Intake) Batch(number int) {
	n := in.len()
	in.batches = append(in.batches, batch{number, n, n, in})
}

func (in *Intake) len() int {
	if len(in.batches) == 0 {
		return 0
	}
	return in.batches[len(in.batches)-1].to
}

// Add takes one record. Its strings are not kept.
func (in *Intake) Add(r *Record) {
	if len(in.batches) == 0 {
		in.Batch(0)
	}
	last := &in.batches[len(in.batches)-1]
	if last.to%rawsAtOnce == 0 {
		in.pieces = append(in.pieces, vast.Make[raw](rawsAtOnce)[:0])
	}
	last.to++
	piece := &in.pieces[len(in.pieces)-1]
	*piece = append(*piece, raw{})
	in.clean(r, &(*piece)[len(*piece)-1])
}

// clean fills x from a record.
func (in *Intake) clean(r *Record, x *raw) {
	x.registration = registrationKey(r.Source, r.LocalID)
	x.claim = in.claim(r)
	if r.NHSNumber != "" {
		x.nhs = identifierNumber(r.NHSNumber)
		in.read[fieldNHS].note(x.nhs != 0)
	}
	x.given, x.middle = in.forenames(r)
	x.family = in.memos.name.of(r.FamilyName, in.name)
	x.birth = in.birth(r.BirthDate)
	x.postcode = in.postcode(r.Postcode)
	in.sketchAddress(r.Address, x)
	x.phone = in.phone(r.Phone)
	x.email = in.emailOf(r.Email)
	x.sex = sexNumber(r.Sex, r.Title)
	for i := range in.fields {
		x.further[i] = in.furtherOf(i, r.Further[i])
	}
	x.order = in.contents(x)
}

// contents hashes what a record says, whatever numbers its values were given.
func (in *Intake) contents(x *raw) uint64 {
	h := share1(0, hashOf(in.names.hash, x.given)) ^ share1(1, hashOf(in.names.hash, x.middle)) ^ share1(2, hashOf(in.names.hash, x.family)) ^
		share1(partBirth, uint64(x.birth)) ^ share1(partNHS, x.nhs) ^ share1(5, x.postcode) ^ share1(partPhone, phoneHash(x.phone)) ^ share1(7, x.address.hash) ^
		share1(8, hashOf(in.emails.hash, x.email)) ^ share1(9, uint64(x.sex))
	for i := range in.fields {
		h ^= share1(10+i, hashOf(in.further[i].hash, x.further[i]))
	}
	return max(h, 1)
}

// Parts of the contents that can be blanked later.
const (
	partBirth = 3
	partNHS   = 4
	partPhone = 6
)

// share1 is what one value adds to the hash of the contents; nothing when missing.
func share1(part int, value uint64) uint64 {
	if value == 0 {
		return 0
	}
	return text.Mix(value + uint64(part+1)*0x9e3779b97f4a7c15)
}

func phoneHash(digits uint64) uint64 {
	if digits == 0 {
		return 0
	}
	return text.Mix(digits)
}

// forenames parts the given names into the first and all others.
func (in *Intake) forenames(r *Record) (given, middle uint32) {
	given = in.memos.name.of(r.GivenName, in.name)
	middle = in.memos.name.of(r.MiddleName, in.name)
	if given == 0 {
		return given, middle
	}
	first, rest, more := strings.Cut(in.names.text[given], " ")
	if !more {
		return given, middle
	}
	if middle == 0 {
		middle = in.names.of(rest)
	}
	return in.names.of(first), middle
}

func (in *Intake) name(s string) uint32 { return in.names.of(NormaliseName(s)) }

func (in *Intake) birth(s string) uint32 {
	n := birthNumber(s)
	if s != "" {
		in.read[fieldBirth].note(n != 0)
	}
	if n != 0 && in.listed[n] {
		in.found["birth_date"]++
		return 0
	}
	return n
}

func (in *Intake) postcode(s string) uint64 {
	if s == "" {
		return 0
	}
	code := NormalisePostcode(s)
	in.read[fieldPostcode].note(code != "")
	if code == "" || in.cfg.placeholder("postcode", code) {
		return 0
	}
	return packCode(code)
}

func (in *Intake) sketchAddress(s string, x *raw) {
	if s == "" {
		return
	}
	in.address = appendAddress(in.address[:0], s)
	if len(in.address) == 0 || in.cfg.placeholder("address", string(in.address)) {
		return
	}
	x.address = sketchOf(string(in.address))
}

func (in *Intake) phone(s string) uint64 {
	if s == "" {
		return 0
	}
	digits := NormalisePhone(s)
	in.read[fieldPhone].note(digits != "")
	if digits == "" || in.cfg.placeholder("phone", digits) {
		return 0
	}
	return decimalNumber(digits)
}

func (in *Intake) emailOf(s string) uint32 {
	if s == "" {
		return 0
	}
	address := NormaliseEmail(s)
	in.read[fieldEmail].note(address != "")
	if address == "" || in.cfg.placeholder("email", address) {
		return 0
	}
	return in.emails.of(text.Hash(address), text.Hash(address[:strings.LastIndexByte(address, '@')]), sketchOf(address))
}

func (in *Intake) furtherOf(i int, s string) uint32 {
	if s == "" {
		return 0
	}
	f := &in.further[i]
	return in.memos.further[i].of(s, func(s string) uint32 {
		if in.cfg.placeholder(in.fields[i].Name, NormaliseCode(s)) {
			return 0
		}
		return f.of(s)
	})
}

// registrationKey names a registration by one number.
func registrationKey(source, localID string) uint64 {
	return text.Mix(text.Hash(source)*31 + text.Hash(localID))
}

// identifierNumber reads an NHS number, or any other number of four to eighteen
// letters and digits with at least four digits, kept as unverified.
func identifierNumber(s string) uint64 {
	if s == "" || len(s) > 40 {
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
