package synth

// consultation is one GP encounter.
type consultation struct {
	id        int
	at        Minute
	length    int
	mode      uint8 // 0 face to face, 1 telephone, 2 home visit
	reason    int   // of gpReasons, or -1-c for the person's condition c
	clinician int
	practice  int
}

// measure is a GP observation: blood pressure, weight, sugar, smoking, frailty.
type measure struct {
	id     int
	at     Minute
	kind   int // of measureKinds
	value  float64
	second float64
}

// script is a medicine on repeat.
type script struct {
	id         int
	med        medicine
	start, end Day // end never while it goes on
	practice   int
}

var gpReasons = []struct {
	code, name       string
	from, to, weight float64
}{
	{"54150009", "Upper respiratory infection", 0, 100, 9},
	{"49727002", "Cough", 0, 106, 7},
	{"271807003", "Rash", 0, 80, 5},
	{"161891005", "Backache", 18, 95, 6},
	{"21522001", "Abdominal pain", 4, 100, 5},
	{"68566005", "Urinary tract infectious disease", 15, 106, 4},
	{"84229001", "Fatigue", 14, 95, 4},
	{"182836005", "Review of medication", 40, 106, 12},
	{"396550006", "Blood test", 18, 106, 10},
	{"33879002", "Vaccination", 0, 5, 14},
	{"86198006", "Influenza vaccination", 65, 106, 6},
	{"57676002", "Joint pain", 35, 106, 6},
	{"25064002", "Headache", 8, 80, 3},
	{"65363002", "Otitis media", 0, 14, 6},
	{"48694002", "Anxiety", 14, 80, 4},
	{"13197004", "Contraception", 15, 50, 7},
	{"77386006", "Pregnancy", 18, 43, 5},
	{"225358003", "Wound care", 60, 106, 4},
	{"161898004", "Fall", 75, 106, 3},
	{"404640003", "Dizziness", 60, 106, 3},
}

var measureKinds = []struct{ code, name, unit string }{
	{"75367002", "Blood pressure", "mm[Hg]"},
	{"60621009", "Body mass index", "kg/m2"},
	{"999791000000106", "Haemoglobin A1c", "mmol/mol"},
	{"365980008", "Tobacco smoking behaviour", ""},
	{"763264000", "Canadian Study of Health and Aging Clinical Frailty Scale score", "{score}"},
}

const (
	bloodPressure = iota
	bodyMass
	sugar
	smoking
	frailScale
)

func (b *block) consult(p *person, d Day) {
	s := b.fate
	d = d.workday()
	if d > WindowEnd || !p.here(d) {
		return
	}
	age := p.age(d)
	c := consultation{id: b.life.next(), at: d.at(8*60 + 10*s.Below(61)), length: 5 + s.Below(16)}
	if age > 80 || p.careHome <= d {
		c.mode = uint8(s.Pick(0.50, 0.30, 0.20))
	} else {
		c.mode = uint8(s.Pick(0.66, 0.33, 0.01))
	}
	c.practice = p.stayAt(d).practice
	c.clinician = s.Below(9)
	if s.Chance(0.55) { // the usual clinician
		c.clinician = p.n % 9
	}
	c.reason = b.gpReason(p, d, age)
	b.life.consultations = append(b.life.consultations, c)
}

func (b *block) gpReason(p *person, d Day, age float64) int {
	s := b.fate
	if n := p.conditionsAt(d); n > 0 && s.Chance(min(0.6, 0.25+float64(0.06*float64(n)))) {
		k := s.Below(n)
		for c := range p.onset {
			if p.onset[c] <= d {
				if k--; k < 0 {
					return -1 - c
				}
			}
		}
	}
	total := 0.0
	for i := range gpReasons {
		if r := &gpReasons[i]; age >= r.from && age < r.to {
			total += r.weight
		}
	}
	u := s.Float() * total
	for i := range gpReasons {
		if r := &gpReasons[i]; age >= r.from && age < r.to {
			if u -= r.weight; u < 0 {
				return i
			}
		}
	}
	return 0
}

