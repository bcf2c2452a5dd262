package path

import (
	"testing"
	"time"

	"continuum/internal/fault"
)

const bundle = `{"resourceType":"Bundle","type":"collection","entry":[
{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Patient","id":"p1","_birthDate":{"extension":[{"url":"http://x/why","valueCode":"unknown"}]},
 "contact":[{"name":{"text":"Jo"}}],"contained":[{"resourceType":"Organization","id":"org","name":"Weston"}],"managingOrganization":{"reference":"#org"}}},
{"resource":{"resourceType":"Observation","id":"o1","status":"final","code":{"text":"weight"},"subject":{"reference":"https://example.org/fhir/Patient/p1/_history/3"},
 "valueQuantity":{"value":82.50,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"},
 "modifierExtension":[{"url":"http://x/negated","valueBoolean":true}]}}]}`

// table runs over the patient of bench_test.go or the bundle above, with R4's types.
var table = []struct{ input, expression, want string }{
	{patient, "Patient.name.where(use = 'official').given.first()", "[string Mary]"},
	{patient, "Patient.name.given.where($index = 1)", "[string Ann]"},
	{patient, "Patient.deceased", "[boolean true]"},
	{patient, "Patient.deceasedBoolean", "[]"},
	{patient, "Patient.deceased.exists() and Patient.deceased != false", "[Boolean true]"},
	{patient, "Person.name", "[]"},
	{patient, "Resource.id | DomainResource.id", "[id p1]"},
	{patient, "Patient.birthDate < today() - 65 years", "[Boolean true]"},
	{patient, "Patient.birthDate.is(date) and Patient.birthDate.is(System.Date).not()", "[Boolean true]"},
	{patient, "(Patient.name | Patient.name).count()", "[Integer 2]"},
	{patient, "Patient.name[1].given[0]", "[string Molly]"},
	{patient, "Patient.name[5]", "[]"},
	{patient, "Patient.name.first().pathname()", "[String Patient.name[0]]"},
	{patient, "Patient.name.given.last().pathname(true)", "[String Patient.name[1].given[0]]"},
	{patient, "Patient.deceased.pathname(true)", "[String Patient.deceased]"},
	{patient, "Patient.managingOrganization.resolve() is Organization", "[Boolean true]"},
	{patient, "Patient.generalPractitioner.where(resolve() is Patient)", "[]"},
	{patient, "Patient.telecom.select(system & ':' & value)", "[String phone:01934 000000, String email:m@example.org]"},
	{patient, "Patient.name.select(defineVariable('n').given.select(%n.use & $this))", "[String officialMary, String officialAnn, String usualMolly]"},
	{patient, "%age + 1", "[Integer 86]"},
	{patient, "%`age` = 85 and %'age' = 85", "[Boolean true]"},
	{patient, "%`vs-administrative-gender`", "[String http://hl7.org/fhir/ValueSet/administrative-gender]"},
	{patient, "now() = @2026-01-02T03:04:05.000Z and today() = @2026-01-02", "[Boolean true]"},
	{patient, "Patient.getResourceKey() | managingOrganization.getReferenceKey(Organization) | managingOrganization.getReferenceKey(Patient)", "[String Patient/p1, String Organization/o1]"},
	{bundle, "Bundle.entry.resource.ofType(Patient).id", "[id p1]"},
	{bundle, "Bundle.entry.resource.where($this is DomainResource).count()", "[Integer 2]"},
	{bundle, "Bundle.entry.resource.ofType(Observation).value.as(Quantity).value", "[decimal 82.50]"},
	{bundle, "Bundle.entry.resource.ofType(Observation).value > 82 'kg'", "[Boolean true]"},
	{bundle, "Bundle.entry.resource.ofType(Observation).value ~ 82500 'g'", "[Boolean true]"},
	{bundle, "Bundle.entry.resource.ofType(Observation).subject.where(resolve() is Patient).exists()", "[Boolean true]"},
	{bundle, "Bundle.entry.resource.birthDate.exists()", "[Boolean true]"},
	{bundle, "Bundle.entry.resource.birthDate.hasValue()", "[Boolean false]"},
	{bundle, "Bundle.entry.resource.birthDate.extension('http://x/why').value", "[code unknown]"},
	{bundle, "Bundle.entry.resource.contact.type().name", "[String BackboneElement]"},
	{bundle, "Bundle.descendants().where($this is Reference).reference.count()", "[Integer 2]"},
	{bundle, "Bundle.entry.resource.ofType(Patient).contained.name", "[string Weston]"},
	{bundle, "Bundle.entry.resource.ofType(Patient).children().count()", "[Integer 5]"},
	{bundle, "Bundle.entry.resource.ofType(Observation).checkModifiers('http://x/negated').id", "[id o1]"},
	{"", "(1 | 2 | 3).aggregate($total + $this, 0)", "[Integer 6]"},
	{"", "({} and false) | ({} or true)", "[Boolean false, Boolean true]"},
	{"", "2147483647 + 1", "[]"},
	{"", "'x'.repeat(iif($this.length() < 3, $this & 'x'))", "[String xx, String xxx]"},
	{"", "1 is Integer and 1 is System.Any and (1 is FHIR.integer).not()", "[Boolean true]"},
	{"", "'a\\u00e9'.upper().length()", "[Integer 2]"},
	{"", "@2024-02-29 + 1 year", "[Date @2025-02-28]"},
	{"", "@2012-01-01T10:00:00+02:00 = @2012-01-01T08:00:00Z", "[Boolean true]"},
	{"", "@2012 < @2013-06-01T00:00:00Z", "[Boolean true]"},
	{"", "'01/02/2024 03:04 PM'.toDateTime('dd/MM/yyyy hh:mm a')", "[DateTime @2024-02-01T15:04]"},
	{"", "5 'mmol/L' * 2 'L'", "[Quantity 10 'mmol']"},
	{"", "120 'mm[Hg]' = 15.99864 'kPa'", "[Boolean true]"},
	{"", "1 '[iU]/L' = 1000 '[iU]/mL'", "[Boolean false]"},
	{"", "1 '[iU]' = 1 'g'", "[]"},
	{"", "98.6 '[degF]'.toQuantity('Cel')", "[Quantity 37 'Cel']"},
	{"", "'<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>x</p></div>'.htmlChecks()", "[Boolean true]"},
	{"", "'<div><script>x</script></div>'.htmlChecks() or '<div> </div>'.htmlChecks() or '<p>x</p>'.htmlChecks()", "[Boolean false]"},
	{"", "'' | {} | ' '", "[String , String  ]"},
	{"", "9223372036854775807L + 1", "[]"},
}

