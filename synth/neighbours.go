package synth

// repair is a housing job at a social tenant's home.
type repair struct {
	id             int
	reported, done Day
	job            string
	pence          int64
}

// outing is a session with the voluntary sector.
type outing struct {
	id      int
	at      Minute
	minutes int
	service string
}

// statement is an answer, 0 to 10, to one I-statement.
type statement struct {
	id       int
	at       Day
	question string
	score    int
	mode     string
	by       string
}

var repairJobs = []struct {
	name  string
	pence int64
}{
	{"Leaking tap", 7800},
	{"Boiler breakdown", 21500},
	{"Damp and mould treatment", 46000},
	{"Door lock", 9600},
	{"Electrical fault", 13800},
	{"Window repair", 16400},
	{"Lift breakdown", 94000},
	{"Grab rail fitted", 8200},
}

// rents says whether the person's home is let by the council or an association.
func (p *person) rents() bool {
	return (p.house.tenure == "council" || p.house.tenure == "housing_association") && p.careHome > WindowStart
}

// tenancyLife gives the tenant (the first of the household) the home's repairs.
func (b *block) tenancyLife(p *person) {
	if !p.rents() || p.house.members[0] != p {
		return
	}
	s := b.fate
	for range s.Poisson(float64(p.to()-p.from()) / 365.25 * 0.9) {
		d := (p.from() + Day(s.Below(int(p.to()-p.from())))).workday()
		job := repairJobs[s.Below(len(repairJobs)-2)]
		if p.age(d) > 75 && s.Chance(0.2) {
			job = repairJobs[len(repairJobs)-1]
		}
		done := d + Day(1+s.Geometric(0.08))
		b.life.repairs = append(b.life.repairs, repair{b.life.next(), d, done, job.name, int64(float64(job.pence) * s.LogNormal(0.3))})
	}
}

var voluntaryServices = []string{"Befriending", "Lunch club", "Social prescribing", "Carers' group", "Walking group", "Debt advice"}

// neighbours is the voluntary sector: clubs and befrienders for older people who
// live alone, link workers for those in the social prescribing programme.
func (b *block) neighbours(p *person) {
	s := b.fate
	if d := p.enrol[socialPrescribing]; d != never {
		b.outings(p, d, 3+s.Below(5), 21, "Social prescribing")
		b.survey(p, d+Day(s.Below(20)), "Link worker")
		b.survey(p, d+Day(150+s.Below(60)), "Link worker")
	}
	if p.age(WindowEnd) < 68 || p.careHome <= WindowEnd {
		return
	}
	chance := 0.012
	if p.alone(p.from()) {
		chance = 0.05
	}
	if s.Chance(chance) {
		b.outings(p, p.from()+Day(s.Between(-300, 1000)), 4+s.Geometric(0.06), 7, voluntaryServices[s.Pick(0.45, 0.4, 0, 0.05, 0.1)])
	}
	if s.Chance(0.04) {
		b.survey(p, p.from()+Day(s.Below(1096)), "Volunteer")
	}
}

func (b *block) outings(p *person, d Day, n, every int, service string) {
	s := b.fate
	for range min(n, 60) {
		if d = d.workday(); d > WindowEnd || !p.here(d) && d >= WindowStart {
			return
		}
		if d < WindowStart {
			d += Day(every)
			continue
		}
		b.life.sessions = append(b.life.sessions, outing{b.life.next(), d.at(600 + 30*s.Below(12)), 30 + 15*s.Below(7), service})
		d += Day(every)
	}
}

// iStatements in our own words after National Voices (2013), by theme id.
var iStatements = []struct{ id, text string }{
	{"G1", "My support helps me reach the goals I set"},
	{"C1", "I tell my story once"},
	{"C4", "I know who is coordinating my care"},
	{"D1", "I am as involved in decisions as I want to be"},
	{"P1", "I know what is in my plan and what happens next"},
	{"E1", "I can plan ahead for an emergency"},
}

func (b *block) survey(p *person, d Day, by string) {
	s := b.fate
	if d > WindowEnd || !p.here(d) {
		return
	}
	base := 5.6 - float64(0.5*p.frailty)
	for _, q := range iStatements {
		score := min(10, max(0, int(base+float64(1.8*s.Normal())+0.5)))
		b.life.statements = append(b.life.statements, statement{b.life.next(), d, q.id, score, []string{"Face to face", "Phone", "Paper"}[s.Pick(0.6, 0.3, 0.1)], by})
	}
}
