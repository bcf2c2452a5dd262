package link

import (
	"cmp"
	"math/bits"
	"slices"

	"continuum/internal/vast"
)

// keyed are the profiles that one blocking rule covers, those of a block side by
// side in the order of its hash. Blocks too large to be compared are in order by
// further keys within, so that a part of one is found without reading the rest.
type keyed struct {
	rule     rule
	levels   []level
	profiles []uint32
	start    []uint32 // where the hashes begin that have the same top bits, and the end
	shift    int      // what is not top bits
}

// level is how far a block is parted: by the keys of its rule, then by those and
// one more each time.
type level struct {
	list   []key
	needed key
	whole  bool // the hash of the whole block, else within one
}

// mostOfRule is how many profiles of one rule are compared: the largest block,
// or part of one, that is compared whole.
const mostOfRule = 100

// index puts the profiles into order by each rule.
func (x *Index) index(rules []rule) {
	b := &blocking{d: &x.run.details, profiles: x.run.profiles, rules: rules}
	for r, rule := range rules {
		x.rules = append(x.rules, b.keyed(r, rule))
	}
}

// depthsOf gives the levels of a rule: those of blocking.refine.
func depthsOf(r rule) []level {
	all := []level{{r.keys.list(), r.keys, true}}
	keys := r.keys
	for _, next := range refinements {
		if keys.closure()&next == 0 {
			keys |= next
			all = append(all, level{keys.list(), 0, false})
		}
	}
	return all
}

// hash gives the block of a profile; ok is false where the rule has none.
func (l *level) hash(d *details, p *profile) (h uint64, ok bool) {
	h, ok = blockOf(d, p, l.list, l.needed)
	if l.whole {
		return h | 1, ok
	}
	return h >> 8, ok // sortEntries takes the top byte for equal
}

func (b *blocking) keyed(r int, of rule) keyed {
	k := keyed{rule: of, levels: depthsOf(of)}
	dealt := b.partition(r)
	workers(parts, func(int) func(int) {
		var space []entry
		return func(i int) { space = sortEntries(dealt[i], space) }
	})
	total := 0
	for _, part := range dealt {
		total += len(part)
	}
	k.direct(dealt, total)
	parallel(dealt[:], func(part []entry) { k.part(b, part, 0) })
	k.profiles = vast.Make[uint32](total)[:0]
	for _, part := range dealt {
		for _, e := range part {
			k.profiles = append(k.profiles, e.at)
		}
	}
	return k
}

// entriesEach is how many profiles share a mark of the directory on average.
const entriesEach = 4

// direct notes where the top bits of the hash change.
func (k *keyed) direct(dealt [parts][]entry, total int) {
	top := bits.Len(uint(total / entriesEach))
	k.shift = 64 - top
	k.start = vast.Make[uint32](1<<top + 1)
	for _, part := range dealt {
		for _, e := range part {
			k.start[k.mark(e.hash)+1]++
		}
	}
	for i := range 1 << top {
		k.start[i+1] += k.start[i]
	}
}

// mark gives the place of a hash in the directory.
func (k *keyed) mark(hash uint64) uint64 { return hash >> k.shift } // a shift of 64 leaves 0

// part puts blocks that are too large in order by the next level, and the parts
// that still are by the one after it. Parts no key parts stand in order of
// likeness.
func (k *keyed) part(b *blocking, some []entry, at int) {
	for from := 0; from < len(some); {
		to := from + 1
		for to < len(some) && some[to].hash == some[from].hash {
			to++
		}
		block := some[from:to]
		from = to
		switch {
		case len(block) <= mostOfRule:
		case at+1 == len(k.levels):
			b.sortAlike(block)
		default:
			next := &k.levels[at+1]
			for i := range block {
				block[i].hash, _ = next.hash(b.d, &b.profiles[block[i].at])
			}
			sortEntries(block, nil)
			k.part(b, block, at+1)
		}
	}
}

// find gives the profiles that the rule brings together with one.
func (k *keyed) find(a *asking) []uint32 {
	h, ok := k.levels[0].hash(a.details(), &a.profile)
	if !ok || len(k.profiles) == 0 {
		return nil
	}
	block := k.profiles[k.start[k.mark(h)]:k.start[k.mark(h)+1]]
	for i := range k.levels {
		if i > 0 && len(block) <= mostOfRule {
			return block
		}
		block = a.equal(block, &k.levels[i])
	}
	if len(block) > mostOfRule {
		return a.alike(block)
	}
	return block
}

// equal gives the part of a block whose hash is that of the profile asked for.
func (a *asking) equal(block []uint32, l *level) []uint32 {
	d, profiles := a.details(), a.index.run.profiles
	h, _ := l.hash(d, &a.profile)
	order := func(p uint32, h uint64) int {
		have, _ := l.hash(d, &profiles[p])
		return cmp.Compare(have, h)
	}
	from, _ := slices.BinarySearchFunc(block, h, order)
	block = block[from:]
	to, _ := slices.BinarySearchFunc(block, h, func(p uint32, h uint64) int { return cmp.Or(order(p, h), -1) })
	return block[:to]
}

// alike gives the neighbours in an order of likeness that sortAlike made.
func (a *asking) alike(block []uint32) []uint32 {
	run := a.index.run
	at, _ := slices.BinarySearchFunc(block, &a.profile, func(p uint32, q *profile) int {
		have := &run.profiles[p]
		return cmp.Or(
			cmp.Compare(hashOf(run.details.names.hash, have.family), a.familyHash),
			cmp.Compare(hashOf(run.details.names.hash, have.given), a.givenHash),
			cmp.Compare(have.birth, q.birth),
			cmp.Compare(have.nhs, q.nhs))
	})
	return block[max(at-mostOfRule/2, 0):min(at+mostOfRule/2, len(block))]
}
