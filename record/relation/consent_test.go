package relation_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"continuum/record/relation"
	"continuum/store"
)

const (
	scope     = `"scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]}`
	optOut    = `"policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTOUT"}]}`
	optIn     = `"policyRule":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"OPTIN"}]}`
	forRes    = `"purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"HRESCH"}]`
	forCare   = `"purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREAT"}]`
	results   = `"class":[{"system":"http://hl7.org/fhir/resource-types","code":"Observation"}]`
	medicines = `"class":[{"system":"http://hl7.org/fhir/resource-types","code":"MedicationRequest"}]`
	access    = `"action":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentaction","code":"access"}]}]`
	collect   = `"action":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentaction","code":"collect"}]}]`
	allTo     = "shared:medicines:%[1]s shared:problems:%[1]s shared:results:%[1]s"
)

func actor(ref string) string {
	return `"actor":[{"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ParticipationType","code":"IRCP"}]},"reference":` + ref + `}]`
}

func provision(typ string, parts ...string) string {
	if typ != "" {
		parts = append([]string{`"type":"` + typ + `"`}, parts...)
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func within(all ...string) string { return `"provision":[` + strings.Join(all, ",") + `]` }

func consent(parts ...string) string {
	return `{"resourceType":"Consent","id":"x","status":"active","patient":{"reference":"Patient/p"},"category":[{"text":"x"}],` + strings.Join(parts, ",") + `}`
}

func root(typ string, parts ...string) string { return `"provision":` + provision(typ, parts...) }

// TestConsent shows what follows from a Consent, and what is told not to be clear.
func TestConsent(t *testing.T) {
	account, carer, nobody := `{"identifier":{"system":"urn:continuum:account","value":"joe"}}`, `{"reference":"RelatedPerson/7"}`, `{"display":"my neighbour"}`
	everything := func(of string) string { return fmt.Sprintf(allTo, of) }
	cases := []struct{ name, consent, want, unclear string }{
		{"deny everybody", consent(scope, root("deny")), "dissent:", ""},
		{"a policy of dissent", consent(scope, optOut), "dissent:", ""},
		{"deny an organisation", consent(scope, root("deny", actor(hospitalODS))), "refused:hospital", ""},
		{"deny a practice", consent(scope, root("deny", actor(`{"reference":"Organization/practice"}`))), "refused:L81001", ""},
		{"deny a team", consent(scope, root("deny", actor(nurses))), "refused:nurses", ""},
		{"deny a practitioner", consent(scope, root("deny", actor(`{"reference":"Practitioner/7"}`))), "refused:Practitioner/7", ""},
		{"deny an account", consent(scope, root("deny", actor(account))), "refused:joe", ""},
		{"deny two", consent(scope, root("", within(provision("deny", actor(account)), provision("deny", actor(hospitalODS))))), "refused:hospital refused:joe", ""},
		{"deny somebody whom nobody knows", consent(scope, root("deny", actor(nobody))), "dissent:", "actor"},
		{"deny an actor without a reference", consent(scope, root("deny", `"actor":[{"role":{"text":"x"}}]`)), "dissent:", "actor"},
		{"deny a part", consent(scope, root("deny", results)), "dissent:", "part"},
		{"deny a part to one", consent(scope, root("deny", results, actor(account))), "refused:joe", "part"},
		{"deny what is labelled", consent(scope, root("deny", `"securityLabel":[{"code":"R"}]`, actor(account))), "refused:joe", "part"},
		{"deny one resource", consent(scope, root("deny", `"data":[{"meaning":"instance","reference":{"reference":"Observation/1"}}]`)), "dissent:", "part"},
		{"deny collecting", consent(scope, root("deny", collect)), "dissent:", "part"},
		{"deny access", consent(scope, root("deny", access, actor(account))), "refused:joe", ""},
		{"deny research", consent(scope, root("deny", forRes)), "opted-out:", ""},
		{"deny research by scope", consent(strings.Replace(scope, "patient-privacy", "research", 1), root("deny")), "opted-out:", ""},
		{"deny care", consent(scope, root("deny", forCare)), "dissent:", "purpose"},
		{"deny an unknown purpose", consent(scope, root("deny", `"purpose":[{"code":"HRESCH"}]`, actor(account))), "refused:joe", "purpose"},
		{"deny for a time that is over", consent(scope, root("deny", `"period":{"end":"2020-01-01"}`)), "", ""},
		{"deny for a time to come", consent(scope, root("deny", `"period":{"start":"2999-01-01"}`)), "", ""},
		{"deny for a time that cannot be read", consent(scope, root("deny", `"period":{"end":"tomorrow"}`)), "dissent:", "period"},
		{"deny within what is over", consent(scope, root("", `"period":{"end":"2020-01-01"}`, within(provision("deny")))), "", ""},
		{"an exception that is neither", consent(scope, root("", within(provision("", actor(account))))), "refused:joe", "neither"},

		{"permit an organisation all", consent(scope, root("permit", actor(hospitalODS))), everything("hospital"), ""},
		{"permit an account all for care", consent(scope, root("permit", actor(account), forCare, access)), everything("joe"), ""},
		{"permit a carer a part", consent(scope, root("permit", actor(carer), results)), "shared:results:RelatedPerson/7", ""},
		{"permit by our own code of a section", consent(scope, root("permit", actor(carer), `"code":[{"coding":[{"system":"urn:continuum:section","code":"problems"}]}]`)), "shared:problems:RelatedPerson/7", ""},
		{"permit by another code", consent(scope, root("permit", actor(carer), `"code":[{"coding":[{"system":"http://loinc.org","code":"1-2"}]}]`)), "", "part"},
		{"permit a class and a code", consent(scope, root("permit", actor(carer), results, `"code":[{"coding":[{"system":"urn:continuum:section","code":"problems"}]}]`)), "", ""},
		{"permit a class in no section", consent(scope, root("permit", actor(carer), `"class":[{"system":"http://hl7.org/fhir/resource-types","code":"Account"}]`)), "", "part"},
		{"permit a class of another system", consent(scope, root("permit", actor(carer), `"class":[{"system":"urn:other","code":"Observation"}]`)), "", "part"},
		{"permit two classes of which one is known", consent(scope, root("permit", actor(carer), `"class":[{"system":"http://hl7.org/fhir/resource-types","code":"Observation"},{"system":"http://hl7.org/fhir/resource-types","code":"Account"}]`)), "shared:results:RelatedPerson/7", "part"},
		{"permit by a policy", consent(scope, optIn, root("", actor(account))), everything("joe"), ""},
		{"permit without a type or a policy", consent(scope, root("", actor(account))), "", ""},
		{"permit everybody", consent(scope, root("permit")), "", ""},
		{"permit somebody whom nobody knows", consent(scope, root("permit", actor(nobody))), "", "actor"},
		{"permit who keeps the record", consent(scope, root("permit", strings.Replace(actor(account), "IRCP", "CST", 1))), "", ""},
		{"permit research", consent(scope, root("permit", actor(account), forRes)), "", "purpose"},
		{"permit what is labelled", consent(scope, root("permit", actor(account), `"securityLabel":[{"code":"N"}]`)), "", "part"},
		{"permit data of a time", consent(scope, root("permit", actor(account), `"dataPeriod":{"start":"2020-01-01"}`)), "", "part"},
		{"permit collecting", consent(scope, root("permit", actor(account), collect)), "", "part"},
		{"permit for a time that is over", consent(scope, root("permit", actor(account), `"period":{"end":"2020-01-01"}`)), "", ""},
		{"permit for a time that cannot be read", consent(scope, root("permit", actor(account), `"period":{"end":"tomorrow"}`)), "", "period"},
		{"permit but for a part", consent(scope, root("permit", actor(account), within(provision("deny", results)))), "shared:medicines:joe shared:problems:joe", ""},
		{"permit but for one of two", consent(scope, root("permit", actor(hospitalODS), within(provision("deny", actor(`{"reference":"Practitioner/7"}`))))), "refused:Practitioner/7 " + everything("hospital"), ""},
		{"permit but not for research", consent(scope, root("permit", actor(account), within(provision("deny", forRes)))), "opted-out: " + everything("joe"), ""},
		{"permit but for what cannot be told", consent(scope, root("permit", actor(account), within(provision("deny", `"dataPeriod":{"end":"2020-01-01"}`)))), "", "exception"},
		{"permit but for a class that is not known", consent(scope, root("permit", actor(account), within(provision("deny", `"class":[{"system":"http://hl7.org/fhir/resource-types","code":"Account"}]`)))), "", "exception"},
		{"permit everybody but one", consent(scope, root("permit", within(provision("deny", actor(account))))), "refused:joe", ""},

		{"deny everybody but one", consent(scope, root("deny", within(provision("permit", actor(account))))), "dissent: " + everything("joe"), ""},
		{"a policy of dissent but for one", consent(scope, optOut, root("permit", actor(account), medicines)), "dissent: shared:medicines:joe", ""},
		{"a policy of dissent with exceptions", consent(scope, optOut, root("", within(provision("permit", actor(account), medicines), provision("permit", actor(carer), results)))), "dissent: shared:medicines:joe shared:results:RelatedPerson/7", ""},
		{"deny a part but permit one", consent(scope, root("deny", results, within(provision("permit", actor(account))))), "dissent: shared:results:joe", "part"},
		{"deny what cannot be told but permit one", consent(scope, root("deny", `"data":[{}]`, within(provision("permit", actor(account))))), "dissent:", "part"},
		{"permit within a time", consent(scope, root("deny", `"period":{"end":"2020-01-01"}`, within(provision("permit", actor(account))))), "", ""},

		{"not active", strings.Replace(consent(scope, root("deny")), `"active"`, `"inactive"`, 1), "", ""},
		{"of treatment", consent(strings.Replace(scope, "patient-privacy", "treatment", 1), root("deny")), "", ""},
		{"of an unknown scope", consent(`"scope":{"text":"privacy"}`, root("deny", actor(account), within(provision("permit", actor(carer))))), "refused:joe", "scope"},
		{"of an unknown scope that permits", consent(`"scope":{"coding":[{"code":"patient-privacy"}]}`, root("permit", actor(account))), "", "scope"},
	}
	w := onOne(t)
	told := w.doubts()
	w.put(practice)
	for i, c := range cases {
		w.put(own(patient, i), own(c.consent, i))
		if got := w.relations(fmt.Sprint("Patient/p", i)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	w.put(own(consent(scope, root("deny", `"actor":[{}]`)), len(cases)))
	w.running("what is unclear", func() bool {
		for i, c := range cases {
			if c.unclear != "" && told.of(fmt.Sprint("Consent/x", i)) == "" {
				return false
			}
		}
		return told.of(fmt.Sprint("Consent/x", len(cases))) != ""
	})
	for i, c := range cases {
		if got := told.of(fmt.Sprint("Consent/x", i)); (got == "") != (c.unclear == "") || !strings.Contains(got, c.unclear) {
			t.Errorf("%s is unclear: %q, want %q", c.name, got, c.unclear)
		}
	}
}

// doubts notes what is told to be unclear.
type doubts struct{ w *world }

func (w *world) doubts() doubts {
	w.t.Helper()
	hear := func(_ context.Context, tx *store.Tx, e store.Event) error {
		var d relation.Doubts
		if err := json.Unmarshal(e.Payload, &d); err != nil {
			return err
		}
		_, err := tx.Exec("INSERT INTO heard (subject, what) VALUES ($1, $2)", e.Subject, strings.Join(d.Unclear, "; "))
		return err
	}
	w.write(func(tx *store.Tx) error {
		_, err := tx.Exec("CREATE TABLE heard (subject TEXT, what TEXT)")
		return err
	})
	if err := w.db.Handle(w.t.Context(), relation.Unclear, "test", hear); err != nil {
		w.t.Fatal(err)
	}
	return doubts{w}
}

// of gives what was unclear of a resource, once all before it was heard.
func (d doubts) of(subject string) (what string) {
	d.w.t.Helper()
	err := d.w.db.Read(d.w.t.Context(), func(tx *store.Tx) error {
		for row, err := range tx.Query("SELECT what FROM heard WHERE subject = $1", subject) {
			if err == nil {
				err = row.Scan(&what)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		d.w.t.Fatal(err)
	}
	return what
}

// TestConsentIsWithdrawn ends what a Consent said, at once.
func TestConsentIsWithdrawn(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		shared := consent(scope, root("permit", actor(hospitalODS), medicines))
		w.put(patient, shared)
		if got := w.relations("Patient/p"); got != "shared:medicines:hospital" {
			t.Errorf("%q", got)
		}
		w.put(strings.Replace(shared, `"active"`, `"inactive"`, 1))
		if got := w.relations("Patient/p"); got != "" {
			t.Errorf("withdrawn, yet %q", got)
		}
		w.put(shared)
		w.delete("Consent/x")
		if got := w.relations("Patient/p"); got != "" {
			t.Errorf("deleted, yet %q", got)
		}
	})
}

// TestConsentOfAnIdentifier finds whom a Consent is of by an NHS number.
func TestConsentOfAnIdentifier(t *testing.T) {
	w := onOne(t)
	w.put(livePatient("a", "", "9990000034", "1999-01-01", ""), livePatient("b", "M77", "9990000034", "1999-01-02", ""))
	w.put(strings.Replace(consent(scope, root("deny")), `{"reference":"Patient/p"}`, `{"identifier":{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000034"}}`, 1))
	if a, b := w.relations("Patient/a"), w.relations("Patient/b"); a != "dissent:" || b != "dissent:" {
		t.Errorf("%q %q", a, b)
	}
}
