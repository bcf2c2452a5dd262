package access_test

import (
	"strings"
	"testing"
	"time"

	"continuum/access"
	"continuum/place"
	"continuum/record/sight"
)

func TestWestonWarnsOfNothing(t *testing.T) {
	start := time.Now()
	for _, w := range weston(t).Warnings() {
		t.Error(w)
	}
	t.Log(time.Since(start))
}

// with gives Weston with one more file of policies.
func with(t *testing.T, policies string) (*access.Rules, []place.Problem) {
	t.Helper()
	p, _, err := place.Load("../places/weston")
	if err != nil {
		t.Fatal(err)
	}
	p.Files = append(p.Files, place.File{Name: "access/more.cedar", Data: []byte(policies)})
	return access.Load(p)
}

func TestCheckFindsWhatIsWrong(t *testing.T) {
	for policy, want := range map[string]string{
		`@id("a") @says("b") permit (principal, action, resource is Record) when { resource.labels.contains("adoptoin") };`:                                      `access/more.cedar:1: no labels is called so`,
		`@id("a") @says("b") permit (principal in Role::"nurse", action, resource);`:                                                                             `no role is called so`,
		`@id("a") @says("b") permit (principal, action, resource is Record) when { resource.lables.contains("adoption") };`:                                      `does not fit the schema`,
		`@id("a") @says("b") permit (principal, action, resource is Record) when { resource.relationships == ["self"] };`:                                        `cannot be asked of a whole search`,
		`@id("a") @says("b") permit (principal, action, resource is Record) when { resource.relationships.contains(resource.section) };`:                         `cannot be asked of a whole search`,
		`@id("dissent") @says("b") permit (principal, action, resource is Place);`:                                                                               `two policies have this name`,
		`@says("b") permit (principal, action, resource is Place);`:                                                                                              `the policy has no name`,
		`@id("a") permit (principal, action, resource is Place);`:                                                                                                `does not say what it is for`,
		"@id(\"a\") @says(\"b\")\npermit (principal, action, resource":                                                                                           `access/more.cedar:2: not a policy that Cedar can read`,
		`@id("a") @says("b") forbid (principal, action == Action::"read", resource is Record) when { principal in Role::"gp" };`:                                 `"a GP reads the record of somebody registered" is denied by the policies, by a`,
		`@id("a") @says("b") permit (principal, action == Action::"read", resource is Record) when { principal in Role::"gp" && context.purpose == "resarch" };`: `no purpose is called so`,
	} {
		_, problems := with(t, policy)
		found := ""
		for _, p := range problems {
			found += p.String() + "\n"
		}
		if !strings.Contains(found, want) {
			t.Errorf("%s\n  want %s\n  got %s", policy, want, found)
		}
	}
}

func TestWarnings(t *testing.T) {
	for policy, want := range map[string]string{
		`@id("a") @says("b") permit (principal, action, resource);`: `without any relationship`,
		`@id("a") @says("b") permit (principal, action == Action::"read", resource is Record) when { principal in Role::"gp" && principal.kind == "person" };`:                                                              `never has an effect`,
		`@id("a") @says("b") permit (principal, action == Action::"read", resource is Record) when { principal in Role::"housing_officer" && resource.section == "medicines" && resource.relationships.contains("self") };`: `always forbidden by`,
	} {
		r, _ := with(t, policy)
		found := ""
		for _, w := range r.Warnings() {
			found += w.String() + "\n"
		}
		if !strings.Contains(found, want) {
			t.Errorf("%s\n  want %s\n  got %s", policy, want, found)
		}
	}
}

func TestExplainSaysWhatHelps(t *testing.T) {
	r := weston(t)
	nurse := &access.Actor{Account: "a1", Kind: access.Staff, Roles: []string{"community_nurse"}, Purpose: "direct-care", Partner: "weston_community", Teams: []string{"north_team"}}
	stranger := &sight.Item{Type: "Condition", People: []sight.Person{sight.Parties(nil)}}
	e := r.Policies.Explain(nurse, access.Read, stranger)
	needs := map[string]bool{}
	for _, h := range e.Help {
		for _, x := range h.Any {
			needs[x] = true
		}
	}
	if e.Allowed || len(e.By) > 0 || !needs[sight.BreakGlass] || !needs[sight.Claimed] || !needs[sight.Referred] || needs[sight.Dissent] {
		t.Errorf("%+v", e)
	}
	known := &sight.Item{Type: "Condition", People: []sight.Person{sight.Parties{{Kind: sight.Referred, Of: "north_team"}}}}
	if e = r.Policies.Explain(nurse, access.Read, known); !e.Allowed || len(e.By) != 1 || e.By[0].ID != "open-referral" || len(e.Relationships) != 1 {
		t.Errorf("%+v", e)
	}
}
