package synth

// The voluntary sector sends a workbook with two sheets. Cells are kept apart by
// tabs until the workbook is written.
const (
	sessionsHeader   = "Ref\tFirst name\tSurname\tDate of birth\tGender\tAddress\tPostcode\tPhone\tSession ref\tDate\tStart\tMinutes\tService\tVolunteer\n"
	statementsHeader = "Ref\tFirst name\tSurname\tDate of birth\tPostcode\tDate\tStatement\tWording\tScore (0-10)\tHow asked\tAnswered by\n"
)

func (b *block) writeVoluntary(p *person) {
	for i := range b.life.sessions {
		x := &b.life.sessions[i]
		c := b.cardOf(p, voluntary, x.at.day(), x.id)
		r := b.out.row(sessionsSheet, '\t')
		r.text(c.localID)
		r.text(c.given)
		r.text(c.family)
		r.day(c.birth, appendUK)
		r.sex(c.sex, [4]string{"M", "F", "", ""})
		r.text(c.address)
		r.text(c.postcode)
		r.text(c.phone)
		r.event("S", p.n, x.id)
		r.day(x.at.day(), appendUK)
		r.b = append(appendClock(r.b, x.at), '\t')
		r.int(x.minutes)
		r.text(x.service)
		r.text("Vol " + itoa(1+p.n%60))
		b.out.end(sessionsSheet, r)
	}
	for i := range b.life.statements {
		b.statementRow(p, &b.life.statements[i])
	}
}

func (b *block) statementRow(p *person, x *statement) {
	c := b.cardOf(p, voluntary, x.at, 1)
	r := b.out.row(statementsSheet, '\t')
	r.text(c.localID)
	r.text(c.given)
	r.text(c.family)
	r.day(c.birth, appendUK)
	r.text(c.postcode)
	r.day(x.at, appendUK)
	r.text(x.question)
	r.text(statementText(x.question))
	r.int(x.score)
	r.text(x.mode)
	r.text(x.by)
	b.out.end(statementsSheet, r)
}

func statementText(id string) string {
	for _, q := range iStatements {
		if q.id == id {
			return q.text
		}
	}
	return ""
}
