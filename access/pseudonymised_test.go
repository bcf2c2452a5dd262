package access_test

import (
	"strings"
	"testing"

	"continuum/access"
	"continuum/record/sight"
)

// TestPseudonymised says who of Weston sees pseudonyms: it follows from the policies.
func TestPseudonymised(t *testing.T) {
	r := weston(t)
	for _, id := range r.RoleIDs() {
		role, _ := r.Role(id)
		for _, purpose := range access.Purposes() {
			a := &access.Actor{Account: "a", Kind: role.Kind, Roles: []string{id}, Purpose: purpose, Partner: "weston_council", Teams: []string{"north_team"}, Strong: true}
			want := id == "analyst" && purpose == "planning" || id == "researcher" && purpose == "research"
			for range 2 { // the second from the cache
				if got, err := r.Policies.Pseudonymised(a); got != want || err != nil {
					t.Errorf("%s for %s: %v, %v", id, purpose, got, err)
				}
			}
		}
	}
	both := &access.Actor{Account: "a", Kind: access.Staff, Roles: []string{"gp", "researcher"}, Purpose: "research", Practice: "A81001"}
	if got, err := r.Policies.Pseudonymised(both); !got || err != nil {
		t.Errorf("a GP who researches: %v, %v", got, err)
	}
	if got, err := r.Policies.Pseudonymised(nil); got || err != nil {
		t.Errorf("nobody: %v, %v", got, err)
	}
}

// TestGateShowsNothingBare shows nothing to whoever must see pseudonyms where nobody
// gives them.
func TestGateShowsNothingBare(t *testing.T) {
	gate := access.NewGate(weston(t), nil, nil, nil)
	visit := &sight.Item{Type: "Encounter", People: []sight.Person{sight.Parties(nil)}}
	ctx := access.With(t.Context(), &access.Actor{Account: "a", Kind: access.Staff, Roles: []string{"researcher"}, Purpose: "research"})
	for _, c := range []struct {
		hiding bool
		want   bool
	}{{false, false}, {true, true}} {
		at := ctx
		if c.hiding {
			at = access.Hiding(ctx)
		}
		rule, err := gate.Sight(at, access.Read)
		if err != nil || sight.Holds(rule, visit) != c.want {
			t.Errorf("hiding %v: %v, %v", c.hiding, rule, err)
		}
	}
	nurse := access.With(t.Context(), &access.Actor{Account: "a", Kind: access.Staff, Roles: []string{"gp"}, Purpose: "direct-care", Practice: "A81001"})
	visit.People = []sight.Person{sight.Parties{{Kind: sight.Registered, Of: "A81001"}}}
	if rule, err := gate.Sight(nurse, access.Read); err != nil || !sight.Holds(rule, visit) {
		t.Errorf("a GP: %v, %v", rule, err)
	}
}

func TestCheckPseudonyms(t *testing.T) {
	for policy, want := range map[string]string{
		`@id("a") @says("b") @pseudonyms("no") permit (principal, action == Action::"read", resource) when { principal in Role::"gp" && resource.section == "money" };`:                                                      `@pseudonyms is "yes" above a permit`,
		`@id("a") @says("b") @pseudonyms("yes") forbid (principal, action == Action::"read", resource is Record) when { principal in Role::"gp" && resource.section == "groups" };`:                                          `@pseudonyms is "yes" above a permit`,
		`@id("a") @says("b") @wide("c") permit (principal, action == Action::"read", resource is Record) when { principal in Role::"researcher" && context.purpose == "research" && resource.section == "conditions" };`:     `opens records by name to researcher for research`,
		`@id("a") @says("b") @wide("c") permit (principal, action == Action::"read", resource is Record) when { principal in Role::"researcher" && context.purpose == "direct-care" && resource.section == "conditions" };`:  ``,
		`@id("a") @says("b") permit (principal, action == Action::"read", resource is Record) when { principal in Role::"researcher" && resource.section == "conditions" && resource.relationships.contains("care-team") };`: ``,
	} {
		_, problems := with(t, policy)
		found := ""
		for _, p := range problems {
			found += p.String() + "\n"
		}
		if want == "" && found != "" || !strings.Contains(found, want) {
			t.Errorf("%s\n  want %q\n  got %s", policy, want, found)
		}
	}
}
