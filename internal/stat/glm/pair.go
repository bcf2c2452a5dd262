package glm

import (
	"fmt"

	"continuum/internal/frame"
)

// Pair says how two columns together become features: one of 0 and 1 for each
// combination of their groups that has enough rows. It says what the two columns
// do beyond the sum of what each does by itself.
type Pair struct {
	First  Side     `json:"first"`
	Second Side     `json:"second"`
	Cells  [][2]int `json:"cells"` // the groups of each feature
	table  []int32  // the feature of each combination, -1 for none
}

// pairKind is the kind of a term of two columns.
const pairKind = "pair"

// learnPair makes a term of two columns of the frame.
func learnPair(f *frame.Frame, names [2]string, weight []float64, o DesignOptions) (*Term, string) {
	var sides [2]Side
	for i, name := range names {
		c := f.Column(name)
		if c == nil {
			return nil, "left out: the table has no such column"
		}
		side, ok := newSide(c, o.LeastRows)
		if !ok {
			return nil, fmt.Sprintf("left out: column %q cannot be cut into groups", name)
		}
		sides[i] = side
	}
	p := &Pair{First: sides[0], Second: sides[1]}
	codes := p.combine(f.Column(names[0]), f.Column(names[1]), f.Rows)
	p.common(codes, o.LeastRows)
	if len(p.Cells) == 0 {
		return nil, fmt.Sprintf("left out: no combination has %d rows", o.LeastRows)
	}
	return &Term{Column: pairName(names), Kind: pairKind, Pair: p, Mean: p.shares(codes, weight)}, ""
}

func pairName(names [2]string) string { return names[0] + " x " + names[1] }

// combine gives the combination of groups of each row.
func (p *Pair) combine(first, second *frame.Column, rows int) []int32 {
	a, b := p.First.codes(first, rows), p.Second.codes(second, rows)
	width := int32(p.Second.groups())
	for i := range a {
		a[i] = a[i]*width + b[i]
	}
	return a
}

// common makes a feature of each combination with enough rows.
func (p *Pair) common(codes []int32, least int) {
	width := p.Second.groups()
	counts := make([]int, p.First.groups()*width)
	for _, c := range codes {
		counts[c]++
	}
	for at, n := range counts {
		if n >= least {
			p.Cells = append(p.Cells, [2]int{at / width, at % width})
		}
	}
	p.index()
}

// index finds the feature of each combination.
func (p *Pair) index() {
	width := p.Second.groups()
	p.table = make([]int32, p.First.groups()*width)
	for i := range p.table {
		p.table[i] = -1
	}
	for i, c := range p.Cells {
		p.table[c[0]*width+c[1]] = int32(i)
	}
}

func (p *Pair) shares(codes []int32, weight []float64) []float64 {
	sums, total := make([]float64, len(p.Cells)), 0.0
	for i, c := range codes {
		w := 1.0
		if weight != nil {
			w = weight[i]
		}
		total += w
		if at := p.table[c]; at >= 0 {
			sums[at] += w
		}
	}
	for i := range sums {
		sums[i] /= max(total, 1e-300)
	}
	return sums
}

// features gives the feature of each row, -1 for none.
func (p *Pair) features(first, second *frame.Column, rows int) []int32 {
	out := p.combine(first, second, rows)
	for i, c := range out {
		out[i] = p.table[c]
	}
	return out
}
