package access

import (
	"testing"

	"continuum/record/sight"
)

// Whoever is near has a relationship; everybody of a partner alone is not near.
func TestNear(t *testing.T) {
	nurse := &Actor{Account: "a1", Kind: Staff, Partner: "trust", Practice: "L81001", Teams: []string{"east"}, Wards: []string{"trust/Elm"}, Practitioner: "Practitioner/7"}
	for _, c := range []struct {
		kind, of  string
		tie, near bool
	}{
		{sight.CareTeam, "a1", true, true},
		{sight.CareTeam, "Practitioner/7", true, true},
		{sight.CareTeam, "east", true, true},
		{sight.CareTeam, "trust", true, false},
		{sight.CareTeam, "a2", false, false},
		{sight.Caseload, "east", true, true},
		{sight.Caseload, "trust", true, false},
		{sight.Referred, "east", true, true},
		{sight.Referred, "trust", true, false},
		{sight.Registered, "L81001", true, true},
		{sight.Ward, "trust/Elm", true, true},
		{sight.Admitted, "trust", true, false},
		{sight.Shared + "plan", "a1", true, true},
		{sight.Shared + "plan", "L81001", true, true},
		{sight.Shared + "plan", "trust", true, false},
		{sight.Self, "a1", true, false},
		{sight.Claimed, "a1", true, false},
		{sight.BreakGlass, "a1", true, false},
		{sight.Refused, "a1", true, false},
		{sight.Prominent, "", true, false},
		{sight.Dissent, "", true, false},
	} {
		p := sight.Parties{{Kind: c.kind, Of: c.of}}
		if tie, near := len(nurse.Related(p)) > 0, nurse.Near(p); tie != c.tie || near != c.near {
			t.Errorf("%s %s: related %t, near %t", c.kind, c.of, tie, near)
		}
	}
	for _, r := range Relationships() {
		a := &Actor{Partner: "trust"}
		for _, party := range a.parties(r) {
			if a.Near(sight.Parties{party}) {
				t.Errorf("%s: everybody of the partner is near", r)
			}
		}
	}
}
