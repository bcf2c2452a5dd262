package synth

import "continuum/synth/draw"

// programme is something the place tries on some of its people from a known
// month, with a true effect on each of them that no extract tells. Enrolment
// depends on frailty and habits, as it does in life, so that a naive
// before-after or treated-untreated comparison is wrong.
type programme struct {
	id, title, outcome string
	start              Day
	team               string
	ratio, spread      float64 // mean rate ratio of the outcome, log spread between people
	share              float64 // yearly chance of being enrolled, for an average eligible person
	pull               float64 // how much frailty raises that chance
	eligible           func(p *person, d Day) bool
}

const programmeCount = 6

const (
	communityMatron = iota
	fallsPrevention
	socialPrescribing
	telecare
	frequentAttenders
	virtualWard
)

var programmeList = [programmeCount]programme{
	communityMatron: {
		"community_matron", "Community matron case management", "emergency admissions", date(2025, 2, 1), "Community matrons", 0.80, 0.25, 0.10, 0.7,
		func(p *person, d Day) bool { return p.age(d) >= 70 && p.conditionsAt(d) >= 4 },
	},
	fallsPrevention: {
		"falls_prevention", "Strength and balance classes", "emergency admissions", date(2024, 10, 1), "Falls service", 0.90, 0.15, 0.07, 0.2,
		func(p *person, d Day) bool { return p.age(d) >= 75 },
	},
	socialPrescribing: {
		"social_prescribing", "Social prescribing link workers", "GP consultations", date(2024, 5, 1), "Link workers", 0.88, 0.20, 0.04, 0.4,
		func(p *person, d Day) bool { return p.age(d) >= 30 && p.conditionsAt(d) >= 2 },
	},
	telecare: {
		"telecare", "Telecare pendant alarms", "emergency admissions", date(2024, 8, 1), "Telecare", 1.00, 0, 0.06, 0.3,
		func(p *person, d Day) bool { return p.age(d) >= 80 },
	},
	frequentAttenders: {
		"frequent_attenders", "High intensity use of A&E", "A&E attendances", date(2025, 4, 1), "High intensity users", 0.70, 0.30, 0.15, 0.4,
		func(p *person, d Day) bool {
			return p.age(d) >= 18 && p.style[emergencyCare] > 1.4 && p.frailty > 0.3
		},
	},
	virtualWard: {
		"virtual_ward", "Virtual ward step-down", "emergency length of stay", date(2025, 6, 1), "Virtual ward", 0.75, 0.15, 0.25, 0.2,
		func(p *person, d Day) bool {
			return p.age(d) >= 65 && (p.has(copd, d) || p.has(heartFailure, d)) && p.conditionsAt(d) >= 3
		},
	},
}

// join decides each programme: a person eligible at its start has a true effect,
// and may be enrolled in a later month.
func join(s *draw.Stream, p *person) {
	for i := range programmeList {
		g := &programmeList[i]
		p.enrol[i], p.effect[i] = never, 0
		if !p.here(g.start) || !g.eligible(p, g.start) {
			continue
		}
		p.effect[i] = g.ratio * s.LogNormal(g.spread)
		rate := g.share * draw.Exp(float64(g.pull*p.frailty))
		if wait := s.Exponential() / rate; wait < 3 {
			if d := g.start + Day(wait*365); p.here(d) {
				p.enrol[i] = d
			}
		}
	}
}

// programmeRatio is the product of the effects on an outcome of the programmes
// the person is in on a day.
func (p *person) programmeRatio(outcome string, d Day) float64 {
	r := 1.0
	for i := range programmeList {
		if p.enrol[i] <= d && programmeList[i].outcome == outcome {
			r *= p.effect[i]
		}
	}
	return r
}