// monitoring adds the measurements that practices take of people with
// conditions, about one set a year.
func (b *block) monitoring(p *person) {
	s := b.fate
	for _, c := range b.life.consultations {
		d := c.at.day()
		age := p.age(d)
		n := p.conditionsAt(d)
		if c.mode != 0 || age < 18 || !s.Chance(0.015+float64(0.022*float64(min(n, 4)))) {
			continue
		}
		add := func(kind int, value, second float64) {
			b.life.measures = append(b.life.measures, measure{b.life.next(), c.at, kind, value, second})
		}
		high := 0.0
		if p.has(hypertension, d) {
			high = 14
		}
		add(bloodPressure, 112+float64(0.25*age)+high+float64(11*s.Normal()), 72+high/2+float64(8*s.Normal()))
		if s.Chance(0.5) {
			add(bodyMass, b.bodyMass(p, d), 0)
		}
		if p.has(diabetes, d) {
			add(sugar, 54+float64(4*p.frailty)+float64(9*s.Normal()), 0)
		}
		if s.Chance(0.3) {
			add(smoking, float64(p.n%5), 0)
		}
		if age >= 65 && s.Chance(0.5) {
			add(frailScale, float64(p.clinicalFrailty(d)), 0)
		}
	}
}

func (b *block) bodyMass(p *person, d Day) float64 {
	m := 25.5 + float64(3*b.fate.Normal())
	if p.has(obesity, d) {
		m += 8
	}
	return m
}

// clinicalFrailty gives the nine-point scale from age, conditions and frailty.
func (p *person) clinicalFrailty(d Day) int {
	if p.story {
		return 6
	}
	x := 1.2 + float64(0.055*max(0, p.age(d)-60)) + float64(0.35*float64(p.conditionsAt(d))) + float64(0.55*p.frailty)
	if p.careHome <= d {
		x++
	}
	return min(8, max(1, int(x+0.5)))
}

// prescribe starts the usual medicines of each condition soon after its onset.
func (b *block) prescribe(p *person) {
	s := b.fate
	for c := range conditions {
		if p.onset[c] > WindowEnd {
			continue
		}
		for _, m := range conditions[c].medicines {
			if !s.Chance(0.8) {
				continue
			}
			start := max(p.onset[c]+Day(s.Below(60)), p.birth+400)
			b.script(p, m, start)
		}
	}
	for range s.Poisson(0.9) {
		m := acuteMedicines[s.Below(len(acuteMedicines))]
		if start := p.from() + Day(s.Below(1096)); p.here(start) && start <= WindowEnd {
			b.life.scripts = append(b.life.scripts, script{b.life.next(), m, start, start + Day(5+s.Below(10)), p.stayAt(start).practice})
		}
	}
}

var acuteMedicines = []medicine{
	{"372687004", "Amoxicillin 500mg capsules"},
	{"387104009", "Naproxen 500mg tablets"},
	{"116602009", "Prednisolone 5mg tablets"},
	{"387137007", "Omeprazole 20mg gastro-resistant capsules"},
	{"387480006", "Trimethoprim 200mg tablets"},
	{"387494007", "Codeine 30mg tablets"},
}

func (b *block) script(p *person, m medicine, start Day) {
	s := b.fate
	end := never
	if s.Chance(0.12) {
		end = start + Day(90+s.Below(900))
	}
	if start > WindowEnd || end < p.from() || start >= p.to() {
		return
	}
	if p.death < end {
		end = min(end, p.death)
	}
	if start < WindowStart { // practices renew old repeats every few years
		start = max(start, WindowStart-1-Day(s.Below(1100)))
	}
	b.life.scripts = append(b.life.scripts, script{b.life.next(), m, start, end, p.stayAt(max(start, p.from())).practice})
}
