package extract

import (
	"bytes"
	"fmt"
	"maps"
	"strings"
	"testing"

	"continuum/internal/fault"
)

const personJSON = `{"resourceType":"Patient","id":"p1",
 "identifier":[{"system":"https://x","value":"1"},{"system":"https://fhir.nhs.uk/Id/nhs-number","value":"9990000018"}],
 "name":[{"use":"old","given":["Ann"]},{"use":"official","family":"Smith","given":["Mary","Jane",null,"\u00c9loise"]}],
 "telecom":[{"system":"phone","use":"work","value":"1"},{"system":"phone","use":"home","value":"2"},{"system":"email","value":"m@x"}],
 "active":true,"multipleBirthInteger":1.50e2,"deceasedBoolean":false,"maritalStatus":null,"photo":[],"gender":"",
 "address":[{"line":["1 High St","Flat \"2\""],"postalCode":"WE1 1AA"}],
 "generalPractitioner":[{"reference":"Organization?identifier=https://ods|A81001"},{"reference":"Practitioner/77/_history/3"}],
 "managingOrganization":{"reference":"urn:uuid:12-34"},
 "contact":[{"relationship":[{"coding":[{"code":"N"},{"code":"C"}]}],"name":{"family":"Carter"}}],
 "extension":[{"url":"a","extension":[{"url":"b","valueCoding":{"code":"X"}}]},{"url":"c","valueString":"d"}],
 "meta":{"tag":[[1,2],3]}, "dose" : {"v" : 1.50, "u":"\u0041"}, "sp\u0061ce" : "s" }`

func TestPaths(t *testing.T) {
	tests := []struct{ path, want string }{
		{"id", "p1"},
		{"resourceType", "Patient"},
		{"identifier.value", "1"},
		{"identifier[1].value", "9990000018"},
		{"identifier[2].value", "∅"},
		{"identifier.where(system='https://fhir.nhs.uk/Id/nhs-number').value", "9990000018"},
		{"identifier.where(system='none').value", "∅"},
		{"name.given", "Ann"},
		{"name.family", "∅"},
		{"name.where(use='official').given", "Mary"},
		{"name.where(use='official').given[1]", "Jane"},
		{"name.where(use='official').given[2]", "∅"},
		{"name.where(use='official').given.join(' ')", "Mary Jane Éloise"},
		{"name[1].given.join('')", "MaryJaneÉloise"},
		{"name.where(given='Jane').family", "Smith"},
		{"telecom.where(system='phone').value", "1"},
		{"telecom.where(system='phone')[1].value", "2"},
		{"telecom.where(system = 'phone' and use = 'home').value", "2"},
		{"active", "true"},
		{"active.exists()", "true"},
		{"deceasedBoolean", "false"},
		{"deceasedBoolean.exists()", "true"},
		{"deceasedDateTime.exists()", "∅"},
		{"maritalStatus", "∅"},
		{"maritalStatus.exists()", "∅"},
		{"photo", "∅"},
		{"photo.exists()", "∅"},
		{"photo.join(',')", "∅"},
		{"gender", "∅"},
		{"multipleBirthInteger", "1.50e2"},
		{"address.line.join(', ')", `1 High St, Flat "2"`},
		{"address.line[1]", `Flat "2"`},
		{"address", `{"line":["1 High St","Flat \"2\""],"postalCode":"WE1 1AA"}`},
		{"address.where(postalCode='WE1 1AA').line", "1 High St"},
		{"generalPractitioner.reference.id()", "A81001"},
		{"generalPractitioner[1].reference.id()", "77"},
		{"managingOrganization.reference.id()", "12-34"},
		{"managingOrganization[0].reference", "urn:uuid:12-34"},
		{"managingOrganization.where(reference='urn:uuid:12-34').reference", "urn:uuid:12-34"},
		{"contact.where(relationship.coding.code='C').name.family", "Carter"},
		{"contact.where(relationship.coding.code='E').name.family", "∅"},
		{"extension.where(url='a').extension.where(url='b').valueCoding.code", "X"},
		{"extension.where(url='c').valueString", "d"},
		{"meta.tag", "[1,2]"},
		{"meta", `{"tag":[[1,2],3]}`},
		{"dose", `{"v":1.50,"u":"A"}`},
		{"id.value", "∅"},
		{"space", "s"},
		{"$fullUrl", "urn:x"},
	}
	var columns []Column
	var want []string
	for _, tt := range tests {
		columns = append(columns, Column{tt.path, tt.path})
		want = append(want, tt.want)
	}
	plans, err := compile("", []Projection{{"Patient", columns}})
	if err != nil {
		t.Fatal(err)
	}
	if err := checkJSON([]byte(personJSON)); err != nil {
		t.Fatal(err)
	}
	var w walker
	for range 2 { // the walker's memory is used again
		for i, f := range w.take(plans["Patient"], []byte(personJSON), []byte(`"urn:x"`)) {
			have := string(f)
			if f == nil {
				have = "∅"
			}
			if have != want[i] {
				t.Errorf("%s: got %q, want %q", columns[i].Path, have, want[i])
			}
		}
	}
}

