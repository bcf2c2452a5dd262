package warehouse

import (
	"testing"
	"time"
)

func TestTitle(t *testing.T) {
	for _, c := range []struct {
		want string
		said said
	}{
		{"Admitted: heart failure, 7 days", said{setting: "inpatient", kind: "spell", about: "heart failure", specialty: "cardiology", elapsed: "7 days"}},
		{"Day case: ophthalmology", said{setting: "inpatient", kind: "spell", class: "day case", specialty: "ophthalmology"}},
		{"Emergency department: fall, brought by ambulance, admitted", said{setting: "emergency", kind: "attendance", about: "fall", method: "brought by ambulance", left: "admitted"}},
		{"Urgent treatment centre: rash", said{setting: "emergency", kind: "attendance", team: "Urgent treatment centre", about: "rash"}},
		{"Ambulance: fall, treated on the spot", said{setting: "ambulance", kind: "incident", about: "fall", method: "treated on the spot"}},
		{"Outpatients: cardiology, follow-up", said{setting: "outpatient", kind: "appointment", about: "heart failure", specialty: "cardiology", class: "follow-up"}},
		{"Missed outpatients: cardiology", said{setting: "outpatient", kind: "missed_appointment", specialty: "cardiology", method: "did not attend"}},
		{"Cancelled GP phone consultation: cough", said{setting: "gp", kind: "cancelled_telephone", about: "cough"}},
		{"GP home visit: history of falls", said{setting: "gp", kind: "home_visit", team: "Dr Unheard", about: "history of falls"}},
		{"Community nurse home visit", said{setting: "community", kind: "home_visit", team: "Community nurse"}},
		{"District nursing contact, at home", said{setting: "community", kind: "contact", team: "District nursing", method: "at home"}},
		{"Missed district nursing contact, at home", said{setting: "community", kind: "missed_contact", team: "District nursing", method: "at home"}},
		{"Virtual ward, 9 days", said{setting: "community", kind: "virtual_ward", team: "virtual ward", elapsed: "9 days"}},
		{"Acute ward: schizophrenia, 14 days", said{setting: "mental_health", kind: "bed_days", team: "acute ward", about: "schizophrenia", elapsed: "14 days"}},
		{"Care Act assessment, eligible needs found", said{setting: "social_care", kind: "assessment", team: "Care Act assessment", method: "eligible needs found"}},
		{"Repair: lift breakdown", said{setting: "housing", kind: "repair", specialty: "lift breakdown"}},
		{"Befriending session", said{setting: "voluntary", kind: "session", team: "Befriending"}},
		{"Unheard of", said{setting: "elsewhere", kind: "unheard_of"}},
		{"", said{}},
	} {
		if got := c.said.title(); got != c.want {
			t.Errorf("%+v is told as %q, want %q", c.said, got, c.want)
		}
	}
}

func TestCodesStayOutOfTitles(t *testing.T) {
	for _, c := range []struct{ value, name, want string }{
		{"I500", "heart failure", "heart failure"},
		{"GP", "GP", ""},
		{"I500", "I500", ""},
		{"Z90001-3", "Z90001-3", ""},
		{"Lift breakdown", "Lift breakdown", "lift breakdown"},
		{"MSK physiotherapy", "MSK physiotherapy", "MSK physiotherapy"},
		{"Cough (finding)", "Cough (finding)", "cough"},
		{"Hip (left)", "Hip (left)", "hip (left)"},
		{"", "", ""},
	} {
		if got := worded(c.value, c.name); got != c.want {
			t.Errorf("worded(%q, %q) = %q, want %q", c.value, c.name, got, c.want)
		}
	}
}

func TestCounted(t *testing.T) {
	for _, c := range []struct {
		n    float64
		unit string
		want string
	}{{14, "hour", "14 hours"}, {1, "hour", "1 hour"}, {2.5, "home_visit", "2.5 home visits"}, {3, "", "3"}} {
		if got := counted(c.n, c.unit); got != c.want {
			t.Errorf("counted(%v, %q) = %q, want %q", c.n, c.unit, got, c.want)
		}
	}
	for unit, want := range map[string]string{"mm[Hg]": "mmHg", "{score}": "", "10*9/L": "10*9/L", "}{": "}{"} {
		if got := unitWords(unit); got != want {
			t.Errorf("unitWords(%q) = %q, want %q", unit, got, want)
		}
	}
}

func TestLasted(t *testing.T) {
	at := func(s string) time.Time { v, _ := time.Parse("2006-01-02 15:04", s); return v }
	for _, c := range []struct{ from, to, want string }{
		{"2026-10-03 23:50", "2026-10-10 14:00", "7 days"},
		{"2026-10-03 23:50", "2026-10-04 00:10", "1 day"},
		{"2026-10-03 08:00", "2026-10-03 17:00", ""},
		{"2026-10-03 08:00", "", ""},
	} {
		if got := lasted(at(c.from), at(c.to)); got != c.want {
			t.Errorf("from %s to %s: %q, want %q", c.from, c.to, got, c.want)
		}
	}
}
