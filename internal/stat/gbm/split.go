package gbm

import "continuum/internal/frame"

// split is a way to part the rows of a node.
type split struct {
	column int
	gain   float64 // how much the loss falls; 0 or less: no split
	goes   sides   // which bins go left
	bin    int     // of a number: the last bin that goes left
	left   sums    // of the rows that go left
	values [2]float64
}

// sides says for each bin whether it goes left.
type sides [4]uint64

func (s *sides) put(bin int)           { s[bin>>6] |= 1 << (bin & 63) }
func (s *sides) left(bin uint8) uint64 { return s[bin>>6] >> (bin & 63) & 1 }

// better orders splits: more gain first; then the column and way found first, so
// that ties are always broken the same way.
func (s *split) better(than *split) bool { return s.gain > than.gain }

// search looks for the best split of a node.
type search struct {
	rule
	scale
	o       *Options
	columns []column
	allowed []bool // the columns this tree may use
}

const searched = 16 // columns looked at by one piece of work

// best looks at one group of columns.
func (s *search) best(n *node, group int) split {
	var best split
	for c := group * searched; c < min((group+1)*searched, len(s.columns)); c++ {
		if found := s.column(n, c); found.better(&best) {
			best = found
		}
	}
	return best
}

func (s *search) column(n *node, c int) split {
	column := &s.columns[c]
	if !s.allowed[c] || n.barred[c] {
		return split{}
	}
	h := &n.histogram[c/width][c%width]
	var found split
	if column.Kind == frame.Category {
		found = s.category(n, h)
	} else {
		found = s.number(n, c, h)
	}
	found.column = c
	return found
}

// weigh fills the gain of a split from the sums of its left side; it stays 0
// where a side is too light or a constraint is broken.
func (s *search) weigh(n *node, left sums, l2 float64, way int) split {
	lg, lh := s.of(left)
	rg, rh := s.of(n.sums - left)
	if lh < s.o.MinHessian || rh < s.o.MinHessian {
		return split{}
	}
	r := rule{s.loss, s.l2 + l2}
	lv, rv := n.clip(r.value(lg, lh)), n.clip(r.value(rg, rh))
	if way > 0 && lv > rv || way < 0 && lv < rv {
		return split{}
	}
	gain := r.gain(lg, lh, lv) + r.gain(rg, rh, rv) - n.gain
	if gain <= s.o.MinGain+1e-9 {
		return split{}
	}
	return split{gain: gain, left: left, values: [2]float64{lv, rv}}
}

// number tries a cut after each bin, with the missing values on either side.
func (s *search) number(n *node, c int, h *[256]sums) split {
	var best split
	column, span, side := &s.columns[c], n.span(c), 0
	gone, bar := h[missing], s.bar(n)
	for way := range 2 {
		left, last := sums(0), column.bins-1
		switch {
		case way == 1 && gone == 0:
			continue
		case way == 1:
			left = gone
		case gone != 0:
			last++ // missing values against all others
		}
		for bin := 0; bin < last; bin++ {
			left += h[bin]
			if h[bin] == 0 && bin > 0 || bin < span[way].from || bin >= span[way].to || bar.below(left) {
				continue
			}
			if found := s.weigh(n, left, 0, column.monotone); found.better(&best) {
				best, best.bin, side = found, bin, way
				bar.known = bar.times * (n.gain + best.gain)
			}
		}
	}
	best.goes = upTo(best.bin, side == 1)
	if gone == 0 {
		s.lean(n, &best, missing)
	}
	return best
}

// bar tells quickly, without dividing or taking logs, that a split cannot be better
// than one known: whatever the constraints, a side gains at most g^2/(h+L2), and half
// of that where the step is Newton's.
type bar struct {
	g, h, l2, allG, allH float64
	known, times         float64
}

func (s *search) bar(n *node) bar {
	g, h := s.of(n.sums)
	b := bar{g: s.g, h: s.h, l2: s.l2, allG: g, allH: h + 2*s.l2, times: 2}
	if s.loss == Poisson {
		b.times = 1
	}
	b.known = b.times * n.gain
	return b
}

func (b *bar) below(left sums) bool {
	lg, lh := float64(left.first())*b.g, float64(left.second())*b.h+b.l2
	rg, rh := b.allG-lg, b.allH-lh
	return lg*lg*rh+rg*rg*lh <= b.known*lh*rh
}

// lean sends missing values to the heavier side where the node has none.
func (s *search) lean(n *node, best *split, bins ...int) {
	_, left := s.of(best.left)
	_, all := s.of(n.sums)
	if best.gain <= 0 || left*2 <= all {
		return
	}
	for _, bin := range bins {
		best.goes.put(bin)
	}
}

func upTo(bin int, gone bool) sides {
	var out sides
	for b := 0; b <= bin; b++ {
		out.put(b)
	}
	if gone {
		out.put(missing)
	}
	return out
}
