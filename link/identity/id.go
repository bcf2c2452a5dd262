package identity

import (
	"crypto/sha256"
	"encoding/binary"
	"unicode/utf8"

	"continuum/link"
)

// Person ids are opaque: P and eleven characters without look-alikes (no i, l,
// o, u), 55 bits of the SHA-256 of a registration of the person's. Twelve bytes
// fit the engine's short strings, so sorting and joining stay fast.

// Alphabet has the characters of an id after the P, in ascending order.
const Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

const idLength = 12

// code is a person id as a number: the 55 bits it spells, and the topmost bit,
// so that no id is 0.
type code uint64

const codeMark = code(1) << 63

// letters gives the value of each character of the alphabet, -1 of any other.
var letters = func() (v [256]int8) {
	for i := range v {
		v[i] = -1
	}
	for i := range Alphabet {
		v[Alphabet[i]] = int8(i)
	}
	return v
}()

// codeOf reads an id; ok tells whether it has the form of one.
func codeOf(id string) (c code, ok bool) {
	if len(id) != idLength || id[0] != 'P' {
		return 0, false
	}
	for i := 1; i < idLength; i++ {
		v := letters[id[i]]
		if v < 0 {
			return 0, false
		}
		c = c<<5 | code(v)
	}
	return c | codeMark, true
}

func (c code) String() string { return string(c.append(nil)) }

func (c code) append(out []byte) []byte {
	out = append(out, 'P')
	for shift := 50; shift >= 0; shift -= 5 {
		out = append(out, Alphabet[c>>shift&31])
	}
	return out
}

// Valid tells whether a text has the form of a person id.
func Valid(id string) bool {
	_, ok := codeOf(id)
	return ok
}

// Fresh is the id that a person gets from a registration; salt is 0, or counts
// up where that id has been used before.
func Fresh(anchor link.Registration, salt rune) string { return freshCode(anchor, salt).String() }

func freshCode(anchor link.Registration, salt rune) code {
	text := append(make([]byte, 0, 128), anchor.Source...)
	text = append(append(text, 0), anchor.LocalID...)
	sum := sha256.Sum256(utf8.AppendRune(text, salt))
	return code(binary.BigEndian.Uint64(sum[:])>>9) | codeMark
}
