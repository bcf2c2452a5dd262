package link

import (
	"cmp"
	"math/bits"
	"slices"
)

// merge makes one row of each pair and counts the pairs of each rule.
func (p *Pairs) merge() []RuleEvaluation {
	slices.SortFunc(p.pairs, func(a, b pairRow) int {
		return cmp.Or(cmp.Compare(a.rows, b.rows), cmp.Compare(a.rule, b.rule))
	})
	rules := make([]RuleEvaluation, len(p.rules))
	merged := p.pairs[:0]
	for i, j := range p.pairs {
		same := i > 0 && merged[len(merged)-1].rows == j.rows
		if !same || p.pairs[i-1].rule != j.rule {
			rules[j.rule].Pairs++
			rules[j.rule].Right += count(p.right(j))
		}
		if !same {
			merged = append(merged, j)
			continue
		}
		last := &merged[len(merged)-1]
		last.score, last.kept = max(last.score, j.score), last.kept || j.kept
	}
	p.pairs = merged
	for i := range rules {
		rules[i].Rule, rules[i].Precision = p.rules[i], float64(rules[i].Right)/float64(rules[i].Pairs)
	}
	slices.SortFunc(rules, func(a, b RuleEvaluation) int {
		return cmp.Or(cmp.Compare(b.Pairs, a.Pairs), cmp.Compare(a.Rule, b.Rule))
	})
	return rules
}

// best tries each score as a threshold, from the highest on.
func (p *Pairs) best() *BestThreshold {
	var of [2][]float64 // scores of wrong pairs and of right ones
	for _, j := range p.pairs {
		of[count(p.right(j))] = append(of[count(p.right(j))], j.score)
	}
	for _, scores := range of {
		slices.SortFunc(scores, func(a, b float64) int { return cmp.Compare(b, a) })
	}
	wrong, right := of[0], of[1]
	b := BestThreshold{Column: p.columns.Scored}
	var bestRight int64
	for w, r := 0, 0; w < len(wrong) || r < len(right); {
		at := highest(wrong[w:], right[r:])
		for w < len(wrong) && wrong[w] == at {
			w++
		}
		for r < len(right) && right[r] == at {
			r++
		}
		if pairs := int64(w + r); b.Pairs == 0 || p.better(int64(r), pairs, bestRight, b.Pairs) {
			b.Threshold, b.Pairs, bestRight = at, pairs, int64(r)
		}
	}
	b.Score = p.score(bestRight, b.Pairs)
	return &b
}

// better says whether some pairs have a higher F1 than others: F1 is twice the
// right ones over the pairs and the true pairs, compared here without rounding.
func (p *Pairs) better(right, pairs, otherRight, otherPairs int64) bool {
	hi, lo := bits.Mul64(uint64(right), uint64(otherPairs+p.truePairs))
	otherHi, otherLo := bits.Mul64(uint64(otherRight), uint64(pairs+p.truePairs))
	return hi > otherHi || hi == otherHi && lo > otherLo
}

// highest is the first of two falling lists that are not both empty.
func highest(a, b []float64) float64 {
	switch {
	case len(a) == 0:
		return b[0]
	case len(b) == 0:
		return a[0]
	}
	return max(a[0], b[0])
}

// reachable is the share of true pairs that right pairs join.
func (p *Pairs) reachable() float64 {
	people := newUnion(len(p.c.person))
	for _, j := range p.pairs {
		if p.right(j) {
			people.join(uint32(j.rows>>32), uint32(j.rows))
		}
	}
	size := make([]uint32, len(people))
	for row := range people {
		size[people.find(uint32(row))]++
	}
	var joined int64
	for _, n := range size {
		joined += pairsOf(int64(n))
	}
	return score(0, 0, float64(joined), float64(p.truePairs)).Recall
}
