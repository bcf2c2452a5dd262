package link

import (
	"continuum/internal/vast"
	"continuum/link/text"
)

// table gives each distinct 64-bit hash a small dense number from 1 in order of
// arrival. Values are known by their hash alone: at three million values the
// chance that any two share one is below one in a million.
type table struct {
	slots []slot
	n     uint32
}

type slot struct {
	hash uint64
	id   uint32
}

// number gives the id of h and whether it is new.
func (t *table) number(h uint64) (id uint32, fresh bool) {
	if int(t.n)*4 >= len(t.slots)*3 {
		t.grow()
	}
	at := t.find(h)
	if at.id != 0 {
		return at.id, false
	}
	t.n++
	*at = slot{hash: h, id: t.n}
	return t.n, true
}

func (t *table) find(h uint64) *slot {
	mask := uint64(len(t.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		if s := &t.slots[i]; s.id == 0 || s.hash == h {
			return s
		}
	}
}

func (t *table) grow() {
	old := t.slots
	t.slots = vast.Make[slot](max(1<<10, len(old)*2))
	for _, s := range old {
		if s.id != 0 {
			*t.find(s.hash) = s
		}
	}
	vast.Free(old)
}

// memo remembers what a partner's spelling of a field became, so that a value
// is cleaned once however often it occurs.
type memo struct {
	seen  table
	value []uint32
}

// of gives what clean made of s, asking clean only for a new s.
func (m *memo) of(s string, clean func(string) uint32) uint32 {
	if s == "" {
		return 0
	}
	id, fresh := m.seen.number(text.Hash(text.Cut(s)))
	if fresh {
		m.value = append(m.value, clean(s))
	}
	return m.value[id-1]
}

// values are the distinct cleaned values of one field. Element 0 of each column
// stands for missing.
type values struct {
	ids   table
	hash  []uint64
	count []uint32
	lift  []float32 // log2 of how much commoner the value is than the field's mean chance
}

// add gives the id of the value with hash h; fresh says that it is new and the
// caller must append its own columns.
func (v *values) add(h uint64) (id uint32, fresh bool) {
	if v.hash == nil {
		v.hash = make([]uint64, 1, 1<<10)
	}
	id, fresh = v.ids.number(h)
	if fresh {
		v.hash = append(v.hash, h)
	}
	return id, fresh
}
