package check

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"continuum/record/definition"
	"continuum/record/resource"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestCases tells every problem of each resource of testdata/cases.jsonl, as
// testdata/cases.golden has them.
func TestCases(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "cases.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for line := range bytes.Lines(text) {
		fmt.Fprintf(&got, "%s", line)
		for _, p := range Resource(parse(t, line)) {
			severity := map[definition.Severity]string{definition.Error: "error", definition.Warning: "warning"}[p.Severity]
			fmt.Fprintf(&got, "  %s %s %s\n", severity, p.Code, p)
		}
	}
	golden := filepath.Join("testdata", "cases.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got.String()); d != "" {
		t.Error(d)
	}
}

func TestProblemsAreBounded(t *testing.T) {
	text := `{"resourceType":"Patient"`
	for i := range 500 {
		text += fmt.Sprintf(`,"x%d":{}`, i)
	}
	if got := Resource(parse(t, []byte(text+"}"))); len(got) != Most {
		t.Errorf("%d problems", len(got))
	}
}

func TestSoundCostsNothing(t *testing.T) {
	n := parse(t, []byte(`{"resourceType":"Observation","id":"a","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"29463-7"}]},"subject":{"reference":"Patient/1"},"effectiveDateTime":"2026-03-04T10:11:12.5+01:00","valueQuantity":{"value":71.30,"unit":"kg"}}`))
	if a := testing.AllocsPerRun(200, func() {
		if Resource(n) != nil {
			t.Error("not sound")
		}
	}); a > 1 { // the race detector now and then takes away what a pool keeps
		t.Errorf("%v allocations", a)
	}
}

func TestMissingResource(t *testing.T) {
	if p := Resource(resource.Node{}); len(p) != 1 || !Refused(p) {
		t.Errorf("%v", p)
	}
}

// TestFormsFollowThePublishedPatterns holds the forms against the regular
// expressions of the specification. Where we are stricter on purpose the case
// stands under stricter.
func TestFormsFollowThePublishedPatterns(t *testing.T) {
	values := []string{
		"", "0", "-0", "00", "01", "1", "-1", "2147483647", "2147483648", "-2147483648", "-2147483649", "1.0", "1e3", "+1",
		"2026", "0000", "0001", "2026-1", "2026-00", "2026-01", "2026-12", "2026-13", "2026-01-00", "2026-01-31", "2026-01-32", "2024-02-29", "2000-02-29", "26-01-01", "2026-01-01T", "2026/01/01", "2026-01-1",
		"2026-01-01T00:00:00Z", "2026-01-01T23:59:60Z", "2026-01-01T24:00:00Z", "2026-01-01T10:60:00Z", "2026-01-01T10:00:61Z", "2026-01-01T10:00Z", "2026-01-01T10:00:00", "2026-01-01T10:00:00.Z", "2026-01-01T10:00:00.123456789Z", "2026-01-01T10:00:00+01:00", "2026-01-01T10:00:00-14:00", "2026-01-01T10:00:00+14:01", "2026-01-01T10:00:00+13:59", "2026-01-01T10:00:00+1:00", "2026-01-01t10:00:00z", "2026-01T10:00:00Z",
		"10:00:00", "10:00", "10:00:00.5", "10:00:00.", "24:00:00", "10:00:00Z",
		"a", "a-b.c", "a_b", strings.Repeat("a", 64), strings.Repeat("a", 65), "a b", " a", "a ", "a  b", "a\tb", "é",
		"urn:oid:1.2.3", "urn:oid:1", "urn:oid:3.1", "urn:oid:1.02", "urn:oid:1.", "urn:oid:0.0", "1.2.3",
		"urn:uuid:c757873d-ec9a-4326-a141-556f43239520", "urn:uuid:C757873D-ec9a-4326-a141-556f43239520", "urn:uuid:c757873dec9a4326a141556f43239520", "urn:uuid:c757873d-ec9a-4326-a141-556f4323952g",
		"http://a.example/b?c#d", "http://a b",
		"AAAA", "AAA=", "AA==", "AAA", "AAAA AAAA", "AAAA\nAAA=", "A!AA",
	}
	stricter := map[string]bool{"A===": true, "2026-02-30": true}
	for name, kind := range map[string]string{
		"date": "", "dateTime": "", "instant": "", "time": "", "id": "", "oid": "", "uuid": "", "uri": "", "code": "", "base64Binary": "",
		"integer": "n", "positiveInt": "n", "unsignedInt": "n",
	} {
		pattern := regexp.MustCompile("^(" + definition.TypeOf(name).Pattern + ")$")
		for _, v := range values {
			want := pattern.MatchString(v)
			var got bool
			if kind == "n" {
				want = want && v != "2147483648" && v != "-2147483649"
				got = isInteger(v, map[string]int64{"integer": minInteger, "positiveInt": 1}[name])
				if n, err := resource.Parse([]byte(v), resource.Limits{}); err != nil || n.Kind() != resource.Number {
					continue // JSON has no such number
				}
				if v == "-0" {
					continue // a whole number as good as 0
				}
			} else {
				got = wellFormed(parse(t, []byte(resource.Quote(v))), name) && v != "" || v == "" && want
			}
			if got != want && !stricter[v] {
				t.Errorf("%s %q: %v, the pattern says %v", name, v, got, want)
			}
		}
	}
}

func TestDaysOfTheCalendar(t *testing.T) {
	for day, want := range map[string]bool{
		"2026-02-28": true, "2026-02-29": false, "2024-02-29": true, "2100-02-29": false, "2000-02-29": true,
		"2026-04-30": true, "2026-04-31": false, "2026-12-31": true,
	} {
		if isDate(day) != want {
			t.Errorf("%s: %v", day, !want)
		}
	}
}

func FuzzResource(f *testing.F) {
	text, err := os.ReadFile(filepath.Join("testdata", "cases.jsonl"))
	if err != nil {
		f.Fatal(err)
	}
	for line := range bytes.Lines(text) {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		n, err := resource.Parse(text, resource.Limits{})
		if err != nil {
			return
		}
		for _, p := range Resource(n) {
			if p.Path == "" || p.Reason == "" || p.Code == "" || p.Severity == 0 {
				t.Errorf("%+v", p)
			}
		}
	})
}
