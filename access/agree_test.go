package access_test

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"continuum/access"
	"continuum/access/smart"
	"continuum/record/sight"
)

// parties that people may have a relation to, the actor's among them.
var parties = []sight.Party{
	{Kind: sight.Registered, Of: "P1"},
	{Kind: sight.Registered, Of: "P2"},
	{Kind: sight.CareTeam, Of: "north_team"},
	{Kind: sight.CareTeam, Of: "weston_community"},
	{Kind: sight.CareTeam, Of: "Practitioner/1"},
	{Kind: sight.Caseload, Of: "north_team"},
	{Kind: sight.Caseload, Of: "weston_council"},
	{Kind: sight.Referred, Of: "north_team"},
	{Kind: sight.Referred, Of: "weston_community"},
	{Kind: sight.Admitted, Of: "weston_hospital"},
	{Kind: sight.Ward, Of: "weston_hospital/5"},
	{Kind: sight.Self, Of: "a1"},
	{Kind: sight.Shared + "plan", Of: "a1"},
	{Kind: sight.Shared + "visits", Of: "weston_voluntary"},
	{Kind: sight.Claimed, Of: "a1"},
	{Kind: sight.BreakGlass, Of: "a1"},
	{Kind: sight.Refused, Of: "weston_hospital"},
	{Kind: sight.Dissent},
	{Kind: sight.Sealed},
	{Kind: sight.Prominent},
	{Kind: sight.OptedOut},
	{Kind: access.Launched, Of: "Patient/1"},
}

var someTypes = []string{"Patient", "Observation", "Condition", "CarePlan", "Encounter", "Organization", "Claim", "AuditEvent", "Binary", "Consent", "QuestionnaireResponse", "MedicationRequest"}

func drawActor(t *rapid.T, r *access.Rules) *access.Actor {
	role, _ := r.Role(rapid.SampledFrom(r.RoleIDs()).Draw(t, "role"))
	a := &access.Actor{
		Account: "a1", Kind: role.Kind, Roles: []string{role.ID}, Purpose: role.Purpose, Strong: rapid.Bool().Draw(t, "strong"),
		Partner:  rapid.SampledFrom([]string{"", "weston_hospital", "weston_community", "weston_council", "weston_voluntary"}).Draw(t, "partner"),
		Practice: rapid.SampledFrom([]string{"", "P1"}).Draw(t, "practice"),
	}
	if rapid.IntRange(0, 3).Draw(t, "other purpose") == 0 {
		a.Purpose = rapid.SampledFrom(access.Purposes()).Draw(t, "purpose")
	}
	if rapid.Bool().Draw(t, "team") {
		a.Teams, a.Wards, a.Practitioner = []string{"north_team"}, []string{"weston_hospital/5"}, "Practitioner/1"
	}
	if rapid.IntRange(0, 3).Draw(t, "limits") == 0 {
		scopes, err := smart.ParseScopes(rapid.SampledFrom([]string{"patient/*.rs", "user/*.rs", "patient/Observation.cruds user/Patient.r", "system/*.rs", "patient/*.u user/*.crs", "launch"}).Draw(t, "scopes"))
		if err != nil {
			t.Fatal(err)
		}
		a.Limits = &access.Limits{App: "app", Own: role.Kind == access.App, Scopes: scopes, Patient: rapid.SampledFrom([]string{"", "Patient/1"}).Draw(t, "chosen")}
	}
	return a
}

func drawItem(t *rapid.T, r *access.Rules) *sight.Item {
	x := &sight.Item{Type: rapid.SampledFrom(someTypes).Draw(t, "type")}
	for _, l := range r.Settings.Labels {
		if rapid.IntRange(0, 5).Draw(t, l.ID) == 0 {
			x.Labels = append(x.Labels, l.ID)
		}
	}
	for range rapid.IntRange(0, 2).Draw(t, "people") {
		x.People = append(x.People, sight.Parties(rapid.SliceOfNDistinct(rapid.SampledFrom(parties), 0, 4, rapid.ID).Draw(t, "relations")))
	}
	return x
}

// A filter of a search lets through what a decision on each item would.
func TestSightAgreesWithDecide(t *testing.T) {
	r := weston(t)
	seen := map[bool]int{}
	rapid.Check(t, func(t *rapid.T) {
		a := drawActor(t, r)
		action := rapid.SampledFrom(access.Actions()).Draw(t, "action")
		rule, err := r.Policies.Sight(a, action)
		if err != nil {
			t.Fatal(err)
		}
		for range 20 {
			x := drawItem(t, r)
			decided := r.Policies.Decide(a, action, x)
			seen[decided.Allowed]++
			if held := sight.Holds(rule, x); held != decided.Allowed {
				t.Fatalf("%s of %+v by %+v: decided %v, filtered %t\n%#v", action, x, a, decided, held, rule)
			}
		}
	})
	if min(seen[true], seen[false]) == 0 {
		t.Errorf("allowed and denied: %v", seen)
	}
}

func TestNobodySeesNothing(t *testing.T) {
	r := weston(t)
	for _, action := range access.Actions() {
		rule, err := r.Policies.Sight(nil, action)
		if err != nil || sight.Holds(rule, &sight.Item{Type: "Organization"}) || r.Policies.Decide(nil, action, &sight.Item{Type: "Organization"}).Allowed {
			t.Errorf("%s: %v, %v", action, rule, err)
		}
	}
}

func BenchmarkDecide(b *testing.B) {
	r := weston50(b)
	a := &access.Actor{Account: "a1", Kind: access.Staff, Roles: []string{"gp"}, Purpose: "direct-care", Practice: "P1", Partner: "weston_gp"}
	x := &sight.Item{Type: "Observation", People: []sight.Person{sight.Parties{{Kind: sight.Registered, Of: "P1"}}}}
	for b.Loop() {
		if !r.Policies.Decide(a, access.Read, x).Allowed {
			b.Fatal("denied")
		}
	}
	b.ReportMetric(float64(len(r.Policies.List())), "policies")
}

func BenchmarkSight(b *testing.B) {
	r := weston50(b)
	a := &access.Actor{Account: "a1", Kind: access.Staff, Roles: []string{"gp"}, Purpose: "direct-care", Practice: "P1", Partner: "weston_gp"}
	for b.Loop() {
		if _, err := r.Policies.Sight(a, access.Read); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFirstSight(b *testing.B) {
	r := weston50(b)
	a := &access.Actor{Kind: access.Staff, Roles: []string{"gp"}, Purpose: "direct-care", Practice: "P1", Partner: "weston_gp"}
	for i := 0; b.Loop(); i++ {
		a.Account = strconv.Itoa(i)
		if _, err := r.Policies.Sight(a, access.Read); err != nil {
			b.Fatal(err)
		}
	}
}
