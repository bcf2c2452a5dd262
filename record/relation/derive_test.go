package relation_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"continuum/record/sight"
)

const (
	patient      = `{"resourceType":"Patient","id":"p"}`
	hospitalODS  = `{"identifier":{"system":"` + ods + `","value":"rzz"}}`
	nurses       = `{"identifier":{"system":"urn:continuum:team","value":"nurses"}}`
	kept         = `{"resourceType":"Organization","id":"hospital","identifier":[{"system":"` + ods + `","value":"RZZ"}]}`
	practice     = `{"resourceType":"Organization","id":"practice","identifier":[{"system":"` + ods + `","value":"L81001"}]}`
	department   = `{"resourceType":"Organization","id":"department","partOf":{"reference":"Organization/hospital"}}`
	teamOfNurses = `{"resourceType":"CareTeam","id":"nurses","identifier":[{"system":"urn:continuum:team","value":"nurses"}]}`
	wardPlace    = `{"resourceType":"Location","id":"ward","identifier":[{"system":"urn:continuum:hospital:place","value":"W5"}]}`
	bedPlace     = `{"resourceType":"Location","id":"bed","partOf":{"reference":"Location/ward"}}`
)

// TestResources shows what relations follow from what resources say.
func TestResources(t *testing.T) {
	ago, soon := day(-3), day(3)
	team := func(more string) string {
		return `{"resourceType":"CareTeam","id":"x","subject":{"reference":"Patient/p"}` + more + `}`
	}
	visit := func(status, class, more string) string {
		return fmt.Sprintf(`{"resourceType":"Encounter","id":"x","status":%q,"class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":%q},"subject":{"reference":"Patient/p"}%s}`, status, class, more)
	}
	request := func(status, intent, more string) string {
		return fmt.Sprintf(`{"resourceType":"ServiceRequest","id":"x","status":%q,"intent":%q,"subject":{"reference":"Patient/p"}%s}`, status, intent, more)
	}
	task := func(status, owner string) string {
		return fmt.Sprintf(`{"resourceType":"Task","id":"x","status":%q,"intent":"order","for":{"reference":"Patient/p"},"owner":%s}`, status, owner)
	}
	episode := func(status, more string) string {
		return fmt.Sprintf(`{"resourceType":"EpisodeOfCare","id":"x","status":%q,"patient":{"reference":"Patient/p"}%s}`, status, more)
	}
	at := `,"serviceProvider":` + hospitalODS
	period := func(from, to string) string { return fmt.Sprintf(`,"period":{"start":%q,"end":%q}`, from, to) }
	since := func(from string) string { return fmt.Sprintf(`,"period":{"start":%q}`, from) }
	w := onOne(t)
	w.put(kept, practice, department, teamOfNurses, wardPlace, bedPlace)
	for i, c := range []struct{ name, resource, want string }{
		{"a practice by identifier", `{"resourceType":"Patient","id":"p","generalPractitioner":[{"identifier":{"system":"` + ods + `","value":"L81001"}}]}`, "registered:L81001"},
		{"a practice that is kept", `{"resourceType":"Patient","id":"p","generalPractitioner":[{"reference":"Organization/practice","display":"L81009"}],"managingOrganization":{"reference":"Organization/hospital"}}`, "registered:L81001 registered:RZZ"},
		{"a contained practice", `{"resourceType":"Patient","id":"p","contained":[{"resourceType":"Organization","id":"o","identifier":[{"system":"` + ods + `","value":"L81002"}]}],"generalPractitioner":[{"reference":"#o"}]}`, "registered:L81002"},
		{"the Organization of a partner among facts", `{"resourceType":"Patient","id":"p","managingOrganization":{"reference":"Organization/partner-hospital"}}`, "registered:RZZ"},
		{"a practice in words", `{"resourceType":"Patient","id":"p","generalPractitioner":[{"display":"L81001"},{"reference":"Practitioner/7"},{"identifier":{"value":"L81001"}}]}`, ""},
		{"very restricted", `{"resourceType":"Patient","id":"p","meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"V"}]}}`, "sealed:"},
		{"restricted", `{"resourceType":"Patient","id":"p","meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-Confidentiality","code":"R"},{"system":"urn:other","code":"V"}]}}`, ""},
		{"marks", `{"resourceType":"Patient","id":"p","meta":{"security":[{"system":"urn:continuum:mark","code":"prominent"},{"system":"urn:continuum:mark","code":"opted-out"}]}}`, "opted-out: prominent:"},
		{"a mark that nobody knows", `{"resourceType":"Patient","id":"p","meta":{"security":[{"system":"urn:continuum:mark","code":"self"}]}}`, "sealed:"},

		{"a team", team(`,"status":"active","participant":[{"member":{"reference":"Practitioner/7"}},{"member":{"reference":"PractitionerRole/8"}},{"member":` + hospitalODS + `},{"member":` + nurses + `},{"member":{"reference":"RelatedPerson/9"}},{"member":{"reference":"Patient/p"}},{"member":{"reference":"Organization/practice"}}]`), "care-team:Practitioner/7 care-team:PractitionerRole/8 care-team:hospital care-team:nurses"},
		{"a team without a status", team(`,"participant":[{"member":{"reference":"Practitioner/7"}}]`), "care-team:Practitioner/7"},
		{"a team that was", team(`,"status":"inactive","participant":[{"member":{"reference":"Practitioner/7"}}]`), ""},
		{"a team whose time is over", team(period("2020-01-01", ago) + `,"participant":[{"member":{"reference":"Practitioner/7"}}]`), ""},
		{"who has left the team", team(`,"participant":[{"member":{"reference":"Practitioner/7"}` + period("2020-01-01", ago) + `},{"member":{"reference":"Practitioner/8"}` + period("2020-01-01", soon) + `},{"member":{"reference":"Practitioner/9"}` + since(soon) + `}]`), "care-team:Practitioner/8"},
		{"a team in a team", team(`,"participant":[{"member":{"reference":"CareTeam/nurses"}}]`), "care-team:nurses"},
		{"a team that the place does not have", team(`,"participant":[{"member":{"identifier":{"system":"urn:continuum:team","value":"doctors"}}}]`), ""},
		{"a member elsewhere", team(`,"participant":[{"member":{"reference":"https://elsewhere.example/Practitioner/7"}},{"member":{"reference":"urn:uuid:0-1"}}]`), ""},

		{"an episode", episode("active", `,"managingOrganization":`+hospitalODS+`,"team":[{"reference":"CareTeam/nurses"}]`), "caseload:hospital caseload:nurses"},
		{"one on hold", episode("onhold", `,"managingOrganization":`+hospitalODS), "caseload:hospital"},
		{"one that waits", episode("waitlist", `,"managingOrganization":`+nurses), "caseload:nurses"},
		{"one that is planned", episode("planned", `,"managingOrganization":`+hospitalODS), ""},
		{"one that is finished", episode("finished", `,"managingOrganization":`+hospitalODS), ""},
		{"one whose time is over", episode("active", `,"managingOrganization":`+hospitalODS+period("2020-01-01", ago)), ""},
		{"one of a department", episode("active", `,"managingOrganization":{"reference":"Organization/department"}`), ""},

		{"a stay", visit("in-progress", "IMP", at+since(ago)), "admitted:hospital"},
		{"a stay at a department", visit("in-progress", "ACUTE", `,"serviceProvider":{"reference":"Organization/department"}`), "admitted:hospital"},
		{"a stay by its number", visit("arrived", "EMER", `,"identifier":[{"system":"https://river.example/visit","value":"9"}],"serviceProvider":{"display":"River Hospital"}`), "admitted:hospital"},
		{"a stay on a ward", visit("in-progress", "IMP", at+`,"location":[{"location":{"identifier":{"system":"urn:continuum:hospital:place","value":"W1"}},"status":"completed"},{"location":{"identifier":{"system":"urn:continuum:hospital:place","value":"W2^B3^4"}},"status":"active"},{"location":{"identifier":{"system":"urn:continuum:hospital:place","value":"W3"}},"status":"planned"}]`), "admitted:hospital ward:hospital/W2"},
		{"a stay in a bed of a ward", visit("onleave", "NONAC", at+`,"location":[{"location":{"reference":"Location/bed"}}]`), "admitted:hospital ward:hospital/W5"},
		{"a bed without a ward", visit("in-progress", "IMP", at+`,"location":[{"location":{"identifier":{"system":"urn:continuum:hospital:place","value":"^B3"}}},{"location":{"identifier":{"system":"urn:continuum:nowhere:place","value":"W9"}}},{"location":{"display":"W8"}}]`), "admitted:hospital"},
		{"a stay that ended lately", visit("finished", "IMP", at+period("2020-01-01", ago)+`,"location":[{"location":{"identifier":{"system":"urn:continuum:hospital:place","value":"W2"}}}]`), "admitted:hospital"},
		{"a stay that ended nobody says when", visit("finished", "IMP", at), "admitted:hospital"},
		{"a stay that ended long ago", visit("finished", "IMP", at+period("2020-01-01", day(-20))), ""},
		{"a visit", visit("in-progress", "AMB", at), ""},
		{"a stay that is planned", visit("planned", "IMP", at), ""},
		{"a stay that never was", visit("entered-in-error", "IMP", at), ""},
		{"a stay in a hospital that nobody knows", visit("in-progress", "IMP", `,"serviceProvider":{"display":"hospital","identifier":{"system":"`+ods+`","value":"RYY"}}`), ""},

		{"a referral", request("active", "order", `,"performer":[`+hospitalODS+`,`+nurses+`,{"reference":"Practitioner/7"}]`), "referred:hospital referred:nurses"},
		{"a referral on hold", request("on-hold", "order", `,"performer":[`+hospitalODS+`]`), "referred:hospital"},
		{"a referral that is done", request("completed", "order", `,"performer":[`+hospitalODS+`]`), ""},
		{"a proposal", request("active", "proposal", `,"performer":[`+hospitalODS+`]`), ""},
		{"what must not be done", request("active", "order", `,"doNotPerform":true,"performer":[`+hospitalODS+`]`), ""},
		{"a task", task("requested", hospitalODS), "referred:hospital"},
		{"a task that is done", task("completed", hospitalODS), ""},
		{"a task that was refused", task("rejected", hospitalODS), ""},
		{"a task for a team", task("in-progress", `{"reference":"CareTeam/nurses"}`), "referred:nurses"},
		{"a task for a person", task("in-progress", `{"reference":"RelatedPerson/1"}`), ""},

		{"a relative", `{"resourceType":"RelatedPerson","id":"x","active":true,"patient":{"reference":"Patient/p"}}`, ""},
		{"of nobody", `{"resourceType":"CareTeam","id":"x","participant":[{"member":{"reference":"Practitioner/7"}}]}`, ""},
	} {
		person := fmt.Sprint("Patient/p", i)
		w.put(own(patient, i))
		w.put(own(c.resource, i))
		if got := w.relations(person); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if typ := strings.Split(c.resource, `"`)[3]; typ != "Patient" {
			w.delete(fmt.Sprint(typ, "/x", i))
			if got := w.all(person); len(got) > 0 {
				t.Errorf("%s: what was deleted still says %v", c.name, got)
			}
		}
	}
}

