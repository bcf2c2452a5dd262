package glm

// merge adds the partial matrices up in their order.
func merge(partial []*gram, p int) []float64 {
	sum := make([]float64, (p+1)*(p+1))
	for _, g := range partial {
		if g != nil {
			for i, v := range g.cells {
				sum[i] += v
			}
		}
	}
	return sum
}

// profile scales the matrix and takes the intercept out of it.
func (s *solver) profile(cells []float64) *information {
	p := len(s.b)
	width := p + 1
	info := &information{p: p, matrix: make([]float64, p*p), mean: make([]float64, p)}
	info.weight = max(cells[p*width+p]/s.out.total, 1e-300)
	for j := range p {
		if s.scale[j] > 0 {
			info.mean[j] = cells[j*width+p] / s.out.total / s.scale[j] / info.weight
		}
	}
	for j := range p {
		for k := j; k < p; k++ {
			if s.scale[j] == 0 || s.scale[k] == 0 {
				continue
			}
			v := cells[j*width+k]/s.out.total/s.scale[j]/s.scale[k] - info.weight*info.mean[j]*info.mean[k]
			info.matrix[j*p+k], info.matrix[k*p+j] = v, v
		}
	}
	return info
}
