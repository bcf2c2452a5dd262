package synth

const admittedHeader = "LocalPatientID,NHSNumber,NHSNumberStatus,Surname,Forename,Title,DateOfBirth,Sex,EthnicCategory,Address,Postcode,Telephone,GPPractice,HospitalSpell,AdmissionDateTime,AdmissionMethod,AdmissionSource,PatientClass,DischargeReadyDate,DischargeDateTime,DischargeMethod,DischargeDestination,DischargePathway,DelayReason,SiteCode,TreatmentFunction,Diag1,Diag2,Diag3,Diag4,Diag5,Diag6,Diag7,Diag8,Proc1,TariffGBP\n"

var numberSex = [4]string{"1", "2", "0", "9"}

// who writes the hospital system's cells for a person.
func (r *row) hospitalCard(c *card) {
	r.text(c.localID)
	r.text(c.nhs)
	if c.nhs == "" {
		r.text("03")
	} else {
		r.text("01")
	}
	r.text(c.family)
	r.text(c.given)
	r.text(c.title)
	r.day(c.birth, appendUK)
	r.sex(c.sex, numberSex)
	r.text(c.ethnicity)
	r.text(c.address)
	r.text(c.postcode)
	r.text(c.phone)
	r.text(c.practice)
}

// writeAdmitted writes spells that have ended or are open at the window's end.
func (b *block) writeAdmitted(p *person) {
	for i := range b.life.spells {
		x := &b.life.spells[i]
		b.admitted(p, x, noFlaw)
		if f := b.flaw(p); f != noFlaw {
			b.admitted(p, x, f)
		}
	}
}

func (b *block) admitted(p *person, x *spell, f flaw) {
	c := *b.cardOf(p, hospital, x.admit.day(), x.id)
	method := x.method
	leave := x.leave
	switch f {
	case missingID:
		c.localID = ""
	case badDate:
		c.birth = impossibleDay
	case unknownCode:
		method = "2Z"
	case endFirst:
		leave = x.admit - 4000
	}
	r := b.out.row(admittedFile, ',')
	r.hospitalCard(&c)
	r.event("SP", p.n, x.id*8+int(f))
	r.moment(x.admit, appendUK, ' ')
	r.text(method)
	r.text(x.source)
	r.text(x.class)
	r.moment(x.ready, appendUK, ' ')
	r.moment(leave, appendUK, ' ')
	b.dischargeCells(&r, x)
	for i := range x.codes {
		r.text(dotted(x.codes[i], p.n+i))
	}
	r.text(x.procedure)
	r.money(x.pence)
	b.out.end(admittedFile, r)
}

func (b *block) dischargeCells(r *row, x *spell) {
	switch {
	case x.leave.day() > WindowEnd:
		r.text("8")
		r.text("98")
	case x.died:
		r.text("4")
		r.text("79")
	default:
		r.text("1")
		r.text(x.destination)
	}
	r.text(x.pathway)
	r.text(x.reason)
	r.text([]string{"RW901", "RW902"}[x.id%7/6])
	r.text(x.specialty)
}

// dotted writes some codes with the dot, as some coders' systems do.
func dotted(code string, n int) string {
	if len(code) == 4 && n%5 == 0 && code[3] != 'X' {
		return code[:3] + "." + code[3:]
	}
	return code
}

const outpatientsHeader = "HospNo,NHS No,Patient Name,DOB,Sex,Post Code,Reg GP Practice,Appt Ref,Appt Date,Appt Time,Clinic Specialty,Appt Type,Attended,Referred By,Diagnosis,Contact Medium\n"

func (b *block) writeOutpatients(p *person) {
	for i := range b.life.clinics {
		x := &b.life.clinics[i]
		b.appointment(p, x, noFlaw)
		if f := b.flaw(p); f != noFlaw {
			b.appointment(p, x, f)
		}
	}
}

func (b *block) appointment(p *person, x *clinic, f flaw) {
	c := *b.cardOf(p, hospital, x.at.day(), x.id)
	attended := x.attended
	day := x.at.day()
	switch f {
	case missingID:
		c.localID = ""
	case badDate, endFirst:
		day = impossibleDay
	case unknownCode:
		attended = "X"
	}
	r := b.out.row(outpatientsFile, ',')
	r.text(c.localID)
	r.text(spaced(c.nhs))
	r.text(c.family + ", " + c.given)
	r.day(c.birth, appendNamed)
	r.sex(c.sex, [4]string{"M", "F", "U", "I"})
	r.text(c.postcode)
	r.text(c.practice)
	r.event("OP", p.n, x.id*8+int(f))
	r.day(day, appendNamed)
	r.b = append(appendClock(r.b, x.at), ',')
	r.text(x.specialty)
	r.text(map[bool]string{true: "N", false: "F/U"}[x.first])
	r.text(attended)
	r.text(x.referrer)
	r.text(x.icd10)
	r.text(map[bool]string{true: "TEL", false: "F2F"}[x.virtual])
	b.out.end(outpatientsFile, r)
}

// spaced is an NHS number in threes, as the clinic system prints it.
func spaced(nhs string) string {
	if len(nhs) != 10 {
		return nhs
	}
	return nhs[:3] + " " + nhs[3:6] + " " + nhs[6:]
}

const emergencyHeader = "patient_id,nhs_number,family_name,given_name,birth_date,stated_gender,address,postcode,gp_practice,attendance_id,department_type,attendance_category,arrival,departure,arrival_mode,chief_complaint,acuity,diagnosis_1,investigation_1,discharge_status\n"

var disposals = map[string]string{"admitted": "306706006", "home": "182992009", "left": "1066301000000103"}

func (b *block) writeEmergency(p *person) {
	for i := range b.life.attendances {
		x := &b.life.attendances[i]
		if x.arrive.day() > WindowEnd || !p.here(x.arrive.day()) {
			continue
		}
		b.attendance(p, x, noFlaw)
		if f := b.flaw(p); f != noFlaw {
			b.attendance(p, x, f)
		}
	}
}

func (b *block) attendance(p *person, x *attendance, f flaw) {
	c := *b.cardOf(p, hospital, x.arrive.day(), x.id)
	depart, status := x.depart, disposals[x.disposal]
	switch f {
	case missingID:
		c.localID = ""
	case badDate:
		c.birth = impossibleDay
	case unknownCode:
		status = "000000"
	case endFirst:
		depart = x.arrive - 3000
	}
	r := b.out.row(emergencyFile, ',')
	r.text(c.localID)
	r.text(c.nhs)
	r.text(c.family)
	r.text(c.given)
	r.day(c.birth, appendCompact)
	r.sex(c.sex, numberSex)
	r.text(c.address)
	r.text(c.postcode)
	r.text(c.practice)
	r.event("AE", p.n, x.id*8+int(f))
	r.text(x.kind)
	r.text(x.category)
	r.moment(x.arrive, appendISO, 'T')
	r.moment(depart, appendISO, 'T')
	r.text(map[bool]string{true: "1048031000000100", false: "1048071000000103"}[x.ambulance])
	e := &edComplaints[x.complaint]
	r.text(e.code)
	r.int(x.acuity)
	r.text(e.diagnosis)
	r.text(map[bool]string{true: "168537006", false: "1088291000000101"}[x.investigated])
	r.text(status)
	b.out.end(emergencyFile, r)
}
