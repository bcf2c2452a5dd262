package link

import (
	"math"
	"slices"
)

// The rival explanations of a pair of records.
const (
	samePerson = iota
	strangers
	household // two people of one home: family name, address and phone agree
	twins     // and the date of birth too
	namesakes // parent and child of one name at one address
	classes
)

// Shares of twins and namesakes among pairs of one household: about 3% of
// people are twins, and few children carry a parent's whole name.
const (
	twinShare     = 0.01
	namesakeShare = 0.01
)

// usualHousehold is the number of pairs of one household for each pair of one
// person where the addresses cannot tell, leastHousehold the smallest believed.
const (
	usualHousehold = 1.0
	leastHousehold = 0.02
)

// How often a record carries someone else's identifier: anyone's, or one of the
// household's.
const (
	strayIdentifier    = 0.002
	relativeIdentifier = 0.003
)

// levelChances are the chances of each level of each comparison, given that
// both sides have a value.
type levelChances [comparisons][missing3]float64

// model gives each pattern its log2 likelihood under each rival, prior included.
type model struct {
	prior     float64 // chance that two records drawn at random are one person
	m, u      levelChances
	sexByName float64 // chance that strangers with alike given names share their sex
	household float64 // pairs of one household for each pair of one person
	further   [MaxFurther]company

	who   [][classes]float32 // by the bits of a pattern that say who
	where [][classes]float32
	what  [][classes]float32 // with one bit on top: whether both live near
	lift  liftRanges
}

// company is how often people other than strangers share the value of a further
// field.
type company struct {
	near float64 // people of one district
	home float64 // people of one home: 1 as one person's records do, 0 as strangers do
}

// startM are the chances of each level for one person's records that EM starts
// from and is held near when records are few. They are our own judgement of
// ordinary health and care records, as are the shares above.
var startM = levelChances{
	{0.02, 0.01, 0.02, 0.08, 0.86, 0.01},
	{0.04, 0.02, 0.05, 0.89},
	{0.05, 0.25, 0.70},
	{0.01, 0.005, 0.01, 0.02, 0.955},
	{0.01, 0.99},
	{0.005, 0.01, 0.01, 0.975},
	{0.12, 0.03, 0.03, 0.02, 0.10, 0.05, 0.65},
	{0.30, 0.70},
	{0.20, 0.05, 0.75},
	{0.20, 0.05, 0.75},
	{0.20, 0.05, 0.75},
	{0.20, 0.05, 0.75},
	{0.20, 0.05, 0.75},
}

// startU are the chances of each level for strangers, believed while random
// pairs are few.
var startU = levelChances{
	{0.985, 0.001, 0.007, 0.003, 0.004, 0.00001},
	{0.993, 0.004, 0.001, 0.002},
	{0.9, 0.08, 0.02},
	{0.96, 0.035, 0.003, 0.001, 0.00004},
	{0.5, 0.5},
	{0.9, 0.0999, 0.0001, 0.000001},
	{0.9, 0.08, 0.018, 0.0005, 0.0005, 0.0001, 0.0001},
	{0.99999, 0.00001},
	{0.9989, 0.001, 0.000001},
	{0.88, 0.02, 0.10},
	{0.88, 0.02, 0.10},
	{0.88, 0.02, 0.10},
	{0.88, 0.02, 0.10},
}

// chance of a level of a comparison under a rival, before what depends on a
// second comparison.
func (m *model) chance(class, comparison, level int) float64 {
	mine, other := m.m[comparison][level], m.u[comparison][level]
	switch class {
	case samePerson:
		return mine
	case strangers:
		return other
	}
	if comparison >= cFurther {
		home := m.further[comparison-cFurther].home
		return home*mine + (1-home)*other
	}
	switch comparison {
	case cFamily:
		return 0.8*mine + 0.2*other
	case cResidence:
		return 0.9*mine + 0.1*other
	case cPhone:
		return 0.6*mine + 0.4*other
	case cEmail:
		return 0.2*mine + 0.8*other
	case cNHS:
		if level == nhsEqual {
			return relativeIdentifier
		}
		return other
	case cBirth:
		if class == twins {
			return mine
		}
	case cGiven, cSex:
		if class == namesakes {
			return mine
		}
		if comparison == cSex {
			return 0.5
		}
	}
	return other
}

// compile fills the tables from the chances.
func (m *model) compile() {
	l := m.logs()
	m.who = m.table(&l, 0, whoBits, cGiven, cSex)
	m.where = m.table(&l, whoBits, whereBits, cNHS, cEmail)
	m.what = m.table(&l, whoBits+whereBits, whatBits, cFurther, comparisons-1)
	m.what = append(m.what, m.nearby()...)
	share := m.shares()
	for i := range m.who {
		for class, s := range share {
			m.who[i][class] += float32(math.Log2(s))
		}
	}
}

// shares are the chances of each explanation before anything is compared.
func (m *model) shares() [classes]float64 {
	share := [classes]float64{1, 0, m.household, m.household * twinShare, m.household * namesakeShare}
	rest := 1.0
	for class, s := range share {
		share[class] = min(s*m.prior, 0.2)
		rest -= share[class]
	}
	share[samePerson] = m.prior
	share[strangers] = max(rest, 1e-3)
	return share
}

// logs are the log2 chances of each level under each rival.
type logs [classes][comparisons][missing3]float64

