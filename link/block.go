package link

import (
	"cmp"
	"math/bits"
	"slices"

	"continuum/internal/vast"
)

// blocking finds the pairs worth comparing. Rules are worked through in turn;
// a rule cuts its blocks into parts by key range so that processors share the
// work, and a part is the unit that could go to another machine.
type blocking struct {
	d        *details
	profiles []profile
	rules    []rule
	maxBlock int
	budget   int64    // pairs a rule may cost
	limit    int      // largest block of the rule at work
	fine     int      // largest block once refined
	depth    []uint64 // of each profile, four bits a rule: how far its block was refined
	hashes   []uint64 // of the rule at work, by profile
	entries  []entry  // of the rule at work
	needs    needs
	from, to int // parts that this run compares; those of others are only divided
}

type rule struct {
	name string
	keys key
}

// maxRules is how many rules fit in the depth word.
const maxRules = 16

// windowed marks a block that stayed too large after every refinement.
const windowed = 15

// window is how many neighbours each profile of such a block is compared with.
const window = 8

// entry is one profile in a block.
type entry struct {
	hash uint64
	at   uint32
}

// blockStats tells what a rule did.
type blockStats struct {
	pairs, refined, windows int64
	promising               int64 // pairs that could be one person, before anything was learned
	left                    int64 // pairs not compared because a trial found too little, about
	largest                 int
}

func (s *blockStats) add(o blockStats) {
	s.pairs += o.pairs
	s.refined += o.refined
	s.windows += o.windows
	s.promising += o.promising
	s.largest = max(s.largest, o.largest)
}

const parts = 256

// partition deals the profiles that a rule covers into parts by the top byte of
// their block's hash.
func (b *blocking) partition(r int) [parts][]entry {
	k := b.rules[r].keys
	list := k.list()
	if b.hashes == nil {
		b.hashes, b.entries = vast.Make[uint64](len(b.profiles)), vast.Make[entry](len(b.profiles))
	}
	parallel(chunks(len(b.profiles)), func(c span) {
		for i := c.from; i < c.to; i++ {
			b.hashes[i] = 0
			if h, ok := blockOf(b.d, &b.profiles[i], list, k); ok {
				b.hashes[i] = h | 1
			}
		}
	})
	return scatter(b.hashes, b.entries)
}

// scatter lays the non-zero hashes out by their top byte, in order of profile, in
// as many entries as there are hashes. Each chunk is counted and then laid out by
// itself.
func scatter(hashes []uint64, all []entry) (out [parts][]entry) {
	work := chunks(len(hashes))
	at := make([][parts]uint32, len(work)) // where each chunk's entries of each part go
	numbered(len(work), func(c int) {
		for _, h := range hashes[work[c].from:work[c].to] {
			if h != 0 {
				at[c][h>>56]++
			}
		}
	})
	total := uint32(0)
	var start [parts + 1]uint32
	for p := range parts {
		start[p] = total
		for c := range at {
			at[c][p], total = total, total+at[c][p]
		}
	}
	start[parts] = total
	numbered(len(work), func(c int) {
		next := &at[c]
		for i := work[c].from; i < work[c].to; i++ {
			if h := hashes[i]; h != 0 {
				all[next[h>>56]] = entry{h, uint32(i)}
				next[h>>56]++
			}
		}
	})
	for p := range parts {
		out[p] = all[start[p]:start[p+1]:start[p+1]]
	}
	return out
}

// sizes counts blocks by size; what is larger than the limit stands last.
type sizes []int64

// measure sorts a part and counts its blocks by size.
func (b *blocking) measure(part []entry, space *[]entry) sizes {
	*space = sortEntries(part, *space)
	count := make(sizes, b.maxBlock+2)
	for from := 0; from < len(part); {
		to := from + 1
		for to < len(part) && part[to].hash == part[from].hash {
			to++
		}
		count[min(to-from, b.maxBlock+1)]++
		from = to
	}
	return count
}

// leastLimit is the smallest limit a budget can impose on blocks.
const leastLimit = 8

