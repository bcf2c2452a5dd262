package synth

const socialHeader = "LA Person Identifier,NHS Number,Title,First Name,Last Name,Date of Birth,Date of Death,Gender,Ethnicity,Address,Postcode,Telephone,GP Practice,Client Type,Primary Support Reason,Accommodation Status,Has Unpaid Carer,Carer Name,Carer Relationship,Carer Telephone,Event Type,Event Reference,Event Start Date,Event End Date,Event Description,Event Outcome,Route of Access,Service Type,Delivery Mechanism,Provider CQC Location,Unit Cost,Cost Frequency,Planned Units Per Week,Weekly Cost\n"

func (b *block) writeSocial(p *person) {
	for i := range b.life.care {
		x := &b.life.care[i]
		b.careRow(p, x, noFlaw)
		if f := b.flaw(p); f != noFlaw {
			b.careRow(p, x, f)
		}
	}
}

func (b *block) careRow(p *person, x *careEvent, f flaw) {
	seen := max(x.start, p.from())
	c := *b.cardOf(p, council, seen, x.id)
	end, event := x.end, x.event
	switch f {
	case missingID:
		c.localID = ""
	case badDate:
		c.birth = impossibleDay
	case unknownCode:
		event = "other"
	case endFirst:
		end = x.start - 20
	}
	r := b.out.row(socialFile, ',')
	b.councilPerson(&r, p, &c, x, seen)
	r.text(event)
	r.event("EV", p.n, x.id*8+int(f))
	r.day(x.start, appendUK)
	r.day(end, appendUK)
	r.text(x.describe)
	r.text(x.outcome)
	r.text(x.route)
	b.serviceCells(&r, x)
	b.out.end(socialFile, r)
}

func (b *block) councilPerson(r *row, p *person, c *card, x *careEvent, seen Day) {
	r.text(c.localID)
	r.text(c.nhs)
	r.text(c.title)
	r.text(c.given)
	r.text(c.family)
	r.day(c.birth, appendUK)
	death := p.death
	if death > WindowEnd {
		death = never
	}
	r.day(death, appendUK)
	r.sex(c.sex, [4]string{"Male", "Female", "Unknown", "Not stated"})
	r.text(c.ethnicity)
	r.text(c.address)
	r.text(c.postcode)
	r.text(c.phone)
	r.text(c.practice)
	r.text(map[bool]string{true: "Carer", false: "Service User"}[x.carer])
	r.text(supportReason(p, seen))
	r.text(b.accommodation(p, seen))
	k := p.carer
	r.text(map[bool]string{true: "Yes", false: "No"}[k != nil])
	if k == nil || x.event != "assessment" && x.event != "review" {
		r.b = append(r.b, r.sep, r.sep, r.sep)
		return
	}
	r.text(k.given + " " + k.familyAt(seen))
	r.text(p.kinKind)
	r.text(k.phone)
}

func (b *block) serviceCells(r *row, x *careEvent) {
	if x.event != "service" {
		r.b = append(r.b, r.sep, r.sep, r.sep, r.sep, r.sep, r.sep, r.sep)
		return
	}
	kind := "Long Term Support: Community"
	switch x.describe {
	case "Residential care", "Nursing care":
		kind = "Long Term Support: " + x.describe
	case "Reablement", "Equipment":
		kind = "Short Term Support"
	}
	r.text(kind)
	r.text(x.delivery)
	r.text("1-9" + pad(100+x.provider, 8))
	if x.frequency == "Weekly" {
		r.money(x.weekly)
	} else {
		r.money(x.unitPence)
	}
	r.text(x.frequency)
	if x.units > 0 {
		r.money(int64(x.units * 100))
	} else {
		r.b = append(r.b, r.sep)
	}
	r.money(x.weekly)
}

func supportReason(p *person, d Day) string {
	switch {
	case p.has(learningDisability, d):
		return "Learning Disability Support"
	case p.has(dementia, d):
		return "Support with Memory and Cognition"
	case p.has(psychosis, d):
		return "Mental Health Support"
	case p.age(d) >= 65:
		return "Physical Support: Personal Care"
	}
	return "Social Support"
}

func (b *block) accommodation(p *person, d Day) string {
	switch {
	case p.careHome <= d:
		return "Registered care home"
	case p.house.tenure == "council":
		return "Tenant - local authority"
	case p.house.tenure == "housing_association":
		return "Tenant - housing association"
	case p.house.tenure == "private_rent":
		return "Tenant - private landlord"
	}
	return "Owner occupier"
}
