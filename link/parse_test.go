package link

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseConfig(t *testing.T) {
	cfg, problems := ParseConfig("link.yaml", []byte(`
comparisons: [given_name, birth_date]
blocking:
  - [nhs_number]
  - [birth_date, family_sound]
threshold: 7.5
max_block: 50
lead: 2
one_current: [gp]
placeholders: {phone: ["01632 960000"], birth_date: ["1999-09-09"]}
together:
  - [{source: gp, local_id: "1"}, {source: acute, local_id: A7}]
`))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	want := DefaultConfig()
	want.Comparisons = []string{"given_name", "birth_date"}
	want.Blocking = [][]string{{"nhs_number"}, {"birth_date", "family_sound"}}
	want.Threshold, want.MaxBlock, want.Lead, want.OneCurrent = 7.5, 50, 2, []string{"gp"}
	want.Placeholders["phone"] = append(want.Placeholders["phone"], "1632960000")
	want.Placeholders["birth_date"] = append(want.Placeholders["birth_date"], "1999-09-09")
	want.Together = []RegistrationPair{{Registration{"gp", "1"}, Registration{"acute", "A7"}}}
	if d := cmp.Diff(want, cfg); d != "" {
		t.Error(d)
	}
}

func TestParseConfigDefaults(t *testing.T) {
	for _, text := range []string{"", "# nothing\n", "---\n"} {
		cfg, problems := ParseConfig("link.yaml", []byte(text))
		if len(problems) > 0 && text != "---\n" || cmp.Diff(DefaultConfig(), cfg) != "" {
			t.Errorf("%q: %v", text, problems)
		}
	}
}

func TestParseConfigTellsEveryProblem(t *testing.T) {
	_, problems := ParseConfig("link.yaml", []byte(`threshhold: 5
comparisons: [given_nam, sex, sex]
blocking:
  - [nhs]
  - birth_date
max_block: many
threshold: 1
threshold: 2
placeholders: {colour: [red], phone: [none]}
apart: [[{source: gp}]]
`))
	var got []string
	for _, p := range problems {
		got = append(got, p.Error())
	}
	want := []string{
		`link.yaml:1: unknown key in link.yaml (found "threshhold"); did you mean threshold?`,
		`link.yaml:2: unknown comparison (found "given_nam"); did you mean given_name?`,
		`link.yaml:2: comparison given twice (found "sex"); keep one of them`,
		`link.yaml:4: unknown blocking key (found "nhs"); did you mean nhs_number?`,
		`link.yaml:5: blocking key must be a list (found "birth_date"); write it as [a, b]`,
		`link.yaml:6: not a number in range (found "many"); give a number from 2 to 10000`,
		`link.yaml:8: key given twice in link.yaml (found "threshold"); keep one of them`,
		`link.yaml:9: unknown key in placeholders (found "colour"); use one of address, birth_date, email, gp_practice, phone, postcode`,
		`link.yaml:9: no value of phone (found "none"); write it as it stands in the extracts`,
		`link.yaml:10: a pair needs two registrations; write [{source: a, local_id: b}, {source: c, local_id: d}]`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestParseConfigNotYAML(t *testing.T) {
	_, problems := ParseConfig("link.yaml", []byte("a: b\n c: [d\n"))
	if len(problems) != 1 || !strings.Contains(problems[0].Reason, "not YAML") || problems[0].Line < 2 {
		t.Errorf("%v", problems)
	}
}

func FuzzParseConfig(f *testing.F) {
	f.Add("threshold: 5\nblocking: [[nhs_number]]\n")
	f.Add("together: [[{source: a, local_id: b}, {source: c}]]")
	f.Add("a: &a [*a]")
	f.Fuzz(func(t *testing.T, text string) {
		cfg, problems := ParseConfig("link.yaml", []byte(text))
		if len(problems) > 0 {
			return
		}
		full := cfg.orDefault()
		if _, err := full.rules(); err != nil {
			t.Errorf("accepted a configuration that cannot run: %v", err)
		}
	})
}

func TestKeysAreAllUsable(t *testing.T) {
	for _, k := range Keys() {
		if keyByName[k] == 0 || !slices.Contains(Keys(), k) {
			t.Errorf("key %q", k)
		}
	}
}

func TestParsePlaceConfigKnowsItsPartners(t *testing.T) {
	_, problems := ParsePlaceConfig("link.yaml", []byte(`fields:
  given_name: {columns: [first]}
one_current: [gp, hospitle, gp]
apart: [[{source: gp, local_id: "1"}, {source: nobody, local_id: "2"}]]
together: [[{source: gp, local_id: "1"}, {source: hospital, local_id: "2"}]]
`), []string{"gp", "hospital"})
	var got []string
	for _, p := range problems {
		got = append(got, p.Error())
	}
	want := []string{
		"link.yaml:1: the feeds of table registration fill the fields of a place (found \"fields\"); take the key out; change the SELECT of a feed instead",
		"link.yaml:3: no partner of the place (found \"hospitle\"); did you mean hospital?",
		"link.yaml:3: source given twice (found \"gp\"); keep one of them",
		"link.yaml:4: no partner of the place is called nobody; use one of gp, hospital",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestParseConfigFindsContradictions(t *testing.T) {
	_, problems := ParseConfig("link.yaml", []byte(`blocking: []
together:
  - [{source: a, local_id: "1"}, {source: b, local_id: "1"}]
  - [{source: b, local_id: "1"}, {source: c, local_id: "1"}]
  - [{source: a, local_id: "9"}, {source: a, local_id: "9"}]
apart:
  - [{source: a, local_id: "2"}, {source: c, local_id: "2"}]
  - [{source: c, local_id: "1"}, {source: a, local_id: "1"}]
---
threshold: 3
`))
	var got []string
	for _, p := range problems {
		got = append(got, p.Error())
	}
	want := []string{
		"link.yaml:1: empty list of blocking rules; leave the key out to use the defaults",
		"link.yaml:5: a registration with itself; name two registrations",
		"link.yaml:8: c 1 and a 1 are one person by together; take this pair out or those",
		"link.yaml:9: a second document begins; keep one document",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
