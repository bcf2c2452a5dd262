package synth

// clinic is an outpatient appointment.
type clinic struct {
	id        int
	at        Minute
	specialty string
	first     bool
	attended  string // 5 seen, 6 late but seen, 3 did not attend, 2 cancelled by the person, 4 by the hospital
	virtual   bool
	icd10     string // rarely coded
	referrer  string
}

var clinicSpecialties = []struct {
	code             string
	from, to, weight float64
}{
	{"110", 5, 106, 14},
	{"130", 0, 106, 12},
	{"330", 0, 106, 7},
	{"120", 0, 95, 6},
	{"100", 15, 106, 6},
	{"502", 14, 90, 7},
	{"501", 17, 45, 16},
	{"420", 0, 17, 30},
	{"101", 20, 106, 6},
	{"301", 16, 95, 6},
	{"320", 30, 106, 6},
	{"340", 25, 106, 4},
	{"410", 25, 95, 4},
	{"400", 15, 95, 4},
	{"650", 10, 95, 10},
}

func (b *block) clinic(p *person, d Day) {
	s := b.fate
	d = d.workday()
	if d > WindowEnd || !p.here(d) {
		return
	}
	c := clinic{id: b.life.next(), at: d.at(8*60 + 30 + 15*s.Below(34)), first: s.Chance(0.31), referrer: "GP"}
	c.specialty = b.clinicSpecialty(p, d, &c)
	c.attended = []string{"5", "6", "3", "2", "4"}[s.Pick(0.85, 0.02, 0.07, 0.03, 0.03)]
	c.virtual = s.Chance(0.22)
	if !c.first && s.Chance(0.3) {
		c.referrer = "CONSULTANT"
	}
	b.life.clinics = append(b.life.clinics, c)
}

func (b *block) clinicSpecialty(p *person, d Day, c *clinic) string {
	s, age := b.fate, p.age(d)
	if n := p.conditionsAt(d); n > 0 && s.Chance(0.5) {
		k := s.Below(n)
		for i := range p.onset {
			if p.onset[i] > d {
				continue
			}
			if k--; k < 0 {
				if s.Chance(0.06) {
					c.icd10 = conditions[i].icd10
				}
				return conditions[i].specialty
			}
		}
	}
	total := 0.0
	for _, x := range clinicSpecialties {
		if age >= x.from && age < x.to {
			total += x.weight
		}
	}
	u := s.Float() * total
	for _, x := range clinicSpecialties {
		if age >= x.from && age < x.to {
			if u -= x.weight; u < 0 {
				return x.code
			}
		}
	}
	return "300"
}
