package synth

import "continuum/synth/draw"

// careEvent is one row of adult social care client-level data: a request, an
// assessment, a service or a review.
type careEvent struct {
	id         int
	event      string // request, assessment, service, review
	start, end Day    // end never for an open service
	describe   string // service component, assessment type, review reason
	outcome    string
	route      string
	carer      bool // the event is about the person as a carer
	weekly     int64
	unitPence  int64
	units      float64 // planned hours a week
	frequency  string  // Weekly, Hourly, One-off
	delivery   string
	provider   int
}

const homeCareHour = 2360 // pence

// socialCare plays a person's dealings with the council.
func (b *block) socialCare(p *person) {
	switch from := p.from(); {
	case p.careHome <= WindowEnd:
		b.residential(p)
	case p.age(WindowEnd) >= 65:
		b.olderSupport(p, from)
	case p.age(WindowStart) >= 18 && (p.has(learningDisability, from) || p.has(psychosis, from)):
		b.workingAgeSupport(p, from)
	case p.age(WindowEnd) >= 18 && b.fate.Chance(0.008):
		b.request(p, from+Day(b.fate.Below(700)), "Universal services or signposting")
	}
	b.carerSupport(p)
}

// supportRate is the yearly chance that an older person at home begins support.
func (p *person) supportRate(d Day) float64 {
	x := float64(0.105*(p.age(d)-80)) + float64(0.75*p.frailty) - 2.9
	if p.alone(d) {
		x += 0.4
	}
	if p.has(dementia, d) {
		x += 0.6
	}
	return min(0.6, draw.Exp(x))
}

func (b *block) olderSupport(p *person, from Day) {
	s := b.fate
	if s.Chance(min(0.5, 1.6*p.supportRate(from))) { // already supported as the window opens
		b.homeCare(p, from-Day(30+s.Below(900)))
		return
	}
	for i := range b.life.spells {
		if x := &b.life.spells[i]; (x.reason == "E" || x.pathway == "P1" && s.Chance(0.22)) && !x.died {
			b.afterHospital(p, x.leave.day())
			return
		}
	}
	wait := s.Exponential() / max(0.001, p.supportRate(from+500))
	if start := from + Day(min(wait, 9)*365); start < p.to() {
		b.assessed(p, start, "Community")
		b.homeCare(p, start+Day(10+s.Below(30)))
	} else if s.Chance(0.12) {
		b.request(p, from+Day(s.Below(900)), "Universal services or signposting")
	}
}

// afterHospital is reablement for up to six weeks, then home care for half.
func (b *block) afterHospital(p *person, d Day) {
	s := b.fate
	if !p.here(d) || d > WindowEnd {
		return
	}
	b.assessed(p, d-2, "Discharge from hospital")
	end := d + Day(21+s.Below(22))
	b.service(p, careEvent{describe: "Reablement", start: d, end: end, units: 7 + float64(s.Below(8)), unitPence: 3100, frequency: "Hourly"})
	if s.Chance(0.5) {
		b.homeCare(p, end)
	}
}

func (b *block) homeCare(p *person, start Day) {
	s := b.fate
	hours := float64(4 + int(min(30, float64(7*s.Exponential()))))
	x := careEvent{describe: "Home care", start: start, end: never, units: hours, unitPence: homeCareHour, frequency: "Hourly"}
	if s.Chance(0.14) {
		x.describe, x.delivery, x.frequency = "Direct payment", "Direct payment", "Weekly"
		x.weekly = int64(hours * 1820)
	}
	if s.Chance(0.16) {
		x.end = start + Day(60+s.Below(700))
	}
	b.service(p, x)
	b.reviews(p, start, x.end)
	if s.Chance(0.25) {
		b.service(p, careEvent{describe: "Equipment", start: start, end: start, unitPence: 18500, frequency: "One-off"})
	}
}

func (b *block) residential(p *person) {
	s := b.fate
	kind, weekly := "Residential care", int64(79500+500*s.Below(60))
	if s.Chance(0.35) {
		kind, weekly = "Nursing care", int64(98000+500*s.Below(70))
	}
	start := p.careHome
	if start >= WindowStart {
		b.assessed(p, start-Day(10+s.Below(40)), "Community")
	}
	if s.Chance(0.42) { // the rest pay for themselves and are not known to the council
		b.service(p, careEvent{describe: kind, start: start, end: never, weekly: weekly, frequency: "Weekly"})
		b.reviews(p, start, never)
	}
}

func (b *block) workingAgeSupport(p *person, from Day) {
	s := b.fate
	if !s.Chance(0.4) {
		return
	}
	start := from - Day(s.Below(2000))
	switch s.Pick(0.4, 0.3, 0.3) {
	case 0:
		b.service(p, careEvent{describe: "Direct payment", start: start, end: never, weekly: int64(15000 + 500*s.Below(70)), frequency: "Weekly", delivery: "Direct payment"})
	case 1:
		b.service(p, careEvent{describe: "Day care", start: start, end: never, weekly: int64(9000 + 500*s.Below(30)), frequency: "Weekly"})
	default:
		b.service(p, careEvent{describe: "Supported living", start: start, end: never, weekly: int64(42000 + 1000*s.Below(60)), frequency: "Weekly"})
	}
	b.reviews(p, start, never)
}

func (b *block) carerSupport(p *person) {
	s := b.fate
	if p.story {
		return
	}
	for _, m := range p.house.members {
		if m.carer == p && s.Chance(0.3) {
			if d := p.from() + Day(s.Below(900)); p.here(d) && d <= WindowEnd && p.age(d) >= 18 {
				b.careEvent(p, careEvent{event: "assessment", start: d, end: d, describe: "Carer's assessment", outcome: "Information and advice", carer: true})
			}
			return
		}
	}
}
