package synth

// visit is a community health contact, or a stay on the virtual ward.
type visit struct {
	id       int
	at       Minute
	minutes  int
	team     string
	staff    string
	place    string // home, clinic, phone
	kind     string // contact, assessment, virtual ward stay
	seen     bool
	frailty  int // Clinical Frailty Scale when scored, else 0
	news     int // NEWS2 when scored, else -1
	until    Minute
	referrer string
}

var communityTeams = []struct {
	team, staff      string
	from, to, weight float64
	mean             float64 // contacts an episode
	every            int     // days between them
}{
	{"District nursing", "Nurse", 60, 106, 6, 11, 5},
	{"Community therapy", "Physiotherapist", 55, 106, 3, 4, 8},
	{"Podiatry", "Podiatrist", 40, 106, 2, 3, 42},
	{"Health visiting", "Health visitor", 0, 5, 9, 4, 30},
	{"Speech and language", "Speech therapist", 2, 12, 3, 5, 14},
	{"Heart failure nursing", "Nurse", 65, 106, 0.6, 6, 14},
	{"MSK physiotherapy", "Physiotherapist", 18, 70, 8, 3, 14},
	{"Rapid response", "Nurse", 70, 106, 1.2, 3, 1},
	{"Continence service", "Nurse", 60, 106, 0.7, 3, 40},
}

// communityEpisode is a referral taken on: a run of contacts by one team.
func (b *block) communityEpisode(p *person, d Day) {
	s, age := b.fate, p.age(d)
	total := 0.0
	for i := range communityTeams {
		if t := &communityTeams[i]; age >= t.from && age < t.to {
			total += t.weight
		}
	}
	if total == 0 {
		return
	}
	u := s.Float() * total
	for i := range communityTeams {
		t := &communityTeams[i]
		if age < t.from || age >= t.to {
			continue
		}
		if u -= t.weight; u >= 0 {
			continue
		}
		n := 1 + s.Geometric(1/t.mean)
		b.contacts(p, d, min(n, 90), t.every, t.team, t.staff)
		return
	}
}

func (b *block) contacts(p *person, d Day, n, every int, team, staff string) {
	s := b.fate
	for i := range n {
		d = d.workday()
		if d > WindowEnd || !p.here(d) {
			return
		}
		if d < WindowStart {
			d += Day(every)
			continue
		}
		v := visit{id: b.life.next(), at: d.at(8*60 + 5*s.Below(108)), minutes: 15 + 5*s.Below(8), team: team, staff: staff, kind: "contact", seen: !s.Chance(0.04), news: -1, referrer: "GP"}
		v.place = b.visitPlace(p, d, team)
		if i == 0 {
			v.kind = "assessment"
			if p.age(d) >= 65 {
				v.frailty = p.clinicalFrailty(d)
			}
		}
		b.life.visits = append(b.life.visits, v)
		d += Day(max(1, every-2+s.Below(5)))
	}
}

func (b *block) visitPlace(p *person, d Day, team string) string {
	s := b.fate
	switch {
	case s.Chance(0.12):
		return "phone"
	case p.age(d) >= 75 || team == "District nursing" || team == "Health visiting":
		return "home"
	}
	return "clinic"
}

// followUp adds what programmes and discharges bring to people's doors.
func (b *block) followUp(p *person) {
	s := b.fate
	for i := range programmeList {
		if p.enrol[i] == never {
			continue
		}
		switch i {
		case communityMatron:
			b.contacts(p, p.enrol[i], 6+s.Below(10), 21, programmeList[i].team, "Community matron")
		case fallsPrevention:
			b.contacts(p, p.enrol[i], 6+s.Below(7), 7, programmeList[i].team, "Physiotherapist")
		case frequentAttenders:
			b.contacts(p, p.enrol[i], 3+s.Below(6), 14, programmeList[i].team, "Nurse")
		}
	}
	for i := range b.life.spells {
		x := &b.life.spells[i]
		d := x.leave.day() + 1
		if x.pathway == "P1" && d <= WindowEnd && p.here(d) {
			b.contacts(p, d, 2+s.Below(5), 3, "Home First", "Occupational therapist")
		}
		if p.enrol[virtualWard] <= d && x.emergency && !x.died && d <= WindowEnd && p.here(d) && s.Chance(0.6) {
			b.virtualStay(p, x.leave, 5+s.Below(10))
		}
	}
}

// virtualStay is a stay on the virtual ward after discharge, with daily readings.
func (b *block) virtualStay(p *person, from Minute, days int) {
	s := b.fate
	until := min(from+Minute(days)*1440, WindowEnd.at(1439), p.to().at(0)-1)
	if until <= from {
		return
	}
	b.life.visits = append(b.life.visits, visit{id: b.life.next(), at: from, until: until, team: "Virtual ward", staff: "Nurse", place: "home", kind: "virtual ward stay", seen: true, news: -1, referrer: "HOSPITAL"})
	for at := from + 960; at < until; at += 1440 {
		b.life.visits = append(b.life.visits, visit{id: b.life.next(), at: at, minutes: 15, team: "Virtual ward", staff: "Nurse", place: "phone", kind: "contact", seen: true, news: s.Pick(0.3, 0.25, 0.2, 0.12, 0.08, 0.05), referrer: "HOSPITAL"})
	}
}
