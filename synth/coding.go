package synth

import "continuum/synth/draw"

// complaint is an acute reason for care and the ages it belongs to.
type complaint struct {
	icd10, specialty string
	from, to         float64
	weight           float64
}

// acuteReasons of emergency spells, with relative weights within their ages.
var acuteReasons = []complaint{
	{"J210", "420", 0, 2, 9},
	{"B349", "420", 0, 12, 6},
	{"J069", "420", 0, 10, 7},
	{"R560", "420", 0.5, 5, 3},
	{"A099", "300", 0, 100, 3},
	{"J459", "420", 2, 18, 2},
	{"K358", "100", 6, 45, 2},
	{"S525", "110", 3, 16, 3},
	{"R104", "100", 8, 75, 8},
	{"R074", "320", 25, 95, 9},
	{"N390", "300", 20, 105, 4},
	{"N390", "430", 75, 105, 6},
	{"T391", "300", 13, 45, 4},
	{"F101", "300", 18, 65, 3},
	{"R51X", "300", 14, 60, 3},
	{"O209", "502", 17, 45, 7},
	{"O479", "501", 17, 42, 6},
	{"K802", "100", 25, 85, 2},
	{"L031", "300", 20, 105, 3},
	{"N201", "101", 20, 70, 2},
	{"S099", "180", 1, 100, 3},
	{"J189", "300", 30, 105, 5},
	{"J189", "430", 75, 106, 9},
	{"A419", "300", 45, 106, 5},
	{"R55X", "300", 40, 105, 3},
	{"S720", "110", 72, 106, 4},
	{"R296", "430", 75, 106, 5},
	{"I269", "340", 35, 95, 1.5},
	{"K590", "300", 50, 105, 2},
	{"I639", "430", 60, 106, 2},
	{"I214", "320", 45, 100, 3},
	{"N179", "300", 60, 106, 3},
	{"K922", "301", 40, 100, 2},
	{"M549", "110", 25, 90, 2},
	{"R410", "430", 78, 106, 4},
	{"J440", "340", 55, 95, 1.5},
}

// plannedReasons of elective spells with the procedure usually done.
var plannedReasons = []struct {
	complaint
	procedure string
}{
	{complaint{"H259", "130", 60, 105, 12}, "C712"},
	{complaint{"M171", "110", 55, 90, 4}, "W401"},
	{complaint{"M161", "110", 55, 90, 4}, "W371"},
	{complaint{"K573", "301", 40, 90, 8}, "H229"},
	{complaint{"K219", "301", 18, 85, 7}, "G459"},
	{complaint{"K409", "100", 25, 90, 3}, "T202"},
	{complaint{"N920", "502", 18, 55, 5}, "Q188"},
	{complaint{"R31X", "101", 35, 95, 5}, "M459"},
	{complaint{"J350", "120", 3, 25, 5}, "F341"},
	{complaint{"K021", "140", 3, 30, 4}, "F109"},
	{complaint{"D126", "301", 45, 85, 4}, "H201"},
	{complaint{"C443", "160", 50, 100, 4}, "S065"},
	{complaint{"I251", "320", 45, 85, 3}, "K633"},
	{complaint{"M545", "191", 25, 85, 4}, "A521"},
	{complaint{"Q539", "171", 0.2, 8, 4}, "N083"},
	{complaint{"K429", "171", 0, 6, 2}, "T242"},
	{complaint{"P599", "422", 0, 0.2, 12}, "X291"},
	{complaint{"D509", "300", 25, 95, 3}, "X331"},
}

// codeReason gives a spell its primary diagnosis, from the person's own
// conditions as often as not, its secondary ones, specialty and procedure.
func (x *spell) codeReason(s *draw.Stream, p *person, d Day) {
	age := p.age(d)
	if x.emergency {
		x.method = []string{"21", "22", "23", "24", "28", "2A", "2B"}[s.Pick(0.76, 0.12, 0.02, 0.04, 0.02, 0.02, 0.02)]
	}
	x.source = "19"
	if p.careHome <= d {
		x.source = "54"
	}
	if c, ok := ownReason(s, p, d, x.emergency); ok {
		x.codes[0], x.specialty = conditions[c].icd10, conditions[c].specialty
	} else {
		x.acute(s, age)
	}
	x.n = 1
	for c := range conditions {
		if p.onset[c] <= d && x.n < len(x.codes) && conditions[c].icd10 != x.codes[0] && s.Chance(0.72) {
			x.codes[x.n] = conditions[c].icd10
			x.n++
		}
	}
}

func ownReason(s *draw.Stream, p *person, d Day, emergency bool) (condition, bool) {
	var w [conditionCount]float64
	total := 0.0
	for c := range conditions {
		if p.onset[c] > d {
			continue
		}
		w[c] = conditions[c].planned
		if emergency {
			w[c] = conditions[c].emergency
		}
		total += w[c]
	}
	if total == 0 || !s.Chance(min(0.55, 0.12+float64(0.07*total))) {
		return 0, false
	}
	return condition(s.Pick(w[:]...)), true
}

func (x *spell) acute(s *draw.Stream, age float64) {
	if x.emergency {
		i := pickComplaint(s, len(acuteReasons), age, func(i int) *complaint { return &acuteReasons[i] })
		x.codes[0], x.specialty = acuteReasons[i].icd10, acuteReasons[i].specialty
		return
	}
	i := pickComplaint(s, len(plannedReasons), age, func(i int) *complaint { return &plannedReasons[i].complaint })
	r := plannedReasons[i]
	x.codes[0], x.specialty, x.procedure = r.icd10, r.specialty, r.procedure
}

func pickComplaint(s *draw.Stream, n int, age float64, at func(int) *complaint) int {
	total := 0.0
	for i := range n {
		if c := at(i); age >= c.from && age < c.to {
			total += c.weight
		}
	}
	u := s.Float() * total
	for i := range n {
		c := at(i)
		if age < c.from || age >= c.to {
			continue
		}
		if u -= c.weight; u < 0 {
			return i
		}
	}
	return n - 1
}
