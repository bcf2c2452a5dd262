package synth

import "continuum/synth/names"

// Mrs Mary Smith is in every place, whatever its size and seed; she and her
// daughter Joan are the first two people. All partners know her, under five
// spellings, and only some have her NHS number.
var (
	storyBirth = date(1938, 11, 9)
	fall       = date(2026, 10, 3) // a Saturday
	readyHome  = date(2026, 10, 6)
	homeAgain  = date(2026, 10, 10)
	wardEnd    = date(2026, 10, 19)
)

func (b *block) tellStory() {
	home := address{2, "Flat 31, Third Floor, Beacon House, " + street(2)}
	hers := b.newHousehold(singleOlder, "council")
	mary := b.newPerson(hers, female, storyBirth)
	joans := b.newHousehold(single, "private_rent")
	joan := b.newPerson(joans, female, date(1965, 4, 17))
	for _, p := range []*person{mary, joan} {
		p.group, p.ethnicity = names.British, "A"
	}
	mary.story = true
	mary.title, mary.given, mary.middle, mary.family = "Mrs", "Mary", "Ellen", "Smith"
	mary.phone, mary.kin, mary.carer, mary.kinKind = "07700 900142", joan, joan, "daughter"
	mary.stays = append(mary.stays[:0], stay{0, home, 0})
	mary.frailty = 1.5
	for c := range mary.onset {
		mary.onset[c] = never
	}
	for c, d := range map[condition]Day{
		hypertension: date(1999, 3, 2), diabetes: date(2004, 6, 15), osteoarthritis: date(2006, 1, 20),
		copd: date(2011, 11, 8), heartFailure: date(2018, 9, 4), dementia: date(2024, 3, 19), falls: date(2026, 10, 3),
	} {
		mary.onset[c] = d
	}
	for i := range mary.enrol {
		mary.enrol[i], mary.effect[i] = never, 0
	}
	mary.enrol[communityMatron], mary.effect[communityMatron] = date(2026, 10, 20), 0.8
	mary.enrol[virtualWard], mary.effect[virtualWard] = homeAgain, 0.75

	joan.stays = append(joan.stays[:0], stay{0, address{9, "14 " + street(9)}, 1})
	b.endow(joan, 0)
	joan.title, joan.given, joan.middle, joan.family = "Mrs", "Joan", "Margaret", "Carter"
	joan.maiden, joan.married, joan.phone = "Smith", date(1990, 6, 2), "07700 900143"
	joan.death, joan.careHome = never, never
}

// storyCard is how each partner has written Mrs Smith down.
func storyCard(src source, c *card) {
	switch src {
	case hospital:
		c.given, c.family, c.title, c.middle, c.address = "MARY", "SMITH", "MRS", "", "FLAT 31 BEACON HOUSE"
	case ambulance:
		c.given, c.family, c.title, c.middle, c.nhs = "M", "SMYTH", "", "", ""
	case community:
		c.given = "Molly"
	case mentalHealth:
		c.given, c.middle = "Marie", ""
	case council:
		c.given, c.middle, c.nhs = "Mary E", "", ""
	case housing:
		c.middle, c.nhs, c.phone = "", "", ""
	case voluntary:
		c.given, c.family, c.middle, c.nhs, c.title = "Molly", "Smyth", "", "", ""
	}
}

// storyLife is her window, told by hand.
func (b *block) storyLife(p *person) {
	b.life.reset()
	for y, d := range yearStarts {
		p.yearly[y] = p.expectedEmergencies(d, 0.5)
	}
	b.storyPractice(p)
	b.storyClinics()
	b.storyHospital()
	b.storyCommunity(p)
	b.storyCouncil()
	b.storyNeighbours()
}

func (b *block) storyPractice(p *person) {
	l := &b.life
	reasons := []condition{copd, diabetes, heartFailure, copd, dementia, osteoarthritis}
	for i := range 24 {
		d := (WindowStart + Day(20+i*43)).workday()
		mode := uint8(0)
		if i%3 == 1 {
			mode = 1
		} else if i > 18 {
			mode = 2
		}
		l.consultations = append(l.consultations, consultation{l.next(), d.at(9*60 + 10*(i%18)), 12, mode, -1 - int(reasons[i%len(reasons)]), 2, 0})
		if i%6 == 0 {
			at := d.at(9*60 + 10*(i%18))
			l.measures = append(l.measures, measure{l.next(), at, bloodPressure, 148 - float64(i%3), 82},
				measure{l.next(), at, sugar, 62, 0}, measure{l.next(), at, frailScale, float64(min(6, 4+i/8)), 0})
		}
	}
	l.consultations = append(l.consultations, consultation{l.next(), date(2026, 10, 22).at(11 * 60), 25, 2, -1 - int(falls), 2, 0})
	for _, c := range []condition{diabetes, hypertension, copd, heartFailure, dementia} {
		for _, m := range conditions[c].medicines {
			l.scripts = append(l.scripts, script{l.next(), m, p.onset[c] + 10, never, 0})
		}
	}
}

