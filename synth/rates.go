package synth

import "continuum/synth/draw"

// service is a kind of care with its own yearly rate.
type service int

const (
	gpCare service = iota
	outpatientCare
	emergencyCare // A&E attendances that do not end in admission
	emergencyBed
	plannedBed
	communityCare
	mentalCare
	services
)

// spread holds the log standard deviations of a rate between people of the same
// age, sex and area, and over time within a person: persistent illness (young and
// old), persistent leaning to this service, and passing illness. They are set so
// that person-level figures agree with Dixon et al. (BMJ 2011;343:d6608).
type spread struct{ illYoung, illOld, style, passing float64 }

var spreads = [services]spread{
	gpCare:         {0.45, 0.32, 0.75, 0.35},
	outpatientCare: {0.60, 0.45, 0.85, 0.60},
	emergencyCare:  {0.55, 0.45, 1.05, 0.50},
	emergencyBed:   {1.50, 1.22, 0.30, 0.75},
	plannedBed:     {0.95, 0.75, 0.80, 0.70},
	communityCare:  {1.20, 0.80, 0.30, 0.40},
	mentalCare:     {0.60, 0.40, 1.30, 0.40},
}

// memory is the correlation of passing illness from one quarter to the next.
const memory = 0.6

func (v spread) ill(age float64) float64 {
	t := min(1, max(0, (age-30)/55))
	return v.illYoung + float64(t*(v.illOld-v.illYoung))
}

// tilt is the person's multiplier of a service's rate, mean 1 over people and
// times; passing is the hidden passing illness, standard normal.
func (p *person) tilt(sv service, age, passing float64) float64 {
	v := &spreads[sv]
	a := v.ill(age)
	log := float64(a*p.frailty) + float64(v.style*p.style[sv]) + float64(v.passing*passing)
	half := (float64(a*a) + float64(v.style*v.style) + float64(v.passing*v.passing)) / 2
	return draw.Exp(log - half)
}

// The rate of GP consultations a year by age and sex, knots ten years apart, of
// the order of Hobbs et al., Lancet 2016;387:2323 scaled to four a head.
var gpKnots = [2][10]float64{
	{4.8, 2.1, 4.3, 4.4, 4.2, 4.3, 5.0, 6.4, 8.3, 9.0},
	{4.9, 2.0, 1.9, 2.3, 2.7, 3.3, 4.4, 6.1, 8.1, 9.0},
}

// A&E attendances a year that do not end in a bed.
var aeKnots = [10]float64{0.52, 0.30, 0.38, 0.31, 0.25, 0.21, 0.20, 0.24, 0.36, 0.50}

func knot(t *[10]float64, age float64) float64 {
	x := min(8.999, max(0, age/10))
	i := int(x)
	return t[i] + float64((x-float64(i))*(t[i+1]-t[i]))
}

// yearlyRate is the expected number a year of an average person like p.
func (p *person) yearlyRate(sv service, d Day) float64 {
	age, fifth := p.age(d), p.fifth(d)
	b := band(age)
	g := ageGroup(b)
	switch sv {
	case gpCare:
		return knot(&gpKnots[p.sex], age) * (1 + float64(0.06*p.deprivation()))
	case outpatientCare:
		return expected(p.sex, b, fifth).outpatient
	case emergencyCare:
		return knot(&aeKnots, age) * deprivedEmergency[g][fifth]
	case emergencyBed:
		return emergencyFirsts(expected(p.sex, b, fifth).emergency, p, d)
	case plannedBed:
		return expected(p.sex, b, fifth).planned * plannedAdjust[g]
	case communityCare:
		return draw.Exp(float64(0.075*age)-6.55) * (1 + float64(0.15*p.deprivation()))
	case mentalCare:
		rate := 0.019
		if p.has(psychosis, d) {
			rate = 0.4
		} else if p.has(depression, d) {
			rate = 0.05
		}
		return rate * (1 + float64(0.35*p.deprivation()))
	}
	return 0
}

const (
	readmission  = 0.13 // chance that an emergency spell is soon followed by another
	lastYearBeds = 1.15 // emergency admissions that come with dying
)

// emergencyFirsts takes from the published rate what readmissions and the last
// months of life will add, so that the sum agrees with it.
func emergencyFirsts(published float64, p *person, d Day) float64 {
	dying := lastYearBeds * hazardAverage(p, d)
	return max(0.25*published, published*(1-readmission)-dying) * bedAdjust[p.sex][band(p.age(d))]
}

// hazardAverage is the hazard of an average person of the age, sex and area.
func hazardAverage(p *person, d Day) float64 {
	q := person{birth: p.birth, sex: p.sex, careHome: never, stays: p.stays}
	return hazard(&q, d) * draw.Exp(frailtyDeath*frailtyDeath/2)
}

// bedAdjust corrects the rate of first emergency admissions by sex and age band
// for what the model leaves out of the sum (people too ill to be admitted twice
// at once, deaths before the next admission); TestCalibration prints new values.
var bedAdjust = [2][bands]float64{
	{1, 1, 1, 1, 1.02, 1.02, 1.02, 1.02, 1.02, 1.02, 1.02, 1.02, 1.04, 1.04, 1.03, 1.08, 1.08, 1.17, 1.21},
	{1.1, 1, 1, 1, 1.02, 1.02, 1.02, 1.02, 1.02, 1.02, 1.02, 1.03, 1.04, 1.03, 1.03, 1.11, 1.15, 1.22, 1.36},
}

// plannedAdjust does the same for planned admissions by age group.
var plannedAdjust = [ageGroups]float64{1.03, 1.04, 1.04, 1.07, 1.10}
