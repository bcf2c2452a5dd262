package pseudonym

import (
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"continuum/internal/testkit"
	"continuum/record/check"
	"continuum/record/definition"
	"continuum/record/resource"
)

func project(t testing.TB, name string) *Project {
	t.Helper()
	key := &Key{[]byte("0123456789abcdef0123456789abcdef"), "weston.example"}
	p, err := key.Project(name, Terms{})
	if err != nil {
		t.Fatal(err)
	}
	p.now = func() time.Time { return time.Date(2026, 11, 27, 0, 0, 0, 0, time.UTC) }
	return p
}

func parsed(t testing.TB, text []byte) resource.Node {
	t.Helper()
	n, err := resource.Parse(text, resource.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// released lets a resource leave.
func released(t testing.TB, p *Project, n resource.Node) (string, bool) {
	t.Helper()
	typ := definition.ResourceOf(n.Get("resourceType").Text())
	if typ == nil {
		return "", false
	}
	out, leaves, err := p.Release(typ, n.Get("id").Text(), n, nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(out.Content), leaves
}

// naming are members of R4 whose strings name somebody, or may.
var naming = strings.Fields("id value family given prefix suffix text display reference div line city district state country postalCode url title description comment note authorString serialNumber lotNumber " +
	"deviceIdentifier carrierHRF uid versionId source lastUpdated data name alias birthDate deceasedDateTime bornDate valueString patientInstruction instructions summary conclusion onsetString abatementString")

// named are the strings of a resource that name somebody, or may: those that stand
// nowhere as what leaves, such as a code or the date of a visit.
func named(n resource.Node) (all []string) {
	var plain []string
	for x, name := range strung(n) {
		if !slices.Contains(naming, name) {
			plain = append(plain, x.Text())
		}
	}
	for x, name := range strung(n) {
		text := x.Text()
		if slices.Contains(naming, name) && len(text) >= 5 && !slices.ContainsFunc(plain, func(p string) bool { return strings.HasPrefix(p, text) }) {
			all = append(all, text)
		}
	}
	return all
}

// strung are the strings of a resource, with the members that they or their lists are.
func strung(n resource.Node) iter.Seq2[resource.Node, string] {
	return func(yield func(resource.Node, string) bool) {
		list := ""
		for x := range n.All() {
			name := x.Name()
			switch {
			case x.Kind() == resource.Array:
				list = name
			case x.Kind() == resource.String && name == "":
				name = list
			}
			if x.Kind() == resource.String && !yield(x, name) {
				return
			}
		}
	}
}

// keeps fails where something that names somebody is in what leaves.
func keeps(t testing.TB, n resource.Node, out string) {
	t.Helper()
	for _, ours := range []string{pseudonymised, masked, veteran} {
		out = strings.ReplaceAll(out, ours, "")
	}
	for _, secret := range named(n) {
		if strings.Contains(out, resource.Quote(secret)) || len(secret) >= 12 && strings.Contains(out, secret) {
			t.Errorf("%q of %s/%s leaves: %s", secret, n.Get("resourceType").Text(), n.Get("id").Text(), out)
		}
	}
}

// TestExamplesKeepTheirNames lets all examples of R4 and of the International Patient
// Summary leave.
func TestExamplesKeepTheirNames(t *testing.T) {
	p := project(t, "diabetes")
	left, unsound := map[string]int{}, map[string]int{}
	take := func(n resource.Node) {
		out, leaves := released(t, p, n)
		if !leaves {
			return
		}
		typ := n.Get("resourceType").Text()
		left[typ]++
		keeps(t, n, out)
		for _, x := range check.Resource(parsed(t, []byte(out))) {
			if unsound[typ+" "+x.Reason]++; unsound[typ+" "+x.Reason] == 1 {
				t.Logf("%s: %v", typ, x)
			}
		}
	}
	dir := testkit.Vectors(t, "record", "examples")
	files := testkit.Packed(t, filepath.Join(dir, "*.tar.gz"), func(name string, text []byte) {
		if !strings.HasSuffix(name, ".json") {
			return
		}
		n, err := resource.Parse(text, resource.Limits{})
		if err != nil {
			return
		}
		take(n)
		for e := range n.Get("entry").Items() {
			take(e.Get("resource"))
		}
	})
	t.Logf("%d archives, %d types: %v; unsound %v", files, len(left), left, unsound)
	if len(left) < 30 {
		t.Errorf("only %d types left", len(left))
	}
}

func TestHostileResourcesKeepTheirNames(t *testing.T) {
	text, err := os.ReadFile("testdata/hostile.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	p := project(t, "diabetes")
	for line := range strings.Lines(string(text)) {
		out, _ := released(t, p, parsed(t, []byte(line)))
		for _, secret := range []string{"zz", "ZZ", "9434765919", "4qx", "4QX", "95", "97"} {
			if strings.Contains(out, secret) {
				t.Errorf("%q leaves: %s", secret, out)
			}
		}
	}
}

func TestWhatLeaves(t *testing.T) {
	p := project(t, "diabetes")
	mary := "Patient/" + p.Person("Patient/mary")
	for in, want := range map[string]string{
		`{"resourceType":"Patient","id":"mary","gender":"female","birthDate":"1950-11-09","deceasedDateTime":"2025-03-04","address":[{"postalCode":"SW1A 1AA","city":"London"}],"extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory","valueCodeableConcept":{"coding":[{"system":"https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory","code":"A","display":"White"}]}},{"url":"urn:x","valueString":"y"}]}`: `"extension":[{"url":"https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory","valueCodeableConcept":{"coding":[{"system":"https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory","code":"A"}]}}],"gender":"female","birthDate":"1950","deceasedDateTime":"2025","address":[{"postalCode":"SW1A"}]}`,
		`{"resourceType":"Patient","id":"mary","birthDate":"1936-11-09"}`: `"_birthDate":{"extension":[{"url":"urn:continuum:age","valueCode":"90+"}]}}`,
		`{"resourceType":"Patient","id":"mary","birthDate":"1937"}`:       `"birthDate":"1937"}`,
		`{"resourceType":"Observation","id":"x","status":"final","code":{"text":"weight"},"subject":{"reference":"Patient/mary/_history/3"},"effectiveDateTime":"2026-01-02T03:04:05+00:00","valueQuantity":{"value":70.50,"unit":"kg"}}`: `"status":"final","subject":{"reference":"` + mary + `"},"effectiveDateTime":"2026-01-02T03:04:05+00:00","valueQuantity":{"value":70.50,"system":"http://unitsofmeasure.org","code":"kg"},"code":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]}}`,
		`{"resourceType":"Condition","id":"x","subject":{"reference":"Patient/mary"},"onsetAge":{"value":93,"unit":"years","system":"http://unitsofmeasure.org","code":"a"}}`:                                                             `"subject":{"reference":"` + mary + `"},"onsetAge":{"value":90,"comparator":">=","system":"http://unitsofmeasure.org","code":"a"}}`,
		`{"resourceType":"Condition","id":"x","subject":{"reference":"Patient/mary"},"onsetAge":{"value":1116,"system":"http://unitsofmeasure.org","code":"mo"}}`:                                                                         `"onsetAge":{"value":90,"comparator":">=","system":"http://unitsofmeasure.org","code":"a"}}`,
		`{"resourceType":"Condition","id":"x","subject":{"display":"Mary"}}`: `"subject":{"extension":[{"url":"http://hl7.org/fhir/StructureDefinition/data-absent-reason","valueCode":"masked"}]}}`,
	} {
		out, leaves := released(t, p, parsed(t, []byte(in)))
		if !leaves || !strings.HasSuffix(out, want) {
			t.Errorf("%s\nleaves as %s\nnot      %s", in, out, want)
		}
	}
	for _, in := range []string{
		`{"resourceType":"Patient","id":"mary","implicitRules":"urn:x"}`, `{"resourceType":"Patient","id":"mary","modifierExtension":[]}`,
		`{"resourceType":"QuestionnaireResponse","id":"x"}`, `{"resourceType":"AuditEvent","id":"x"}`, `{"resourceType":"Bundle","id":"x"}`, `{"resourceType":"Period","id":"x"}`, `[]`,
	} {
		if out, leaves := released(t, p, parsed(t, []byte(in))); leaves {
			t.Errorf("%s leaves: %s", in, out)
		}
	}
}
