package fact

import (
	"cmp"
	"math"
	"testing"

	"continuum/record/check"
	"continuum/record/resource"
)

// FuzzWords writes whatever a partner may send into a resource that must be sound.
func FuzzWords(f *testing.F) {
	for _, s := range []string{"", " ", "A09.9", "two  spaces", "\x00\x1f\x7f", "\u00a0\u2003", "\xff\xfe", "tab\tand\nline", `quote " and \`, "é", "\u2028"} {
		f.Add(s, 27.50)
	}
	f.Add("unit", math.Inf(1))
	f.Add("unit", 1e300)
	f.Add("unit", -1e-300)
	f.Fuzz(func(t *testing.T, s string, n float64) {
		amount := value("")
		if v := number(n); v != "" {
			amount = object("value", v, "unit", text(s))
		}
		x := object("resourceType", text("Observation"), "status", text("final"),
			"identifier", array(object("system", text(local("partner", s)), "value", text(s))),
			"code", orThat(concept(s, coding(cmp.Or(systemOf(s), local("partner", s)), s, s), coding(icd10, s, s)), concept("nothing")),
			"valueQuantity", amount, "note", note(s))
		node, err := resource.Parse([]byte(x), resource.Limits{})
		if err != nil {
			t.Fatalf("%q: %v", x, err)
		}
		for _, p := range check.Resource(node) {
			t.Errorf("%q: %s", x, p)
		}
	})
}

func orThat(v, that value) value {
	if v == "" {
		return that
	}
	return v
}

func TestICD10HasItsPoint(t *testing.T) {
	for given, want := range map[string]string{
		"A099": "A09.9", "A09": "A09", "I10X": "I10", "A09.9": "A09.9", "S72001": "S72.001", "F03X": "F03", "": "", "X": "X", "a099": "a099", "W010": "W01.0",
		"M1999": "M19.99", "A09-": "A09-",
	} {
		if got := dotted(given); got != want {
			t.Errorf("%q becomes %q, want %q", given, got, want)
		}
	}
}

func TestNumbersKeepTheirDigits(t *testing.T) {
	for n, want := range map[float64]value{27.35: "27.35", 148: "148", -0.001: "-0.001", 0: "0", 1e15: "1e+15", 123456789.125: "123456789.125", 0.1: "0.1"} {
		if got := number(n); got != want {
			t.Errorf("%v is written %s, want %s", n, got, want)
		}
	}
}
