package synth

import "strconv"

// The truth about a person goes to a folder that builds never read.

func personID(n int) string { return "P" + pad(n, 7) }

func (b *block) writeTruth(p *person) {
	id := personID(p.n)
	for _, g := range b.cards.ids {
		r := b.out.row(whoFile, ',')
		r.text(sourceNames[g.source])
		r.text(g.localID)
		r.text(id)
		b.out.end(whoFile, r)
	}
	for y, rate := range p.yearly {
		if rate == 0 {
			continue
		}
		r := b.out.row(yearlyFile, ',')
		r.text(id)
		r.day(yearStarts[y], appendISO)
		r.b = append(strconv.AppendFloat(r.b, rate, 'f', 5, 64), ',')
		b.out.end(yearlyFile, r)
	}
	b.writeEffects(p, id)
	b.writePerson(p, id)
}

func (b *block) writeEffects(p *person, id string) {
	for i := range programmeList {
		if p.effect[i] == 0 {
			continue
		}
		r := b.out.row(effectsFile, ',')
		r.text(programmeList[i].id)
		r.text(id)
		r.text(programmeList[i].outcome)
		r.b = append(strconv.AppendFloat(r.b, p.effect[i], 'f', 4, 64), ',')
		r.day(p.enrol[i], appendMonth)
		b.out.end(effectsFile, r)
	}
}

// appendMonth writes 2026-10.
func appendMonth(b []byte, d Day) []byte {
	y, m, _ := d.civil()
	return two(append(four(b, y), '-'), m)
}

func (b *block) writePerson(p *person, id string) {
	last := max(p.birth, min(WindowEnd, p.to()-1))
	r := b.out.row(peopleFile, ',')
	r.text(id)
	r.text(strconv.FormatInt(p.nhs, 10))
	r.text(p.given)
	r.text(p.familyAt(last))
	r.day(p.birth, appendISO)
	r.text([]string{"female", "male"}[p.sex])
	r.text(p.ethnicity)
	r.int(decileOf(p.stayAt(last).home.postcode))
	r.day(p.death, appendISO)
	r.int(p.conditionsAt(last))
	r.b = append(strconv.AppendFloat(r.b, p.frailty, 'f', 3, 64), ',')
	b.out.end(peopleFile, r)
}

// programmesCSV is the register of programmes with their real start months.
func programmesCSV() []byte {
	out := []byte("programme,title,outcome,start_month,team,mean_rate_ratio\n")
	for i := range programmeList {
		g := &programmeList[i]
		out = append(out, g.id+","+g.title+","+g.outcome+","...)
		out = append(appendMonth(out, g.start), ","+g.team+","...)
		out = append(strconv.AppendFloat(out, g.ratio, 'f', 2, 64), '\n')
	}
	return out
}
