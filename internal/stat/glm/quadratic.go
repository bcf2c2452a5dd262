package glm

import (
	"math"
	"slices"
)

// information is the mean information matrix of the scaled columns with the
// intercept profiled out, and what is needed to find the intercept again.
type information struct {
	p      int
	matrix []float64 // p x p, both triangles
	weight float64   // mean information about the intercept
	mean   []float64 // information-weighted mean of each scaled column
}

func (i *information) row(j int) []float64 { return i.matrix[j*i.p : (j+1)*i.p] }

// quadratic minimises slope and curvature plus the penalty: by cyclic coordinate
// descent with an active set, or in one go where the penalty is only a ridge.
type quadratic struct {
	step      []float64 // of the scaled coefficients
	zero      []bool    // where a coefficient becomes exactly 0
	intercept float64   // its step

	pull   []float64 // gradient of the quadratic at the step
	active []int
	ridge  ridgeSystem
}

const mostCycles = 1000

// solve finds the step from coefficients b and gives its largest squared size in
// units of information.
func (q *quadratic) solve(info *information, now state, b []float64, ridge, lasso float64) (size float64) {
	p := info.p
	if q.step == nil {
		q.step, q.zero, q.pull = make([]float64, p), make([]bool, p), make([]float64, p)
	}
	for j := range p {
		q.step[j] = 0
		q.pull[j] = -now.gradient[j] + now.slope*info.mean[j]
	}
	if lasso > 0 || !q.ridge.solve(q, info, b, ridge) {
		q.descend(info, b, ridge, lasso)
	}
	q.intercept = now.slope / info.weight
	size = q.intercept * q.intercept * info.weight
	for j, d := range q.step {
		q.zero[j] = b[j]+d == 0
		q.intercept -= d * info.mean[j]
		size = max(size, d*d*info.matrix[j*p+j])
	}
	return size
}

// descend sweeps all columns, then those that moved or are not 0 until they rest,
// and all again, until a sweep of all changes nothing.
func (q *quadratic) descend(info *information, b []float64, ridge, lasso float64) {
	small := max(1e-7*q.sweep(info, b, ridge, lasso), 1e-18)
	for range mostCycles {
		q.rest(info, b, ridge, lasso, small)
		if q.sweep(info, b, ridge, lasso) <= small {
			return
		}
	}
}

// sweep visits all columns once and gives the largest squared change in units of
// information.
func (q *quadratic) sweep(info *information, b []float64, ridge, lasso float64) (largest float64) {
	for j := range b {
		change := q.visit(info, j, b[j], ridge, lasso)
		if change == 0 {
			continue
		}
		row := info.row(j)
		for k, v := range row {
			q.pull[k] += v * change
		}
		largest = max(largest, change*change*row[j])
	}
	return largest
}

// rest sweeps the columns that are not 0 until they rest. The pull of the other
// columns is brought up to date at the end.
func (q *quadratic) rest(info *information, b []float64, ridge, lasso, small float64) {
	q.active = q.active[:0]
	for j := range b {
		if b[j]+q.step[j] != 0 {
			q.active = append(q.active, j)
		}
	}
	before := slices.Clone(q.step)
	pull := slices.Clone(q.pull)
	for range mostCycles {
		if q.sweepActive(info, b, ridge, lasso) <= small {
			break
		}
	}
	copy(q.pull, pull)
	for _, j := range q.active {
		if change := q.step[j] - before[j]; change != 0 {
			for k, v := range info.row(j) {
				q.pull[k] += v * change
			}
		}
	}
}

func (q *quadratic) sweepActive(info *information, b []float64, ridge, lasso float64) (largest float64) {
	for _, j := range q.active {
		change := q.visit(info, j, b[j], ridge, lasso)
		if change == 0 {
			continue
		}
		row := info.row(j)
		for _, k := range q.active {
			q.pull[k] += row[k] * change
		}
		largest = max(largest, change*change*row[j])
	}
	return largest
}

// visit moves one column to its minimum and tells by how much. A column without
// information is constant and left out.
func (q *quadratic) visit(info *information, j int, was, ridge, lasso float64) float64 {
	curve := info.row(j)[j]
	if curve <= 1e-14 {
		return 0
	}
	at := was + q.step[j]
	to := soften(curve*at-q.pull[j], lasso) / (curve + ridge)
	q.step[j] = to - was
	return to - at
}

func soften(v, by float64) float64 {
	if math.Abs(v) <= by {
		return 0
	}
	return v - math.Copysign(by, v)
}
