package synth

import "unicode/utf8"

const housingHeader = "RecordType;TenancyRef;PersonRef;Title;Forename;Surname;DOB;Sex;Address;Postcode;Phone;Relationship;TenancyStart;TenancyEnd;Tenure;JobNo;Reported;Completed;JobDescription;JobCost\n"

// writeHousing writes the landlord's rows of a person: the tenancy for each
// member of the household, and the repairs under the tenant's name. The file is
// Latin-1, as the landlord's system has always been.
func (b *block) writeHousing(p *person) {
	if !p.rents() || p.to() <= p.from() || (!p.story && p.n%9 == 8 && p.house.members[0] != p) {
		return
	}
	c := b.cardOf(p, housing, p.from(), 1)
	r := b.housingRow(p, c, "TENANCY")
	start := WindowStart - Day(200+(p.house.members[0].n*37)%6000)
	r.day(start, appendUK)
	end := never
	if len(p.stays) > 1 {
		end = p.stays[1].from
	}
	end = min(end, p.to())
	if end > WindowEnd {
		end = never
	}
	r.day(end, appendUK)
	r.text(p.house.tenure)
	r.b = append(r.b, ';', ';', ';', ';', ';')
	b.out.end(housingFile, r)
	for i := range b.life.repairs {
		b.repairRow(p, c, &b.life.repairs[i], noFlaw)
		if f := b.flaw(p); f != noFlaw {
			b.repairRow(p, c, &b.life.repairs[i], f)
		}
	}
}

func (b *block) housingRow(p *person, c *card, kind string) row {
	head := p.house.members[0]
	relation := "Tenant"
	if head != p {
		relation = "Household member"
	}
	r := b.out.row(housingFile, ';')
	r.text(kind)
	r.text("TEN" + pad(head.n, 7))
	r.text(c.localID)
	r.text(latin1(c.title))
	r.text(latin1(c.given))
	r.text(latin1(c.family))
	r.day(c.birth, appendUK)
	r.sex(c.sex, [4]string{"M", "F", "", ""})
	r.text(c.address)
	r.text(c.postcode)
	r.text(c.phone)
	r.text(relation)
	return r
}

func (b *block) repairRow(p *person, c *card, x *repair, f flaw) {
	who := *c
	done, reported := x.done, x.reported
	switch f {
	case missingID:
		who.localID = ""
	case badDate, unknownCode:
		reported = impossibleDay
	case endFirst:
		done = x.reported - 9
	}
	if done > WindowEnd {
		done = never
	}
	r := b.housingRow(p, &who, "REPAIR")
	r.b = append(r.b, ';', ';', ';')
	r.event("J", p.n, x.id*8+int(f))
	r.day(reported, appendUK)
	r.day(done, appendUK)
	r.text(x.job)
	r.money(x.pence)
	b.out.end(housingFile, r)
}

// latin1 turns text into ISO 8859-1; letters it lacks lose their marks.
func latin1(text string) string {
	if plainASCII(text) {
		return text
	}
	out := make([]byte, 0, len(text))
	for _, r := range text {
		switch {
		case r < 0x100:
			out = append(out, byte(r))
		default:
			out = append(out, plain(string(r))[:1]...)
		}
	}
	return string(out)
}

func plainASCII(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