func TestCases(t *testing.T) {
	env := &Env{
		Variables: map[string]Collection{"age": {Int(85)}},
		Now:       time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC),
	}
	for _, c := range table {
		found, err := evaluate(t, c.expression, c.input, env)
		if got := describe(found); err != nil || got != c.want {
			t.Errorf("%s: got %s, %v; want %s", c.expression, got, err, c.want)
		}
	}
}

func evaluate(t *testing.T, expression, input string, env *Env) (Collection, error) {
	t.Helper()
	e, err := Compile(expression, Options{Types: r4{}})
	if err != nil {
		return nil, err
	}
	if input == "" {
		return e.From(Value{}, env)
	}
	return e.Eval(parsed(t, input), env)
}

func TestFailures(t *testing.T) {
	for _, c := range []struct {
		expression string
		class      Class
		text       string
	}{
		{"Patient.", Syntax, `FHIRPath: no name stands here at character 9 (found "Patient."); write the name of an element or a function`},
		{"'abc", Syntax, `FHIRPath: the text in quotes does not end at character 1 (found "'abc"); close it with the quote that opens it`},
		{"@2024-02-30", Syntax, `FHIRPath: there is no such date or time at character 1 (found "@2024-02-30"); write a day or time that the calendar has`},
		{"1 # 2", Syntax, ""},
		{"", Syntax, ""},
		{"(1 + 2", Syntax, ""},
		{"name.wheer(use = 'x')", Semantic, `FHIRPath: there is no function wheer() at character 6 (found "wheer(use = 'x')"); use a function of FHIRPath`},
		{"name.first(1)", Semantic, `FHIRPath: first() takes no argument, not 1 at character 6 (found "first(1)"); give it as many as it takes`},
		{"name.ofType(Nmae)", Semantic, ""},
		{"name.ofType(FIHR.HumanName)", Semantic, ""},
		{"$total", Semantic, ""},
		{"defineVariable('context')", Semantic, ""},
		{"defineVariable('a').defineVariable('a')", Semantic, ""},
		{"%nothing", Semantic, ""},
		{"name.given + 'x'", Execution, `FHIRPath: there are several items where one is needed at character 6 (found "given + 'x'"); choose one with first() or where()`},
		{"1 + 'a'", Execution, `FHIRPath: + is not defined between Integer and String at character 3 (found "+ 'a'"); use values of types that belong together`},
		{"1 < 'a'", Execution, ""},
		{"active.length()", Execution, ""},
		{"'x'.matches('(')", Execution, ""},
		{"'x'.matches('x', 'q')", Execution, ""},
		{"@2024 + 9999 years", Execution, ""},
		{"name.checkModifiers().select(1 | 'a').sort()", Execution, ""},
	} {
		_, err := evaluate(t, c.expression, patient, nil)
		if ClassOf(err) != c.class || fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%s: %v is of class %q, want %q", c.expression, err, ClassOf(err), c.class)
		} else if c.text != "" && err.Error() != c.text {
			t.Errorf("%s:\ngot  %v\nwant %s", c.expression, err, c.text)
		}
	}
}

func TestStrict(t *testing.T) {
	for _, c := range []struct {
		root, expression string
		fine             bool
	}{
		{"", "Patient.name.given", true},
		{"", "Patient.name.where(use = 'official').given", true},
		{"", "Patient.contact.name.given", true},
		{"", "Questionnaire.item.item.linkId", true},
		{"", "Bundle.entry.resource.anything", true},
		{"", "Patient.name.given1", false},
		{"", "Patient.name.where(used = 'official')", false},
		{"", "Patient.name.where(use = 'official').first().givn", false},
		{"", "(Observation.value as Period).unit", false},
		{"", "Observation.valueQuantity", false},
		{"Patient", "name.given", true},
		{"Patient", "name.givn", false},
		{"Patient", "Encounter.status", false},
		{"Patient", "Resource.id", true},
	} {
		_, err := Compile(c.expression, Options{Types: r4{}, Strict: true, Root: c.root})
		if (err == nil) != c.fine || err != nil && ClassOf(err) != Semantic {
			t.Errorf("%s: %v", c.expression, err)
		}
	}
}
