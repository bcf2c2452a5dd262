package synth

import "continuum/synth/draw"

// sicken draws a person's persistent frailty and from it, through one hidden
// scale a condition, when each long-term condition begins: the condition is
// there from the age at which its log odds pass the person's own threshold. So
// conditions are acquired over time, go together in the same people and are
// commoner, and earlier, where deprivation is high.
func sicken(s *draw.Stream, p *person, householdShare float64) {
	p.frailty = float64(0.35*householdShare) + float64(0.9367*s.Normal())
	dep := p.deprivation()
	for c := range conditions {
		p.onset[c] = onsetDay(s, p, &conditions[c], dep)
	}
}

func onsetDay(s *draw.Stream, p *person, row *conditionRow, dep float64) Day {
	u := s.Float()
	if u < 1e-9 {
		u = 1e-9
	}
	level := row.base + float64(row.deprived*dep) + float64(row.ill*p.frailty)
	if p.sex == female {
		level += row.women
	}
	gap := draw.Logit(u) - level
	var age float64
	switch {
	case gap <= float64(row.slope*row.youngest)/10:
		age = row.youngest + float64(10*s.Float())
	case row.slope <= 0:
		return never
	default:
		age = 10 * gap / row.slope
	}
	if age > 115 {
		return never
	}
	return p.birth + Day(age*365.25)
}

// hazard is the yearly chance of death: Gompertz by age, higher for men, in
// deprived areas and with frailty (which averages out to 1).
func hazard(p *person, d Day) float64 {
	age := p.age(d)
	h := 2.1e-5 * draw.Exp(float64(0.0965*age))
	if p.sex == male {
		h *= 1.38
	}
	if age < 1 {
		h += 0.0035
	}
	if p.careHome <= d {
		h += 0.14
	}
	h *= 1 + float64(0.28*p.deprivation()*max(0, 1-age/110))
	return min(0.9, h*draw.Exp(float64(frailtyDeath*p.frailty)-frailtyDeath*frailtyDeath/2))
}

const frailtyDeath = 0.6

// die draws whether and when a person dies within the window.
func die(s *draw.Stream, p *person) {
	p.death = never
	for d := p.from(); d <= WindowEnd; d += 91 {
		if s.Chance(1 - draw.Exp(-hazard(p, d)*91/365.25)) {
			p.death = d + 1 + Day(s.Below(91))
			if p.death > WindowEnd {
				p.death = never
			}
			return
		}
	}
}