func TestParsePathFaults(t *testing.T) {
	tests := []struct{ path, want string }{
		{"", "offset 0: expected a field name"},
		{"a.", "offset 2: expected a field name"},
		{"a..b", "offset 2: expected a field name"},
		{"1a", "offset 0: expected a field name"},
		{"a b", `offset 1: expected a dot, found " b"`},
		{"a[x]", "offset 2: expected an index"},
		{"a[1", "offset 3: expected ]"},
		{"a[1][2]", "offset 4: expected a dot"},
		{"a[99999999999999999999]", "expected an index from 0 to 9999"},
		{"a.where(b=c)", "offset 10: expected a text in single quotes"},
		{"a.where(b='c'", "offset 13: expected ) or and"},
		{"a.where(b='c' or d='e')", "expected ) or and"},
		{"a.where(b>'c')", "expected ="},
		{"a.where(b='c)", "the quote is never closed"},
		{"a.where(b='c').where(d='e')", "one where() or [n] a field"},
		{"where(b='c')", "offset 0: where() must follow a field"},
		{"a.first()", "offset 2: unknown function first()"},
		{"a.id().b", "nothing may follow"},
		{"a.join(,)", "single quotes"},
		{"a.id(", "expected )"},
		{"$this", "expected a field name"},
		{strings.Repeat("a.", 1000), "longer than 1000"},
	}
	for _, tt := range tests {
		if _, err := ParsePath(tt.path); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%q: got %v, want %q", tt.path, err, tt.want)
		}
	}
}

var twoSets = Format{Kind: FHIR, Resources: []Projection{
	{"Patient", []Column{{"id", "id"}, {"family", "name.family"}}},
	{"Encounter", []Column{{"id", "id"}}},
	{"Patient", []Column{{"url", "$fullUrl"}, {"sex", "gender"}}},
}}

func TestNDJSON(t *testing.T) {
	text := `{"resourceType":"Patient","id":"1","name":[{"family":"A"}]}

{"id":"e","resourceType":"Encounter"}
{"resourceType":"Patient","id":"2",}
{"resourceType":"Patient","id":"2","id":"3"}
{"id":"x"}
[1]
{"resourceType":"Observation"}
{"resourceType":"List","entry":[{"item":{}}]}
{"resourceType":"Patient","id":"a\u0000b"}
{"resourceType":"Bundle","entry":[]}
 {"gender":"male","resourceType":"Patient"}`
	g, file, err := readAll(t, write(t, "x.ndjson", []byte(text)), twoSets)
	if err != nil {
		t.Fatal(err)
	}
	check(t, "ndjson", g.text(), `1/0 1·A
1/2 ∅·∅
3/1 e
12/0 ∅·∅
12/2 ∅·male
broken 4: not valid JSON: invalid character ',' at start of value after offset 34 <{"resourceType":"Patient","id":"2",}>
broken 5: not valid JSON: duplicate object member name "id" <{"resourceType":"Patient","id":"2","id":"3"}>
broken 6: there is no resourceType <{"id":"x"}>
broken 7: there is no resourceType <[1]>
broken 10: column "id" holds a NUL character <{"resourceType":"Patient","id":"a\u0000b"}>
broken 11: a Bundle inside other resources is not read <{"resourceType":"Bundle","entry":[]}>
`)
	if want := map[string]int64{"Observation": 1, "List": 1}; !maps.Equal(file.Skipped(), want) {
		t.Errorf("skipped %v, want %v", file.Skipped(), want)
	}
}

