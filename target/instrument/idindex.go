package instrument

import (
	"hash/maphash"
	"math"
)

// idIndex numbers ids in the order in which they are first met. It is a table of
// hashes and numbers beside one text of all ids, so that a million people cost one
// look into memory each.
type idIndex struct {
	seed  maphash.Seed
	slots []idSlot // open addressing, a power of two
	text  []byte
	ends  []int // of each id in text
}

type idSlot struct{ hash, at uint32 } // at is 1 + the number; 0 is free

func newIDIndex() idIndex { return idIndex{seed: maphash.MakeSeed(), slots: make([]idSlot, 1024)} }

func (x *idIndex) len() int { return len(x.ends) }

// id gives an id by its number.
func (x *idIndex) id(at int32) []byte {
	from := 0
	if at > 0 {
		from = x.ends[at-1]
	}
	return x.text[from:x.ends[at]:x.ends[at]]
}

// find gives the number of an id, a new one where it is met first.
func (x *idIndex) find(id []byte) (at int32, isNew bool) {
	hash := uint32(maphash.Bytes(x.seed, id) & math.MaxUint32)
	mask := uint32(len(x.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		switch s := x.slots[i]; {
		case s.at == 0:
			x.text = append(x.text, id...)
			x.ends = append(x.ends, len(x.text))
			x.slots[i] = idSlot{hash, uint32(len(x.ends))}
			if 2*len(x.ends) > len(x.slots) {
				x.grow()
			}
			return int32(len(x.ends) - 1), true
		case s.hash == hash && string(x.id(int32(s.at-1))) == string(id):
			return int32(s.at - 1), false
		}
	}
}

// grow makes the table four times as large.
func (x *idIndex) grow() {
	old := x.slots
	x.slots = make([]idSlot, 4*len(old))
	mask := uint32(len(x.slots) - 1)
	for _, s := range old {
		if s.at == 0 {
			continue
		}
		i := s.hash & mask
		for x.slots[i].at != 0 {
			i = (i + 1) & mask
		}
		x.slots[i] = s
	}
}
