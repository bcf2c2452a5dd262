package synth

// discharge settles the end of a spell. Three emergencies in ten of the older
// and frailer end with a wait after the ready date; the waits are very uneven,
// so that few spells hold most of the days lost.
func (b *block) discharge(p *person, x *spell) {
	s := b.fate
	x.ready = x.leave
	nights := int(x.leave.day() - x.admit.day())
	age := p.age(x.admit.day())
	if p.death <= x.leave.day() {
		x.died, x.leave = true, max(x.admit+60, p.death.at(600+s.Below(700)))
		x.ready, x.destination = 0, "79"
		return
	}
	if !x.emergency || nights < 1 {
		x.ready = 0
		x.destination = b.usualPlace(p, x.leave.day())
		return
	}
	if s.Chance(b.delayChance(p, x, age, nights)) {
		wait := max(1, int(delayMean*s.LogNormal(delaySpread)))
		if age < 65 {
			wait = (wait + 1) / 2
		}
		x.delay = min(wait, 120)
		x.leave += Minute(x.delay) * 1440
		if p.death <= x.leave.day() {
			x.died, x.leave, x.destination = true, p.death.at(700), "79"
			x.delay = int(max(0, x.leave.day()-x.ready.day()))
		}
		if x.delay > 0 {
			x.reason = delayReasons[s.Pick(delayShares...)].code
		}
	}
	if !x.died {
		b.pathway(p, x, age)
	}
}

const (
	delayMean   = 6.6
	delaySpread = 1.15
)

// delayReasons in the letters of the delayed-transfer list; the order of the
// shares follows the published audits (waiting for therapy and assessment 29%,
// for home care 28%).
var delayReasons = []struct{ code, meaning string }{
	{"A", "Completion of assessment"},
	{"B", "Public funding"},
	{"C", "Further non-acute NHS care"},
	{"DI", "Residential home"},
	{"DII", "Nursing home"},
	{"E", "Care package at home"},
	{"F", "Community equipment"},
	{"G", "Person or family choice"},
	{"H", "Dispute"},
	{"I", "Housing"},
}

var delayShares = []float64{0.29, 0.03, 0.13, 0.06, 0.07, 0.28, 0.04, 0.06, 0.01, 0.03}

func (b *block) delayChance(p *person, x *spell, age float64, nights int) float64 {
	d := x.admit.day()
	c := 0.03
	if age >= 65 {
		c = 0.10 + float64(0.006*(age-65))
	}
	if p.has(dementia, d) {
		c += 0.10
	}
	if p.alone(d) && age >= 65 {
		c += 0.06
	}
	if nights > 6 {
		c *= 1.5
	}
	return min(0.6, c)
}

// pathway: home without, home with support, a short-term bed, or a care home.
func (b *block) pathway(p *person, x *spell, age float64) {
	s := b.fate
	d := x.leave.day()
	x.destination = b.usualPlace(p, d)
	switch {
	case x.reason == "DI" || x.reason == "DII":
		x.pathway, x.destination = "P3", "54"
	case x.reason == "C":
		x.pathway, x.destination = "P2", "51"
	case x.reason == "E" || x.reason == "F" || x.reason == "A":
		x.pathway = "P1"
	case age >= 65 && p.careHome > d:
		x.pathway = []string{"P0", "P1", "P2", "P3"}[s.Pick(0.55, 0.44, 0.009, 0.001)]
	default:
		x.pathway = "P0"
	}
}

func (b *block) usualPlace(p *person, d Day) string {
	if p.careHome <= d {
		return "54"
	}
	if b.fate.Chance(0.012) {
		return "51"
	}
	return "19"
}
