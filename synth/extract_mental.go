package synth

const mentalHeader = "LocalPatientId,NHSNumber,PersonFamilyName,PersonGivenName,PersonBirthDate,GenderIDCode,EthnicCategory,Postcode,GMPCodeReg,CareContactId,CareContDate,CareContTime,EndDate,WardDays,ClinContDurOfCareCont,TeamType,ConsMechanism,AttendStatus,PrimDiagICD10\n"

func (b *block) writeMental(p *person) {
	for i := range b.life.mind {
		x := &b.life.mind[i]
		if d := x.at.day(); d > WindowEnd || !p.here(d) {
			continue
		}
		b.mindContact(p, x, noFlaw)
		if f := b.flaw(p); f != noFlaw {
			b.mindContact(p, x, f)
		}
	}
}

func (b *block) mindContact(p *person, x *session, f flaw) {
	c := *b.cardOf(p, mentalHealth, x.at.day(), x.id)
	day, medium := x.at.day(), x.medium
	switch f {
	case missingID:
		c.localID = ""
	case badDate, endFirst:
		day = impossibleDay
	case unknownCode:
		medium = "77"
	}
	r := b.out.row(mentalFile, ',')
	r.text(c.localID)
	r.text(c.nhs)
	r.text(c.family)
	r.text(c.given)
	r.day(c.birth, appendCompact)
	r.sex(c.sex, [4]string{"1", "2", "X", "9"})
	r.text(c.ethnicity)
	r.text(c.postcode)
	r.text(c.practice)
	r.event("MH", p.n, x.id*8+int(f))
	r.day(day, appendCompact)
	r.b = append(appendClock(r.b, x.at), ',')
	end, days := never, 0
	if x.until > 0 && x.until.day() <= WindowEnd {
		end, days = x.until.day(), int(x.until.day()-x.at.day())
	}
	r.day(end, appendCompact)
	r.score(days, 1)
	r.int(x.minutes)
	r.text(x.team)
	r.text(medium)
	r.text(x.attended)
	r.text(x.icd10)
	b.out.end(mentalFile, r)
}
