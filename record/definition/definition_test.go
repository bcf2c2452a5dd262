package definition

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestTablesAreWhole(t *testing.T) {
	if err := Load(); err != nil {
		t.Fatal(err)
	}
	for typ := range Types() {
		if len(typ.elements) > 128 {
			t.Errorf("%s has %d elements", typ.Name, len(typ.elements))
		}
		for i, e := range typ.elements {
			if e.Index != i || len(e.Types) == 0 || e.Name == "" || e.Max < e.Min {
				t.Errorf("%s: %+v", typ.Name, e)
			}
		}
	}
}

func TestDamagedTablesAreTold(t *testing.T) {
	whole := elementsTable
	defer func() { elementsTable = whole }()
	for _, damage := range []string{"=X\tq\n", "=X\tc\tNone\n", "a\t0..1\tstring\n", "=X\tc\na\tmany\tX\n", "=X\tc\na\t0..1\tNone\n", "=X\tc\na\t0..1\tX\tS\tz v\n", "=X\tc\t\tnone-1\n"} {
		elementsTable = damage
		tables := &tables{}
		tables.loadTypes()
		if tables.err == nil || !strings.Contains(tables.err.Error(), "elements.tsv") {
			t.Errorf("%q: %v", damage, tables.err)
		}
	}
}

func TestTypes(t *testing.T) {
	person := TypeOf("Patient")
	if person.Kind != Resource || person.Abstract || person.Base.Name != "DomainResource" || !person.Is(TypeOf("Resource")) || person.Is(TypeOf("Element")) {
		t.Errorf("%+v", person)
	}
	if TypeOf("Nothing") != nil || ResourceOf("DomainResource") != nil || ResourceOf("Period") != nil || ResourceOf("Patient") != person {
		t.Error("ResourceOf")
	}
	if code := TypeOf("code"); code.Kind != Primitive || code.Base.Name != "string" || code.Pattern == "" {
		t.Errorf("%+v", code)
	}
	if c := TypeOf("Patient.contact"); c.Kind != Backbone || c.Base.Name != "BackboneElement" || c.Constraints[0].Key != "pat-1" {
		t.Errorf("%+v", c)
	}
}

func TestElements(t *testing.T) {
	observation := TypeOf("Observation")
	value := observation.Element("value")
	if value == nil || !value.Choice || value.Path() != "Observation.value[x]" || len(value.Types) != 11 || value.Repeats() {
		t.Errorf("%+v", value)
	}
	if m := observation.Member("valueQuantity"); m.Element != value || m.Type.Type.Name != "Quantity" {
		t.Errorf("%+v", m)
	}
	for _, none := range []string{"value", "value[x]", "valueAddress", "resourceType", ""} {
		if observation.Member(none) != nil {
			t.Errorf("a member %q", none)
		}
	}
	id := observation.Element("id")
	if id.Types[0].Type.Name != "id" || id.Owner.Name != "Resource" || id != TypeOf("Patient").Element("id") {
		t.Errorf("%+v", id)
	}
	if s := observation.Element("status"); s.Min != 1 || !s.Summary || !s.Modifier || s.Binding.Strength != Required || !s.Binding.Must().Has("final") || s.Binding.Must().Has("finished") {
		t.Errorf("%+v", s)
	}
	if c := observation.Element("component"); c.Max != Many || c.Types[0].Type.Name != "Observation.component" || c.Types[0].Type.Element("referenceRange").Same != "Observation.referenceRange" {
		t.Errorf("%+v", c)
	}
}

func TestNarrowedTypes(t *testing.T) {
	dose := TypeOf("Dosage.doseAndRate").Member("doseQuantity")
	if dose.Type.Type.Name != "Quantity" || dose.Type.Profile.Name != "SimpleQuantity" {
		t.Errorf("%+v", dose.Type)
	}
	if c := TypeOf("SimpleQuantity").Element("comparator"); c.Max != 0 || c.Index != TypeOf("Quantity").Element("comparator").Index {
		t.Errorf("%+v", c)
	}
}

func TestTargets(t *testing.T) {
	subject := &TypeOf("Encounter").Element("subject").Types[0]
	if !subject.Points(TypeOf("Patient")) || subject.Points(TypeOf("Device")) {
		t.Errorf("%+v", subject.Targets)
	}
	if anything := &TypeOf("Provenance").Element("target").Types[0]; !anything.Points(TypeOf("Device")) {
		t.Errorf("%+v", anything)
	}
}

func TestLaterReleasesAreLeftOut(t *testing.T) {
	if TypeOf("Meta").Element("project") != nil || TypeOf("SubscriptionStatus") != nil {
		t.Error("not R4")
	}
	if d := TypeOf("EvidenceVariable.characteristic").Element("definition"); d == nil || d.Min != 1 || len(d.Types) != 6 {
		t.Errorf("%+v", d)
	}
}

func TestValueSets(t *testing.T) {
	gender := ValueSetOf("http://hl7.org/fhir/ValueSet/administrative-gender")
	var codes []string
	for _, code := range gender.Codes() {
		codes = append(codes, code)
	}
	if !slices.Equal(codes, []string{"female", "male", "other", "unknown"}) {
		t.Error(codes)
	}
	if !gender.HasIn("http://hl7.org/fhir/administrative-gender", "male") || gender.HasIn("other", "male") {
		t.Error("by system")
	}
	if ValueSetOf("http://example.org") != nil {
		t.Error("an unknown value set")
	}
}

