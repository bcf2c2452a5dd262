package record

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"continuum/internal/testkit"
	"continuum/record/definition"
	"continuum/record/index"
	"continuum/record/recordtest"
	"continuum/record/resource"
)

// patientsByCompartment gives the Patients in whose compartment R4 puts a resource.
func patientsByCompartment(t *testing.T, key Key, n resource.Node) (patients []string) {
	t.Helper()
	if isPatient(key.Type) {
		patients = append(patients, key.String())
	}
	for _, code := range key.Type.CompartmentOf(definition.ResourceOf(patientName)) {
		for _, v := range must(index.Of(n, code)) {
			if typ, _, _ := splitTarget(v.Target); typ == patientName && !slices.Contains(patients, v.Target) {
				patients = append(patients, v.Target)
			}
		}
	}
	return patients
}

func splitTarget(target string) (typ, id string, ok bool) {
	for i := range target {
		if target[i] == '/' {
			return target[:i], target[i+1:], true
		}
	}
	return "", target, false
}

// TestAboutAgreesWithCompartments: of the vectors of access, whatever is in one
// person's compartment alone is about that person, and nothing is about a person in
// whose compartment it is not, but what is outside of all compartments.
func TestAboutAgreesWithCompartments(t *testing.T) {
	dir := testkit.Vectors(t, "record", "access")
	r := opened(t, "sqlite:"+filepath.Join(t.TempDir(), "place.db"))
	of := map[string]int{}
	for _, name := range []string{"SmartCommon.json", "SmartPatientA.json", "SmartPatientB.json"} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		bundle := recordtest.Parsed(t, text)
		for e := range bundle.Get("entry").Items() {
			n := e.Get("resource")
			key := Key{definition.ResourceOf(n.Get("resourceType").Text()), n.Get("id").Text()}
			if key.Type == nil {
				continue // of a later release of FHIR
			}
			about := must(r.aboutNode(key, n))
			member := patientsByCompartment(t, key, n)
			switch {
			case len(member) == 1 && !slices.Equal(about, member):
				t.Errorf("%s is in the compartment of %v, and about %v", key, member, about)
			case !slices.Equal(about, member):
				t.Logf("%s is in the compartments of %v, and about %v", key, member, about)
			}
			for _, p := range about {
				of[p]++
			}
		}
	}
	if of["Patient/smart-patient-A"] < 15 || of["Patient/smart-patient-B"] < 15 {
		t.Errorf("resources about each: %v", of)
	}
}

// TestAbout tells whom resources are about, one by one.
func TestAbout(t *testing.T) {
	r := opened(t, "sqlite:"+filepath.Join(t.TempDir(), "place.db"))
	for _, c := range []struct {
		name, json string
		want       []string
	}{
		{"a person themselves", `{"resourceType":"Patient","id":"p","link":[{"other":{"reference":"Patient/q"},"type":"seealso"}]}`, []string{"Patient/p"}},
		{"by subject", `{"resourceType":"Observation","id":"o","status":"final","code":{},"subject":{"reference":"Patient/p"}}`, []string{"Patient/p"}},
		{"of one version", `{"resourceType":"Observation","id":"o","status":"final","code":{},"subject":{"reference":"Patient/p/_history/2"}}`, []string{"Patient/p"}},
		{"not who made it", `{"resourceType":"Observation","id":"o","status":"final","code":{},"subject":{"reference":"Patient/p"},"performer":[{"reference":"Patient/q"}]}`, []string{"Patient/p"}},
		{"but who made it of nobody", `{"resourceType":"Observation","id":"o","status":"final","code":{},"subject":{"reference":"Location/l"},"performer":[{"reference":"Patient/q"}]}`, []string{"Patient/q"}},
		{"outside of the compartment", `{"resourceType":"Task","id":"t","status":"draft","intent":"order","for":{"reference":"Patient/p"}}`, []string{"Patient/p"}},
		{"several", `{"resourceType":"Appointment","id":"a","status":"booked","participant":[{"actor":{"reference":"Patient/q"},"status":"accepted"},{"actor":{"reference":"Patient/p"},"status":"accepted"}]}`, []string{"Patient/q", "Patient/p"}},
		{"members", `{"resourceType":"Group","id":"g","type":"person","actual":true,"member":[{"entity":{"reference":"Patient/p"}}]}`, []string{"Patient/p"}},
		{"nobody", `{"resourceType":"Organization","id":"o","name":"x"}`, nil},
		{"somebody elsewhere", `{"resourceType":"Observation","id":"o","status":"final","code":{},"subject":{"reference":"https://example.org/fhir/Patient/p"}}`, nil},
		{"by identifier alone", `{"resourceType":"Observation","id":"o","status":"final","code":{},"subject":{"identifier":{"value":"1"}}}`, nil},
	} {
		n := parsed(t, c.json)
		key := Key{definition.ResourceOf(n.Get("resourceType").Text()), n.Get("id").Text()}
		rows := must(r.rowsOf(n))
		if got := must(r.aboutNode(key, n)); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		if got := must(r.aboutRows(key, rows)); !slices.Equal(got, c.want) {
			t.Errorf("%s, by its rows: %v, want %v", c.name, got, c.want)
		}
	}
}
