package synth

import (
	"math"
)

// personYear is one person's use in one of the three years, from the truth.
type personYear struct {
	person, year       int
	sex, band, fifth   int
	share              float64 // of the year present
	gp, clinics, ae    int
	emergency, planned int
	cost               float64 // of beds, pounds
	groups             uint64  // diagnosis groups recorded in beds this year
	expected           float64
	age                float64
	contacts           int // everything else
}

// census of a calibration: simulated person-years and the spells behind them.
type simulation struct {
	years  []personYear
	spells []spell
	older  []bool // of each spell: the person was 65 or over
	ages   []float64
}

// simulate plays a place and keeps only what calibration needs.
func simulate(people int, seed uint64) *simulation {
	out := &simulation{}
	geo := newGeography(people)
	b := newBlock(geo, seed)
	for index := range geo.blocks {
		b.populate(index)
		for i := range b.arena {
			p := &b.arena[i]
			b.live(p)
			out.keep(p, &b.life)
		}
	}
	return out
}

func yearOf(d Day) int {
	for y := 2; y >= 0; y-- {
		if d >= yearStarts[y] {
			return y
		}
	}
	return -1
}

func (m *simulation) keep(p *person, l *life) {
	var ys [3]personYear
	for y := range ys {
		from, to := max(yearStarts[y], p.from()), min(yearStarts[y]+365, p.to())
		age := p.age(yearStarts[y] + 182)
		ys[y] = personYear{person: p.n, year: y, sex: p.sex, band: band(age), fifth: p.fifth(yearStarts[y]), share: float64(to-from) / 365, expected: p.yearly[y], age: age}
	}
	for _, x := range l.consultations {
		ys[yearOf(x.at.day())].gp++
	}
	for _, x := range l.clinics {
		ys[yearOf(x.at.day())].clinics++
	}
	for _, x := range l.attendances {
		if d := x.arrive.day(); d <= WindowEnd && d >= WindowStart {
			ys[yearOf(d)].ae++
		}
	}
	for _, x := range l.visits {
		if d := x.at.day(); d >= WindowStart && d <= WindowEnd {
			ys[yearOf(d)].contacts++
		}
	}
	for _, x := range l.mind {
		if d := x.at.day(); d >= WindowStart && d <= WindowEnd {
			ys[yearOf(d)].contacts++
		}
	}
	for _, x := range l.spells {
		y := &ys[yearOf(x.admit.day())]
		if x.emergency {
			y.emergency++
		} else {
			y.planned++
		}
		y.cost += float64(x.pence) / 100
		for _, c := range x.codes {
			if c != "" {
				y.groups |= 1 << diagnosisGroup(c)
			}
		}
	}
	for _, x := range l.spells {
		m.spells, m.older = append(m.spells, x), append(m.older, p.age(x.admit.day()) >= 65)
	}
	if p.here(census) {
		m.ages = append(m.ages, p.age(census))
	}
	for _, y := range ys {
		if y.share > 0.02 {
			m.years = append(m.years, y)
		}
	}
}

// diagnosisGroup is a chapter-like group: letter and whether the digit is high.
func diagnosisGroup(code string) uint {
	g := uint(code[0]-'A') * 2
	if code[1] >= '5' {
		g++
	}
	return g
}

// leastSquares gives the adjusted R2 of weighted OLS of y on x (dense rows of small width).
func leastSquares(rows [][]int, width int, y, w []float64) (adjusted float64) {
	xx := make([][]float64, width)
	for i := range xx {
		xx[i] = make([]float64, width+1)
	}
	sw, sy, syy := 0.0, 0.0, 0.0
	for i, row := range rows {
		for _, a := range row {
			for _, b := range row {
				xx[a][b] += w[i]
			}
			xx[a][width] += w[i] * y[i]
		}
		sw += w[i]
		sy += w[i] * y[i]
		syy += w[i] * y[i] * y[i]
	}
	right := make([]float64, width)
	for i := range right {
		right[i] = xx[i][width]
		xx[i][i] += 1e-9
	}
	used := 0
	for c := range width {
		if xx[c][c] < 1e-6 {
			continue
		}
		used++
		for r := range width {
			if r == c || xx[r][c] == 0 {
				continue
			}
			f := xx[r][c] / xx[c][c]
			for k := c; k <= width; k++ {
				xx[r][k] -= f * xx[c][k]
			}
		}
	}
	explained := 0.0
	for c := range width {
		if xx[c][c] > 1e-6 {
			explained += xx[c][width] / xx[c][c] * right[c]
		}
	}
	sst := syy - sy*sy/sw
	r2 := 1 - (syy-explained)/sst
	n := float64(len(rows))
	return 1 - (1-r2)*(n-1)/(n-float64(used))
}

// ageSexR2 of yearly bed cost on age band by sex, all person-years.
func (m *simulation) ageSexR2() (r2, cv float64) {
	var rows [][]int
	var y, w []float64
	sw, s, ss := 0.0, 0.0, 0.0
	for _, v := range m.years {
		rows = append(rows, []int{v.sex*bands + v.band})
		c := v.cost / v.share
		y, w = append(y, c), append(w, v.share)
		sw, s, ss = sw+v.share, s+v.share*c, ss+v.share*c*c
	}
	r2 = leastSquares(rows, 2*bands, y, w)
	mean := s / sw
	return r2, math.Sqrt(ss/sw-mean*mean) / mean
}

// diagnosisR2 of the third year's cost on age, sex and the diagnosis groups
// recorded in beds in the two years before.
func (m *simulation) diagnosisR2() float64 {
	prior := map[int]uint64{}
	for _, v := range m.years {
		if v.year < 2 {
			prior[v.person] |= v.groups
		}
	}
	var rows [][]int
	var y, w []float64
	for _, v := range m.years {
		g, known := prior[v.person]
		if v.year != 2 || !known {
			continue
		}
		row := []int{v.sex*bands + v.band}
		for i := range 52 {
			if g>>i&1 == 1 {
				row = append(row, 2*bands+i)
			}
		}
		rows, y, w = append(rows, row), append(y, v.cost/v.share), append(w, v.share)
	}
	r2 := leastSquares(rows, 2*bands+52, y, w)
	return r2
}

type rateCell struct{ share, emergency, planned, cost, clinics, want, wantPlanned, wantCost, wantClinics float64 }

// cells sums use and the England figure by broad age, sex and fifth.
func (m *simulation) cells(key func(personYear) string) map[string]*rateCell {
	out := map[string]*rateCell{}
	for _, v := range m.years {
		k := key(v)
		c := out[k]
		if c == nil {
			c = &rateCell{}
			out[k] = c
		}
		u := expected(v.sex, v.band, v.fifth)
		c.share += v.share
		c.emergency += float64(v.emergency)
		c.planned += float64(v.planned)
		c.cost += v.cost
		c.clinics += float64(v.clinics)
		c.want += v.share * u.emergency
		c.wantPlanned += v.share * u.planned
		c.wantCost += v.share * (u.emergency*u.emergencyCost + u.planned*u.plannedCost)
		c.wantClinics += v.share * u.outpatient
	}
	return out
}
