package link

import (
	"context"
	"time"

	"continuum/internal/fault"
	"continuum/internal/vast"
)

// run carries the state from stage to stage.
type run struct {
	*Linker
	ctx      context.Context
	progress func(stage string, done, total int64)
	training *training
	found    found
	self     []float32 // weight of a profile against itself: the most any link of it can have
	holders  holders
	names    []uint64 // hash of each registration's name, when asked for
	links    [][]link // at or above the threshold, in pieces and no order
	parts    components
	people   union
	parted   bool // some registrations with equal details are not one person
	report   Report
	clock    time.Time
}

// Run links all records added so far. progress, which may be nil, is called as
// work is done: stage, units done, units in all. It fails only when ctx ends or
// the configuration names what does not exist.
func (l *Linker) Run(ctx context.Context, progress func(stage string, done, total int64)) (*Result, error) {
	r, rules, err := l.start(ctx, progress)
	if err != nil {
		return nil, err
	}
	if err := r.compare(rules, Shard{}); err != nil {
		return nil, fault.Wrap(err, "comparing records")
	}
	return r.finish()
}

// start takes up all records and prepares them.
func (l *Linker) start(ctx context.Context, progress func(stage string, done, total int64)) (*run, []rule, error) {
	if progress == nil {
		progress = func(string, int64, int64) {}
	}
	r := &run{Linker: l, ctx: ctx, progress: progress, clock: time.Now()}
	rules, err := l.cfg.rules()
	if err != nil {
		return nil, nil, err
	}
	if r.report.Placeholders, err = l.begin(); err != nil {
		return nil, nil, err
	}
	r.lap("gather")
	r.prepare()
	if l.fixed != nil {
		r.training.adopt(l.fixed)
		if err := r.training.drift(); err != nil {
			return nil, nil, err
		}
	}
	return r, rules, nil
}

// finish makes people of what was found.
func (r *run) finish() (*Result, error) {
	r.learn()
	r.score()
	if err := r.ctx.Err(); err != nil {
		return nil, fault.Wrap(err, "scoring records")
	}
	r.cluster()
	return r.result(), nil
}

// lap notes the time of a stage.
func (r *run) lap(stage string) {
	now := time.Now()
	if r.report.Seconds == nil {
		r.report.Seconds = map[string]float64{}
	}
	r.report.Seconds[stage] = now.Sub(r.clock).Seconds()
	r.clock = now
	r.progress(stage, 1, 1)
}

// rules turns the names of blocking keys into bits.
func (c *Config) rules() ([]rule, error) {
	if len(c.Blocking) > maxRules {
		return nil, fault.New(fault.Invalid, "%d blocking rules; at most %d can be used", len(c.Blocking), maxRules)
	}
	var rules []rule
	known := c.keys()
	for _, names := range c.Blocking {
		var keys key
		text := ""
		for i, name := range names {
			k, ok := known[name]
			if !ok {
				return nil, fault.New(fault.Invalid, "no blocking key %q", name)
			}
			keys |= k
			if i > 0 {
				text += " + "
			}
			text += name
		}
		rules = append(rules, rule{text, keys})
	}
	return rules, nil
}

// prepare blanks placeholders, puts profiles into canonical order and counts
// their values.
func (r *run) prepare() {
	r.holders = r.hold(r.prepareProfiles(r.report.Placeholders))
	r.lap("prepare")
	r.training = newTraining(&r.details, &r.cfg, r.profiles, &r.holders, int(r.registrations.n))
	r.lap("sample")
}

// freePairs is what any rule may cost however small the place.
const freePairs = 100_000

// finePart times the pair budget is the largest block once refined: few profiles
// share a refined block, so that such a block may cost more than the mean.
const finePart = 24

// compare blocks and compares the pairs of a shard.
func (r *run) compare(rules []rule, s Shard) error {
	b := &blocking{
		d: &r.details, profiles: r.profiles, rules: rules, depth: vast.Make[uint64](len(r.profiles)),
		needs: needsOf(rules), maxBlock: r.cfg.MaxBlock, fine: max(leastLimit, int(finePart*r.cfg.PairBudget)), budget: freePairs + int64(r.cfg.PairBudget*float64(len(r.profiles))),
	}
	b.from, b.to = s.parts()
	var err error
	r.found, err = b.compareAll(r.ctx, &r.cfg, &r.training.model, func(done, total int64) { r.progress("compare", done, total) })
	vast.Free(b.depth)
	vast.Free(b.hashes)
	vast.Free(b.entries)
	r.lap("compare")
	return err
}

// learn fits the model to the patterns found.
func (r *run) learn() {
	if r.fixed == nil {
		r.countEqual()
		r.training.fit(r.found.counts)
	}
	r.lap("learn")
}

// countEqual counts the registrations that share a profile as pairs that agree
// in everything.
func (r *run) countEqual() {
	c := newComparer(&r.details, &r.cfg)
	for i := range r.profiles {
		if n := r.holders.registrations(i); n > 1 {
			r.found.counts[c.compare(&r.profiles[i], &r.profiles[i])] += int64(n - 1)
		}
	}
}

// score weighs the candidates with the learned model.
func (r *run) score() {
	d, m := &r.details, &r.training.model
	pieces := r.found.candidates
	r.links = make([][]link, len(pieces))
	near := make([]int, len(pieces))
	numbered(len(pieces), func(i int) {
		r.links[i], near[i] = r.weigh(pieces[i])
		vast.Free(pieces[i])
		pieces[i] = nil
	})
	for _, n := range near {
		r.report.NearMisses += n
	}
	r.self = vast.Make[float32](len(r.profiles))
	parallel(chunks(len(r.profiles)), func(s span) {
		c := newComparer(d, &r.cfg)
		for i := s.from; i < s.to; i++ {
			p := &r.profiles[i]
			r.self[i] = m.score(d, p, p, c.compare(p, p))
		}
	})
	r.lap("score")
}

// weigh gives the candidates that are links, and the number of those that nearly are.
func (r *run) weigh(some []candidate) (links []link, near int) {
	weights := make([]float32, len(some))
	n := 0
	for i, c := range some {
		weights[i] = r.training.model.score(&r.details, &r.profiles[c.a], &r.profiles[c.b], c.pattern)
		switch {
		case float64(weights[i]) >= r.cfg.Threshold:
			n++
		case weights[i] >= 0:
			near++
		}
	}
	links = vast.Make[link](n)[:0]
	for i, c := range some {
		if float64(weights[i]) >= r.cfg.Threshold {
			links = append(links, link{candidate: c, weight: weights[i]})
		}
	}
	return links, near
}

// cluster joins what is certain, then follows the links.
func (r *run) cluster() {
	c := &clustering{d: &r.details, cfg: &r.cfg, model: &r.training.model, profiles: r.profiles}
	c.people, c.has, c.apart = r.certain()
	r.parts = c.run(r.links)
	r.people, r.links = c.people, nil
	r.lap("cluster")
}