func TestRules(t *testing.T) {
	for rule, cases := range map[string]map[string]bool{
		"language": {"en": true, "en-GB": true, "zh-Hant-CN": true, "x-klingon": true, "de-1996": true, "": false, "e": false, "en_GB": false, "12": false, "en-": false, "englishlanguage": false},
		"mime":     {"text/plain": true, "application/fhir+json; fhirVersion=4.0": true, "json": true, "text": false, "text/": false, "a b/c": false, "": false},
		"currency": {"GBP": true, "gbp": false, "POUND": false, "": false},
		"ucum":     {"kg": true, "mm[Hg]": true, "{score}": true, "10*9/L": true, "": false, "k g": false, "[Hg": false},
	} {
		for code, want := range cases {
			if got := ruleOf(rule)(code); got != want {
				t.Errorf("%s %q: %v", rule, code, got)
			}
		}
	}
}

func TestSearchParameters(t *testing.T) {
	observation := TypeOf("Observation")
	if p := observation.Parameter("patient"); p.Kind != Reference || p.ID != "clinical-patient" || !slices.Contains(p.Types, "Condition") || p.URL() != "http://hl7.org/fhir/SearchParameter/clinical-patient" {
		t.Errorf("%+v", p)
	}
	for code, kind := range map[string]SearchKind{"_id": Token, "_lastUpdated": Date, "_text": String, "code-value-quantity": Composite, "value-quantity": Quantity} {
		if p := observation.Parameter(code); p == nil || p.Kind != kind {
			t.Errorf("%s: %+v", code, p)
		}
	}
	if observation.Parameter("nothing") != nil {
		t.Error("an unknown parameter")
	}
	c := observation.Parameter("code-value-quantity").Components
	if len(c) != 2 || c[0].Parameter.Code != "code" || c[0].Expression != "code" || c[1].Parameter.Kind != Quantity {
		t.Errorf("%+v", c)
	}
	if p := TypeOf("Bundle").Parameter("_text"); p != nil {
		t.Error("Bundle is no DomainResource")
	}
	count := 0
	for range observation.Parameters() {
		count++
	}
	if count < 40 {
		t.Errorf("%d parameters", count)
	}
}

func TestCompartment(t *testing.T) {
	if c := TypeOf("Observation").Compartment(); !slices.Equal(c, []string{"subject", "performer"}) {
		t.Error(c)
	}
	if TypeOf("Device").Compartment() != nil || !TypeOf("Coverage").InCompartment("payor") || TypeOf("Observation").InCompartment("focus") {
		t.Error("membership")
	}
	for typ := range Types() {
		for _, code := range typ.Compartment() {
			if typ.Parameter(code) == nil {
				t.Errorf("%s has no parameter %s", typ.Name, code)
			}
		}
	}
}

func TestLookupsAllocateNothing(t *testing.T) {
	const status = "http://hl7.org/fhir/ValueSet/observation-status"
	allocations := testing.AllocsPerRun(100, func() {
		typ := ResourceOf("Observation")
		_ = typ.Member("valueQuantity").Type.Points(TypeOf("Patient"))
		_ = typ.Element("status").Binding.Must().Has("final")
		_ = ValueSetOf(status).HasIn("http://hl7.org/fhir/observation-status", "final")
		_ = typ.Parameter("_id").Kind
		for range typ.Parameters() {
			continue
		}
	})
	if allocations != 0 {
		t.Errorf("%v allocations", allocations)
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if t := load(); t.err != nil {
			b.Fatal(t.err)
		}
	}
}

func BenchmarkMember(b *testing.B) {
	typ := TypeOf("Observation")
	for b.Loop() {
		if typ.Member("effectiveDateTime") == nil {
			b.Fatal("none")
		}
	}
}

// TestCompartments: what makes a resource a member is a reference that may point
// at whom the compartment belongs to.
func TestCompartments(t *testing.T) {
	members := map[string]int{}
	for typ := range Types() {
		for _, name := range []string{"Patient", "Encounter", "Practitioner", "RelatedPerson", "Device"} {
			whose := ResourceOf(name)
			if !HasCompartment(whose) {
				t.Fatalf("%s has no compartment", name)
			}
			for _, code := range typ.CompartmentOf(whose) {
				p := typ.Parameter(code)
				if p == nil || p.Kind != Reference || !slices.Contains(p.Targets, name) {
					t.Errorf("%s by %s in the compartment of %s: %+v", typ.Name, code, name, p)
				}
			}
			members[name] += min(1, len(typ.CompartmentOf(whose)))
		}
	}
	if want := map[string]int{"Patient": 67, "Encounter": 24, "Practitioner": 58, "RelatedPerson": 31, "Device": 32}; !maps.Equal(members, want) {
		t.Errorf("types with members: %v, want %v", members, want)
	}
	if HasCompartment(ResourceOf("Organization")) || ResourceOf("Device").CompartmentOf(ResourceOf("Device")) != nil {
		t.Error("an Organization has a compartment, or a Device is in its own by a reference")
	}
}

// TestCodeSystems shows the order of codes.
func TestCodeSystems(t *testing.T) {
	within := map[string]string{}
	for code, above := range CodeSystemOf("http://terminology.hl7.org/CodeSystem/condition-clinical").Concepts() {
		within[code] = above
	}
	want := map[string]string{"active": "", "recurrence": "active", "relapse": "active", "inactive": "", "remission": "inactive", "resolved": "inactive"}
	if !maps.Equal(within, want) {
		t.Errorf("%v, want %v", within, want)
	}
	if CodeSystemOf("http://snomed.info/sct") != nil {
		t.Error("a system is known that the tables do not hold")
	}
	for _, text := range []string{"a(b", "a)b", "a(b))", "(a)"} {
		if (&CodeSystem{}).read(text) {
			t.Errorf("%q was read", text)
		}
	}
}
