package synth

import (
	"strconv"

	"continuum/synth/draw"
)

// source is a partner's register of people.
type source int

const (
	gpSource source = iota
	hospital
	ambulance
	community
	mentalHealth
	council
	housing
	voluntary
	sources
)

var sourceNames = [sources]string{"weston_gp", "weston_hospital", "weston_ambulance", "weston_community", "weston_mental_health", "weston_council", "weston_homes", "weston_voluntary"}

// card is a person as one partner has them written down.
type card struct {
	localID                      string
	nhs                          string
	title, given, middle, family string
	birth                        Day  // never when not recorded
	sex                          byte // 1 male, 2 female, 0, 9, or 0 byte for blank
	address, postcode            string
	phone, practice, ethnicity   string
}

const (
	maxVersions = 6
	maxDoubles  = 2
)

// cardCache holds the cards of the person being written.
type cardCache struct {
	made [sources][maxDoubles][maxVersions]bool
	card [sources][maxDoubles][maxVersions]card
	ids  []registered
}

// registered is one line of who is who.
type registered struct {
	source  source
	localID string
}

func (c *cardCache) reset() {
	c.made = [sources][maxDoubles][maxVersions]bool{}
	c.ids = c.ids[:0]
}

// cardOf gives what a source has written down about a person for an event on a
// day. A few people are registered twice by one source; event tells which of the
// two the event went to.
func (b *block) cardOf(p *person, src source, d Day, event int) *card {
	double := 0
	if event%3 == 0 && !p.story && draw.Hash(b.seed, uint64(p.n), uint64(src), 9)%1000 < slips[src].double {
		double = 1
	}
	seen := d - slips[src].stale
	v := min(maxVersions-1, p.version(seen))
	c := &b.cards.card[src][double][v]
	if b.cards.made[src][double][v] {
		return c
	}
	b.cards.made[src][double][v] = true
	*c = b.write(p, src, seen, uint64(double))
	c.localID = localID(src, p.n, double)
	if src == gpSource {
		c.localID = gpID(p, seen)
	}
	b.register(src, c.localID)
	return c
}

// incidentCard is a card written afresh, as ambulance crews do for each call.
func (b *block) incidentCard(p *person, d Day, event int) *card {
	c := &b.cards.card[ambulance][0][0]
	*c = b.write(p, ambulance, d, uint64(event)+100)
	c.localID = localID(ambulance, p.n, 0) + "/" + strconv.Itoa(event)
	b.register(ambulance, c.localID)
	return c
}

func (b *block) register(src source, id string) {
	for _, r := range b.cards.ids {
		if r.source == src && r.localID == id {
			return
		}
	}
	b.cards.ids = append(b.cards.ids, registered{src, id})
}

var localPrefixes = [sources]string{"p", "M", "CAD", "RC", "", "LAS", "T", "V"}

// localID numbers a person in a source: the ordinals of people, spread by a
// stride that is prime to the range, so that no two share one.
func localID(src source, n, double int) string {
	x := (int64(n) + 20_000_000*int64(double)) * 61_803_399 % 100_000_000
	x = (x + int64(src)*7_654_321) % 100_000_000
	return localPrefixes[src] + pad(int(x), 8)
}

// gpID: each practice the person registers with makes a new patient record.
func gpID(p *person, d Day) string { return localID(gpSource, p.n, p.practiceOrdinal(d)) }

// practiceOrdinal counts the practices the person has left by a day.
func (p *person) practiceOrdinal(d Day) int {
	n, last := 0, p.stays[0].practice
	for _, s := range p.stays[1:] {
		if d >= s.from && s.practice != last {
			n, last = n+1, s.practice
		}
	}
	return n
}

// write copies the person's true identity of the day on to a card and lets the
// source's habits and errors loose on it.
func (b *block) write(p *person, src source, d Day, key uint64) card {
	at := p.stayAt(d)
	c := card{
		nhs: strconv.FormatInt(p.nhs, 10), title: p.title, given: p.given, middle: p.middle, family: p.familyAt(d),
		birth: p.birth, sex: byte('2' - p.sex), address: at.home.line, postcode: postcodeText(at.home.postcode),
		phone: p.phone, practice: practiceCode(at.practice), ethnicity: p.ethnicity,
	}
	if p.story {
		storyCard(src, &c)
		return c
	}
	b.slip.Reset(b.seed, uint64(p.n), uint64(src), key, 5)
	e := &slips[src]
	spoilName(b.slip, p, &c, e)
	spoilBirth(b.slip, &c, e)
	b.spoilNumber(p, &c, e)
	b.spoilHome(p, &c, e)
	spoilStyle(b.slip, &c, e)
	return c
}
