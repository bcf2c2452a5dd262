package synth

import "continuum/synth/draw"

// life is what happened to one person in the window, service by service; it is
// reused from person to person.
type life struct {
	consultations []consultation
	measures      []measure
	scripts       []script
	spells        []spell
	clinics       []clinic
	attendances   []attendance
	incidents     []incident
	visits        []visit
	mind          []session
	care          []careEvent
	repairs       []repair
	sessions      []outing
	statements    []statement
	serial        int // numbers the person's events
}

func (l *life) reset() {
	l.consultations, l.measures, l.scripts = l.consultations[:0], l.measures[:0], l.scripts[:0]
	l.spells, l.clinics, l.attendances = l.spells[:0], l.clinics[:0], l.attendances[:0]
	l.incidents, l.visits, l.mind = l.incidents[:0], l.visits[:0], l.mind[:0]
	l.care, l.repairs, l.sessions = l.care[:0], l.repairs[:0], l.sessions[:0]
	l.statements, l.serial = l.statements[:0], 0
}

// next numbers an event of the person.
func (l *life) next() int { l.serial++; return l.serial }

// live plays the window for one person: quarter by quarter, counts from the
// person's own rates, then what the counts entail in other services.
func (b *block) live(p *person) {
	if p.story {
		b.storyLife(p)
		return
	}
	b.life.reset()
	b.before(p)
	passing := b.fate.Normal()
	for q := range quarters {
		from, to := max(quarterStart[q], p.from()), min(quarterStart[q+1], p.to())
		if q%4 == 0 {
			p.yearly[q/4] = p.expectedEmergencies(quarterStart[q], passing)
		}
		if from < to {
			b.quarter(p, from, to, passing)
		}
		passing = float64(memory*passing) + float64(passingShock*b.fate.Normal())
	}
	b.lastMonths(p)
	b.settleSpells(p)
	b.monitoring(p)
	b.prescribe(p)
	b.followUp(p)
	b.socialCare(p)
	b.tenancyLife(p)
	b.neighbours(p)
}

const passingShock = 0.8 // sqrt(1 - memory^2)

// before lets referrals of the months before the window run on into it.
func (b *block) before(p *person) {
	if !p.here(WindowStart) {
		return
	}
	age := p.age(WindowStart)
	for _, sv := range []service{communityCare, mentalCare} {
		mean := p.yearlyRate(sv, WindowStart) * p.tilt(sv, age, 0) * warmUp / 365
		for range b.fate.Poisson(mean) {
			b.happen(p, sv, WindowStart-1-Day(b.fate.Below(warmUp)))
		}
	}
}

const warmUp = 270 // days

func (b *block) quarter(p *person, from, to Day, passing float64) {
	d := (from + to) / 2
	age, share := p.age(d), float64(to-from)/365.25
	for sv := range services {
		mean := p.yearlyRate(sv, d) * p.tilt(sv, age, passing) * share
		switch sv {
		case emergencyBed:
			mean *= p.programmeRatio("emergency admissions", d)
		case emergencyCare:
			mean *= p.programmeRatio("A&E attendances", d)
		case gpCare:
			mean *= p.programmeRatio("GP consultations", d)
		}
		for range b.fate.Poisson(mean) {
			b.happen(p, sv, from+Day(b.fate.Below(int(to-from))))
		}
	}
}

func (b *block) happen(p *person, sv service, d Day) {
	switch sv {
	case gpCare:
		b.consult(p, d)
	case outpatientCare:
		b.clinic(p, d)
	case emergencyCare:
		b.attend(p, d)
	case emergencyBed:
		b.emergency(p, d)
	case plannedBed:
		b.planned(p, d)
	case communityCare:
		b.communityEpisode(p, d)
	case mentalCare:
		b.mentalEpisode(p, d)
	}
}

// expectedEmergencies is the truth about risk: the emergency admissions expected
// in the year from d of this person as they are on that day (persistent and
// passing illness, programmes already joined), were they to stay in the place.
func (p *person) expectedEmergencies(d Day, passing float64) float64 {
	if !p.here(d) {
		return 0
	}
	v := spreads[emergencyBed]
	sum, echo := 0.0, 1.0
	for range 4 {
		c := v.passing * echo
		sum += draw.Exp(float64(c*passing) - float64(c*c)/2)
		echo *= memory
	}
	age := p.age(d)
	// tilt at passing = 0 holds -passing^2/2, which the echo above replaces
	persistent := p.tilt(emergencyBed, age, 0) * draw.Exp(float64(v.passing*v.passing)/2)
	first := p.yearlyRate(emergencyBed, d) * persistent * sum / 4 * p.programmeRatio("emergency admissions", d)
	return first/(1-readmission) + float64(lastYearBeds*hazard(p, d))
}

// lastMonths adds the emergency admissions that come with dying.
func (b *block) lastMonths(p *person) {
	if p.death == never || !p.here(p.death-1) {
		return
	}
	for range b.fate.Poisson(lastYearBeds) {
		d := p.death - 1 - Day(min(170, 35*b.fate.Exponential()))
		if p.here(d) && d >= WindowStart {
			b.spell(p, d, true)
		}
	}
}
