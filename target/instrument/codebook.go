package instrument

import "slices"

// target is what one code sets.
type target struct {
	system int // place in codebook.systems
	exact  bool
	at     Position
	part   int // instrument
	word   int // of all signals
	mask   uint64
}

// codebook says what codes set: beginnings of codes, whole codes, and names.
type codebook struct {
	systems []string
	codes   map[string][]target
	named   map[string][]target
	longest int
}

func (b *codebook) system(name string) int {
	if at := slices.Index(b.systems, name); at >= 0 {
		return at
	}
	b.systems = append(b.systems, name)
	return len(b.systems) - 1
}

func (b *codebook) add(code string, t target) {
	if b.codes == nil {
		b.codes = map[string][]target{}
	}
	b.codes[code] = append(b.codes[code], t)
	b.longest = max(b.longest, len(code))
}

func (b *codebook) name(id string, t target) {
	if b.named == nil {
		b.named = map[string][]target{}
	}
	b.named[id] = append(b.named[id], t)
}

// hit is what one code sets at one position, of one instrument and word.
type hit struct {
	part uint16
	word uint16
	mask uint64
}

// judged is a code that has been looked up: what it sets if its position is not
// known, primary or secondary, and of which systems it has the form.
type judged struct {
	hits    [3][]hit
	fits    uint64   // a bit for each system of the codebook
	matched []uint64 // a bit for each instrument that has it, at whatever position
}

// judge looks up a code as written.
func (b *codebook) judge(written string, parts int) judged {
	j := judged{matched: make([]uint64, (parts+63)/64)}
	code := normal(written)
	for k, system := range b.systems {
		if fits(system, written, code) {
			j.fits |= 1 << k
		}
	}
	for n := 1; n <= min(len(code), b.longest); n++ {
		for _, t := range b.codes[code[:n]] {
			if j.fits>>t.system&1 == 1 && (!t.exact || n == len(code)) {
				j.take(t)
			}
		}
	}
	for _, t := range b.named[normalName(written)] {
		j.fits |= 1 << t.system
		j.take(t)
	}
	return j
}

// take adds a target at the positions at which it counts.
func (j *judged) take(t target) {
	set(j.matched, t.part)
	for at := range j.hits {
		if t.at == AnyPosition || t.at == Position(at) {
			j.hits[at] = addHit(j.hits[at], t)
		}
	}
}

func addHit(hits []hit, t target) []hit {
	for k := range hits {
		if hits[k].word == uint16(t.word) && hits[k].part == uint16(t.part) {
			hits[k].mask |= t.mask
			return hits
		}
	}
	return append(hits, hit{uint16(t.part), uint16(t.word), t.mask})
}
