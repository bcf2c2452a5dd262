package splink

import (
	"context"
	"iter"

	"continuum/internal/fault"
)

// Pair is two records that a blocking rule brought together. The left one is of
// the earlier data set, or of one data set that with the lower id.
type Pair struct {
	Left, Right int     // rows of the table
	Rule        int     // the first rule that is true of them
	Gammas      []int8  // the level of each comparison; holds until the next pair
	Weight      float64 // log2 of the odds that both are one person
	Probability float64 // the chance of it
}

// Pairs runs the model over a table and yields every pair that any blocking rule
// finds, once: by rule, then by left and right record in the order of data sets and
// ids. The first error is yielded last.
func (m *Model) Pairs(ctx context.Context, t *Table) iter.Seq2[Pair, error] {
	return func(yield func(Pair, error) bool) {
		r, err := m.prepare(ctx, t)
		if err == nil {
			err = r.run(ctx, func(p Pair) bool { return yield(p, nil) })
		}
		if err != nil {
			yield(Pair{}, err)
		}
	}
}

// runner is a model compiled for a table whose records are prepared.
type runner struct {
	rules       []*blocker
	comparisons []judge
	order       []int // rows, the left of a pair first
	from        []int // by place in order: the first place of its right records
	prior       float64
	pair        *pair
	gammas      []int8
	name        string
}

// judge finds the level of a comparison and its weight.
type judge struct {
	conditions []evaluator[bool] // nil for ELSE
	weighers   []weigher
}

// level gives the first level whose condition is true.
func (j *judge) level(p *pair) *weigher {
	for i, condition := range j.conditions {
		if condition == nil || holds(condition, p) {
			return &j.weighers[i]
		}
	}
	return &j.weighers[len(j.weighers)-1]
}

// run yields all pairs until yield says stop.
func (r *runner) run(ctx context.Context, yield func(Pair) bool) error {
	for k := range r.rules {
		if more, err := r.runRule(ctx, k, yield); err != nil || !more {
			return err
		}
	}
	return nil
}

func (r *runner) runRule(ctx context.Context, k int, yield func(Pair) bool) (bool, error) {
	rule, p := r.rules[k], r.pair
	blocks := rule.blocks(r.order)
	for place, row := range r.order {
		if rule.left[row] == 0 {
			continue
		}
		p.left = row
		for _, other := range blocks.of(rule.left[row], r.from[place]) {
			p.right = r.order[other]
			p.serial++
			if p.serial%batch == 0 && ctx.Err() != nil {
				return false, fault.Wrap(ctx.Err(), "comparing records")
			}
			if r.first(k) {
				if scored := r.score(k); p.err == nil && !yield(scored) {
					return false, nil
				}
			}
			if p.err != nil {
				return false, r.locate(p.err)
			}
		}
	}
	return true, nil
}

// first tells whether rule k is the first that is true of the pair at hand.
func (r *runner) first(k int) bool {
	if !r.rules[k].holds(r.pair) {
		return false
	}
	for _, earlier := range r.rules[:k] {
		if earlier.holds(r.pair) {
			return false
		}
	}
	return r.pair.err == nil
}

// score judges the pair at hand.
func (r *runner) score(rule int) Pair {
	weight := r.prior
	for i := range r.comparisons {
		w := r.comparisons[i].level(r.pair)
		r.gammas[i] = w.gamma
		weight += w.weigh(r.pair)
	}
	return Pair{r.pair.left, r.pair.right, rule, r.gammas, weight, probability(weight)}
}

// locate says of which table and row an error is.
func (r *runner) locate(err error) error {
	return inFile(atRow(err, r.pair.left), r.name)
}
