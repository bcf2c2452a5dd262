package impact

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheBuiltInPriorIsSound(t *testing.T) {
	p, err := DefaultPrior()
	if err != nil {
		t.Fatal(err)
	}
	mean, sd := p.average()
	if math.Abs(1-math.Exp(mean)-0.1) > 1e-9 || sd < 0.1 || sd > 0.13 {
		t.Errorf("the average is %v with a deviation of %v", mean, sd)
	}
	for name, group := range map[string]string{
		"heart_failure": "amenable to prevention", "COPD": "amenable to prevention", "acs_adm_0_12m": "amenable to prevention",
		"Palliative register": "unlikely to respond", "dementia": "unlikely to respond", "lives_alone": "social circumstances",
	} {
		for _, g := range p.Groups {
			if w := p.weight(g, name); (w != 0) != (g.Name == group) {
				t.Errorf("%s weighs %v in %q", name, w, g.Name)
			}
		}
	}
	for _, g := range p.Groups {
		if w := p.weight(g, "age"); w != 0 {
			t.Errorf("age weighs %v in %q", w, g.Name)
		}
	}
}

const ownPrior = `average: {ratio: 0.8, low: 0.6, high: 1.05, source: our own evaluation}
groups:
  - name: falls
    trust: 1
    doubt: 0.5
    terms:
      - {columns: ["falls*"], ratio: 0.6, source: our own evaluation}
`

func TestAPriorOfAPlace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "prior.yaml")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(ownPrior)
	p, err := ReadPrior(file)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := p.weight(p.Groups[0], "falls_12m"), math.Log(0.6/0.8); math.Abs(got-want) > 1e-12 {
		t.Errorf("falls weigh %v, want %v", got, want)
	}
	for old, want := range map[string]string{
		"ratio: 0.8": ":1: the average ratio does not lie between low and high", "doubt: 0.5": ":5: trust or doubt is out of range",
		"ratio: 0.6": ":7: is not a ratio of events", "trust: 1": `:4: unknown`, "low: 0.6": ":1: low and high are so near each other",
		"groups:": ":4: another group has this name",
	} {
		changed := map[string]string{
			"ratio: 0.8": "ratio: 1.8", "doubt: 0.5": "doubt: 0", "ratio: 0.6": "ratio: -1", "trust: 1": "trusts: 1", "low: 0.6": "low: 0.7999999, high: 0.8000001, source: x}\n#",
			"groups:": "groups:\n  - {name: falls, trust: 1, doubt: 1, terms: [{columns: [x], ratio: 0.5, source: y}]}",
		}[old]
		write(strings.Replace(ownPrior, old, changed, 1))
		if _, err := ReadPrior(file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want %q, got %v", changed, want, err)
		}
	}
	if _, err := ReadPrior(filepath.Join(t.TempDir(), "none.yaml")); err == nil {
		t.Error("a file that is not there was read")
	}
}

// TestTermsThatSayNothingHereAreTold by file and line; names are found whatever their case.
func TestTermsThatSayNothingHereAreTold(t *testing.T) {
	p, err := parsePrior("own.yaml", []byte(strings.Replace(ownPrior, "falls*", "Falls*", 1)))
	if err != nil {
		t.Fatal(err)
	}
	named := func(name string) []reading { return []reading{{modifier: modifier{name: name}}} }
	if told := p.idle(named("falls 12m")); told != nil {
		t.Errorf("a term that is used was told: %v", told)
	}
	if told := p.idle(named("age")); len(told) != 1 || !strings.Contains(told[0], `own.yaml:7: no column by which the pilot's people differ has this name, so its ratio is not used (found "Falls*")`) {
		t.Errorf("told: %v", told)
	}
}

func FuzzPrior(f *testing.F) {
	f.Add([]byte(ownPrior))
	f.Add(builtIn)
	f.Add([]byte("average: {ratio: .nan, low: 1e999, high: -1}\ngroups: [{}]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := parsePrior("prior.yaml", data)
		if err != nil {
			return
		}
		mean, sd := p.average()
		if math.IsNaN(mean) || !(sd > 0) || math.IsInf(sd, 0) {
			t.Errorf("an average of %v with a deviation of %v", mean, sd)
		}
		for _, g := range p.Groups {
			if w := p.weight(g, "heart_failure"); math.IsNaN(w) || math.IsInf(w, 0) {
				t.Errorf("a weight of %v", w)
			}
		}
	})
}
