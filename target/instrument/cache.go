package instrument

import (
	"cmp"
	"encoding/binary"
	"math"
	"slices"
	"strings"
)

// cache is the codes a lane has met. Short ones, which are nearly all, are found by
// their bytes as a number; all that is read of one for every row lies together.
type cache struct {
	book  *codebook
	parts int
	slots []met // open addressing, a power of two
	short int   // of the slots that are taken
	long  map[string]*met
	hits  []hit // of all codes
	about []about
}

// met is what is read of a code for every row.
type met struct {
	key    uint64
	uses   int64
	at     int32     // 1 + place in about; 0 is free
	from   uint32    // in hits: those of each position follow one another
	counts [3]uint16 // of hits, for each position
	fits   bool      // it has the form of some system
}

// about is what is told of a code in the end.
type about struct {
	written string
	matched []uint64
	fits    uint64
	line    int64 // on which it was first taken; lines of a lane rise
}

func newCache(book *codebook, parts int) cache {
	return cache{book: book, parts: parts, slots: make([]met, 1024), long: map[string]*met{}}
}

// peek gives what is known of a code, until the next is asked for.
func (c *cache) peek(written []byte) *met {
	if len(written) > 8 {
		return c.findLong(written)
	}
	return c.findShort(written)
}

// find does the same, and counts it.
func (c *cache) find(written []byte, line int64) *met {
	m := c.peek(written)
	if m.uses == 0 {
		c.about[m.at-1].line = line
	}
	m.uses++
	return m
}

func (c *cache) findLong(written []byte) *met {
	m, ok := c.long[string(written)]
	if !ok {
		m = &met{}
		c.learn(m, written)
		c.long[c.about[m.at-1].written] = m
	}
	return m
}

// spread turns keys into places of the table.
func spread(key uint64) uint64 {
	key *= 0x9e3779b97f4a7c15
	return key >> 32
}

func (c *cache) findShort(written []byte) *met {
	key := packed(written)
	for {
		m := c.slot(key)
		switch {
		case m.at != 0:
			return m
		case 2*c.short >= len(c.slots):
			c.grow()
			continue
		}
		c.short++
		m.key = key
		c.learn(m, written)
		return m
	}
}

// slot finds where a key is, or is to be.
func (c *cache) slot(key uint64) *met {
	mask := uint64(len(c.slots) - 1)
	for i := spread(key) & mask; ; i = (i + 1) & mask {
		if m := &c.slots[i]; m.key == key || m.at == 0 {
			return m
		}
	}
}

// packed is up to eight bytes as a number; no code holds a NUL.
func packed(b []byte) uint64 {
	switch {
	case len(b) == 8:
		return binary.LittleEndian.Uint64(b)
	case len(b) >= 4:
		return uint64(binary.LittleEndian.Uint32(b)) | uint64(binary.LittleEndian.Uint32(b[len(b)-4:]))<<(8*(len(b)-4))
	case len(b) == 3:
		return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16
	case len(b) == 2:
		return uint64(b[0]) | uint64(b[1])<<8
	}
	return uint64(b[0])
}

// learn judges a code that is met for the first time.
func (c *cache) learn(m *met, written []byte) {
	text := string(written)
	j := c.book.judge(text, c.parts)
	m.from, m.fits = uint32(len(c.hits)), j.fits != 0
	for at, hits := range j.hits {
		m.counts[at] = uint16(len(hits))
		c.hits = append(c.hits, hits...)
	}
	c.about = append(c.about, about{text, j.matched, j.fits, 0})
	m.at = int32(len(c.about))
}

// of gives the hits of a code at a position.
func (c *cache) of(m *met, at Position) []hit {
	from := m.from
	for _, n := range m.counts[:at] {
		from += uint32(n)
	}
	return c.hits[from : from+uint32(m.counts[at])]
}

// grow makes the table twice as large.
func (c *cache) grow() {
	old := c.slots
	c.slots = make([]met, 2*len(old))
	for _, m := range old {
		if m.at != 0 {
			*c.slot(m.key) = m
		}
	}
}

// each visits the codes that were taken.
func (c *cache) each(visit func(m *met)) {
	for i := range c.slots {
		if m := &c.slots[i]; m.at != 0 && m.uses > 0 {
			visit(m)
		}
	}
	for _, m := range c.long {
		if m.uses > 0 {
			visit(m)
		}
	}
}

// Used is a code that lanes have met.
type Used struct {
	Code string // as first written
	Uses int64
	Line int64 // the first on which it stands
	Fits bool  // it has the form of some instrument's system

	matched []uint64
	fits    uint64
}

// Matched tells whether an instrument, by its place in Engine.Instruments, has the code.
func (u *Used) Matched(instrument int) bool { return has(u.matched, instrument) }

// Fitting tells whether the code has the form of an instrument's system.
func (e *Engine) Fitting(u *Used, instrument int) bool {
	system := slices.Index(e.diagnosis.systems, e.Instruments[instrument].Codes.System)
	return system >= 0 && u.fits>>system&1 == 1
}

// Used lists the codes that lanes of one engine have met, by how often and then by name.
func (e *Engine) Used(lanes ...*Lane) []Used {
	return used(lanes, func(l *Lane) *cache { return &l.diagnosis })
}

// UsedProcedures lists the procedures likewise.
func (e *Engine) UsedProcedures(lanes ...*Lane) []Used {
	return used(lanes, func(l *Lane) *cache { return &l.procedure })
}

func used(lanes []*Lane, of func(*Lane) *cache) []Used {
	all := map[string]*Used{}
	for _, l := range lanes {
		c := of(l)
		c.each(func(m *met) {
			x := &c.about[m.at-1]
			u := all[x.written]
			if u == nil {
				u = &Used{Code: x.written, Line: math.MaxInt64, Fits: m.fits, matched: x.matched, fits: x.fits}
				all[x.written] = u
			}
			u.Uses += m.uses
			u.Line = min(u.Line, x.line)
		})
	}
	list := make([]Used, 0, len(all))
	for _, u := range all {
		list = append(list, *u)
	}
	slices.SortFunc(list, func(a, b Used) int { return cmp.Or(cmp.Compare(b.Uses, a.Uses), strings.Compare(a.Code, b.Code)) })
	return list
}
