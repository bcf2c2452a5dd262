package review

import (
	"slices"
	"testing"
	"time"

	"continuum/record/audit"
	"continuum/record/sight"
)

var noon = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

// nurse is a look with a good reason: the person is on the ward of the actor.
func nurse(edit func(l *look)) *look {
	l := &look{
		entry:  &audit.Entry{Action: "read", Outcome: audit.OK, Actor: "a1", Purpose: "TREAT"},
		at:     noon,
		person: "p1",
		actor:  Account{Person: "p9", Partner: "trust", Wards: []string{"trust/Elm"}, Teams: []string{"east"}, Practitioner: "Practitioner/7", Practice: "L81001"},
		self:   Person{Surname: "O'Brien", Address: "Flat 2, 12 High Street", Postcode: "BS23 1AA"},
		of:     Person{Surname: "Smith", Address: "9 Low Road", Postcode: "BS22 9ZZ", Relations: []sight.Party{{Kind: sight.Ward, Of: "trust/Elm"}, {Kind: sight.Admitted, Of: "trust"}}, Events: []Event{{"trust", noon.AddDate(0, 0, -2), time.Time{}}}},
	}
	edit(l)
	return l
}

func related(kind, of string) func(*look) {
	return func(l *look) {
		l.of.Relations, l.of.Events = []sight.Party{{Kind: kind, Of: of}}, nil
	}
}

func both(edits ...func(*look)) func(*look) {
	return func(l *look) {
		for _, e := range edits {
			e(l)
		}
	}
}

func home(surname, address, postcode string) func(*look) {
	return func(l *look) { l.of.Surname, l.of.Address, l.of.Postcode = surname, address, postcode }
}

func event(partner string, from, to time.Time) func(*look) {
	return func(l *look) { l.of.Events = []Event{{partner, from, to}} }
}

func TestRules(t *testing.T) {
	purpose := func(p string) func(*look) { return func(l *look) { l.entry.Purpose = p } }
	wide, employed := related(sight.Caseload, "trust"), func(partner string) func(*look) { return func(l *look) { l.employs = []string{partner} } }
	day := 24 * time.Hour
	for _, c := range []struct {
		name string
		edit func(*look)
		want []verdict
	}{
		{"on the ward", func(*look) {}, nil},
		{"themselves", func(l *look) { l.person = "p9" }, []verdict{{kind: OwnRecord, serious: 5}}},
		{"themselves by another key", both(related(sight.Self, "a1"), home("O'Brien", "Flat 2, 12 High Street", "BS23 1AA")), []verdict{{kind: OwnRecord, serious: 5}}},
		{"themselves as a person", both(purpose("PATRQT"), func(l *look) { l.person = "p9" }), nil},
		{"no account of a person", func(l *look) { l.actor.Person, l.person = "", "" }, nil},

		{"of one house and surname", home("O’BRIEN", "flat 2 12 High St", "bs231aa"), []verdict{{kind: Family, serious: 5}}},
		{"of one address without postcodes", both(home("O'Brien", "The Old Mill, Weston", ""), func(l *look) { l.self.Address = "the old mill weston" }), []verdict{{kind: Family, serious: 5}}},
		{"recorded by the person", func(l *look) { l.of.Close = []string{"p9"} }, []verdict{{kind: Family, serious: 5}}},
		{"recorded by the actor", func(l *look) { l.self.Close = []string{"p1"} }, []verdict{{kind: Family, serious: 5}}},
		{"the house with another surname", home("Jones", "Flat 2, 12 High Street", "BS23 1AA"), []verdict{{kind: Neighbour, serious: 4}}},
		{"the flat above, on the ward", home("Jones", "Flat 3, 12 High Street", "BS23 1AA"), nil},
		{"the surname in the street", home("Obrien", "Flat 3, 12 High Street", "BS23 1AA"), []verdict{{kind: Neighbour, serious: 2}}},
		{"a neighbour of the caseload", both(wide, home("Jones", "14 High Street", "BS23 1AA")), []verdict{{kind: Neighbour, serious: 2}, {kind: NoReason, serious: 3}}},
		{"nothing known of either", both(home("", "", ""), func(l *look) { l.self = Person{} }), nil},

		{"a colleague on the ward", employed("trust"), nil},
		{"a colleague", both(employed("trust"), wide, event("trust", noon, noon)), []verdict{{kind: Colleague, serious: 4}}},
		{"staff of another partner", both(employed("council"), wide, event("trust", noon, noon)), []verdict{{kind: Colleague, serious: 2}}},

		{"famous, on the ward", func(l *look) { l.of.Relations = append(l.of.Relations, sight.Party{Kind: sight.Prominent}) }, []verdict{{kind: Prominent, serious: 2}}},
		{"famous", both(related(sight.Prominent, ""), event("trust", noon, noon)), []verdict{{kind: Prominent, serious: 5}}},

		{"the whole partner's", wide, []verdict{{kind: NoReason, serious: 3}}},
		{"no relation at all", related("", ""), []verdict{{kind: NoReason, serious: 3}}},
		{"for payment", both(wide, purpose("HPAYMT")), nil},
		{"the team's", related(sight.Caseload, "east"), nil},
		{"by name", related(sight.CareTeam, "Practitioner/7"), nil},
		{"by the account", related(sight.CareTeam, "a1"), nil},
		{"another account's", related(sight.CareTeam, "a2"), []verdict{{kind: NoReason, serious: 3}}},
		{"the whole partner's care team", related(sight.CareTeam, "trust"), []verdict{{kind: NoReason, serious: 3}}},
		{"the team's referral", related(sight.Referred, "east"), nil},
		{"the practice's", related(sight.Registered, "L81001"), nil},
		{"another practice's", related(sight.Registered, "L81002"), []verdict{{kind: NoReason, serious: 3}}},
		{"another ward's", related(sight.Ward, "trust/Oak"), []verdict{{kind: NoReason, serious: 3}}},
		{"shared by the person", related(sight.Shared+"visits", "a1"), nil},
		{"shared with the team", related(sight.Shared+"plan", "east"), nil},
		{"shared with the practice", related(sight.Shared+"plan", "L81001"), nil},
		{"shared with the whole partner", related(sight.Shared+"plan", "trust"), []verdict{{kind: NoReason, serious: 3}}},
		{"shared with another", related(sight.Shared+"plan", "a2"), []verdict{{kind: NoReason, serious: 3}}},
		{"refused by the person", related(sight.Refused, "a1"), []verdict{{kind: NoReason, serious: 3}}},
		{"claimed", related(sight.Claimed, "a1"), nil},
		{"claimed by another", related(sight.Claimed, "a2"), []verdict{{kind: NoReason, serious: 3}}},
		{"the glass broken before", related(sight.BreakGlass, "a1"), nil},
		{"the glass broken by another", related(sight.BreakGlass, "a2"), []verdict{{kind: NoReason, serious: 3}}},
		{"breaking the glass", both(wide, purpose("BTG")), []verdict{{kind: BreakGlass, serious: 4}}},
		{"an event long ago", both(wide, event("trust", noon.Add(-50*day), noon.Add(-31*day))), []verdict{{kind: NoReason, serious: 3}}},
		{"an event that ended lately", both(wide, event("trust", noon.Add(-50*day), noon.Add(-30*day))), nil},
		{"an event that goes on", both(wide, event("trust", noon.Add(-500*day), time.Time{})), nil},
		{"an event soon", both(wide, event("trust", noon.Add(30*day), time.Time{})), nil},
		{"an event in two months", both(wide, event("trust", noon.Add(60*day), time.Time{})), []verdict{{kind: NoReason, serious: 3}}},
		{"an event elsewhere", both(wide, event("council", noon, noon)), []verdict{{kind: NoReason, serious: 3}}},
	} {
		s := Usual()
		if got := judge(nurse(c.edit), &s); !slices.Equal(got, c.want) {
			t.Errorf("%s: %+v, not %+v", c.name, got, c.want)
		}
	}
}

