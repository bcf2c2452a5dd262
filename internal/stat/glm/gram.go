package glm

import (
	"math"

	"gonum.org/v1/gonum/floats"
)

// gramLanes is how many partial matrices are kept: fewer where they are large.
func gramLanes(p int) int {
	switch {
	case p <= 512:
		return 8
	case p <= 1536:
		return 4
	}
	return 2
}

const gramRows = 128 // of a tile of dense columns

// inform computes the information matrix at the present coefficients.
func (s *solver) inform() (*information, error) {
	p := len(s.b)
	n := gramLanes(p)
	partial := make([]*gram, n)
	err := lanes(s.ctx, n, s.x.Rows, func(lane, from, to int) {
		if partial[lane] == nil {
			partial[lane] = newGram(s.x)
		}
		for at := from; at < to; at += gramRows {
			partial[lane].add(s, at, min(to, at+gramRows))
		}
	})
	if err != nil {
		return nil, err
	}
	return s.profile(merge(partial, p)), nil
}

// gram is a weighted sum of outer products of rows of (columns, 1): the upper
// triangle of p+1 columns.
type gram struct {
	x      *Matrix
	p      int
	cells  []float64
	tile   []float64 // sqrt(weight) x value, dense columns by rows, with the 1 last
	root   []float64 // sqrt(weight)
	levels []int32   // of one row: its columns among the factors
	bases  []int
}

func newGram(x *Matrix) *gram {
	d := len(x.Dense) + 1
	g := &gram{x: x, p: x.Columns(), tile: make([]float64, d*gramRows), root: make([]float64, gramRows)}
	g.cells = make([]float64, (g.p+1)*(g.p+1))
	at := len(x.Dense)
	for _, f := range x.Factors {
		g.bases = append(g.bases, at)
		at += f.Levels
	}
	return g
}

func (g *gram) add(s *solver, from, to int) {
	n, d := to-from, len(g.x.Dense)
	one := g.tile[d*gramRows : d*gramRows+n]
	for i := range one {
		mean := s.o.Family.Mean(s.eta[from+i])
		one[i] = math.Sqrt(s.out.w(from+i) * s.o.Family.Variance(mean))
	}
	copy(g.root, one)
	for j, c := range g.x.Dense {
		t := g.tile[j*gramRows : j*gramRows+n]
		for i, v := range c[from:to] {
			t[i] = float64(v) * g.root[i]
		}
	}
	g.dense(n)
	if len(g.x.Factors) > 0 {
		for i := range n {
			g.sparse(from+i, i)
		}
	}
}

// column of the gram matrix that a dense column of the tile stands for; the 1 is last.
func (g *gram) column(j int) int {
	if j == len(g.x.Dense) {
		return g.p
	}
	return j
}

// dense adds the products of all pairs of dense columns, each with itself.
func (g *gram) dense(n int) {
	d := len(g.x.Dense) + 1
	for j := range d {
		cells, one := g.cells[g.column(j)*(g.p+1):], g.col(j, n)
		for k := j; k < d; k++ {
			cells[g.column(k)] += floats.Dot(one, g.col(k, n))
		}
	}
}

func (g *gram) col(j, n int) []float64 { return g.tile[j*gramRows : j*gramRows+n] }

// sparse adds the products of a row's levels with each other, with its dense
// columns and with the 1.
func (g *gram) sparse(row, i int) {
	root := g.root[i]
	if root == 0 {
		return
	}
	g.levels = g.levels[:0]
	for k, f := range g.x.Factors {
		if c := f.Codes[row]; c >= 0 {
			g.levels = append(g.levels, int32(g.bases[k])+c)
		}
	}
	width, w := g.p+1, root*root
	for a, l := range g.levels {
		cells := g.cells[int(l)*width : int(l)*width+width]
		for _, m := range g.levels[a:] {
			cells[m] += w
		}
		cells[g.p] += w
	}
	for j := range g.x.Dense {
		cells, v := g.cells[j*width:j*width+width], g.tile[j*gramRows+i]*root
		for _, l := range g.levels {
			cells[l] += v
		}
	}
}
