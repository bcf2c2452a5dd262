package link

import (
	"context"
	"runtime"

	"continuum/internal/vast"
)

// candidate is a pair that could be one person: profiles in canonical order and
// its pattern, with the rule that found it.
type candidate struct {
	a, b    uint32
	pattern uint32
	rule    uint8
}

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
	mine, others := b.gatherers(cfg, m, floor), b.gatherers(cfg, m, floor)
	for r := range b.rules {
		if err := ctx.Err(); err != nil {
			return f, err
		}
		f.stats[r] = b.follow(ctx, r, mine, others)
		progress(int64(r+1), int64(len(b.rules)))
	}
	for _, g := range mine {
		g.judge.tell(f.counts)
		f.candidates = append(f.candidates, g.kept...)
	}
	return f, ctx.Err()
}

func (b *blocking) gatherers(cfg *Config, m *model, floor float32) []*gatherer {
	all := make([]*gatherer, runtime.GOMAXPROCS(0))
	for i := range all {
		all[i] = &gatherer{blocking: b, comparer: newComparer(b.d, cfg), judge: newJudge(b.d, m, floor)}
	}
	return all
}

// A rule that costs much is tried on one part in sixteen first. Where fewer than
// one pair in aThousand of those could be one person, the rule is left there:
// other rules have found what it would have.
const (
	trialParts = parts / 16
	aThousand  = 1000
	dear       = 500_000 // pairs from which a rule costs much
)

// follow works through one rule: parts are sorted and measured, the limit on
// blocks set, and the pairs of each block compared. The parts of other shards
// are divided all the same, since which pairs this rule holds concerns later
// rules; and the trial is everybody's.
func (b *blocking) follow(ctx context.Context, r int, mine, others []*gatherer) (stats blockStats) {
	work := b.partition(r)
	counted := make([]sizes, parts)
	workers(parts, func(int) func(int) {
		var space []entry
		return func(i int) { counted[i] = b.measure(work[i], &space) }
	})
	b.limit = b.limitOf(counted)
	for i := range mine {
		mine[i].begin(r)
		others[i].begin(r)
	}
	divide := func(from, to int, trial bool) {
		workers(to-from, func(worker int) func(int) {
			return func(i int) {
				g, visit := mine[worker], mine[worker].block
				if part := from + i; part < b.from || part >= b.to {
					g = others[worker]
					if visit = g.block; !trial {
						visit = func([]entry, int) {}
					}
				}
				if ctx.Err() == nil {
					b.divide(r, work[from+i], b.rules[r].keys, 0, &g.stats, visit)
				}
			}
		})
	}
	divide(0, trialParts, true)
	stats = sum(mine)
	trial := stats
	trial.add(sum(others))
	for _, g := range others {
		g.kept = nil
	}
	if trial.pairs*(parts/trialParts) > dear && trial.promising*aThousand < trial.pairs {
		stats.left = trial.pairs * (parts/trialParts - 1)
		return stats
	}
	divide(trialParts, parts, false)
	return sum(mine)
}

func sum(gatherers []*gatherer) (s blockStats) {
	for _, g := range gatherers {
		s.add(g.stats)
	}
	return s
}

// gatherer compares the pairs of blocks.
type gatherer struct {
	*blocking
	comparer *comparer
	judge    *judge
	rule     int
	kept     [][]candidate
	stats    blockStats
	local    []local
}

// local is a profile of the block at hand, copied to where it is quick to reach.
type local struct {
	profile
	at    uint32
	depth uint64
}

// begin says that a rule is at work.
func (g *gatherer) begin(rule int) { g.rule, g.stats = rule, blockStats{} }

// keptAtOnce is how many candidates a gatherer keeps in one piece.
const keptAtOnce = 1 << 16

// block compares each profile of a block with the `near` that follow it.
func (g *gatherer) block(block []entry, near int) {
	g.local = g.local[:0]
	for _, e := range block {
		g.local = append(g.local, local{g.profiles[e.at], e.at, g.depth[e.at]})
	}
	for i := range g.local {
		for j := i + 1; j < min(len(block), i+1+near); j++ {
			g.pair(&g.local[i], &g.local[j])
		}
	}
}

func (g *gatherer) pair(p, q *local) {
	if g.rule > 0 && g.heldBefore(g.rule, p, q) {
		return
	}
	g.stats.pairs++
	pattern := g.comparer.compare(&p.profile, &q.profile)
	if !g.judge.keeps(&p.profile, &q.profile, pattern) {
		return
	}
	g.stats.promising++
	n := len(g.kept)
	if n == 0 || len(g.kept[n-1]) == keptAtOnce {
		g.kept = append(g.kept, vast.Make[candidate](keptAtOnce)[:0])
		n++
	}
	g.kept[n-1] = append(g.kept[n-1], candidate{min(p.at, q.at), max(p.at, q.at), pattern, uint8(g.rule)})
}
