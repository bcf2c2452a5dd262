package learn

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"continuum/internal/frame"
)

func TestIntervals(t *testing.T) {
	cases := map[string]float64{
		"[70-80)": 75, "70-79": 74.5, "0_34": 17, "85+": 85, ">=90": 90, "<5": 5, "95_GT": 95, "10 to 20": 15, "(1.5,2.5]": 2, "-5--1": -3, "under 18": 18, "65 and over": 65, "7": 7,
	}
	for word, want := range cases {
		if got, _, ok := intervalOf(word); !ok || got != want {
			t.Errorf("%s is at %v (%v), not %v", word, got, ok, want)
		}
	}
	for _, word := range []string{"Norm", "20-10", "A1-3", "", "1 2", "2020-01-02"} {
		if got, _, ok := intervalOf(word); ok {
			t.Errorf("%q was taken as a range, at %v", word, got)
		}
	}
	if areIntervals([]string{"1", "2", "3"}) || areIntervals([]string{">7", "Norm"}) || !areIntervals([]string{"18-24", "25-34", "35+"}) {
		t.Error("levels were taken for what they are not")
	}
}

func TestRoles(t *testing.T) {
	var icd, towns []string
	for i := range 60 {
		icd = append(icd, string(rune('A'+i/20))+string(rune('0'+i/10))+string(rune('0'+i%10)))
		towns = append(towns, "town "+string(rune('A'+i%26))+string(rune('a'+i/26)))
	}
	every := func(levels []string) frame.Column {
		c := frame.Column{Kind: frame.Category, Levels: levels}
		for i := range 2 * len(levels) {
			c.Codes = append(c.Codes, int32(i%len(levels)))
		}
		return c
	}
	number := func(name string, values ...float32) frame.Column {
		return frame.Column{Name: name, Kind: frame.Number, Numbers: values}
	}
	cases := map[string]struct {
		c    frame.Column
		want Role
	}{
		"codes": {every(icd), Code}, "towns": {every(towns), Category}, "ages": {every([]string{"0-9", "10-19", "20+"}), Interval},
		"one word": {every([]string{"no"}), Constant}, "one number": {number("x", 4, 4), Constant}, "one number or none": {number("x", 4, nothing), Number},
		"kinds by number": {number("admission_type_id", 1, 2, 3, 1), Category}, "amounts": {number("visits", 1, 2, 3, 1), Number},
		"a flag": {number("flag_code", 0, 1, 1), Number}, "words": {frame.Column{Kind: frame.Text, Texts: []string{"a"}}, Ignored},
	}
	for name, c := range cases {
		if got, _ := roleOf(&c.c); got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
}

func TestCodeKeys(t *testing.T) {
	for code, want := range map[string][]string{"428.0": {"4", "42", "428", "428.0"}, "8": {"0", "00", "008", "8"}, "V27": {"V", "V2", "V27", "V27"}, "i50.1": {"I", "I5", "I50", "i50.1"}} {
		if got := keysOf(Code, code); !slices.Equal(got, want) {
			t.Errorf("%s: %q, not %q", code, got, want)
		}
	}
}

// TestEncodingHidesTheOwnOutcome: changing somebody's outcome changes the numbers of
// rows of other folds only.
func TestEncodingHidesTheOwnOutcome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(20, 80).Draw(t, "rows")
		c := frame.Column{Name: "c", Kind: frame.Category, Levels: []string{"A10", "A11", "B20", "B21"}}
		y := make([]float64, n)
		for i := range y {
			c.Codes = append(c.Codes, int32(rapid.IntRange(-1, 3).Draw(t, "code")))
			y[i] = float64(rapid.IntRange(0, 1).Draw(t, "y"))
		}
		inner := foldsOf(nil, n, 1)
		at := rapid.IntRange(0, n-1).Draw(t, "changed")
		_, before := learnEncoding(Code, &c, &target{kind: Binary, y: y}, inner)
		y[at] = 1 - y[at]
		_, after := learnEncoding(Code, &c, &target{kind: Binary, y: y}, inner)
		for i := range y {
			if inner[i] == inner[at] && before.Numbers[i] == before.Numbers[i] && before.Numbers[i] != after.Numbers[i] {
				t.Fatalf("row %d sees the outcome of row %d of its own fold", i, at)
			}
			if (c.Codes[i] < 0) != math.IsNaN(float64(after.Numbers[i])) {
				t.Fatal("missing is not kept missing")
			}
		}
	})
}

