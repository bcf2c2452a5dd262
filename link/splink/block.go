package splink

import (
	"cmp"
	"math"
	"slices"
)

// blocker brings together the pairs of one rule. Each row has a number for its
// values of the rule's equalities as the left record, and one as the right; rows
// whose numbers are equal meet, and 0 meets nothing.
type blocker struct {
	left, right []uint32
	filter      evaluator[bool] // what else must be true; nil: nothing
}

// holds tells whether a rule is true of the pair at hand.
func (b *blocker) holds(p *pair) bool {
	k := b.left[p.left]
	if k == 0 || k != b.right[p.right] {
		return false
	}
	return b.filter == nil || holds(b.filter, p)
}

// blocks lists, for each number, the places of its right rows in the order given.
type blocks struct {
	start  []uint32 // by number; the end is the start of the next
	places []uint32
}

// blocks sorts the right rows by number.
func (b *blocker) blocks(order []int) blocks {
	highest := max(slices.Max(b.left), slices.Max(b.right))
	out := blocks{make([]uint32, highest+2), make([]uint32, len(order))}
	for _, k := range b.right {
		out.start[k+1]++
	}
	for k := range highest + 1 {
		out.start[k+1] += out.start[k]
	}
	next := slices.Clone(out.start)
	for place, row := range order {
		k := b.right[row]
		out.places[next[k]] = uint32(place)
		next[k]++
	}
	return out
}

// of lists the places of one number that are not before a place.
func (b *blocks) of(k uint32, from int) []uint32 {
	places := b.places[b.start[k]:b.start[k+1]]
	i, _ := slices.BinarySearch(places, uint32(from))
	return places[i:]
}

// splitEquality finds the two sides of an equality of a left and a right record.
func splitEquality(n *node) (l, r *node, ok bool) {
	if n.name != "=" || n.args[0].kind == kSingle || n.args[1].kind == kSingle {
		return nil, nil, false
	}
	l, r = n.args[0], n.args[1]
	if l.side == right {
		l, r = r, l
	}
	return l, r, l.side == left && r.side == right
}

// block compiles a blocking rule and returns what makes it ready once records are
// prepared.
func (c *compiler) block(rule *node) (b *blocker, ready func() error) {
	b = &blocker{}
	var keys []func(*joiner) error
	var rest []evaluator[bool]
	for _, part := range rule.conjuncts() {
		if l, r, ok := splitEquality(part); ok {
			keys = append(keys, c.joinKey(l, r))
		} else {
			rest = append(rest, c.truth(part))
		}
	}
	if rest != nil {
		b.filter = junction(rest, false)
	}
	return b, func() error {
		j := newJoiner(len(c.table.Rows), c.pair())
		for _, key := range keys {
			if err := key(j); err != nil {
				return err
			}
		}
		b.left, b.right = j.left, j.right
		return nil
	}
}

// hasEquality tells whether a rule can be looked up rather than tried on all pairs.
func hasEquality(rule *node) bool {
	return slices.ContainsFunc(rule.conjuncts(), func(n *node) bool { _, _, ok := splitEquality(n); return ok })
}

// joinKey compiles one equality of a rule.
func (c *compiler) joinKey(l, r *node) func(*joiner) error {
	switch k := max(l.kind, r.kind); {
	case k.number():
		return joinOn(c.number(l), c.number(r))
	case k == kTruth:
		return joinOn(asNumber(c.truth(l)), asNumber(c.truth(r)))
	case k.time():
		return joinOn(c.moment(l), c.moment(r))
	}
	return joinOn(c.text(l), c.text(r))
}

// joiner numbers the values of the equalities of a rule, one after the other.
type joiner struct {
	left, right []uint32
	pair        *pair
}

func newJoiner(rows int, p *pair) *joiner {
	one := slices.Repeat([]uint32{1}, rows)
	return &joiner{one, slices.Clone(one), p}
}

// joinOn parts the rows that have met so far by one more value.
func joinOn[T cmp.Ordered](l, r evaluator[T]) func(*joiner) error {
	type met struct {
		before uint32
		value  T
	}
	return func(j *joiner) error {
		numbers := map[met]uint32{}
		part := func(rows []uint32, of evaluator[T]) error {
			for i, before := range rows {
				if before == 0 {
					continue
				}
				j.pair.left, j.pair.right = i, i
				j.pair.serial++
				value, known := of(j.pair)
				if j.pair.err != nil {
					return atRow(j.pair.err, i)
				}
				if !known {
					rows[i] = 0
					continue
				}
				key := met{before, value}
				if numbers[key] == 0 {
					numbers[key] = uint32(len(numbers) + 1)
				}
				rows[i] = numbers[key]
			}
			return nil
		}
		if err := part(j.left, canonical(l)); err != nil {
			return err
		}
		return part(j.right, canonical(r))
	}
}

// canonical makes equal what SQL calls equal: of what is not a number one value.
// No map key equals it, so it is turned into the largest number.
func canonical[T cmp.Ordered](of evaluator[T]) evaluator[T] {
	return func(p *pair) (T, bool) {
		value, known := of(p)
		if value != value {
			if x, ok := any(&value).(*float64); ok {
				*x = math.MaxFloat64
			}
		}
		return value, known
	}
}
