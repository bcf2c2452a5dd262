package link

import (
	"cmp"
	"math"
	"slices"
)

// training learns the model from profiles in canonical order and, once pairs
// are compared, from the counts of their patterns.
type training struct {
	d          *details
	cfg        *Config
	profiles   []profile
	seen       levelChances // shares of levels in random pairs
	tried      [comparisons]float64
	records    float64           // registrations, or profiles if they are more
	holders    float64           // mean registrations a profile
	pairs      float64           // all possible pairs of records
	address    float64           // chance that both of two profiles have an address
	noPostcode float64           // chance that an address is compared without a postcode
	oneHome    float64           // pairs with equal address and postcode, -1 when too few have both
	shared     [MaxFurther]share // agreement of further fields between people of one home
	model      model
	iterations int
}

// samplePairs is how many random pairs measure the levels whose chance value
// counts cannot give.
const samplePairs = 250_000

func newTraining(d *details, cfg *Config, profiles []profile, h *holders, registrations int) *training {
	n := float64(max(len(profiles), registrations))
	t := &training{d: d, cfg: cfg, profiles: profiles, records: max(n, 1), pairs: max(n*(n-1)/2, 1)}
	t.holders = d.counted(profiles, h)
	t.model.m = startM
	t.model.prior = min(1/max(n, 2), 0.1)
	t.model.household = usualHousehold
	t.sample()
	t.settle(2)
	return t
}

// sample compares pairs of profiles that stand at fixed distances in canonical
// order, which is the order of a hash and so as good as random.
func (t *training) sample() {
	n := len(t.profiles)
	sum := newTally()
	for step, done := 1, 0; step <= n/2 && done < samplePairs; step++ {
		last := min(n, samplePairs-done)
		if step*2 == n {
			last = min(last, n/2)
		}
		done += last
		work := chunks(last)
		tallies := make([]tally, len(work))
		workers(len(work), func(int) func(int) {
			c := newComparer(t.d, t.cfg)
			return func(chunk int) {
				for i := work[chunk].from; i < work[chunk].to; i++ {
					tallies[chunk].note(c.compare(&t.profiles[i], &t.profiles[(i+step)%n]))
				}
			}
		})
		for i := range tallies {
			sum.add(&tallies[i])
		}
	}
	t.seen, t.tried = sum.seen, sum.tried
	t.model.sexByName = sum.sex.same / sum.sex.all
	for i, s := range sum.near {
		t.model.further[i].near = s.same / s.all
	}
	for k := range comparisons {
		for l := range levelNames[k] {
			t.seen[k][l] += few * startU[k][l]
		}
		t.tried[k] += few
		normalise(t.seen[k][:])
	}
	t.availability()
}

// tally counts the levels of random pairs. All counts are whole numbers, so that
// it does not matter in which order they are added.
type tally struct {
	seen  levelChances
	tried [comparisons]float64
	sex   share             // agreement of sex where given names agree
	near  [MaxFurther]share // agreement of further fields in one district
}

// newTally begins with what is believed while pairs are few.
func newTally() tally {
	t := tally{sex: share{1, 1.1}}
	for i := range t.near {
		t.near[i] = share{1, 3}
	}
	return t
}

func (t *tally) note(pattern uint32) {
	for k := range comparisons {
		if l := levelOf(pattern, k); !isMissing(k, l) {
			t.seen[k][l]++
			t.tried[k]++
		}
	}
	if levelOf(pattern, cGiven) == givenEqual {
		t.sex.note(levelOf(pattern, cSex), 1)
	}
	if r := levelOf(pattern, cResidence); r >= residenceDistrict && r < missing3 {
		for i := range t.near {
			t.near[i].note(levelOf(pattern, cFurther+i), furtherEqual)
		}
	}
}

func (t *tally) add(o *tally) {
	for k := range comparisons {
		for l := range levelNames[k] {
			t.seen[k][l] += o.seen[k][l]
		}
		t.tried[k] += o.tried[k]
	}
	t.sex.add(o.sex)
	for i := range t.near {
		t.near[i].add(o.near[i])
	}
}

