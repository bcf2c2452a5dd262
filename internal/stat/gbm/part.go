package gbm

// parting moves the rows of nodes to their children, keeping their order.
type parting struct {
	grid        *grid
	left, right []int32 // room for as many rows as the tree has
}

// count tells how many rows go left.
func (p *parting) count(rows []int32, s *split) int {
	counts := make([]int, (len(rows)+chunk-1)/chunk)
	eachChunk(len(rows), func(c, from, to int) {
		bins, n := p.grid.bins[s.column], uint64(0)
		for _, r := range rows[from:to] {
			n += s.goes.left(bins[r])
		}
		counts[c] = int(n)
	})
	total := 0
	for _, n := range counts {
		total += n
	}
	return total
}

// part puts the rows that go left before the others, each in their order, and
// tells how many go left. from is where the rows stand among the tree's rows.
func (p *parting) part(rows []int32, from int, s *split) int {
	lefts := make([]int, (len(rows)+chunk-1)/chunk)
	eachChunk(len(rows), func(c, a, b int) {
		lefts[c] = p.sort(rows[a:b], p.left[from+a:from+b], p.right[from+a:from+b], s)
	})
	total := 0
	for _, n := range lefts {
		total += n
	}
	toLeft, toRight := make([]int, len(lefts)), make([]int, len(lefts))
	for c, l, r := 0, 0, total; c < len(lefts); c++ {
		toLeft[c], toRight[c] = l, r
		l += lefts[c]
		r += min(chunk, len(rows)-c*chunk) - lefts[c]
	}
	eachChunk(len(rows), func(c, a, b int) {
		copy(rows[toLeft[c]:], p.left[from+a:from+a+lefts[c]])
		copy(rows[toRight[c]:], p.right[from+a:from+b-lefts[c]])
	})
	return total
}

// sort writes each row to both sides and steps on only where it belongs: no
// branch depends on the data.
func (p *parting) sort(rows, left, right []int32, s *split) int {
	bins, l := p.grid.bins[s.column], 0
	for i, r := range rows {
		left[l], right[i-l] = r, r
		l += int(s.goes.left(bins[r]))
	}
	return l
}