// own gives the resources x and p of a case ids of its own.
func own(text string, i int) string {
	return strings.NewReplacer(`"id":"x"`, fmt.Sprintf(`"id":"x%d"`, i), `"id":"p"`, fmt.Sprintf(`"id":"p%d"`, i), `Patient/p"`, fmt.Sprintf(`Patient/p%d"`, i)).Replace(text)
}

// TestAChangeIsFollowedAtOnce ends a team, and gives it to somebody else.
func TestAChangeIsFollowedAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		team := func(subject, status string) string {
			return `{"resourceType":"CareTeam","id":"x","status":"` + status + `","subject":{"reference":"` + subject + `"},"participant":[{"member":{"reference":"Practitioner/7"}}]}`
		}
		w.put(patient, `{"resourceType":"Patient","id":"q"}`, team("Patient/p", "active"))
		for _, c := range []struct{ subject, status, p, q string }{
			{"Patient/p", "active", "care-team:Practitioner/7", ""},
			{"Patient/p", "suspended", "", ""},
			{"Patient/p", "active", "care-team:Practitioner/7", ""},
			{"Patient/q", "active", "", "care-team:Practitioner/7"},
			{"Patient/q/_history/1", "active", "", "care-team:Practitioner/7"},
			{"Group/1", "active", "", ""},
		} {
			w.put(team(c.subject, c.status))
			if p, q := w.relations("Patient/p"), w.relations("Patient/q"); p != c.p || q != c.q {
				t.Errorf("%s %s: %q and %q", c.subject, c.status, p, q)
			}
		}
	})
}