// share counts pairs that have a value on both sides, and those that agree.
type share struct{ same, all float64 }

// note counts a level, the highest of which means agreement; a higher one means
// missing.
func (s *share) note(level, highest int) {
	if level <= highest {
		if level == highest {
			s.same++
		}
		s.all++
	}
}

func (s *share) add(o share) { s.same, s.all = s.same+o.same, s.all+o.all }

// availability finds how often addresses can be compared, with a postcode or
// without.
func (t *training) availability() {
	var lines, bare, known float64
	for i := range t.profiles {
		p := &t.profiles[i]
		if p.postcode != 0 || p.address != 0 {
			known++
		}
		if p.address != 0 {
			lines++
			if p.postcode == 0 {
				bare++
			}
		}
	}
	n := max(known, 1)
	t.address = lines / n * lines / n
	t.noPostcode = max((2*bare*lines-bare*bare)/(n*n), 1/n) // never seen is not impossible
	t.oneHome = -1
	if lines-bare > n/3 {
		t.oneHome = t.homes()
	}
}

// households estimates how many pairs share a home without being one person:
// those of one address less the matches among them.
func (t *training) households(matches float64) {
	if t.oneHome < 0 || matches < 1 {
		return
	}
	mine := matches * t.address * t.model.m[cResidence][residenceEqual]
	t.model.household = min(max((t.oneHome-mine)/matches, leastHousehold), 5)
}

// settle sets u from value counts and the sample, less what one person's own
// records add to them, when a person has `own` profiles on average.
func (t *training) settle(own float64) {
	c := t.d.chances(own * t.holders)
	u := &t.model.u
	for k := range comparisons {
		for l := range levelNames[k] {
			least := 0.3 / max(t.tried[k], 10)
			u[k][l] = max(t.seen[k][l]-t.model.prior*t.model.m[k][l], 0.2*t.seen[k][l], least)
		}
	}
	fix := func(k, level int, chance float64) { u[k][level] = min(max(chance, 1e-10), 0.9) }
	fix(cGiven, givenEqual, c.given)
	fix(cGiven, givenSwapped, c.given*c.family)
	fix(cFamily, familyEqual, c.family)
	fix(cBirth, birthEqual, c.birth)
	fix(cPhone, contactEqual, c.phone)
	fix(cEmail, emailEqual, c.email)
	fix(cNHS, nhsEqual, 2*strayIdentifier*own/t.records)
	fix(cResidence, residenceEqual, t.address*c.address)
	fix(cResidence, residenceAddress, t.noPostcode*c.address)
	fix(cResidence, residencePostcode, (1-t.address)*c.postcode)
	fix(cResidence, residenceNeighbour, t.address*max(c.postcode-c.address, 0.1*c.postcode))
	for i, chance := range c.further {
		fix(cFurther+i, furtherEqual, chance)
	}
	for k := range comparisons {
		normalise(u[k][:])
	}
	t.atHome()
	t.model.lift = t.d.liftRanges()
	t.model.compile()
}

// held is how many pairs the starting values count for.
const held = 50

// fit runs EM over the counts of patterns. The pairs that no blocking rule
// brought together count as strangers, so the prior is that of all pairs and u
// needs no correction for blocking.
func (t *training) fit(counts map[uint32]int64) {
	patterns := make([]patternCount, 0, len(counts))
	for p, n := range counts {
		patterns = append(patterns, patternCount{p, float64(n)})
	}
	slices.SortFunc(patterns, func(a, b patternCount) int { return cmp.Compare(a.pattern, b.pattern) })
	own := 2.0
	for range 3 {
		for range 20 {
			t.iterations++
			before := t.model.prior
			matches := t.step(patterns)
			t.households(matches)
			own = 1 + 2*matches/float64(max(len(t.profiles), 1))
			if math.Abs(math.Log2(t.model.prior/before)) < 1e-4 {
				break
			}
		}
		t.settle(own)
	}
}

type patternCount struct {
	pattern uint32
	count   float64
}

