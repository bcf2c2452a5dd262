package gbm

import (
	"cmp"
	"slices"
)

// category tries sets of levels: those up to a name, as with numbers, and those at
// one end of the order by smoothed mean derivative, which holds the best set for
// squared loss (Fisher 1958). The second order is taken from one half of the
// rows and the gain from the other half (an honest split, Athey and Imbens 2016):
// else a hundred levels could be sorted into any outcome by chance alone.
func (s *search) category(n *node, h *[256]sums) split {
	var present []int
	for bin := range mostLevels + 1 {
		if h[2*bin] != 0 || h[2*bin+1] != 0 {
			present = append(present, bin)
		}
	}
	best := s.named(n, present, h)
	if len(present) > 2 {
		for half := range 2 {
			if found := s.honest(n, present, half, h); found.better(&best) {
				best = found
			}
		}
	}
	if h[missing-1] == 0 && h[missing] == 0 {
		s.lean(n, &best, missing-1, missing)
	}
	return best
}

// named cuts levels in the order of their names, missing ones on either side.
func (s *search) named(n *node, present []int, h *[256]sums) split {
	var best split
	var goes sides
	left := sums(0)
	for _, bin := range present {
		left += h[2*bin] + h[2*bin+1]
		goes.put(2 * bin)
		goes.put(2*bin + 1)
		if found := s.weigh(n, left, s.o.CategoryL2, 0); found.better(&best) {
			best = found
			best.goes = goes
		}
		if bin == none {
			continue
		}
		gone := h[missing-1] + h[missing]
		if gone == 0 {
			continue
		}
		if found := s.weigh(n, left+gone, s.o.CategoryL2, 0); found.better(&best) {
			best = found
			best.goes = goes
			best.goes.put(missing - 1)
			best.goes.put(missing)
		}
	}
	return best
}

// honest orders levels by one half of the rows and takes the gain from the other.
func (s *search) honest(n *node, present []int, half int, h *[256]sums) split {
	order, other := s.order(present, half, h), 1-half
	all := sums(0)
	for _, bin := range present {
		all += h[2*bin+other]
	}
	r := rule{s.loss, s.l2 + s.o.CategoryL2}
	worth := func(part sums) float64 {
		grad, hess := s.of(part)
		return r.gain(grad, hess, n.clip(r.value(grad, hess)))
	}
	var best split
	var goes sides
	left, judged := sums(0), sums(0)
	for _, bin := range order[:len(order)-1] {
		left += h[2*bin] + h[2*bin+1]
		judged += h[2*bin+other]
		goes.put(2 * bin)
		goes.put(2*bin + 1)
		found := s.weigh(n, left, s.o.CategoryL2, 0)
		found.gain = min(found.gain, 2*(worth(judged)+worth(all-judged)-worth(all)))
		if found.better(&best) {
			best = found
			best.goes = goes
		}
	}
	return best
}

// order sorts bins by their mean derivative in one half of the rows, each drawn to
// the mean of all the more, the fewer rows it has.
func (s *search) order(present []int, half int, h *[256]sums) []int {
	var all sums
	for _, bin := range present {
		all += h[2*bin+half]
	}
	grad, hess := s.of(all)
	mean := grad / max(hess, 1e-12)
	by := make(map[int]float64, len(present))
	for _, bin := range present {
		g, hs := s.of(h[2*bin+half])
		by[bin] = (g + s.o.Smooth*mean) / (hs + s.o.Smooth + 1e-12)
	}
	order := slices.Clone(present)
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(by[a], by[b]), a-b) })
	return order
}