// TestAboutAFact relates a resource to a person of the build whose Patient is a fact.
func TestAboutAFact(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		mary := w.person("clinic", "1")
		w.put(`{"resourceType":"CareTeam","id":"x","subject":{"reference":"Patient/` + mary + `"},"participant":[{"member":{"reference":"Practitioner/7"}}]}`)
		if got := w.relations(mary); got != "care-team:Practitioner/7" || w.personOf(mary) != mary {
			t.Errorf("%q, and the Patient is %s", got, w.personOf(mary))
		}
	})
}

// TestUntil shows when a stay in hospital and a practice end.
func TestUntil(t *testing.T) {
	w := onOne(t)
	start := time.Now().Add(-48 * time.Hour).UTC().Truncate(time.Second)
	end := start.Add(24 * time.Hour)
	w.put(patient, fmt.Sprintf(`{"resourceType":"Encounter","id":"x","status":"finished","class":{"code":"IMP"},"subject":{"reference":"Patient/p"},"serviceProvider":%s,"period":{"start":%q,"end":%q}}`,
		hospitalODS, start.Format(time.RFC3339), end.Format(time.RFC3339)))
	all := w.all("Patient/p")
	if len(all) != 1 || !all[0].Since.Equal(start) || !all[0].Until.Equal(end.AddDate(0, 0, 14)) || all[0].Origin != "Encounter/x" || all[0].Party != (sight.Party{Kind: sight.Admitted, Of: "hospital"}) {
		t.Errorf("%+v", all)
	}
}

