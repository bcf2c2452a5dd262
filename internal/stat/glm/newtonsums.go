package glm

import (
	"context"

	"gonum.org/v1/gonum/mat"
)

// information gives the gradient and the factored information matrix; not ok
// when it is singular.
func (n *newton) information() (*mat.VecDense, *mat.Cholesky, bool) {
	p := len(n.beta)
	sums := make([][]float64, gradientLanes) // gradient, then information, then a row with its 1
	for k := range sums {
		sums[k] = make([]float64, p+p*p+p)
		sums[k][p+p*p] = 1
	}
	_ = lanes(context.Background(), gradientLanes, len(n.eta), func(lane, from, to int) {
		gradient, info, x := sums[lane][:p], sums[lane][p:p+p*p], sums[lane][p+p*p:]
		for i := from; i < to; i++ {
			for j, c := range n.columns {
				x[j+1] = c[i]
			}
			w := n.w(i)
			accumulate(gradient, info, x, w*(n.y[i]-n.means[i]), w*n.family.Variance(n.means[i]))
		}
	})
	for _, s := range sums[1:] {
		for i, v := range s[:p+p*p] {
			sums[0][i] += v
		}
	}
	var chol mat.Cholesky
	ok := chol.Factorize(mat.NewSymDense(p, sums[0][p:p+p*p])) && chol.Cond() < 1e13
	return mat.NewVecDense(p, sums[0][:p]), &chol, ok
}

// accumulate adds one row: residual r and weight v; the upper triangle is kept.
func accumulate(gradient, info, x []float64, r, v float64) {
	p := len(x)
	for j, xj := range x {
		gradient[j] += r * xj
		vx := v * xj
		row := info[j*p : j*p+p]
		for k := j; k < p; k++ {
			row[k] += vx * x[k]
		}
	}
}
