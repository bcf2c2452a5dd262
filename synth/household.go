package synth

import (
	"math"
	"strconv"

	"continuum/synth/draw"
	"continuum/synth/names"
)

type houseKind int

const (
	single houseKind = iota
	singleOlder
	couple
	coupleOlder
	family
	loneParent
	shared
	threeAdults
	careHomePlace
	houseKinds
)

// houseShare gives how common each kind of household is, at the mean and its
// slope on deprivation; chosen so that the place has England's age pyramid.
var houseShare = [houseKinds][2]float64{
	{0.165, 0.05},
	{0.158, 0.01},
	{0.165, -0.02},
	{0.110, -0.05},
	{0.200, -0.03},
	{0.075, 0.04},
	{0.040, 0.02},
	{0.080, 0},
	{0.016, 0},
}

// member says how a person enters a household.
type member struct {
	sex   int
	born  Day
	group names.Group
}

// census is the middle of the window; ages of household members refer to it.
var census = date(2025, 5, 1)

func bornAtAge(age float64) Day { return census - Day(age*365.25) }

func drawHouseKind(s *draw.Stream, deprivation float64) houseKind {
	var w [houseKinds]float64
	for k := range w {
		w[k] = max(0.002, houseShare[k][0]+float64(houseShare[k][1]*deprivation))
	}
	return houseKind(s.Pick(w[:]...))
}

// compose draws who lives together: adults first, then children.
func compose(s *draw.Stream, k houseKind, g names.Group, list []member) []member {
	list = list[:0]
	add := func(sex int, age float64) { list = append(list, member{sex, bornAtAge(age), g}) }
	pair := func(age float64) float64 {
		other := max(18, age+2+float64(4*s.Normal()))
		if s.Chance(0.985) {
			add(female, age)
			add(male, other)
		} else {
			sex := s.Below(2)
			add(sex, age)
			add(sex, other)
		}
		return age
	}
	switch k {
	case single:
		add(drawSex(s, 0.42), s.Range(21, 66))
	case singleOlder:
		add(drawSex(s, 0.66), older(s, 68, 16))
	case couple:
		if s.Chance(0.38) {
			if pair(s.Range(21, 38)); s.Chance(0.25) { // their first child comes within the window
				add(drawSex(s, 0.488), s.Range(-1.5, 1.5))
			}
		} else {
			pair(s.Range(46, 66))
		}
	case coupleOlder:
		pair(older(s, 64, 13))
	case family:
		mother := pair(s.Range(26, 55))
		children(s, mother, 1+s.Pick(0.42, 0.41, 0.13, 0.04), add)
	case loneParent:
		age := s.Range(20, 53)
		add(drawSex(s, 0.87), age)
		children(s, age, 1+s.Pick(0.52, 0.33, 0.15), add)
	case shared:
		for range 2 + s.Below(4) {
			add(drawSex(s, 0.48), s.Range(18, 38))
		}
	case threeAdults:
		parent := pair(s.Range(46, 66))
		add(drawSex(s, 0.45), max(18, parent-s.Range(21, 36)))
	case careHomePlace:
		add(drawSex(s, 0.69), min(106, older(s, 72, 16)))
	}
	return list
}

func drawSex(s *draw.Stream, femaleShare float64) int {
	if s.Chance(femaleShare) {
		return female
	}
	return male
}

// older draws an age above from with a thinning tail.
func older(s *draw.Stream, from, spread float64) float64 {
	for {
		age := from + float64(spread*math.Abs(s.Normal()))
		if keep := 1 - float64((age-88)/22); age < 88 || (age < 107 && s.Chance(keep*0.8)) {
			return age
		}
	}
}

// children of a parent aged age; ages below zero are births later in the window.
func children(s *draw.Stream, age float64, n int, add func(int, float64)) {
	youngest := max(-1.5, age-43)
	oldest := min(19, age-18)
	if oldest <= youngest {
		oldest = youngest + 1
	}
	at := s.Range(youngest, oldest)
	for i := range n {
		add(drawSex(s, 0.488), at)
		if i+1 < n && s.Chance(0.016) { // a twin
			add(drawSex(s, 0.5), at)
		}
		if at += 1.2 + float64(2.2*s.Exponential()); at > oldest {
			at = max(youngest, s.Range(youngest, oldest))
		}
	}
}

// dwelling gives a new household of the block its address and tenure.
func (b *block) dwelling(k houseKind) (address, string) {
	postcode := b.firstPostcode() + b.people.Below(blockPostcodes)
	slot := postcode - b.firstPostcode()
	b.nextDoor[slot]++
	number := b.nextDoor[slot]
	road := street(postcode)
	tenure := drawTenure(b.people, decileOf(postcode), k)
	switch {
	case k == careHomePlace:
		tenure = "care_home"
		postcode = b.firstPostcode() + 7
		return address{postcode, homeNames[b.index%len(homeNames)] + " Care Home, " + strconv.Itoa(1+b.index%3) + " " + street(postcode)}, tenure
	case tenure == "council" && b.people.Chance(0.55):
		tower := towerNames[(postcode/5)%len(towerNames)]
		return address{postcode, "Flat " + strconv.Itoa(number) + ", " + tower + ", " + road}, tenure
	case tenure == "private_rent" && b.people.Chance(0.4):
		return address{postcode, strconv.Itoa(number) + string(rune('A'+b.people.Below(3))) + " " + road}, tenure
	}
	return address{postcode, strconv.Itoa(number) + " " + road}, tenure
}

// drawTenure: council and housing-association renting falls from about two in
// five homes in the most deprived decile to one in twenty in the least.
func drawTenure(s *draw.Stream, decile int, k houseKind) string {
	social := 0.40 - float64(0.039*float64(decile))
	private := 0.19
	if k == shared {
		private = 0.85
	}
	switch s.Pick(social*0.6, social*0.4, private, max(0.05, 1-social-private)) {
	case 0:
		return "council"
	case 1:
		return "housing_association"
	case 2:
		return "private_rent"
	}
	return "owner_occupied"
}