// limitOf gives the largest block size that keeps a rule within its budget.
func (b *blocking) limitOf(all []sizes) int {
	pairs := int64(0)
	for size := 2; size <= b.maxBlock; size++ {
		for _, count := range all {
			if count != nil {
				pairs += count[size] * int64(size*(size-1)/2)
			}
		}
		if pairs > b.budget && size > leastLimit {
			return size - 1
		}
	}
	return b.maxBlock
}

// divide walks runs of equal hash and refines those above the limit.
func (b *blocking) divide(r int, part []entry, keys key, level int, stats *blockStats, visit func([]entry, int)) {
	for from := 0; from < len(part); {
		to := from + 1
		for to < len(part) && part[to].hash == part[from].hash {
			to++
		}
		block := part[from:to]
		from = to
		stats.largest = max(stats.largest, len(block))
		switch {
		case len(block) < 2:
		case len(block) <= b.limit && (level == 0 || len(block) <= b.fine):
			b.mark(r, block, level)
			visit(block, len(block))
		default:
			b.refine(r, block, keys, level, stats, visit)
		}
	}
}

// refine parts an oversized block by the next key its rule lacks; when none is
// left, each profile meets only its neighbours in an order of likeness.
func (b *blocking) refine(r int, block []entry, keys key, level int, stats *blockStats, visit func([]entry, int)) {
	for ; level < len(refinements); level++ {
		if next := refinements[level]; keys.closure()&next == 0 {
			stats.refined++
			b.rehash(block, keys|next)
			b.divide(r, block, keys|next, level+1, stats, visit)
			return
		}
	}
	stats.windows++
	b.mark(r, block, windowed)
	b.sortAlike(block)
	visit(block, window)
}

func (b *blocking) rehash(block []entry, keys key) {
	list := keys.list()
	for i := range block {
		block[i].hash, _ = blockOf(b.d, &b.profiles[block[i].at], list, 0)
	}
	sortEntries(block, nil)
}

// sortAlike orders a block by names, birth date and identifier.
func (b *blocking) sortAlike(block []entry) {
	slices.SortFunc(block, func(x, y entry) int {
		p, q := &b.profiles[x.at], &b.profiles[y.at]
		names := b.d.names.hash
		return cmp.Or(
			cmp.Compare(hashOf(names, p.family), hashOf(names, q.family)),
			cmp.Compare(hashOf(names, p.given), hashOf(names, q.given)),
			cmp.Compare(p.birth, q.birth),
			cmp.Compare(p.nhs, q.nhs),
			cmp.Compare(x.at, y.at))
	})
}

func (b *blocking) mark(r int, block []entry, level int) {
	if level == 0 {
		return
	}
	for _, e := range block {
		b.depth[e.at] |= uint64(level) << (4 * r)
	}
}

// heldBefore says whether an earlier rule already brought two profiles
// together, from the keys they share; nothing is remembered per pair.
func (b *blocking) heldBefore(r int, p, q *local) bool {
	holding := b.needs.hold(b.d, &p.profile, &q.profile) & (1<<r - 1)
	if holding == 0 {
		return false
	}
	dx, dy := p.depth, q.depth
	if dx|dy == 0 {
		return true
	}
	var equal, blank key
	for ; holding != 0; holding &= holding - 1 {
		i := bits.TrailingZeros32(holding)
		lx, ly := dx>>(4*i)&15, dy>>(4*i)&15
		switch {
		case lx|ly == 0:
			return true
		case lx != ly || lx == windowed:
			continue
		case equal|blank == 0:
			equal, blank = shared(b.d, &p.profile, &q.profile)
		}
		if fine := refined(b.rules[i].keys, int(lx)); (equal|blank)&fine == fine {
			return true
		}
	}
	return false
}

// refined gives the keys of a block at a depth: those of its rule and the
// refinements before that depth.
func refined(keys key, level int) key {
	for _, next := range refinements[:level] {
		keys |= next
	}
	return keys
}