// TestWhatIsNamedLater writes what refers to an organisation before the organisation.
func TestWhatIsNamedLater(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.put(
			patient, `{"resourceType":"Patient","id":"q","generalPractitioner":[{"reference":"Organization/practice"}]}`,
			`{"resourceType":"EpisodeOfCare","id":"e","status":"active","patient":{"reference":"Patient/p"},"managingOrganization":{"reference":"Organization/hospital"}}`,
			`{"resourceType":"Encounter","id":"v","status":"in-progress","class":{"code":"IMP"},"subject":{"reference":"Patient/p"},"serviceProvider":{"reference":"Organization/department"},"location":[{"location":{"reference":"Location/bed"}}]}`,
			`{"resourceType":"Task","id":"t","status":"requested","intent":"order","for":{"reference":"Patient/p"},"owner":{"reference":"CareTeam/nurses"}}`,
			department, kept, practice, teamOfNurses, wardPlace, bedPlace,
		)
		w.running("what refers to later names", func() bool {
			return w.relations("Patient/p") == "admitted:hospital caseload:hospital referred:nurses ward:hospital/W5" && w.relations("Patient/q") == "registered:L81001"
		})
		w.put(strings.Replace(practice, "L81001", "L81002", 1))
		w.running("another code of the practice", func() bool { return w.relations("Patient/q") == "registered:L81002" })
		w.delete("Organization/practice")
		w.running("a practice that is gone", func() bool { return w.relations("Patient/q") == "" })
	})
}
