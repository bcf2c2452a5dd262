package glm

// gradientLanes is fixed so that sums do not depend on the machine.
const gradientLanes = 16

// walk computes what the step of the quadratic adds to every linear predictor.
func (s *solver) walk() error {
	step := make([]float64, len(s.b))
	for j, d := range s.quad.step {
		if d != 0 {
			step[j] = d / s.scale[j]
		}
	}
	return lanes(s.ctx, gradientLanes, s.x.Rows, func(_, from, to int) {
		move := s.move[from:to]
		for i := range move {
			move[i] = s.quad.intercept
		}
		s.x.add(move, from, step)
	})
}

// add adds the product of some rows and coefficients.
func (m *Matrix) add(out []float64, from int, beta []float64) {
	for j, c := range m.Dense {
		if b := beta[j]; b != 0 {
			for i, v := range c[from : from+len(out)] {
				out[i] += b * float64(v)
			}
		}
	}
	at := len(m.Dense)
	for _, f := range m.Factors {
		levels := beta[at : at+f.Levels]
		for i, c := range f.Codes[from : from+len(out)] {
			if c >= 0 {
				out[i] += levels[c]
			}
		}
		at += f.Levels
	}
}

// look finds loss and gradient where the linear predictors have moved by a share
// of the step.
func (s *solver) look(share float64) error {
	p := len(s.b)
	sums := make([][]float64, gradientLanes)
	for k := range sums {
		sums[k] = make([]float64, p+2)
	}
	residuals := make([][]float64, gradientLanes)
	err := lanes(s.ctx, gradientLanes, s.x.Rows, func(lane, from, to int) {
		if residuals[lane] == nil {
			residuals[lane] = make([]float64, blockRows)
		}
		r := residuals[lane][:to-from]
		sum := sums[lane]
		loss, slope := s.residuals(r, from, share)
		sum[p] += loss
		sum[p+1] += slope
		s.x.collect(sum, from, r)
	})
	s.gather(sums)
	return err
}

// residuals sets weight x (y - mean) for some rows, and adds up loss and residuals.
func (s *solver) residuals(r []float64, from int, share float64) (loss, slope float64) {
	family := s.o.Family
	for i := range r {
		w, y := s.out.w(from+i), s.out.y[from+i]
		eta := s.eta[from+i] + share*s.move[from+i]
		r[i] = 0
		if w > 0 {
			mean, l := family.meanLoss(eta, y)
			r[i] = w * (y - mean)
			loss += w * l
		}
		slope += r[i]
	}
	return loss, slope
}

// collect adds the product of columns and residuals of some rows.
func (m *Matrix) collect(sum []float64, from int, r []float64) {
	for j, c := range m.Dense {
		sum[j] += dot(c[from:from+len(r)], r)
	}
	at := len(m.Dense)
	for _, f := range m.Factors {
		levels := sum[at : at+f.Levels]
		for i, c := range f.Codes[from : from+len(r)] {
			if c >= 0 {
				levels[c] += r[i]
			}
		}
		at += f.Levels
	}
}

func dot(x []float32, r []float64) float64 {
	var a, b, c, d float64
	x = x[:len(r)]
	i := 0
	for ; i+4 <= len(r); i += 4 {
		a += float64(x[i]) * r[i]
		b += float64(x[i+1]) * r[i+1]
		c += float64(x[i+2]) * r[i+2]
		d += float64(x[i+3]) * r[i+3]
	}
	for ; i < len(r); i++ {
		a += float64(x[i]) * r[i]
	}
	return a + b + c + d
}

// gather adds up the lanes.
func (s *solver) gather(sums [][]float64) {
	p := len(s.b)
	s.now = state{gradient: make([]float64, p)}
	for _, sum := range sums {
		s.now.loss += sum[p] / s.out.total
		s.now.slope += sum[p+1] / s.out.total
		for j := range p {
			if s.scale[j] > 0 {
				s.now.gradient[j] += sum[j] / s.scale[j] / s.out.total
			}
		}
	}
}
