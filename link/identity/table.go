package identity

import (
	"hash/maphash"
	"math/bits"

	"continuum/link"
)

// records finds the first record of each registration. The seed of the hash
// decides where things lie in memory, never what is found.
type records struct {
	seed  maphash.Seed
	all   []link.Registration
	slots []slot

	touched int // keeps the compiler from leaving out what only fetches memory
}

type slot struct {
	hash   uint32 // the upper half
	record uint32 // counted from 1
}

func newRecords(all []link.Registration) *records {
	size := 1024
	for size < len(all)+len(all)/2 {
		size *= 2
	}
	return &records{seed: maphash.MakeSeed(), all: all, slots: make([]slot, size)}
}

// batch is how many registrations are looked up together, so that the machine
// waits for many places in memory at once instead of one after the other.
const batch = 512

// addAll notes the first record of every registration and calls each with it.
func (t *records) addAll(each func(record, first uint32) error) error {
	var hashes [batch]uint64
	for from := 0; from < len(t.all); from += batch {
		part := t.all[from:min(from+batch, len(t.all))]
		t.hash(part, &hashes)
		for i, r := range part {
			s := t.find(r, hashes[i])
			if s.record == 0 {
				*s = slot{uint32(hashes[i] >> 32), uint32(from+i) + 1}
			}
			if err := each(uint32(from+i), s.record-1); err != nil {
				return err
			}
		}
	}
	return nil
}

// hash fills in the hashes of up to a batch of registrations, and has the memory
// fetched that find will look at.
func (t *records) hash(part []link.Registration, hashes *[batch]uint64) {
	source, seed := "", uint64(0)
	for i, r := range part {
		if i == 0 || r.Source != source {
			source, seed = r.Source, maphash.String(t.seed, r.Source)*scatter
		}
		hashes[i] = maphash.String(t.seed, r.LocalID) ^ seed
	}
	mask, touched := uint64(len(t.slots)-1), uint32(0)
	for i := range part {
		touched |= t.slots[hashes[i]&mask].record
	}
	if touched == 0 {
		return
	}
	length := 0
	for i := range part {
		if s := &t.slots[hashes[i]&mask]; s.hash == uint32(hashes[i]>>32) && s.record != 0 {
			length |= len(t.all[s.record-1].LocalID)
		}
	}
	t.touched |= length
}

// of gives the first record of a registration, if it has one.
func (t *records) of(r link.Registration) (record uint32, ok bool) {
	h := maphash.String(t.seed, r.LocalID) ^ maphash.String(t.seed, r.Source)*scatter
	s := t.find(r, h)
	return s.record - 1, s.record != 0
}

func (t *records) find(r link.Registration, h uint64) *slot {
	mask := uint64(len(t.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		s := &t.slots[i]
		if s.record == 0 || s.hash == uint32(h>>32) && t.all[s.record-1] == r {
			return s
		}
	}
}

// scatter is an odd number whose bits are those of the golden ratio.
const scatter = 0x9e3779b97f4a7c15

// ids number the person ids that are or ever were in use, from 1.
type ids struct {
	codes []code // by number; 0 is none
	slots []idSlot
	shift int
	last  code // asked for last: an identity table lies sorted by person
	n     uint32
}

type idSlot struct {
	code   code
	number uint32
}

// newIDs makes room for about n ids.
func newIDs(n int) *ids {
	t := &ids{codes: make([]code, 1, n+1024)}
	t.grow(2 * (n + 1024))
	return t
}

// number gives the number of an id, a new one if it has none.
func (t *ids) number(c code) (n uint32, fresh bool) {
	if c == t.last {
		return t.n, false
	}
	if len(t.codes)*4 >= len(t.slots)*3 {
		t.grow(2 * len(t.slots))
	}
	s := t.find(c)
	if fresh = s.number == 0; fresh {
		*s = idSlot{c, uint32(len(t.codes))}
		t.codes = append(t.codes, c)
	}
	t.last, t.n = c, s.number
	return s.number, fresh
}

// find places ids by their first letters, which are bits of a hash and so spread
// by themselves; a table sorted by person then finds neighbours in one place.
func (t *ids) find(c code) *idSlot {
	mask := uint64(len(t.slots) - 1)
	for i := uint64(c&^codeMark) >> t.shift; ; i = (i + 1) & mask {
		if s := &t.slots[i]; s.number == 0 || s.code == c {
			return s
		}
	}
}

// grow makes at least so many slots, a power of two.
func (t *ids) grow(slots int) {
	old, size := t.slots, bits.Len(uint(slots-1))
	t.slots, t.shift = make([]idSlot, 1<<size), 55-size
	for _, s := range old {
		if s.number != 0 {
			*t.find(s.code) = s
		}
	}
}
