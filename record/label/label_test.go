package label_test

import (
	"slices"
	"strings"
	"testing"

	"continuum/internal/fault"
	"continuum/place"
	"continuum/record/label"
	"continuum/record/resource"
)

// list is a code list as a place has it.
func list(name, columns string, rows ...string) place.Table {
	t := place.Table{Name: name, File: "codes/" + name + ".csv", Columns: strings.Split(columns, ",")}
	for i, row := range rows {
		t.Rows, t.Lines = append(t.Rows, strings.Split(row, ",")), append(t.Lines, i+2)
	}
	return t
}

const (
	sensitivity = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
	snomed      = "http://snomed.info/sct"
	icd         = "http://hl7.org/fhir/sid/icd-10"
)

func town(t testing.TB) *label.Labels {
	t.Helper()
	l, err := label.New([]label.Label{
		{
			ID: "sexual_health", Name: "Sexual health", Security: []label.Coding{{System: sensitivity, Code: "SEX"}, {System: sensitivity, Code: "HIV"}},
			Codes: []string{"sexual_health", "clinics"},
		},
		{ID: "adoption", Name: "Adoption", Codes: []string{"adoption"}},
		{ID: "genes", Name: "Genes", Types: []string{"MolecularSequence"}, Codes: []string{"sexual_health"}},
		{ID: "own", Name: "Own codes", Codes: []string{"own"}},
	}, []place.Table{
		list("sexual_health", "code,name,system,prefix", "A5,Sexually transmitted,icd10,yes", "Z21,HIV,ICD-10,no", "86406008,HIV,snomed,", "I10X,filled up,icd10,no"),
		list("clinics", "code,name", "GUM,Genito-urinary medicine"),
		list("adoption", "code,name,system", "160499008,Adopted,http://snomed.info/sct", "13IB,Adopted,readv2"),
		list("own", "code,name,system", "x1,Ours,River own"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func parsed(t testing.TB, text string) resource.Node {
	t.Helper()
	n, err := resource.Parse([]byte(text), resource.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// coded is a Condition with a code.
func coded(system, code string) string {
	return `{"resourceType":"Condition","code":{"coding":[{"system":"` + system + `","code":"` + code + `"}]},"subject":{"reference":"Patient/1"}}`
}

func TestLabels(t *testing.T) {
	l := town(t)
	for _, c := range []struct{ name, resource, want string }{
		{"nothing", coded(snomed, "44054006"), ""},
		{"a code", coded(snomed, "86406008"), "sexual_health genes"},
		{"a code that only begins so", coded(snomed, "864060081"), ""},
		{"the code in another system", coded("http://loinc.org", "86406008"), ""},
		{"a code without a system", `{"resourceType":"Condition","code":{"coding":[{"code":"86406008"}]}}`, "sexual_health genes"},
		{"a prefix", coded(icd, "A51.0"), "sexual_health genes"},
		{"a prefix without the dot", coded(icd, "A510"), "sexual_health genes"},
		{"the prefix itself", coded(icd, "A5"), "sexual_health genes"},
		{"before the prefix", coded(icd, "A49.0"), ""},
		{"the prefix in another system", coded(snomed, "A51.0"), ""},
		{"filled up in the list", coded(icd, "I10"), "sexual_health genes"},
		{"a list without systems", coded("urn:anything", "GUM"), "sexual_health"},
		{"a partner's own system", coded("urn:continuum:clinic:river-own", "x1"), "own"},
		{"our own system of another name", coded("urn:continuum:clinic:other", "x1"), ""},
		{"a Read code with its dots", coded("http://read.info/readv2", "13IB."), "adoption"},
		{"meta.security", `{"resourceType":"Observation","meta":{"security":[{"system":"x","code":"y"},{"system":"` + sensitivity + `","code":"HIV"}]}}`, "sexual_health"},
		{"security of another system", `{"resourceType":"Observation","meta":{"security":[{"system":"urn:other","code":"HIV"}]}}`, ""},
		{"a tag is no security", `{"resourceType":"Observation","meta":{"tag":[{"system":"` + sensitivity + `","code":"HIV"},{"system":"` + snomed + `","code":"86406008"}]}}`, ""},
		{"a type", `{"resourceType":"MolecularSequence"}`, "genes"},
		{"a value", `{"resourceType":"Observation","valueCodeableConcept":{"coding":[{"code":"160499008","system":"` + snomed + `"}]}}`, "adoption"},
		{"a Coding that is no concept", `{"resourceType":"Encounter","class":{"system":"` + snomed + `","code":"160499008"}}`, "adoption"},
		{"deep within", `{"resourceType":"QuestionnaireResponse","item":[{"item":[{"answer":[{"valueCoding":{"system":"` + snomed + `","code":"160499008"}}]}]}]}`, "adoption"},
		{"in an extension", `{"resourceType":"Patient","extension":[{"url":"x","valueCodeableConcept":{"coding":[{"system":"` + snomed + `","code":"160499008"}]}}]}`, "adoption"},
		{"contained", `{"resourceType":"MedicationRequest","contained":[` + coded(snomed, "160499008") + `]}`, "adoption"},
		{"two", `{"resourceType":"Condition","code":{"coding":[{"system":"` + snomed + `","code":"160499008"},{"system":"` + icd + `","code":"Z21"}]}}`, "sexual_health adoption genes"},
		{"escaped", `{"resourceType":"Condition","c\u006fde":{"coding":[{"system":"http:\/\/snomed.info/sct","code":"16049900\u0038"}]}}`, "adoption"},
		{"words alone", `{"resourceType":"Condition","code":{"text":"86406008"}}`, ""},
		{"no text", `{"resourceType":"Condition","code":{"coding":[{"system":1,"code":86406008},{"code":null},{"code":""}]}}`, ""},
	} {
		if got := strings.Join(l.Of(parsed(t, c.resource)), " "); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if l.Of(resource.Node{}) != nil {
		t.Error("nothing has a label")
	}
}

func TestVersion(t *testing.T) {
	labels := []label.Label{{ID: "a", Name: "A", Codes: []string{"l"}}}
	version := func(labels []label.Label, lists ...place.Table) string {
		l, err := label.New(labels, lists)
		if err != nil {
			t.Fatal(err)
		}
		return l.Version()
	}
	first := version(labels, list("l", "code", "1", "2"))
	if first != version(labels, list("other", "code", "9"), list("l", "code", "1", "2")) {
		t.Error("a list that no label names changed the version")
	}
	seen := []string{
		first, version(labels, list("l", "code", "1")), version(labels, list("l", "code", "1", "3")),
		version([]label.Label{{ID: "b", Name: "A", Codes: []string{"l"}}}, list("l", "code", "1", "2")),
		version([]label.Label{{ID: "a", Name: "A", Codes: []string{"l"}, Types: []string{"Task"}}}, list("l", "code", "1", "2")),
		version(nil),
	}
	slices.Sort(seen)
	if len(slices.Compact(seen)) != 6 {
		t.Error("different labels have the same version")
	}
}

func TestCheck(t *testing.T) {
	many := make([]label.Label, label.Most+1)
	for i := range many {
		many[i] = label.Label{ID: "l" + strings.Repeat("x", i), Types: []string{"Task"}}
	}
	lists := []place.Table{list("codes", "code", "1"), list("names", "name", "x"), list("short", "code,prefix", "A,yes"), list("odd", "code,prefix", "A10,maybe")}
	for _, c := range []struct {
		labels []label.Label
		path   string
		fix    string
	}{
		{[]label.Label{{ID: "a", Codes: []string{"codes"}}, {ID: "a", Codes: []string{"codes"}}}, "[1].id", "own"},
		{[]label.Label{{ID: "a"}}, "[0]", "add security"},
		{[]label.Label{{ID: "a", Types: []string{"Task", "Tusk"}}}, "[0].types[1]", "as FHIR does"},
		{[]label.Label{{ID: "a", Types: []string{"Resource"}}}, "[0].types[0]", "as FHIR does"},
		{[]label.Label{{ID: "a", Codes: []string{"code"}}}, "[0].codes[0]", "codes"},
		{[]label.Label{{ID: "a", Codes: []string{"names"}}}, "[0].codes[0]", "add one"},
		{[]label.Label{{ID: "a", Codes: []string{"short"}}}, "[0].codes[0]", "further"},
		{[]label.Label{{ID: "a", Codes: []string{"odd"}}}, "[0].codes[0]", "yes"},
		{many, "[60]", "join"},
	} {
		flaws := label.Check(c.labels, lists)
		if len(flaws) != 1 || flaws[0].Path != c.path || !strings.Contains(flaws[0].Fix, c.fix) {
			t.Errorf("%+v: %+v", c.labels, flaws)
		}
		if _, err := label.New(c.labels, lists); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("labels with flaws were taken: %v", err)
		}
	}
}

// TestDecode reads labels as a place file declares them.
func TestDecode(t *testing.T) {
	var file struct {
		Labels []label.Label `yaml:"labels"`
	}
	text := "labels:\n  - id: sexual_health\n    name: Sexual health\n    security: [{system: \"" + sensitivity + "\", code: SEX}]\n    codes: [sexual_health]\n    types: [Task]\n"
	if problems := place.Decode("access.yaml", []byte(text), &file); len(problems) > 0 || len(file.Labels) != 1 || file.Labels[0].Security[0].Code != "SEX" {
		t.Errorf("%v %+v", problems, file)
	}
	if problems := place.Decode("access.yaml", []byte("labels:\n  - {id: a b, security: [{code: SEX}]}\n"), &file); len(problems) != 3 {
		t.Errorf("%v", problems)
	}
}
