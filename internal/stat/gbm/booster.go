package gbm

import (
	"context"
	"math"
)

// booster adds trees to a model.
type booster struct {
	o       *Options
	loss    Loss
	model   *Model
	learned *set
	watched *set
	slopes  []slope
	grower  *grower
}

func (b *booster) run(ctx context.Context) (*Model, error) {
	n := b.learned.grid.rows
	b.slopes = make([]slope, n)
	b.grower = newGrower(b.learned.grid, b.o)
	best, kept := math.Inf(1), 0
	for tree := range b.o.Trees {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		b.addTree(tree)
		loss := b.watch()
		if loss < best || b.watched == nil {
			best, kept = loss, tree+1
		}
		if b.o.Progress != nil {
			b.o.Progress(tree+1, b.o.Trees, loss)
		}
		if b.o.Early > 0 && b.watched != nil && tree+1-kept >= b.o.Early {
			break
		}
	}
	b.model.Trees = b.model.Trees[:kept]
	return b.model, nil
}

// watch gives the mean loss on the validation rows, NaN where there are none.
func (b *booster) watch() float64 {
	if b.watched == nil {
		return math.NaN()
	}
	w := b.watched
	loss := meanLoss(b.loss, w.target, w.rows, w.raw)
	b.model.Losses = append(b.model.Losses, loss)
	return loss
}

// addTree grows a tree against the slopes of the loss and adds what its leaves say.
func (b *booster) addTree(tree int) {
	s, w := b.learned, b.grower
	seed := mix(b.o.Seed ^ uint64(tree)<<32)
	eachChunk(len(s.rows), func(_, from, to int) {
		for _, r := range s.rows[from:to] {
			i := int(r)
			g, h := slopes(b.loss, s.raw[r]+s.target.offset(i), s.target.Y[r], s.target.weight(i))
			b.slopes[r] = slope{float32(g), float32(h)}
		}
	})
	in, out := bag(s.rows, b.o.RowShare, seed)
	w.search.allowed = draw(len(s.columns), b.o.ColumnShare, seed)
	w.search.scale = packing(in, b.slopes, w.values, seed)
	w.grow(in)
	b.fillLeaves()
	grown := w.tree
	each(len(w.leaves), func(i int) {
		for _, r := range w.leaves[i].rows {
			s.raw[r] += grown[w.leaves[i].at].Value
		}
	})
	w.follow(s.grid, out, s.raw)
	if b.watched != nil {
		w.follow(b.watched.grid, b.watched.rows, b.watched.raw)
	}
	b.model.Trees = append(b.model.Trees, w.named())
}

// fillLeaves gives leaves their values, from the slopes before they were rounded,
// and their covers.
func (b *booster) fillLeaves() {
	w := b.grower
	each(len(w.leaves), func(i int) {
		n := w.leaves[i]
		var g, h, cover float64
		for _, r := range n.rows {
			g += float64(b.slopes[r].g)
			h += float64(b.slopes[r].h)
			cover += b.learned.target.weight(int(r))
		}
		w.tree[n.at] = Node{Value: b.o.Rate * n.clip(w.search.value(g, h)), Cover: cover}
	})
	w.tree.cover()
}