func TestBundle(t *testing.T) {
	entries := `[ {"fullUrl":"urn:1","resource":{"resourceType":"Patient","id":"1 } ] \" ","name":[{"family":"A"}]}},
 {"resource":{"resourceType":"Encounter","id":"e"},"request":{"method":"POST"}},
 {"resource":{"resourceType":"Patient","id":tru}},
 {"request":{"method":"DELETE"}}, {"resource":{"id":"x"}}, 5,
 {"resource":{"resourceType":"Patient","gender":"male"}} ]`
	want := `1/0 1 } ] " ·A
1/2 urn:1·∅
2/1 e
7/0 ∅·∅
7/2 ∅·male
broken 3: not valid JSON: invalid character '}' in literal true (expecting 'e') within "/resource/id" after offset 46 <{"resource":{"resourceType":"Patient","id":tru}}>
broken 4: the entry holds no resource <{"request":{"method":"DELETE"}}>
broken 5: there is no resourceType <{"id":"x"}>
broken 6: the entry holds no resource <5>
`
	for _, text := range []string{
		"\ufeff{\"resourceType\":\"Bundle\",\"entry\":" + entries + "}\n",
		"{\n\"entry\":" + entries + ", \"link\" : [{}],\"resourceType\":\"Bundle\"}",
	} {
		g, _, err := readAll(t, write(t, "x.json", []byte(text)), twoSets)
		if err != nil {
			t.Fatal(err)
		}
		check(t, text[:20], g.text(), want)
	}
	for _, text := range []string{`{"resourceType":"Bundle"}`, `{"resourceType":"Bundle","entry":[]}` + "\n" + `{"resourceType":"Bundle","entry":[]}`} {
		g, _, err := readAll(t, write(t, "x.json", []byte(text)), twoSets)
		if err != nil || g.text() != "" {
			t.Errorf("%s gives %v, %v", text, g, err)
		}
	}
}

func TestNotFHIR(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"html", "<!DOCTYPE html><html></html>", "begins with what looks like an HTML page"},
		{"csv", "id,name\n1,x\n", "it begins with 'i'"},
		{"list", `[{"resourceType":"Patient"}]`, "it begins with '['"},
		{"other json", `{"a":1}`, "there is no resourceType"},
		{"other json over lines", "{\n\"a\":1}", "there is no resourceType"},
		{"broken first line", "{\"resourceType\":\"Patient\",\n", "unexpected EOF"},
		{"one resource over lines", "{\n\"resourceType\":\"Patient\",\n\"id\":\"1\"}", `the resourceType is "Patient"`},
		{"cut json", `{"resourceType":"Pat`, "not valid JSON"},
		{"no value", `{`, "not valid JSON"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := write(t, "x.json", []byte(tt.in))
			_, _, err := readAll(t, path, twoSets)
			wantFault(t, err, fault.Invalid, path, "not a FHIR Bundle or NDJSON", tt.want)
		})
	}
}

func TestBundleBreaksOff(t *testing.T) {
	sound := `{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Encounter"}}`
	for _, end := range []string{"", ",", ",{\"resource\":{", "}", "] ]", "]", "],\"a\":}", "],5:1}", "],}", "]} x", "]\"a\":1}"} {
		path := write(t, "x.json", []byte(sound+end))
		g, _, err := readAll(t, path, twoSets)
		wantFault(t, err, fault.Invalid, path, "the Bundle breaks off near entry", "after 1 rows")
		check(t, end, g.text(), "1/1 ∅\n")
	}
}

func TestLongResources(t *testing.T) {
	long := fmt.Sprintf(`{"resourceType":"Encounter","id":"%s"}`, strings.Repeat("x\\\"", maxResource/3))
	short := `{"resourceType":"Encounter","id":"e"}`
	lines := write(t, "x.ndjson", []byte(short+"\n"+long+"\n"+short+"\n"+long))
	g, _, err := readAll(t, lines, twoSets)
	if err != nil || strings.Join(g.rows, " ") != "1/1 e 3/1 e" || len(g.broken) != 2 || len(g.broken[0].Raw) != maxRaw {
		t.Fatal(g.rows, len(g.broken), err)
	}
	var b bytes.Buffer
	for i, r := range []string{short, long, short} {
		fmt.Fprintf(&b, "%s{\"resource\":%s}", ","[:min(i, 1)], r)
	}
	bundle := write(t, "x.json", []byte(`{"resourceType":"Bundle","entry":[`+b.String()+`]}`))
	g, _, err = readAll(t, bundle, twoSets)
	if err != nil || strings.Join(g.rows, " ") != "1/1 e 3/1 e" || len(g.broken) != 1 {
		t.Fatal(g.rows, len(g.broken), err)
	}
	if !strings.HasPrefix(g.broken[0].Raw, `{"resource":{"resourceType"`) {
		t.Errorf("raw begins with %q", g.broken[0].Raw[:40])
	}
}
