package find

import (
	"sync"
	"unicode/utf8"

	"continuum/link/text"
)

// tables are the dictionaries of an index.
type tables struct {
	names, dates, postcodes, nhs table
}

func (t *tables) all() []*table {
	return []*table{&t.names, &t.dates, &t.postcodes, &t.nhs}
}

// Index finds people. It never changes and serves any number of searches at
// once.
type Index struct {
	tables
	people  int
	letters []uint64 // of each name: which letters occur in it
	length  []uint8  // of each name, in code points
	sound   []uint16 // of each name, 0 when it has no Latin letter
	scratch sync.Pool
}

// newIndex derives what searching names needs from the dictionaries.
func newIndex(people int, t tables) *Index {
	ix := &Index{tables: t, people: people}
	n := t.names.len()
	ix.letters, ix.length, ix.sound = make([]uint64, n), make([]uint8, n), make([]uint16, n)
	for i := range n {
		name := t.names.key(i)
		ix.letters[i] = letters(name)
		ix.length[i] = uint8(utf8.RuneCountInString(name))
		ix.sound[i] = sound(name)
	}
	ix.scratch.New = func() any { return new(scratch) }
	return ix
}

// People is the number of people the index knows: every Hit's ordinal is below.
func (ix *Index) People() int { return ix.people }

// letters gives a mask with a bit for each letter of a name: a to z have their
// own, all others share the rest. One edit adds and removes at most
// one bit.
func letters(name string) (mask uint64) {
	for _, r := range name {
		if r >= 'a' && r <= 'z' {
			mask |= 1 << (r - 'a')
		} else {
			mask |= 1 << (26 + uint32(r)%38)
		}
	}
	return mask
}

// sound gives the Soundex code of a name as a number, 0 when it has none.
func sound(name string) uint16 {
	if text.Soundex(name) == "" {
		return 0
	}
	return text.Sound(name)
}