func TestWhatIsALook(t *testing.T) {
	one, two := []string{"p1"}, []string{"p1", "p2"}
	for _, c := range []struct {
		entry    audit.Entry
		look     bool
		declares Kind
	}{
		{audit.Entry{Action: "read", Outcome: audit.OK, People: one}, true, ""},
		{audit.Entry{Action: "read", Outcome: audit.Denied, People: one}, false, ""},
		{audit.Entry{Action: "read", Outcome: audit.Failed, People: one}, false, ""},
		{audit.Entry{Action: "timeline", Outcome: audit.OK, People: one}, true, ""},
		{audit.Entry{Action: "update", Outcome: audit.OK, People: one}, true, ""},
		{audit.Entry{Action: "search", Outcome: audit.OK, Type: "Patient", People: one}, true, ""},
		{audit.Entry{Action: "search", Outcome: audit.OK, Type: "Patient", People: two}, false, ""},
		{audit.Entry{Action: "search", Outcome: audit.OK, Type: "Patient", People: one, Part: 1, Parts: 2}, false, ""},
		{audit.Entry{Action: "search", Outcome: audit.OK, Type: "Condition", People: two}, true, ""},
		{audit.Entry{Action: "break-glass", Outcome: audit.OK, People: one}, false, BreakGlass},
		{audit.Entry{Action: "break-glass", Outcome: audit.Denied, People: one}, false, ""},
		{audit.Entry{Action: "claim", Outcome: audit.OK, People: one}, false, Claimed},
		{audit.Entry{Action: "unusual-asked", Outcome: audit.OK, People: one}, false, ""},
		{audit.Entry{Action: "sign-in", Outcome: audit.OK}, false, ""},
	} {
		v, found := declared(&c.entry)
		if looks(&c.entry) != c.look || found != (c.declares != "") || found && v.kind != c.declares {
			t.Errorf("%+v: a look %t, declares %q %t", c.entry, looks(&c.entry), v.kind, found)
		}
	}
}