func (b *block) storyClinics() {
	l := &b.life
	for i, specialty := range []string{"340", "320", "320", "307", "340", "430"} {
		d := (WindowStart + Day(60+i*170)).workday()
		attended := "5"
		if i == 3 {
			attended = "3" // nobody could bring her down: the lift was broken
		}
		l.clinics = append(l.clinics, clinic{id: l.next(), at: d.at(10*60 + 30), specialty: specialty, first: i == 0, attended: attended, referrer: "GP"})
	}
	for _, d := range []Day{date(2024, 2, 13), date(2024, 3, 19), date(2024, 9, 24)} {
		l.mind = append(l.mind, session{id: l.next(), at: d.at(14 * 60), minutes: 60, team: "Memory service", medium: "01", attended: "5", icd10: conditions[dementia].icd10})
	}
}

func (b *block) storyHospital() {
	l := &b.life
	winter := date(2026, 1, 14)
	l.spells = append(l.spells, spell{
		id: l.next(), emergency: true, admit: winter.at(13*60 + 20), ready: (winter + 5).at(600), leave: (winter + 5).at(15 * 60),
		method: "21", class: "1", source: "19", destination: "19", pathway: "P0", specialty: "340",
		codes: [8]string{"J441", "I500", "E119", "I10X"}, n: 4, pence: 268400,
	})
	call := fall.at(19*60 + 40)
	l.incidents = append(l.incidents, incident{id: l.next(), call: call, clear: call + 150, category: 2, complaint: "FALLS", outcome: "conveyed"})
	l.attendances = append(l.attendances, attendance{
		id: l.next(), arrive: call + 95, depart: fall.at(23*60 + 50), ambulance: true, complaint: storyComplaint(), acuity: 3,
		kind: "01", category: "1", disposal: "admitted", investigated: true,
	})
	l.spells = append(l.spells, spell{
		id: l.next(), emergency: true, admit: fall.at(23*60 + 50), ready: readyHome.at(11 * 60), leave: homeAgain.at(14 * 60),
		method: "21", class: "1", source: "19", destination: "19", pathway: "P1", reason: "E", delay: 4, specialty: "430",
		codes: [8]string{"R296", "S420", "W010", "J441", "I500", "E119", "F03X", "M199"}, n: 8, pence: 391200,
	})
}

func storyComplaint() int {
	for i := range edComplaints {
		if edComplaints[i].name == "Fall" {
			return i
		}
	}
	return 0
}

func (b *block) storyCommunity(p *person) {
	l := &b.life
	add := func(d Day, team, staff, kind, place string, frailty, news int) *visit {
		l.visits = append(l.visits, visit{id: l.next(), at: d.at(10*60 + 15), minutes: 40, team: team, staff: staff, kind: kind, place: place, seen: true, frailty: frailty, news: news, referrer: "GP"})
		return &l.visits[len(l.visits)-1]
	}
	add(date(2025, 12, 2), "Heart failure nursing", "Nurse", "assessment", "home", 5, -1)
	for i := range 5 {
		add(date(2025, 12, 16)+Day(14*i), "Heart failure nursing", "Nurse", "contact", "home", 0, -1)
	}
	stay := add(homeAgain, "Virtual ward", "Nurse", "virtual ward stay", "home", 6, 3)
	stay.at, stay.until, stay.referrer = homeAgain.at(15*60), wardEnd.at(12*60), "HOSPITAL"
	for i, news := range []int{3, 2, 4, 2, 1, 2, 1, 1, 0} {
		add(homeAgain+Day(i), "Virtual ward", "Nurse", "contact", "phone", 0, news)
	}
	add(date(2026, 10, 12), "Home First", "Occupational therapist", "contact", "home", 0, -1)
	add(p.enrol[communityMatron], "Community matrons", "Community matron", "assessment", "home", 6, -1)
	add(date(2026, 10, 27), "Community matrons", "Community matron", "contact", "home", 0, -1)
}

func (b *block) storyCouncil() {
	l := &b.life
	add := func(x careEvent) {
		x.id = l.next()
		l.care = append(l.care, x)
	}
	add(careEvent{event: "request", start: readyHome, end: readyHome + 1, describe: "Request for support", route: "Discharge from hospital", outcome: "Assessment"})
	add(careEvent{event: "assessment", start: readyHome + 1, end: homeAgain - 1, describe: "Care Act assessment", route: "Discharge from hospital", outcome: "Eligible needs identified"})
	add(careEvent{event: "service", start: homeAgain, end: never, describe: "Home care", units: 14, unitPence: homeCareHour, weekly: 14 * homeCareHour, frequency: "Hourly", delivery: "Council managed", provider: 3})
}

func (b *block) storyNeighbours() {
	l := &b.life
	l.repairs = append(l.repairs, repair{l.next(), date(2026, 9, 29), date(2026, 10, 12), "Lift breakdown", 94000},
		repair{l.next(), date(2026, 10, 13), date(2026, 10, 16), "Grab rail fitted", 8200})
	for d := date(2026, 8, 6); d <= WindowEnd; d += 7 { // Thursdays, allotment weather or not
		if d < fall || d >= homeAgain {
			l.sessions = append(l.sessions, outing{l.next(), d.at(14 * 60), 90, "Befriending"})
		}
	}
	for i, q := range iStatements {
		l.statements = append(l.statements, statement{l.next(), date(2026, 6, 11), q.id, []int{4, 3, 4, 5, 4, 4}[i], "Face to face", "Person with daughter"},
			statement{l.next(), date(2026, 10, 29), q.id, []int{8, 8, 9, 8, 8, 7}[i], "Face to face", "Person"})
	}
}
