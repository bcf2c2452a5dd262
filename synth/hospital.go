package synth

import (
	"slices"

	"continuum/synth/draw"
)

// spell is one admission: the extract's unit, an episode of the England tables.
type spell struct {
	id                  int
	admit, ready, leave Minute // leave beyond the window means still in hospital
	emergency           bool
	died                bool
	method              string
	class               string // 1 ordinary, 2 day case
	source              string
	destination         string
	pathway             string // P0-P3 of the discharge guidance, emergencies only
	reason              string // why delayed, a letter of the delayed-transfer list
	specialty           string
	codes               [8]string
	n                   int // codes used
	procedure           string
	pence               int64
	delay               int // days after the ready date
}

// Costs vary between spells of one kind about as England's do within a cell.
const (
	emergencyCostSpread = 1.32
	plannedCostSpread   = 1.15
)

// emergency starts a spell and, in a share of cases, the spell that follows it.
func (b *block) emergency(p *person, d Day) {
	for {
		b.spell(p, d, true)
		d += Day(8 + b.fate.Below(30))
		if !b.fate.Chance(readmission) || !p.here(d) || d > WindowEnd {
			return
		}
	}
}

func (b *block) spell(p *person, d Day, emergency bool) *spell {
	s := b.fate
	b.life.spells = append(b.life.spells, spell{id: b.life.next(), emergency: emergency, class: "1"})
	x := &b.life.spells[len(b.life.spells)-1]
	age := p.age(d)
	u := england[p.sex][band(age)]
	mean, sigma := u.plannedCost, plannedCostSpread
	if emergency {
		mean, sigma = u.emergencyCost, emergencyCostSpread
	}
	size := s.LogNormal(sigma)
	x.pence = int64(min(180_000, max(90, mean*size))*100 + 0.5)
	x.admit = d.at(admissionMinute(s, emergency))
	x.leave = x.admit + Minute(stayMinutes(s, p, age, size, emergency, d))
	x.codeReason(s, p, d)
	return x
}

func admissionMinute(s *draw.Stream, emergency bool) int {
	if emergency {
		return (9*60 + int(min(900, float64(420*s.Exponential())))) % 1440
	}
	return 7*60 + s.Below(360)
}

// stayMinutes: costly spells are long ones; the old stay longer.
func stayMinutes(s *draw.Stream, p *person, age, size float64, emergency bool, d Day) int {
	days := (0.7 + float64(0.048*age)) * draw.Pow(size, 0.7) * s.LogNormal(0.75)
	if !emergency {
		days *= 0.35
	} else if p.enrol[virtualWard] <= d {
		days *= p.effect[virtualWard]
	}
	if days < 0.8 {
		return 180 + s.Below(660)
	}
	return int(min(days, 170))*1440 + 240 + s.Below(600)
}

// planned is an elective admission: mostly a single day case, sometimes the
// first of a course of treatment; births and maternity for those concerned.
func (b *block) planned(p *person, d Day) {
	s, age := b.fate, p.age(d)
	d = d.workday()
	if !p.here(d) || d > WindowEnd {
		return
	}
	if age > 1 && s.Chance(courseStart) {
		b.course(p, d)
		return
	}
	if !s.Chance(1 - courseStart*(courseMean-1)) { // courses bring the rest
		return
	}
	x := b.spell(p, d, false)
	x.method = []string{"11", "12", "13"}[s.Pick(0.70, 0.17, 0.13)]
	if p.sex == female && age > 17 && age < 45 && s.Chance(0.5) {
		x.method, x.specialty, x.codes[0], x.procedure = "31", "501", "O800", "R249"
	} else if age < 0.1 {
		x.method, x.codes[0], x.n = "82", "Z380", 1
	}
	if x.leave-x.admit < 1440 && x.method[0] == '1' {
		x.class = "2"
	}
}

// A course is a run of day cases a fortnight or so apart (chemotherapy, most).
const (
	courseStart = 0.034
	courseMean  = 8.0
)

func (b *block) course(p *person, d Day) {
	s := b.fate
	if p.onset[cancer] > d {
		p.onset[cancer] = d - Day(s.Below(90))
	}
	for n := 1 + s.Geometric(1/courseMean); n > 0 && p.here(d) && d <= WindowEnd; n-- {
		x := b.spell(p, d, false)
		x.leave = x.admit + Minute(120+s.Below(300))
		x.method, x.class, x.specialty, x.procedure = "13", "2", "800", "X723"
		x.codes[0], x.codes[1], x.n = "Z511", conditions[cancer].icd10, 2
		d = (d + Day(12+s.Below(11))).workday()
	}
}

// settleSpells puts the spells in order, keeps one person in one bed at a time,
// ends stays at death, and settles discharge: ready when, delayed why, to where.
func (b *block) settleSpells(p *person) {
	slices.SortFunc(b.life.spells, func(x, y spell) int { return int(x.admit - y.admit) })
	kept, free := b.life.spells[:0], Minute(0)
	for _, x := range b.life.spells {
		if x.admit < free {
			shift := free - x.admit + Minute(360+b.fate.Below(2000))
			x.admit, x.leave = x.admit+shift, x.leave+shift
		}
		if d := x.admit.day(); d > WindowEnd || !p.here(d) {
			continue
		}
		b.discharge(p, &x)
		free = x.leave
		kept = append(kept, x)
	}
	b.life.spells = kept
	for i := range b.life.spells {
		if x := &b.life.spells[i]; x.emergency {
			b.arrive(p, x)
		}
	}
}
