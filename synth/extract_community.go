package synth

const communityHeader = "Client_Ref|NHS_No|Last_Name|First_Name|Middle|Date_of_Birth|Gender|Address|Post_Code|Tel|Reg_Practice|Lives_Alone|Contact_ID|Contact_Start|Contact_End|Duration_Mins|Team|Staff_Group|Contact_Type|Location|Outcome|Referral_Source|CFS|NEWS2\n"

var contactTypes = map[string]string{"contact": "Follow up", "assessment": "Initial assessment", "virtual ward stay": "Virtual ward"}

func (b *block) writeCommunity(p *person) {
	for i := range b.life.visits {
		x := &b.life.visits[i]
		if d := x.at.day(); d > WindowEnd || !p.here(d) {
			continue
		}
		b.visit(p, x, noFlaw)
		if f := b.flaw(p); f != noFlaw {
			b.visit(p, x, f)
		}
	}
}

func (b *block) visit(p *person, x *visit, f flaw) {
	d := x.at.day()
	c := *b.cardOf(p, community, d, x.id)
	kind, until := contactTypes[x.kind], x.until
	if until == 0 {
		until = x.at + Minute(x.minutes)
	}
	switch f {
	case missingID:
		c.localID = ""
	case badDate:
		c.birth = impossibleDay
	case unknownCode:
		kind = "ZZ"
	case endFirst:
		until = x.at - 90
	}
	r := b.out.row(communityFile, '|')
	r.text(c.localID)
	r.text(c.nhs)
	r.text(c.family)
	r.text(c.given)
	r.text(c.middle)
	r.day(c.birth, appendISO)
	r.sex(c.sex, [4]string{"Male", "Female", "Not Known", "Not Specified"})
	r.text(c.address)
	r.text(c.postcode)
	r.text(c.phone)
	r.text(c.practice)
	r.text(b.livesAlone(p, x))
	r.event("CC", p.n, x.id*8+int(f))
	r.moment(x.at, appendISO, ' ')
	r.moment(until, appendISO, ' ')
	r.int(x.minutes)
	r.text(x.team)
	r.text(x.staff)
	r.text(kind)
	r.text(x.place)
	r.text(map[bool]string{true: "Seen", false: "No access"}[x.seen])
	r.text(x.referrer)
	r.score(x.frailty, 1)
	r.score(x.news, 0)
	b.out.end(communityFile, r)
}

// livesAlone is asked at assessments only.
func (b *block) livesAlone(p *person, x *visit) string {
	if x.kind != "assessment" || p.age(x.at.day()) < 18 {
		return ""
	}
	if p.alone(x.at.day()) {
		return "Y"
	}
	return "N"
}

// score adds a score, or nothing below least.
func (r *row) score(n, least int) {
	if n >= least {
		r.int(n)
		return
	}
	r.b = append(r.b, r.sep)
}
