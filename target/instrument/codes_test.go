package instrument

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCodesAreMadeNormal(t *testing.T) {
	for written, want := range map[string]string{"i21.0": "I210", " E 11.9 ": "E119", "44054006": "44054006", "": ""} {
		if got := normal(written); got != want {
			t.Errorf("normal(%q) = %q, want %q", written, got, want)
		}
	}
	for written, want := range map[string]string{"Anxiety or depression": "anxiety_or_depression", "stroke_or_tia": "stroke_or_tia", " polypharmacy (>=5 medicines) ": "polypharmacy_5_medicines"} {
		if got := normalName(written); got != want {
			t.Errorf("normalName(%q) = %q, want %q", written, got, want)
		}
	}
}

func TestCodesHaveTheFormOfTheirSystem(t *testing.T) {
	for _, x := range []struct {
		system, written string
		want            bool
	}{
		{systemICD10, "I21.0", true},
		{systemICD10, "c4a", true},
		{systemICD10, "S72001A", true},
		{systemICD10, "I10X", true},
		{systemICD10, "U822", true},
		{systemICD10, "44054006", false},
		{systemICD10, "428.0", false},
		{systemICD10, "G58..", false},
		{systemICD10, "C10E.", false},
		{systemICD10, "I2", false},
		{systemICD10, "J18.-", false},
		{systemICD10, "asthma", false},
		{systemICD10, "", false},
		{systemSNOMED, "44054006", true},
		{systemSNOMED, "I210", false},
		{systemSNOMED, "4405", false},
		{"opcs4", "K40.1", true},
		{"opcs4", "4280", false},
	} {
		if got := fits(x.system, x.written, normal(x.written)); got != x.want {
			t.Errorf("%q has the form of %s: %v", x.written, x.system, got)
		}
	}
	for written, want := range map[string]string{"44054006": "SNOMED CT", "428.0": "ICD-9", "G58..": "a Read code", "I21.0": "ICD-10", "?": ""} {
		if got := LooksLike(written); got != want {
			t.Errorf("%q looks like %q, want %q", written, got, want)
		}
	}
}

func TestRangesStandForCodes(t *testing.T) {
	for list, want := range map[string]string{
		"I21-I23 I252": "I21 I22 I23 I252", "B98-C01": "B98 B99 C00 C01", "E10.0-E10.2": "E100 E101 E102",
		"A-C": "A B C", "C0-C3|K40": "C0 C1 C2 C3 K40", "C7B00-C7B01": "C7B00 C7B01", "": "",
	} {
		got, err := expand(list)
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("expand(%q) = %v, %v; want %s", list, got, err, want)
		}
	}
	for _, list := range []string{"I23-I21", "I21-I2", "I21-", "-", "I21–I23", "A000000-Z999999"} {
		if got, err := expand(list); err == nil {
			t.Errorf("expand(%q) = %v, want an error", list, got)
		}
	}
}

// A range holds both its ends, is sorted, and holds each code once.
func TestRangesRise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		code := rapid.StringMatching(`[A-C][0-9]{2}`)
		from, to := code.Draw(t, "from"), code.Draw(t, "to")
		got, err := expand(from + "-" + to)
		if (err == nil) != (from <= to) {
			t.Fatalf("%s-%s: %v", from, to, err)
		}
		if err == nil && (got[0] != from || got[len(got)-1] != to || !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got)) {
			t.Fatalf("%s-%s: %v", from, to, got)
		}
	})
}

func TestWeightsAreExact(t *testing.T) {
	for text, want := range map[string]int64{"7.1": 7_100_000, "-0.25": -250_000, "0": 0, "124.42": 124_420_000, "0.000001": 1} {
		if got, err := micro(text); err != nil || got != want {
			t.Errorf("micro(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "-", ".5", "5.", "1e3", "0.0000001", "1,5", "NaN", "+1", "--1", "12345678901"} {
		if got, err := micro(text); err == nil {
			t.Errorf("micro(%q) = %d, want an error", text, got)
		}
	}
}

func FuzzExpand(f *testing.F) {
	for _, list := range []string{"I21-I23 I252", "A-H", "E100|E101", "I60-", "é-9", "Z99-Z99"} {
		f.Add(list)
	}
	f.Fuzz(func(t *testing.T, list string) {
		codes, err := expand(list)
		for _, c := range codes {
			if err == nil && (c == "" || len(c) > longestCode || normal(c) != c) {
				t.Errorf("%q gives %q", list, c)
			}
		}
	})
}

func FuzzMicro(f *testing.F) {
	for _, text := range []string{"7.1", "-4", "0.000001", "1e9", "٣"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if n, err := micro(text); err == nil && (n > 1e15 || n < -1e15) {
			t.Errorf("micro(%q) = %d", text, n)
		}
	})
}
