package ward

import (
	"math"
	"math/rand/v2"
	"strconv"
	"time"
)

// The generator of labelled readings. What it assumes, none of it measured on real people:
//
//   - 40 people for 14 days, a set of values every 6 hours (up to 40 minutes early or late),
//     one in twenty left out. The device asks to measure again when a value lies outside the
//     person's limits; a share of people does, 9 to 30 minutes later, which is a reading too.
//   - Everybody has normals of their own: most healthy, a quarter with long-term lung disease
//     (saturation about 90, scale 2, a third on oxygen), a fifth with a high, a twentieth with
//     a low blood pressure, a tenth with a quick pulse. A clinician knows them to within a
//     small error and sets personal limits: of blood pressure and pulse for everybody, of
//     breathing and saturation for those whose normal comes near a general limit.
//   - Around that: noise from reading to reading, half of it shared with the reading before,
//     a slow pulse and a low temperature at night, and in one of five a slow harmless drift.
//   - Artefacts: cold fingers (4% of sets, saturation 5 to 20 too low), cuff errors (3%,
//     systolic 30 to 60 too high or too low), movement (2%, pulse 30 to 70 too high), a cold
//     thermometer (1%, 1 to 2.5 too low), breaths counted wrongly (2%, 6 to 12 too many). One
//     in six comes again with the next set.
//   - 15% get worse once, from day 3 to 12, in one of four ways, over 8 to 36 hours, one in
//     five of them abruptly: over 3 to 6 hours. They are admitted 12 to 36 hours after they
//     are at their worst, and their readings end.
type made struct {
	readings []Reading
	plans    map[string]Plan
	truth    []Deterioration
}

type maker struct {
	*rand.Rand
	made
	answers float64
}

var begin = time.Date(2026, time.March, 2, 8, 0, 0, 0, time.UTC)

const (
	madePeople = 40
	madeDays   = 14
	madeEvery  = 6 * time.Hour
)

func makeReadings(seed uint64, answers float64) made {
	m := maker{Rand: rand.New(rand.NewPCG(seed, 7)), made: made{plans: map[string]Plan{}}, answers: answers}
	for i := range madePeople {
		m.person("p" + strconv.Itoa(i))
	}
	return m.made
}

// values are by Measure; those that are not made stay 0.
type values [measures]float64

// subject is one made-up person.
type subject struct {
	id             string
	normal, spread values
	drift, echo    values // drift by the end; the shared part of the noise
	lung, confused bool
	worse          values // at its worst
	onset, event   time.Time
	ramp           time.Duration
	stuck          values // artefact that comes again
}

func (m *maker) between(a, b float64) float64 { return a + (b-a)*m.Float64() }

func (m *maker) chance(p float64) bool { return m.Float64() < p }

func (m *maker) person(id string) {
	s := subject{id: id}
	s.spread = values{Respiration: 1.2, Saturation: 0.8, Systolic: 6, Pulse: 4.5, Temperature: 0.2}
	s.normal = values{
		Respiration: m.between(13, 17.5), Saturation: m.between(95.5, 98), Systolic: m.between(115, 150),
		Pulse: m.between(60, 84), Temperature: m.between(36.4, 36.9),
	}
	m.conditions(&s)
	if m.chance(0.2) {
		s.drift = values{Respiration: m.between(-1, 1), Systolic: m.between(-9, 9), Pulse: m.between(-7, 7)}
	}
	m.plans[id] = m.planFor(&s)
	if m.chance(0.15) {
		m.deteriorate(&s)
	}
	m.measureAll(&s)
}

func (m *maker) conditions(s *subject) {
	if s.lung = m.chance(0.25); s.lung {
		s.normal[Saturation], s.normal[Respiration] = m.between(89, 91.5), m.between(16, 19)
		if m.chance(1.0 / 3) {
			s.normal[Oxygen] = 1
		}
	}
	switch p := m.Float64(); {
	case p < 0.2:
		s.normal[Systolic] = m.between(155, 175)
	case p < 0.25:
		s.normal[Systolic] = m.between(98, 110)
	}
	if m.chance(0.1) {
		s.normal[Pulse] = m.between(88, 100)
	}
}

// planFor is what a clinician sets who knows the person's normal to within a small error:
// everybody's own blood pressure and pulse, and breathing and saturation where a general limit
// comes within three spreads of the normal.
func (m *maker) planFor(s *subject) Plan {
	rules, plan := Default(), Plan{}
	if s.lung {
		plan.Scale = Scale2
	}
	room := values{Respiration: 5, Saturation: 4, Systolic: 36, Pulse: 32}
	never := values{Respiration: 8, Saturation: 10, Systolic: 45, Pulse: 35}
	for _, of := range []Measure{Respiration, Saturation, Systolic, Pulse} {
		known, own := s.normal[of]+s.spread[of]*m.NormFloat64()/2, rules.Limits[of]
		near, always := 3*s.spread[of], of == Systolic || of == Pulse
		if own.Low.Set && (always || known-near < float64(own.Low.At)/1000) {
			own.Low = To(Whole(int(math.Round(known - room[of]))))
			own.NeverBelow = To(min(own.NeverBelow.At, own.Low.At-Whole(int(never[of]))))
		}
		if own.High.Set && (always || known+near > float64(own.High.At)/1000) {
			own.High = To(Whole(int(math.Round(known + room[of]))))
			own.NeverAbove = To(max(own.NeverAbove.At, own.High.At+Whole(int(never[of]))))
		}
		if own != rules.Limits[of] {
			plan.Personal = append(plan.Personal, Personal{Measure: of, Limit: own, By: "Dr Made Up", From: begin.AddDate(0, 0, -1), Until: begin.AddDate(0, 1, 0)})
		}
	}
	if s.normal[Oxygen] > 0 { // 2 points every day
		plan.Personal = append(plan.Personal, Personal{Measure: Total, Limit: Limit{High: To(Whole(5)), NeverAbove: To(Whole(7))}, By: "Dr Made Up", From: begin.AddDate(0, 0, -1), Until: begin.AddDate(0, 1, 0)})
	}
	return plan
}

