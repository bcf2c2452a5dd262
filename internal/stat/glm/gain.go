package glm

import "math"

// gain is the fall of twice the loss that shrunk effects of the cells bring, less
// what chance brings, and whether it is surely above chance.
func (s *seeker) gain(a, b *cutSide) (gain float64, sure bool) {
	residual, variance := make([]float64, a.groups*b.groups), make([]float64, a.groups*b.groups)
	for i, r := range s.residual {
		at := int(a.codes[i])*b.groups + int(b.codes[i])
		residual[at] += r
		variance[at] += s.variance[i]
	}
	beyondSides(residual, variance, a.groups, b.groups)
	var chance float64
	for i, v := range variance {
		if v == 0 {
			continue
		}
		share := v / (v + s.prior)
		gain += residual[i]*residual[i]/(v+s.prior) - share
		chance += 2 * share * share
	}
	return gain, gain > pairSure*math.Sqrt(chance)
}

const sidePasses = 5

// beyondSides takes out of the cells' residuals what each side explains by itself,
// which a bent main effect leaves, by weighted least squares in a few passes over
// rows and columns.
func beyondSides(residual, variance []float64, rows, columns int) {
	row := make([]float64, rows)
	column := make([]float64, columns)
	for range sidePasses {
		for i := range row {
			row[i] = effect(residual, variance, column, i*columns, 1, row[i])
		}
		for j := range column {
			column[j] = effect(residual, variance, row, j, columns, column[j])
		}
	}
	for i := range residual {
		residual[i] -= variance[i] * (row[i/columns] + column[i%columns])
	}
}

// effect is that of one row or column of cells, given those across it; was stays
// where there is nobody.
func effect(residual, variance, across []float64, at, step int, was float64) float64 {
	var sum, weight float64
	for k, a := range across {
		sum += residual[at+k*step] - variance[at+k*step]*a
		weight += variance[at+k*step]
	}
	if weight == 0 {
		return was
	}
	return sum / weight
}