// step is one E and M step; it returns the expected number of matching pairs.
func (t *training) step(patterns []patternCount) float64 {
	var sums levelChances
	for k := range comparisons {
		for l := range levelNames[k] {
			sums[k][l] = held * startM[k][l]
		}
	}
	matches := 0.0
	for _, part := range t.expect(patterns) { // in this order, however many processors there are
		matches += part.matches
		for k := range comparisons {
			for l := range levelNames[k] {
				sums[k][l] += part.sums[k][l]
			}
		}
	}
	t.model.m = sums
	t.model.bound()
	t.model.prior = min(max(matches, 0.5)/t.pairs, 0.2)
	t.model.compile()
	return matches
}

// expected is what is expected of some patterns: how many pairs match, and of
// these how many show each level.
type expected struct {
	matches float64
	sums    levelChances
}

// patternsAtOnce is how many patterns one expectation is of.
const patternsAtOnce = 1 << 9

// expect does the E step.
func (t *training) expect(patterns []patternCount) []expected {
	out := make([]expected, (len(patterns)+patternsAtOnce-1)/patternsAtOnce)
	numbered(len(out), func(i int) {
		e := &out[i]
		for _, p := range patterns[i*patternsAtOnce : min((i+1)*patternsAtOnce, len(patterns))] {
			l := t.model.likelihoods(p.pattern)
			match := p.count / (1 + math.Exp2(-float64(weight(&l))))
			e.matches += match
			for k := range comparisons {
				if level := levelOf(p.pattern, k); !isMissing(k, level) {
					e.sums[k][level] += match
				}
			}
		}
	})
	return out
}

// ladders are the levels of each comparison that must not weigh less than the
// one before.
var ladders = [comparisons][]int{
	cGiven:     {givenDiffers, givenWeak, givenAlike, givenEqual},
	cFamily:    {familyDiffers, familyWeak, familyAlike, familyEqual},
	cMiddle:    {middleDiffers, middleInitial, middleEqual},
	cBirth:     {birthDiffers, birthTwoParts, birthTypo, birthEqual},
	cSex:       {0, 1},
	cNHS:       {nhsDiffers, nhsUnverified, nhsNear, nhsEqual},
	cResidence: {residenceDiffers, residenceDistrict, residenceNear, residencePostcode, residenceEqual},
	cPhone:     {contactDiffers, contactEqual},
	cEmail:     {contactDiffers, contactEqual, emailEqual},
	cFurther:   {furtherDiffers, furtherAlike, furtherEqual}, cFurther + 1: {furtherDiffers, furtherAlike, furtherEqual},
	cFurther + 2: {furtherDiffers, furtherAlike, furtherEqual}, cFurther + 3: {furtherDiffers, furtherAlike, furtherEqual},
}

// leastM is the smallest chance believed of any level for one person's records.
const leastM = 1e-4

// bound turns sums into chances that are never absurd: not below a floor, and
// never weighing less for agreeing more.
func (m *model) bound() {
	for k := range comparisons {
		normalise(m.m[k][:len(levelNames[k])])
		for l := range levelNames[k] {
			m.m[k][l] = max(m.m[k][l], leastM)
		}
		m.pool(k)
		normalise(m.m[k][:len(levelNames[k])])
	}
}

// pool makes the weights along a ladder rise: neighbours in the wrong order get
// one common ratio of m to u (pool adjacent violators).
func (m *model) pool(k int) {
	type run struct {
		mine, other float64
		levels      []int
	}
	var runs []run
	for _, l := range ladders[k] {
		runs = append(runs, run{m.m[k][l], m.u[k][l], []int{l}})
		for n := len(runs); n > 1 && runs[n-1].mine*runs[n-2].other < runs[n-2].mine*runs[n-1].other; n-- {
			last := runs[n-1]
			runs = runs[:n-1]
			runs[n-2].mine += last.mine
			runs[n-2].other += last.other
			runs[n-2].levels = append(runs[n-2].levels, last.levels...)
		}
	}
	for _, r := range runs {
		for _, l := range r.levels {
			m.m[k][l] = m.u[k][l] * r.mine / r.other
		}
	}
}
