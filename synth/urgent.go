package synth

// attendance is a visit to the emergency department.
type attendance struct {
	id             int
	arrive, depart Minute
	ambulance      bool
	complaint      int // of edComplaints
	acuity         int // 1 immediate to 5 low
	kind           string
	category       string
	disposal       string // admitted, home, left, transferred, died
	investigated   bool
}

// incident is a 999 call and what came of it.
type incident struct {
	id          int
	call, clear Minute
	category    int
	complaint   string
	outcome     string // conveyed, see and treat, hear and treat
}

// edComplaints: chief complaint in SNOMED CT as emergency departments record it.
var edComplaints = []struct {
	code, name, diagnosis string
	from, to, weight      float64
}{
	{"29857009", "Chest pain", "29857009", 25, 106, 9},
	{"21522001", "Abdominal pain", "21522001", 3, 106, 9},
	{"267036007", "Shortness of breath", "233604007", 0, 106, 8},
	{"82271004", "Injury of head", "82271004", 0, 106, 7},
	{"417746004", "Injury of limb", "417746004", 2, 106, 18},
	{"161898004", "Fall", "161898004", 65, 106, 14},
	{"386661006", "Fever", "34014006", 0, 12, 18},
	{"271807003", "Rash", "271807003", 0, 50, 4},
	{"25064002", "Headache", "25064002", 10, 90, 5},
	{"84387000", "No symptom", "84387000", 18, 80, 2},
	{"130987000", "Acute confusion", "130987000", 70, 106, 5},
	{"6471006", "Feeling suicidal", "6471006", 13, 70, 4},
	{"422400008", "Vomiting", "25374005", 0, 60, 6},
	{"161891005", "Back pain", "161891005", 18, 90, 5},
}

func (b *block) complaintFor(age float64) int {
	total := 0.0
	for i := range edComplaints {
		if c := &edComplaints[i]; age >= c.from && age < c.to {
			total += c.weight
		}
	}
	u := b.fate.Float() * total
	for i := range edComplaints {
		if c := &edComplaints[i]; age >= c.from && age < c.to {
			if u -= c.weight; u < 0 {
				return i
			}
		}
	}
	return 0
}

// attend is a visit that ends without a bed.
func (b *block) attend(p *person, d Day) {
	s, age := b.fate, p.age(d)
	a := attendance{id: b.life.next(), arrive: d.at(arrivalMinute(s.Float()))}
	a.depart = a.arrive + Minute(45+s.Below(150)) + Minute(60*s.Exponential())
	a.complaint, a.acuity = b.complaintFor(age), 2+s.Pick(0.08, 0.42, 0.38, 0.12)
	a.kind, a.category, a.disposal = "01", "1", "home"
	if age < 70 && s.Chance(0.22) {
		a.kind = "03"
	}
	if s.Chance(0.06) {
		a.disposal = "left"
	}
	a.investigated = s.Chance(0.35 + float64(0.004*age))
	a.ambulance = s.Chance(min(0.6, 0.03+float64(0.0048*age)))
	if a.ambulance {
		a.kind = "01"
		b.call(p, a.arrive, "conveyed")
	} else if s.Chance(0.03 + float64(0.001*age)) {
		b.call(p, d.at(s.Below(1440)), []string{"see and treat", "hear and treat"}[s.Pick(0.75, 0.25)])
	}
	b.life.attendances = append(b.life.attendances, a)
}

// arrive puts the emergency department and the ambulance before an admission.
func (b *block) arrive(p *person, x *spell) {
	s, age := b.fate, p.age(x.admit.day())
	if x.method != "21" {
		return
	}
	a := attendance{id: b.life.next(), kind: "01", category: "1", disposal: "admitted", investigated: true}
	a.depart = x.admit
	a.arrive = a.depart - Minute(90+s.Below(150)) - Minute(150*s.Exponential())
	a.complaint, a.acuity = b.complaintFor(age), 1+s.Pick(0.04, 0.30, 0.58, 0.08)
	a.ambulance = s.Chance(min(0.8, 0.18+float64(0.006*age)))
	if a.arrive < WindowStart.at(0) {
		return
	}
	if a.ambulance {
		b.call(p, a.arrive, "conveyed")
	}
	b.life.attendances = append(b.life.attendances, a)
}

func arrivalMinute(u float64) int { return (8*60 + int(u*(2-u)*1260)) % 1440 }

var callReasons = []string{"BREATHING PROBLEMS", "CHEST PAIN", "FALLS", "UNCONSCIOUS/FAINTING", "SICK PERSON", "STROKE", "MENTAL HEALTH", "CONVULSIONS", "HCP ADMISSION", "TRAUMA"}

// call is the ambulance incident that reached the hospital at a time, or not.
func (b *block) call(p *person, at Minute, outcome string) {
	s := b.fate
	before := Minute(0)
	if outcome == "conveyed" {
		before = Minute(45 + s.Below(110))
	}
	i := incident{id: b.life.next(), call: at - before, outcome: outcome, category: 1 + s.Pick(0.08, 0.52, 0.3, 0.1)}
	if i.call < WindowStart.at(0) {
		return
	}
	i.clear = i.call + before + Minute(15+s.Below(50))
	i.complaint = callReasons[s.Below(len(callReasons))]
	if p.age(i.call.day()) >= 75 && s.Chance(0.35) {
		i.complaint = "FALLS"
	}
	b.life.incidents = append(b.life.incidents, i)
}
