package glm

import "gonum.org/v1/gonum/mat"

// ridgeSystem solves the quadratic with a ridge penalty by Cholesky
// factorisation, which is kept as long as information and penalty stay.
type ridgeSystem struct {
	info   *information
	ridge  float64
	kept   []int // columns with information
	factor mat.Cholesky
	ok     bool
}

// solve sets the step; not ok where the system is too close to singular, as
// without a penalty when columns repeat each other.
func (r *ridgeSystem) solve(q *quadratic, info *information, b []float64, ridge float64) bool {
	if r.info != info || r.ridge != ridge {
		r.prepare(info, ridge)
	}
	if !r.ok {
		return false
	}
	right := mat.NewVecDense(len(r.kept), nil)
	for i, j := range r.kept {
		right.SetVec(i, -q.pull[j]-ridge*b[j])
	}
	if err := r.factor.SolveVecTo(right, right); err != nil {
		return false
	}
	for i, j := range r.kept {
		q.step[j] = right.AtVec(i)
	}
	return true
}

func (r *ridgeSystem) prepare(info *information, ridge float64) {
	r.info, r.ridge, r.kept = info, ridge, r.kept[:0]
	for j := range info.p {
		if info.row(j)[j] > 1e-14 {
			r.kept = append(r.kept, j)
		}
	}
	n := len(r.kept)
	if n == 0 {
		r.ok = false
		return
	}
	system := mat.NewSymDense(n, nil)
	for i, j := range r.kept {
		row := info.row(j)
		for k := i; k < n; k++ {
			system.SetSym(i, k, row[r.kept[k]])
		}
		system.SetSym(i, i, row[j]+ridge)
	}
	r.ok = r.factor.Factorize(system) && r.factor.Cond() < 1e12
}