func hours(h float64) time.Duration { return time.Duration(h * float64(time.Hour)) }

func (m *maker) deteriorate(s *subject) {
	s.onset = begin.Add(hours(m.between(72, 288)))
	s.ramp = hours(m.between(8, 36))
	if m.chance(0.2) {
		s.ramp = hours(m.between(3, 6))
	}
	s.event = s.onset.Add(s.ramp + hours(m.between(12, 36)))
	switch m.IntN(4) {
	case 0: // infection
		s.worse = values{Temperature: m.between(1.6, 2.6), Pulse: m.between(28, 50), Respiration: m.between(6, 12), Saturation: -m.between(3, 8), Systolic: -m.between(8, 35)}
	case 1: // heart failure
		s.worse = values{Respiration: m.between(7, 13), Saturation: -m.between(6, 11), Pulse: m.between(12, 35)}
	case 2: // a flare of lung disease
		s.worse = values{Respiration: m.between(7, 13), Saturation: -m.between(6, 12), Pulse: m.between(15, 35), Temperature: m.between(0, 1.2)}
	case 3: // loss of fluid or blood
		s.worse = values{Systolic: -m.between(40, 65), Pulse: m.between(30, 55), Respiration: m.between(4, 9)}
	}
	s.confused = m.chance(0.2)
	m.truth = append(m.truth, Deterioration{Person: s.id, Onset: s.onset, Event: s.event})
}

func (m *maker) measureAll(s *subject) {
	for at := begin; at.Before(begin.AddDate(0, 0, madeDays)); at = at.Add(madeEvery) {
		moment := at.Add(hours(m.between(-2, 2) / 3)).Truncate(time.Minute)
		if !s.event.IsZero() && moment.After(s.event) {
			return
		}
		r := Reading{Person: s.id, At: moment, Signs: m.set(s, moment)}
		if m.chance(0.05) {
			continue
		}
		m.readings = append(m.readings, r)
		if m.asks(r) && m.chance(m.answers) {
			again := moment.Add(hours(m.between(0.15, 0.5))).Truncate(time.Minute)
			m.readings = append(m.readings, Reading{Person: s.id, At: again, Signs: m.set(s, again)})
		}
	}
}

// asks is what the device does that people measure with: it asks to measure again when a
// value lies outside the person's limits.
func (m *maker) asks(r Reading) bool {
	rules, plan := Default(), m.plans[r.Person]
	return outside(r, &plan, &rules)
}

// outside tells whether any value of a reading lies outside its limit.
func outside(r Reading, plan *Plan, rules *Rules) bool {
	for of := range Total {
		v, known := r.Signs.Get(of)
		limit, _ := plan.Limit(of, r.At, rules)
		if side, _ := limit.Judge(v); known && side != Inside {
			return true
		}
	}
	return false
}

// badly is how far a deterioration has come, from 0 to 1.
func (s *subject) badly(at time.Time) float64 {
	if s.onset.IsZero() || at.Before(s.onset) {
		return 0
	}
	return min(float64(at.Sub(s.onset))/float64(s.ramp), 1)
}

func (m *maker) set(s *subject, at time.Time) Signs {
	badly, part := s.badly(at), at.Sub(begin).Hours()/(24*madeDays)
	day := math.Cos(2 * math.Pi * (float64(at.Hour()) - 16) / 24)
	wrong := m.artefacts(s)
	var signs Signs
	for _, of := range []Measure{Respiration, Saturation, Systolic, Pulse, Temperature} {
		s.echo[of] = s.echo[of]*0.7 + s.spread[of]*0.71*m.NormFloat64()
		v := s.normal[of] + s.drift[of]*part + s.worse[of]*badly + s.echo[of] + wrong[of]
		switch of {
		case Pulse:
			v += 3 * day
		case Temperature:
			v += 0.2 * day
		}
		set(&signs, of, v)
	}
	set(&signs, Oxygen, s.normal[Oxygen])
	set(&signs, Consciousness, 0)
	if s.confused && badly == 1 {
		set(&signs, Consciousness, 1)
	}
	return signs
}

// set rounds as the instrument does, and keeps to what it can show.
func set(s *Signs, of Measure, v float64) {
	n := Whole(int(math.Round(v)))
	if of == Temperature {
		n = Tenths(int(math.Round(v * 10)))
	}
	n = max(min(n, possible[of][1]), possible[of][0])
	if err := s.Set(of, n); err != nil {
		panic(err)
	}
}

func (m *maker) artefacts(s *subject) values {
	wrong := s.stuck
	s.stuck = values{}
	add := func(of Measure, p, low, high float64) {
		if m.chance(p) {
			wrong[of] = m.between(low, high)
			if m.chance(1.0 / 6) {
				s.stuck[of] = wrong[of]
			}
		}
	}
	add(Saturation, 0.04, -20, -5)
	add(Systolic, 0.015, 30, 60)
	add(Systolic, 0.015, -60, -30)
	add(Pulse, 0.02, 30, 70)
	add(Temperature, 0.01, -2.5, -1)
	add(Respiration, 0.02, 6, 12)
	return wrong
}
