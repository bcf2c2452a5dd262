package fhir

import (
	"net/http"
	"strings"
	"testing"

	"continuum/access"
)

// siege is a write by which somebody could come to see more, with its right answer.
type siege struct {
	by *access.Actor
	asking
	status int
}

const (
	ofStranger = `{"reference":"Patient/hidden1"}`
	ofMary     = `{"reference":"Patient/mary"}`
	myself     = `"participant":[{"member":{"reference":"Practitioner/9"}},{"member":` + nursesOf + `}]`
	toMyTeam   = `"managingOrganization":` + nursesOf
)

// granters are what says who sees the record of SUBJECT.
var granters = map[string]string{
	"CareTeam":       `{"resourceType":"CareTeam","status":"active","subject":SUBJECT,` + myself + `}`,
	"EpisodeOfCare":  `{"resourceType":"EpisodeOfCare","status":"active","patient":SUBJECT,` + toMyTeam + `}`,
	"Encounter":      `{"resourceType":"Encounter","status":"in-progress","class":{"code":"IMP"},"subject":SUBJECT,"serviceProvider":` + nursesOf + `}`,
	"ServiceRequest": `{"resourceType":"ServiceRequest","status":"active","intent":"order","subject":SUBJECT,"performer":[` + nursesOf + `]}`,
	"Task":           `{"resourceType":"Task","status":"requested","intent":"order","for":SUBJECT,"owner":` + nursesOf + `}`,
	"Consent": `{"resourceType":"Consent","status":"active","patient":SUBJECT,"scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},"category":[{"text":"x"}],
		"policyRule":{"text":"x"},"provision":{"type":"permit","actor":[{"role":{"text":"x"},"reference":{"identifier":{"system":"urn:continuum:account","value":"lonely"}}}]}}`,
}

// Nobody who has nothing to do with somebody comes to have it by writing that they do.
func TestNobodyGrantsThemselves(t *testing.T) {
	b := besiege(t)
	for _, a := range []*access.Actor{nurse, lonely, ward, doctor, person} {
		for typ, text := range granters {
			text = strings.Replace(text, "SUBJECT", ofStranger, 1)
			named := strings.Replace(text, `{"resourceType"`, `{"id":"mine","resourceType"`, 1)
			for _, x := range []siege{
				{a, asking{"POST", "/" + typ, text}, 403},
				{a, asking{"PUT", "/" + typ + "/mine", named}, 404},
				{a, asking{"PUT", "/" + typ + "?_id=none", text}, 403},
				{a, asking{"POST", "/", `{"resourceType":"Bundle","type":"transaction","entry":[{"resource":` + text + `,"request":{"method":"POST","url":"` + typ + `"}}]}`}, 403},
			} {
				b.expect(x)
			}
			batch := b.ask(a, asking{"POST", "/", `{"resourceType":"Bundle","type":"batch","entry":[{"resource":` + text + `,"request":{"method":"POST","url":"` + typ + `"}}]}`})
			if !strings.Contains(batch.Body.String(), `"status":"403 `) {
				t.Errorf("%s in a batch: %s", typ, batch.Body)
			}
		}
		b.expect(siege{a, asking{"GET", "/Patient/hidden1", ""}, 404})
	}
}

// Nobody moves what is about whom they know to somebody else.
func TestNobodyChangesWhomItIsAbout(t *testing.T) {
	b := besiege(t)
	for typ, text := range granters {
		text = strings.Replace(text, `{"resourceType"`, `{"id":"moved","resourceType"`, 1)
		b.expect(siege{loading, asking{"PUT", "/" + typ + "/moved", strings.Replace(text, "SUBJECT", ofMary, 1)}, 201})
		member := map[string]string{"EpisodeOfCare": "patient", "Consent": "patient", "Task": "for"}[typ]
		if member == "" {
			member = "subject"
		}
		moved := strings.Replace(text, "SUBJECT", ofStranger, 1)
		for _, a := range []*access.Actor{nurse, ward, doctor} {
			b.expect(siege{a, asking{"PUT", "/" + typ + "/moved", moved}, 403})
			b.expect(siege{a, asking{"PUT", "/" + typ + "?_id=moved", moved}, 403})
			b.expect(siege{a, asking{"PATCH", "/" + typ + "/moved", `[{"op":"replace","path":"/` + member + `/reference","value":"Patient/hidden1"}]`}, 403})
			b.expect(siege{a, asking{"GET", "/Patient/hidden1", ""}, 404})
		}
	}
	b.expect(siege{nurse, asking{"PUT", "/Observation/o1", `{"resourceType":"Observation","id":"o1","status":"final","code":{"text":"x"},"subject":` + ofStranger + `}`}, 403})
	b.expect(siege{nurse, asking{"PUT", "/Observation/o1", `{"resourceType":"Observation","id":"o1","status":"final","code":{"text":"x"}}`}, 403}) // about nobody
	b.expect(siege{nurse, asking{"PUT", "/Observation/o1", `{"resourceType":"Observation","id":"o1","status":"amended","code":{"text":"x"},"subject":` + ofMary + `}`}, 200})
}

