package link

import (
	"context"
	"runtime"
)

// candidate is a pair that could be one person: profiles in canonical order and
// its pattern, with the rule that found it in the bits above.
type candidate struct {
	a, b uint32
	code uint32
}

const ruleShift = whoBits + whereBits

func (c candidate) pattern() uint32 { return c.code & patternMask }
func (c candidate) rule() uint8     { return uint8(c.code >> ruleShift) }

// found is what comparing all blocked pairs gave.
type found struct {
	counts     map[uint32]int64 // pairs by pattern, the hopeless left out: EM learns nothing from them
	candidates [][]candidate    // in no particular order
	stats      []blockStats     // by rule
}

// plausible is the weight under the starting model, in log2 odds below the
// threshold, from which a pair is kept until the model is learned.
const plausible = 12

// compareAll compares every pair of every block once.
func (b *blocking) compareAll(ctx context.Context, cfg *Config, m *model, progress func(done, total int64)) (found, error) {
	f := found{counts: make(map[uint32]int64), stats: make([]blockStats, len(b.rules))}
	floor := float32(cfg.Threshold - plausible)
	gatherers := make([]*gatherer, runtime.GOMAXPROCS(0))
	for i := range gatherers {
		gatherers[i] = &gatherer{blocking: b, comparer: newComparer(b.d, cfg), model: m, floor: floor, counts: make(map[uint32]int64)}
	}
	for r := range b.rules {
		if err := ctx.Err(); err != nil {
			return f, err
		}
		f.stats[r] = b.follow(ctx, r, gatherers)
		progress(int64(r+1), int64(len(b.rules)))
	}
	for _, g := range gatherers {
		for p, n := range g.counts {
			f.counts[p] += n
		}
		f.candidates = append(f.candidates, g.kept)
	}
	return f, ctx.Err()
}

// follow works through one rule: parts are sorted and measured, the limit on
// blocks set, and the pairs of each block compared.
func (b *blocking) follow(ctx context.Context, r int, gatherers []*gatherer) (stats blockStats) {
	work := b.partition(r)
	counted := make([]sizes, parts)
	workers(parts, func(int) func(int) { return func(i int) { counted[i] = b.measure(work[i]) } })
	b.limit = b.limitOf(counted)
	for _, g := range gatherers {
		g.rule, g.stats = r, blockStats{}
	}
	workers(parts, func(worker int) func(int) {
		g := gatherers[worker]
		return func(i int) {
			if ctx.Err() == nil {
				b.divide(r, work[i], b.rules[r].keys, 0, &g.stats, g.block)
			}
		}
	})
	for _, g := range gatherers {
		stats.add(g.stats)
	}
	return stats
}

// gatherer compares the pairs of blocks.
type gatherer struct {
	*blocking
	comparer *comparer
	model    *model
	rule     int
	floor    float32
	counts   map[uint32]int64
	kept     []candidate
	stats    blockStats
	local    []profile
}

// block compares each profile of a block with the `near` that follow it.
func (g *gatherer) block(block []entry, near int) {
	g.local = g.local[:0]
	for _, e := range block {
		g.local = append(g.local, g.profiles[e.at])
	}
	for i := range g.local {
		for j := i + 1; j < min(len(block), i+1+near); j++ {
			g.pair(&g.local[i], &g.local[j], block[i].at, block[j].at)
		}
	}
}

func (g *gatherer) pair(p, q *profile, a, b uint32) {
	equal, blank := shared(g.d, p, q)
	if g.heldBefore(g.rule, a, b, equal, blank) {
		return
	}
	g.stats.pairs++
	pattern := g.comparer.compare(p, q)
	l := g.model.explained(g.d, p, q, pattern)
	if least, most := bounds(&l); most < hopeless {
		return
	} else if least < hopeless && weight(&l) < hopeless {
		return
	}
	g.counts[pattern]++
	if least, most := bounds(&l); least >= g.floor || most >= g.floor && weight(&l) >= g.floor {
		g.kept = append(g.kept, candidate{min(a, b), max(a, b), pattern | uint32(g.rule)<<ruleShift})
	}
}
