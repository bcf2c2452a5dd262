package link

import "continuum/link/text"

// profile is one distinct set of details. However many records repeat the same
// details they are compared once.
type profile struct {
	nhs                     uint64 // digits of the identifier, bit 63 set when it is a verified NHS number
	given, middle, family   uint32
	birth                   uint32 // yyyymmdd, four bits a digit
	postcode, address       uint32
	phone, email            uint32
	outcode                 uint32
	further                 [MaxFurther]uint32
	givenSound, familySound uint16
	sex                     uint8 // 1 male, 2 female
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
	outcodes  values
	further   [MaxFurther]further
}

type names struct {
	values
	text   []string
	letter []letters
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
	if fresh {
		n.append(string([]byte(cleaned)), nameLetters(cleaned), text.Sound(cleaned))
	}
	return id
}

func (n *names) append(name string, letter letters, sound uint16) {
	if len(n.text) == 0 {
		n.text, n.letter, n.sound = []string{""}, []letters{0}, []uint16{0}
	}
	n.text, n.letter, n.sound = append(n.text, name), append(n.letter, letter), append(n.sound, sound)
}

func (p *postcodes) of(d *details, code uint64) uint32 {
	id, fresh := p.add(text.Mix(code))
	if fresh {
		if id == 1 {
			p.code, p.out = []uint64{0}, []uint32{0}
		}
		p.code, p.out = append(p.code, code), append(p.out, d.district(code))
	}
	return id
}

// district numbers the district of a packed postcode.
func (d *details) district(code uint64) uint32 {
	out := outcode(unpackCode(code))
	if out == "" {
		return 0
	}
	id, _ := d.outcodes.add(text.Hash(out))
	return id
}

func (a *addresses) of(sk *sketch) uint32 {
	id, fresh := a.add(sk.hash)
	if fresh {
		if id == 1 {
			a.sketch = []sketch{{}}
		}
		a.sketch = append(a.sketch, *sk)
	}
	return id
}

func (e *emails) of(hash, user uint64, sk sketch) uint32 {
	id, fresh := e.add(hash)
	if fresh {
		if id == 1 {
			e.user, e.sketch = []uint64{0}, []sketch{{}}
		}
		e.user, e.sketch = append(e.user, user), append(e.sketch, sk)
	}
	return id
}

// derive fills what follows from the values of a profile.
func (d *details) derive(p *profile) {
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

func hashOf(column []uint64, id uint32) uint64 {
	if id == 0 {
		return 0
	}
	return column[id]
}

// packCode packs a postcode into eight bytes, the first on top.
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

func unpackCode(n uint64) string {
	var out [8]byte
	for i := range out {
		out[i] = byte(n >> (56 - 8*i))
		if out[i] == 0 {
			return string(out[:i])
		}
	}
	return string(out[:])
}