// Who may write in a record need not be one who may share it, mark it, or say who its
// person is.
func TestWritingIsNotSharing(t *testing.T) {
	b := besiege(t)
	text := func(typ string) string { return strings.Replace(granters[typ], "SUBJECT", ofMary, 1) }
	change := func(path, value string) asking {
		return asking{"PATCH", "/Patient/mary", `[{"op":"replace","path":"` + path + `","value":` + value + `}]`}
	}
	registered, security := `[{"reference":"Organization/o2"}]`, "/meta/security"
	number, other := `[{"system":"urn:nhs","value":"90002"}]`, `[{"type":"seealso","other":`+ofStranger+`}]`
	for _, x := range []siege{
		{ward, asking{"POST", "/CareTeam", text("CareTeam")}, 403},
		{ward, asking{"POST", "/Consent", text("Consent")}, 403},
		{ward, asking{"DELETE", "/Consent/no", ""}, 403},
		{ward, asking{"DELETE", "/CareTeam/team", ""}, 403},
		{ward, asking{"DELETE", "/Consent?_id=no", ""}, 403},
		{ward, asking{"POST", "/", `{"resourceType":"Bundle","type":"transaction","entry":[{"request":{"method":"DELETE","url":"Consent/no"}}]}`}, 403},
		{ward, asking{"PATCH", "/Consent/no", `[{"op":"replace","path":"/status","value":"inactive"}]`}, 403},
		{ward, asking{"PATCH", "/CareTeam/team", `[{"op":"add","path":"/participant","value":[{"member":{"reference":"Practitioner/9"}}]}]`}, 403},
		{ward, change("/generalPractitioner", registered), 403},
		{ward, asking{"POST", "/ServiceRequest", text("ServiceRequest")}, 201},
		{ward, asking{"POST", "/Encounter", text("Encounter")}, 201},
		{ward, change("/gender", `"other"`), 200},
		{doctor, change(security, `[]`), 422},
		{doctor, change(security, `[{"system":"urn:x","code":"y"}]`), 403},
		{doctor, asking{"PATCH", "/Patient/mary", `[{"op":"remove","path":"/meta"}]`}, 403},
		{doctor, change("/identifier", number), 403},
		{doctor, asking{"PATCH", "/Patient/mary", `[{"op":"add","path":"/link","value":` + other + `}]`}, 403},
		{doctor, asking{"DELETE", "/Patient/mary", ""}, 403}, // with its mark
		{doctor, asking{"POST", "/CareTeam", text("CareTeam")}, 201},
		{doctor, change("/telecom", `[{"value":"2"}]`), 200},
		{person, change("/gender", `"female"`), 403},
		{person, asking{"POST", "/Consent", text("Consent")}, 201},
		{person, asking{"POST", "/Consent", strings.Replace(granters["Consent"], "SUBJECT", `{"identifier":{"system":"urn:nhs","value":"90002"}}`, 1)}, 403},
		{person, asking{"POST", "/Encounter", text("Encounter")}, 403},
		{doctor, asking{"DELETE", "/Consent/no", ""}, 204},
		{loading, change(security, `[{"system":"urn:continuum:mark","code":"opted-out"}]`), 200},
		{loading, change("/identifier", `[{"system":"urn:nhs","value":"90009"}]`), 200},
	} {
		b.expect(x)
	}
}

// What somebody may not see for its label they cannot strip of it, nor give others.
func TestLabelsAreNotStripped(t *testing.T) {
	b := besiege(t)
	open := `{"resourceType":"Observation","id":"sex","status":"final","code":{"text":"x"},"subject":` + ofMary + `}`
	labelled := `{"resourceType":"Observation","meta":{"security":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"SEX"}]},"status":"final","code":{"text":"x"},"subject":` + ofMary + `}`
	for _, x := range []siege{
		{nurse, asking{"GET", "/Observation/sex", ""}, 404},
		{nurse, asking{"PUT", "/Observation/sex", open}, 404},
		{nurse, asking{"PATCH", "/Observation/sex", `[{"op":"remove","path":"/meta/security"}]`}, 404},
		{nurse, asking{"PUT", "/Observation?_id=sex", open}, 404}, // as an id of one's own choice
		{nurse, asking{"DELETE", "/Observation/sex", ""}, 204},
		{nurse, asking{"POST", "/Observation", labelled}, 403},
		{nurse, asking{"PATCH", "/Observation/o1", `[{"op":"add","path":"/meta/security","value":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"SEX"}]}]`}, 403},
		{doctor, asking{"GET", "/Observation/sex", ""}, 200},
	} {
		b.expect(x)
	}
}

// A token for what one person may have changed does not lend its acts to others.
func TestScopesDoNotLendActs(t *testing.T) {
	b := besiege(t)
	a := *loading
	a.Limits = &access.Limits{App: "app", Own: true, Scopes: scopes(t, "patient/Observation.u system/Observation.crs"), Patient: "Patient/mary"}
	b.expect(siege{&a, asking{"PUT", "/Observation/hid", `{"resourceType":"Observation","id":"hid","status":"amended","code":{"text":"x"},"subject":` + ofStranger + `}`}, 403})
}

func (b *besieged) expect(x siege) {
	b.t.Helper()
	var headers []string
	if x.method == http.MethodPatch {
		headers = []string{"Content-Type", patchType}
	}
	if out := b.ask(x.by, x.asking, headers...); out.Code != x.status {
		b.t.Errorf("%s: %s %s %.60s: %d, want %d: %s", x.by.Account, x.method, x.path, x.body, out.Code, x.status, out.Body)
	}
}
