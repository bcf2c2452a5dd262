package ward

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"
)

// signs reads pairs of a measure and a number.
func signs(t testing.TB, values map[Measure]string) Signs {
	t.Helper()
	var s Signs
	for m, text := range values {
		n, err := ParseNumber(text)
		if err == nil {
			err = s.Set(m, n)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// TestNEWS2Chart tries both sides of every edge of the chart.
func TestNEWS2Chart(t *testing.T) {
	for _, c := range []struct {
		of     Measure
		scale  Scale
		oxygen string
		points map[string]int8
	}{
		{Respiration, Scale1, "", map[string]int8{"0": 3, "8": 3, "9": 1, "11": 1, "12": 0, "20": 0, "21": 2, "24": 2, "25": 3, "90": 3, "8.5": 3, "11.5": 1, "20.5": 2}},
		{Saturation, Scale1, "", map[string]int8{"30": 3, "91": 3, "92": 2, "93": 2, "94": 1, "95": 1, "96": 0, "100": 0, "91.5": 3, "95.5": 1}},
		{Saturation, Scale1, "4", map[string]int8{"97": 0, "100": 0, "91": 3}},
		{Saturation, Scale2, "0", map[string]int8{"83": 3, "84": 2, "85": 2, "86": 1, "87": 1, "88": 0, "92": 0, "93": 0, "97": 0, "100": 0, "87.5": 1}},
		{Saturation, Scale2, "2", map[string]int8{"83": 3, "85": 2, "87": 1, "88": 0, "92": 0, "92.5": 1, "93": 1, "94": 1, "95": 2, "96": 2, "97": 3, "100": 3}},
		{Saturation, Scale2, "", map[string]int8{"83": 3, "92": 0, "93": NoPart, "99": NoPart}},
		{Oxygen, Scale1, "", map[string]int8{"0": 0, "0.5": 2, "15": 2}},
		{Systolic, Scale1, "", map[string]int8{"90": 3, "91": 2, "100": 2, "101": 1, "110": 1, "111": 0, "219": 0, "220": 3}},
		{Pulse, Scale1, "", map[string]int8{"40": 3, "41": 1, "50": 1, "51": 0, "90": 0, "91": 1, "110": 1, "111": 2, "130": 2, "131": 3}},
		{Consciousness, Scale1, "", map[string]int8{"0": 0, "1": 3, "2": 3, "3": 3, "4": 3}},
		{Temperature, Scale1, "", map[string]int8{"35.0": 3, "35.05": 3, "35.1": 1, "36.0": 1, "36.05": 1, "36.1": 0, "38.0": 0, "38.05": 1, "38.1": 1, "39.0": 1, "39.05": 2, "39.1": 2}},
	} {
		for text, want := range c.points {
			s := signs(t, map[Measure]string{c.of: text})
			if c.oxygen != "" {
				s = signs(t, map[Measure]string{c.of: text, Oxygen: c.oxygen})
			}
			if got := NEWS2(s, c.scale).Parts[c.of]; got != want {
				t.Errorf("%s %s on scale %d, oxygen %q: got %d, want %d", c.of, text, c.scale+1, c.oxygen, got, want)
			}
		}
	}
}

func TestNEWS2Bands(t *testing.T) {
	well := map[Measure]string{Respiration: "16", Saturation: "97", Oxygen: "0", Systolic: "125", Pulse: "70", Consciousness: "0", Temperature: "36.8"}
	for _, c := range []struct {
		change map[Measure]string
		total  int
		band   Band
	}{
		{nil, 0, Low},
		{map[Measure]string{Respiration: "21", Pulse: "111"}, 4, Low},
		{map[Measure]string{Consciousness: "1"}, 3, LowMedium},
		{map[Measure]string{Respiration: "8", Pulse: "91"}, 4, LowMedium},
		{map[Measure]string{Respiration: "25", Pulse: "111"}, 5, Medium},
		{map[Measure]string{Respiration: "21", Pulse: "111", Oxygen: "2"}, 6, Medium},
		{map[Measure]string{Respiration: "21", Pulse: "111", Saturation: "91"}, 7, High},
		{map[Measure]string{Respiration: "25", Saturation: "91", Oxygen: "15", Systolic: "80", Pulse: "140", Consciousness: "4", Temperature: "34"}, 20, High},
	} {
		values := map[Measure]string{}
		for m, v := range well {
			values[m] = v
		}
		for m, v := range c.change {
			values[m] = v
		}
		score := NEWS2(signs(t, values), Scale1)
		if total, ok := score.Total(); !ok || total != c.total || score.Band != c.band {
			t.Errorf("%v: %+v", c.change, score)
		}
	}
}

func TestNEWS2Missing(t *testing.T) {
	score := NEWS2(signs(t, map[Measure]string{Respiration: "25", Saturation: "90", Pulse: "95"}), Scale1)
	if _, ok := score.Total(); ok || score.Sum != 7 || score.Band != High || fmt.Sprint(score.Missing()) != "[oxygen systolic consciousness temperature]" {
		t.Errorf("%+v missing %v", score, score.Missing())
	}
	if none := NEWS2(Signs{}, Scale2); none.Complete || none.Sum != 0 || len(none.Missing()) != 7 {
		t.Errorf("%+v", none)
	}
}

// anySigns draws possible values, in thousandths, of some measures.
func anySigns(t *rapid.T, all bool) Signs {
	var s Signs
	for m := range Total {
		if !all && rapid.Bool().Draw(t, "left out") {
			continue
		}
		n := Number(rapid.Int32Range(int32(possible[m][0]), int32(possible[m][1])).Draw(t, m.String()))
		if m == Consciousness {
			n -= n % 1000
		}
		if err := s.Set(m, n); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// TestNEWS2Holds: the total is the sum of its parts, and measuring more never lowers a sum
// or the band.
func TestNEWS2Holds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scale := rapid.SampledFrom([]Scale{Scale1, Scale2}).Draw(t, "scale")
		full := anySigns(t, true)
		score := NEWS2(full, scale)
		sum := 0
		for m, part := range score.Parts {
			if part < 0 || part > 3 || Measure(m) == Oxygen && part != 0 && part != 2 {
				t.Fatalf("%+v", score)
			}
			sum += int(part)
		}
		if total, ok := score.Total(); !ok || total != sum || total > 20 {
			t.Fatalf("%+v", score)
		}
		some := full
		some.known &= rapid.Uint16().Draw(t, "kept")
		if less := NEWS2(some, scale); less.Sum > score.Sum || less.Band > score.Band {
			t.Fatalf("with less measured %+v, with all %+v", less, score)
		}
	})
}

func TestSignsRefuse(t *testing.T) {
	var s Signs
	for _, c := range []struct {
		m Measure
		n Number
	}{{Saturation, Whole(101)}, {Pulse, Whole(-1)}, {Consciousness, 500}, {Temperature, Tenths(981)}, {Total, 0}, {200, 0}} {
		if err := s.Set(c.m, c.n); err == nil {
			t.Errorf("%s %s is taken", c.m, c.n)
		}
	}
	if s != (Signs{}) {
		t.Error("what is refused is kept")
	}
	for i, name := range names {
		if m, err := ParseMeasure(name); err != nil || m != Measure(i) {
			t.Error(name, m, err)
		}
	}
	if _, err := ParseMeasure("mood"); err == nil {
		t.Error("mood is a measure")
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, s := range []string{"37.1", "-0.5", "96", "", ".", "1.", "1.2345", "9999999", "+1", "1e3", "-", "-0", "007"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseNumber(s)
		if err != nil {
			return
		}
		if again, err := ParseNumber(n.String()); err != nil || again != n {
			t.Fatalf("%q became %s, which became %s: %v", s, n, again, err)
		}
	})
}