func (m *model) logs() (l logs) {
	for class := range classes {
		for c := range comparisons {
			for level := range levelNames[c] {
				l[class][c][level] = math.Log2(max(m.chance(class, c, level), 1e-12))
			}
		}
	}
	return l
}

func (m *model) table(l *logs, shift, width, first, last int) [][classes]float32 {
	t := make([][classes]float32, 1<<width)
	for i := range t {
		pattern := uint32(i) << shift
		var sum [classes]float64
		for c := first; c <= last; c++ {
			level := levelOf(pattern, c)
			if isMissing(c, level) {
				continue
			}
			for class := range sum {
				sum[class] += l[class][c][level]
			}
		}
		if first == cGiven {
			sum[strangers] += m.sexWithName(pattern)
		}
		for class, x := range sum {
			t[i][class] = float32(x)
		}
	}
	return t
}

// sexWithName corrects the chances of strangers for sex going with given name.
func (m *model) sexWithName(pattern uint32) float64 {
	sex, given := levelOf(pattern, cSex), levelOf(pattern, cGiven)
	if isMissing(cSex, sex) || isMissing(cGiven, given) || given < givenAlike {
		return 0
	}
	joint := m.sexByName
	if sex == 0 {
		joint = 1 - joint
	}
	return math.Log2(max(joint, 1e-6)) - math.Log2(max(m.u[cSex][sex], 1e-12))
}

// nearby is the table of the further fields for people of one district: what
// goes with where one lives says less of them.
func (m *model) nearby() [][classes]float32 {
	t := slices.Clone(m.what)
	for i := range t {
		pattern := uint32(i) << (whoBits + whereBits)
		sum := 0.0
		for c := cFurther; c < comparisons; c++ {
			if l := levelOf(pattern, c); !isMissing(c, l) {
				sum += math.Log2(max(m.nearChance(c, l), 1e-12))
			}
		}
		t[i][strangers] = float32(sum)
	}
	return t
}

// nearChance is the chance of a level of a further field for strangers who live
// near each other.
func (m *model) nearChance(c, level int) float64 {
	near, u := m.further[c-cFurther].near, &m.u[c]
	if level == furtherEqual {
		return max(near, u[furtherEqual])
	}
	return u[level] * (1 - max(near, u[furtherEqual])) / max(1-u[furtherEqual], 1e-6)
}

// likelihoods gives the log2 likelihood of a pattern under each rival.
func (m *model) likelihoods(pattern uint32) [classes]float32 {
	sum := m.who[pattern&whoMask]
	what := pattern >> (whoBits + whereBits)
	if r := levelOf(pattern, cResidence); r >= residenceDistrict && r < missing3 {
		what |= 1 << whatBits
	}
	where := &m.where[pattern>>whoBits&whereMask]
	for class, w := range m.what[what] {
		sum[class] += where[class] + w
	}
	return sum
}

// hopeless is the weight below which a pair tells nothing about one person's
// records and its exact value makes no difference.
const hopeless = -14

// bounds give what the weight of a pair lies between, without its exponentials:
// all rivals together are at least the likeliest and at most all alike.
func bounds(l *[classes]float32) (least, most float32) {
	most = l[samePerson] - max(l[strangers], l[household], l[twins], l[namesakes])
	return most - 2.01, most
}

// weight is the log2 odds of one person against all rivals together.
func weight(l *[classes]float32) float32 {
	others := l[strangers]
	for _, x := range l[household:] {
		others = either(others, x)
	}
	return l[samePerson] - others
}

// either adds two likelihoods that are given as log2.
func either(a, b float32) float32 {
	if a < b {
		a, b = b, a
	}
	at := (a - b) * eitherSteps
	if !(at < eitherRange*eitherSteps) {
		return a
	}
	i := int(at)
	return a + eitherTable[i] + (at-float32(i))*(eitherTable[i+1]-eitherTable[i])
}

// eitherTable holds log2(1 + 2^-d) for d in steps; between them a straight line
// is right to seven digits.
var eitherTable = func() (t [eitherRange*eitherSteps + 2]float32) {
	for i := range t {
		t[i] = float32(math.Log2(1 + math.Exp2(-float64(i)/eitherSteps)))
	}
	return t
}()

const (
	eitherSteps = 256
	eitherRange = 20
)

// score gives the weight of a pair, its chances corrected for how common the
// values are on which it agrees.
func (m *model) score(d *details, a, b *profile, pattern uint32) float32 {
	l := m.explained(d, a, b, pattern)
	return weight(&l)
}

// explained gives the log2 likelihood of a pair under each rival.
func (m *model) explained(d *details, a, b *profile, pattern uint32) [classes]float32 {
	return m.lifted(pattern, d.liftsOf(a, b, pattern))
}

// lifted gives the likelihoods of a pattern whose values are as common as said.
func (m *model) lifted(pattern uint32, v lifts) [classes]float32 {
	l := m.likelihoods(pattern)
	l[strangers] += v.given + v.family + v.birth + v.place
	l[household] += v.given + v.birth
	l[twins] += v.given
	l[namesakes] += v.birth
	return l
}

// between gives what the weight of a pair of this pattern lies between, whatever
// its values.
func (m *model) between(pattern uint32) (least, most float32) {
	rare, common := m.lift.of(pattern)
	low, high := m.lifted(pattern, rare), m.lifted(pattern, common)
	_, most = bounds(&low)
	least, _ = bounds(&high)
	return least, most
}
