package synth

// session is a mental health contact, or a stay on a psychiatric ward.
type session struct {
	id       int
	at       Minute
	minutes  int
	until    Minute // end of a ward stay, else 0
	team     string
	medium   string // 01 face to face, 02 telephone, 11 video
	attended string // 5 attended, 7 did not attend
	icd10    string
}

// mentalEpisode is a referral: talking therapy for most, the community team for
// some, a ward for a few; the old go to the memory service.
func (b *block) mentalEpisode(p *person, d Day) {
	s, age := b.fate, p.age(d)
	team, n, every, icd := "Talking therapies", 1+s.Geometric(0.16), 12, conditions[anxiety].icd10
	switch {
	case age < 18:
		team, n, every, icd = "Children and young people", 1+s.Geometric(0.15), 20, "F929"
	case age >= 72:
		team, n, every, icd = "Memory service", 1+s.Geometric(0.3), 45, conditions[dementia].icd10
	case p.has(psychosis, d):
		team, n, every, icd = "Community mental health team", 1+s.Geometric(0.04), 14, conditions[psychosis].icd10
		if s.Chance(0.12) {
			b.wardStay(p, d, icd)
		}
	case p.has(depression, d):
		icd = conditions[depression].icd10
	}
	for range min(n, 70) {
		d = d.workday()
		if d > WindowEnd || !p.here(d) {
			return
		}
		if d < WindowStart {
			d += Day(every)
			continue
		}
		x := session{id: b.life.next(), at: d.at(9*60 + 30*s.Below(16)), minutes: 50, team: team, icd10: icd, attended: "5"}
		x.medium = []string{"01", "02", "11"}[s.Pick(0.55, 0.3, 0.15)]
		if s.Chance(0.11) {
			x.attended = "7"
		}
		b.life.mind = append(b.life.mind, x)
		d += Day(max(3, every-4+s.Below(9)))
	}
}

func (b *block) wardStay(p *person, d Day, icd string) {
	s := b.fate
	from := d.at(600 + s.Below(800))
	until := from + Minute(5+s.Below(40))*1440
	if from.day() < WindowStart || until.day() >= p.to() {
		return
	}
	b.life.mind = append(b.life.mind, session{id: b.life.next(), at: from, until: until, team: "Acute ward", medium: "01", attended: "5", icd10: icd})
}
