package synth

import "continuum/synth/names"

const (
	female = 0
	male   = 1
)

// person is one true person of the place with what befalls them. Blocks reuse
// people, so nothing may keep a pointer past its block.
type person struct {
	n             int // ordinal in the place, the true identity
	sex           int
	birth, death  Day // death is never for the living
	arrive, leave Day // when the person came to and left the place
	group         names.Group
	ethnicity     string // ONS letter
	title         string
	given, middle string
	family        string
	maiden        string // surname before marriage, empty when unchanged
	married       Day    // when the surname changed
	stays         []stay // homes in order; the first covers the window's start
	nhs           int64
	phone, email  string
	kin, carer    *person
	kinKind       string
	house         *household
	careHome      Day // when moved into a care home, never otherwise
	story         bool

	frailty float64             // persistent illness, standard normal at birth
	style   [services]float64   // persistent leaning to each service
	onset   [conditionCount]Day // when each long-term condition began, never otherwise
	enrol   [programmeCount]Day // when enrolled in each programme, never otherwise
	effect  [programmeCount]float64
	yearly  [3]float64 // true expected emergency admissions in each year
}

// stay is a period at an address with a practice.
type stay struct {
	from     Day
	home     address
	practice int
}

type household struct {
	kind    houseKind
	tenure  string
	members []*person
}

func (p *person) alive(d Day) bool { return p.birth <= d && d < p.death }

// here says whether the person lives in the place on a day.
func (p *person) here(d Day) bool { return p.alive(d) && d >= p.arrive && d < p.leave }

// from and to bound the person's presence within the window; to is excluded.
func (p *person) from() Day { return max(WindowStart, p.birth, p.arrive) }
func (p *person) to() Day   { return min(WindowEnd+1, p.death, p.leave) }

func (p *person) age(d Day) float64 { return ageAt(p.birth, d) }

// version tells which of the person's successive identities (address, surname)
// holds on a day; versions count from 0.
func (p *person) version(d Day) int {
	v := 0
	for _, s := range p.stays[1:] {
		if d >= s.from {
			v++
		}
	}
	if p.changesName() && d >= p.married {
		v++
	}
	return v
}

// changesName says whether the surname changes within the window.
func (p *person) changesName() bool { return p.maiden != "" && p.married > WindowStart }

func (p *person) stayAt(d Day) *stay {
	at := &p.stays[0]
	for i := range p.stays {
		if d >= p.stays[i].from {
			at = &p.stays[i]
		}
	}
	return at
}

func (p *person) familyAt(d Day) string {
	if p.maiden != "" && d < p.married {
		return p.maiden
	}
	return p.family
}

// has says whether the person has a condition on a day.
func (p *person) has(c condition, d Day) bool { return p.onset[c] <= d }

// conditionsAt counts long-term conditions on a day.
func (p *person) conditionsAt(d Day) (n int) {
	for c := range p.onset {
		if p.onset[c] <= d {
			n++
		}
	}
	return n
}

// fifth is the deprivation fifth of the home on a day, 0 the most deprived.
func (p *person) fifth(d Day) int { return (decileOf(p.stayAt(d).home.postcode) - 1) / 2 }

// deprivation runs from +1 (most deprived decile) to -1.
func (p *person) deprivation() float64 {
	return (5.5 - float64(decileOf(p.stays[0].home.postcode))) / 4.5
}

// alone says whether nobody else of the household is here on a day.
func (p *person) alone(d Day) bool {
	for _, m := range p.house.members {
		if m != p && m.here(d) {
			return false
		}
	}
	return p.careHome > d
}
