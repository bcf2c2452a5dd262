package link

import "continuum/link/text"

// profile is one distinct set of details, 64 bytes: one cache line. However
// many records repeat the same details they are compared once.
type profile struct {
	order                   uint64 // hash of the contents: the canonical order, free of the order of Add
	nhs                     uint64 // digits of the identifier, bit 63 set when it is a verified NHS number
	given, middle, family   uint32
	birth                   uint32 // yyyymmdd, four bits a digit
	postcode, address       uint32
	phone, email, practice  uint32
	outcode                 uint32
	givenSound, familySound uint16
	sex                     uint8 // 1 male, 2 female
	_                       [3]uint8
}

const verified = uint64(1) << 63

// details are the values behind the numbers in profiles.
type details struct {
	names     names
	births    values
	postcodes postcodes
	addresses addresses
	phones    values
	emails    emails
	practices values
	outcodes  values
}

type names struct {
	values
	text   []string
	letter []uint64 // two bits a letter: 1 or more, 2 or more
	sound  []uint16
	family []uint32  // count as family name; values.count is as given name
	liftF  []float32 // lift as family name
}

type postcodes struct {
	values
	code []uint64 // up to eight characters, the first in the top byte
	out  []uint32
}

type addresses struct {
	values
	sketch []sketch
}

type emails struct {
	values
	user   []uint64 // hash of the part before the @
	sketch []sketch
}

func (n *names) of(cleaned string) uint32 {
	if cleaned == "" {
		return 0
	}
	id, fresh := n.add(text.Hash(cleaned))
	if !fresh {
		return id
	}
	if len(n.text) == 0 {
		n.text, n.letter, n.sound = []string{""}, []uint64{0}, []uint16{0}
	}
	n.text = append(n.text, string([]byte(cleaned)))
	n.letter = append(n.letter, letterMask(cleaned))
	n.sound = append(n.sound, text.Sound(cleaned))
	return id
}

func letterMask(s string) uint64 {
	var once, twice uint64
	for i := range len(s) {
		bit := uint64(1) << ((s[i] - 'a') & 31)
		if s[i] < 'a' || s[i] > 'z' {
			bit = 1 << 30
		}
		twice |= once & bit
		once |= bit
	}
	return once | twice<<32
}

// contents hashes what a profile says, whatever numbers its values were given.
func (d *details) contents(p *profile) uint64 {
	h := p.nhs
	for _, part := range [...]uint64{
		hashOf(d.names.hash, p.given), hashOf(d.names.hash, p.middle), hashOf(d.names.hash, p.family),
		uint64(p.birth), hashOf(d.postcodes.hash, p.postcode), hashOf(d.addresses.hash, p.address),
		hashOf(d.phones.hash, p.phone), hashOf(d.emails.hash, p.email), hashOf(d.practices.hash, p.practice),
		uint64(p.sex),
	} {
		h = text.Mix(h*0x9e3779b97f4a7c15 + part)
	}
	return h
}

func hashOf(column []uint64, id uint32) uint64 {
	if id == 0 {
		return 0
	}
	return column[id]
}

// canonical sorts profiles by contents and merges those that have become
// equal; moved tells where each old profile went.
func (d *details) canonical(old []profile) (sorted []profile, moved []uint32) {
	hashes := make([]uint64, len(old))
	parallel(chunks(len(old)), func(s span) {
		for i := s.from; i < s.to; i++ {
			old[i].order = max(d.contents(&old[i]), 1)
			hashes[i] = old[i].order
		}
	})
	dealt := scatter(hashes)
	parallel(dealt[:], sortEntries)
	sorted, moved = make([]profile, 0, len(old)), make([]uint32, len(old))
	for _, part := range dealt {
		for _, e := range part {
			if n := len(sorted); n == 0 || sorted[n-1].order != e.hash {
				sorted = append(sorted, old[e.at])
			}
			moved[e.at] = uint32(len(sorted) - 1)
		}
	}
	return sorted, moved
}