func TestUnmetWordsGoByTheirKind(t *testing.T) {
	c := frame.Column{Name: "c", Kind: frame.Category, Levels: []string{"I500", "I501", "J100"}}
	var y []float64
	for i := range 300 {
		c.Codes = append(c.Codes, int32(i%3))
		y = append(y, []float64{1, 1, 0}[i%3])
	}
	e, _ := learnEncoding(Code, &c, &target{kind: Binary, y: y}, foldsOf(nil, 300, 1))
	if met, kind, none := e.value(Code, "I500"), e.value(Code, "I509"), e.value(Code, "Z99"); !(met > kind && kind > none) || none != e.Base {
		t.Errorf("met %v, of a known kind %v, of none %v, everybody %v", met, kind, none, e.Base)
	}
	if e.knows("I509") || !e.knows("I501") {
		t.Error("what was met is not known")
	}
}

func TestDriftIsSeen(t *testing.T) {
	ages := func(from, rows int) frame.Column {
		c := frame.Column{Name: "age", Kind: frame.Number}
		for i := range rows {
			c.Numbers = append(c.Numbers, float32(from+i%50))
		}
		return c
	}
	was, same, older := ages(20, 1000), ages(20, 500), ages(60, 500)
	s := spreadOf(&was)
	if got := s.index(&same); got > 0.01 {
		t.Errorf("index %v of the same people", got)
	}
	if got := s.index(&older); got < Moved {
		t.Errorf("index %v of others", got)
	}
	words := frame.Column{Kind: frame.Category, Levels: []string{"a", "b"}, Codes: []int32{0, 0, 1, -1}}
	turned := frame.Column{Kind: frame.Category, Levels: []string{"b", "c"}, Codes: []int32{0, 0, 1, 1}}
	w := spreadOf(&words)
	if got := w.index(&words); got != 0 {
		t.Errorf("index %v of the same words", got)
	}
	if got := w.index(&turned); got < Moved {
		t.Errorf("index %v of other words", got)
	}
}

// FuzzInterval: whatever a word is, its middle is a number that models can read.
func FuzzInterval(f *testing.F) {
	for _, seed := range []string{"[70-80)", "85+", ">=90", "-5--1", "under 18", "9e99+", "0-"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, word string) {
		if v, _, ok := intervalOf(word); ok && (math.IsNaN(v) || math.Abs(v) > math.MaxFloat32) {
			t.Fatalf("%q is at %v", word, v)
		}
	})
}

func TestSentinels(t *testing.T) {
	cases := []struct {
		values []float32
		want   float32
	}{
		{[]float32{20, 90, nothing, -999, -999}, -999},
		{[]float32{20, 90, 9999}, 9999},
		{[]float32{20, 90, 99}, 0},
		{[]float32{-9, 1, 2, 3}, -9},
		{[]float32{-9, -5, 0, 8}, 0},
		{[]float32{0, 500, 999}, 0},
		{[]float32{-999, 5}, 0},
		{[]float32{nothing, nothing}, 0},
		{[]float32{1, 2, -3e38, 3e38}, 0},
		{nil, 0},
	}
	for _, c := range cases {
		if got, rows, low, high := sentinel(c.values); got != c.want || (rows > 0) != (c.want != 0) || rows > 0 && !(low < high) {
			t.Errorf("%v: %v in %d rows beside %v to %v", c.values, got, rows, low, high)
		}
	}
}
