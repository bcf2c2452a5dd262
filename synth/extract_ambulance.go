package synth

const ambulanceHeader = "Incident Number,Call Date,Call Time,Clear Time,Category,Nature of Call,Outcome,Destination,Forename,Surname,DOB,Sex,Incident Address,Incident Postcode,NHS Number,Phone\n"

// writeAmbulance writes 999 incidents. Crews keep no register of people: every
// incident is a registration of its own, and half of them lack an NHS number.
func (b *block) writeAmbulance(p *person) {
	for i := range b.life.incidents {
		x := &b.life.incidents[i]
		if d := x.call.day(); d > WindowEnd || !p.here(d) {
			continue
		}
		c := b.incidentCard(p, x.call.day(), x.id)
		b.incident(c, x, noFlaw)
		if f := b.flaw(p); f != noFlaw {
			b.incident(c, x, f)
		}
	}
}

var outcomes = map[string][2]string{
	"conveyed":       {"SEE & CONVEY", "RW901"},
	"see and treat":  {"SEE & TREAT", ""},
	"hear and treat": {"HEAR & TREAT", ""},
}

func (b *block) incident(c *card, x *incident, f flaw) {
	id, day, outcome := c.localID, x.call.day(), outcomes[x.outcome]
	switch f {
	case missingID:
		id = ""
	case badDate, endFirst:
		day = impossibleDay
	case unknownCode:
		outcome[0] = "STOOD DOWN?"
	}
	r := b.out.row(ambulanceFile, ',')
	r.text(id)
	r.day(day, appendUK)
	r.b = append(appendClock(r.b, x.call), ',')
	r.b = append(appendClock(r.b, x.clear), ',')
	r.b = append(r.b, 'C', byte('0'+x.category), ',')
	r.text(x.complaint)
	r.text(outcome[0])
	r.text(outcome[1])
	r.text(c.given)
	r.text(c.family)
	r.day(c.birth, appendUK)
	r.sex(c.sex, [4]string{"Male", "Female", "Unknown", "Unknown"})
	r.text(c.address)
	r.text(c.postcode)
	r.text(c.nhs)
	r.text(c.phone)
	b.out.end(ambulanceFile, r)
}
