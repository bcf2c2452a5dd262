package glm

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"continuum/internal/fault"
	"continuum/internal/frame"
)

var missing = float32(math.NaN())

// drawFrame makes a table of a skewed number with gaps, a plain number, codes of
// which some are rare, and a category with gaps.
func drawFrame(t *rapid.T, rows int) *frame.Frame {
	number := func(name string, gap int) frame.Column {
		c := frame.Column{Name: name, Kind: frame.Number}
		for range rows {
			v := rapid.IntRange(0, 40).Draw(t, name)
			c.Numbers = append(c.Numbers, float32(v*v*v)/100)
			if gap > 0 && v%gap == 0 {
				c.Numbers[len(c.Numbers)-1] = missing
			}
		}
		return c
	}
	category := func(name string, least int32, levels ...string) frame.Column {
		c := frame.Column{Name: name, Kind: frame.Category, Levels: levels}
		for range rows {
			c.Codes = append(c.Codes, rapid.Int32Range(least, int32(len(levels))-1).Draw(t, name))
		}
		return c
	}
	return &frame.Frame{Rows: rows, Columns: []frame.Column{
		number("bed_days", 7), number("age", 0),
		category("code", 0, "I50.0", "I50.1", "I50.9", "I48", "J44.0", "J44.1", "Z"), category("housing", -1, "own", "rent", "hostel"),
	}}
}

func drawModel(t *rapid.T) (*frame.Frame, *Matrix, *Coefficients, *Model) {
	rows := rapid.IntRange(30, 80).Draw(t, "rows")
	f := drawFrame(t, rows)
	y := make([]float64, rows)
	for i := range y {
		y[i] = float64(rapid.IntRange(0, 3).Draw(t, "y"))
	}
	y[0] = 1
	d, _, err := Learn(f, nil, DesignOptions{LeastRows: 6, Clip: 0.02, Log: true, Knots: rapid.IntRange(0, 3).Draw(t, "knots"), Prefixes: rapid.Bool().Draw(t, "prefixes")})
	if err != nil {
		t.Fatal(err)
	}
	x, err := d.Apply(f)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Fit(t.Context(), x, y, nil, nil, 0.01, Options{Family: Poisson, Alpha: 0.2})
	if err != nil {
		t.Fatal(err)
	}
	return f, x, c, d.Model(Poisson, c)
}

// TestModelIsWhatWasFitted: on the original scale, after a round trip through
// JSON, every score is that of the matrix, and its reasons add up to it.
func TestModelIsWhatWasFitted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, x, c, m := drawModel(t)
		data, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var read Model
		if err := json.Unmarshal(data, &read); err != nil {
			t.Fatal(err)
		}
		score, again, fitted := make([]float64, f.Rows), make([]float64, f.Rows), make([]float64, f.Rows)
		if err := m.Score(t.Context(), f, score); err != nil {
			t.Fatal(err)
		}
		if err := read.Score(t.Context(), f, again); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(score, again) {
			t.Fatal("the model read back scores otherwise")
		}
		for i := range fitted {
			fitted[i] = c.Intercept
		}
		x.add(fitted, 0, c.Beta)
		reasons := make([]float64, len(m.Columns()))
		for i, s := range score {
			base, err := m.Explain(f, i, reasons)
			if err != nil {
				t.Fatal(err)
			}
			sum := base
			for _, r := range reasons {
				sum += r
			}
			if math.Abs(sum-s) > 1e-9 || math.Abs(s-fitted[i]) > 1e-4 {
				t.Fatalf("row %d: score %v, fitted %v, reasons add up to %v", i, s, fitted[i], sum)
			}
		}
	})
}

// TestReasonsAverageToNothing: over the rows learned from, each column's reasons
// have a mean of 0.
func TestReasonsAverageToNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f, _, _, m := drawModel(t)
		e, err := m.Explainer(f)
		if err != nil {
			t.Fatal(err)
		}
		sums, reasons := make([]float64, len(m.Terms)), make([]float64, len(m.Terms))
		for i := range f.Rows {
			e.Explain(i, reasons)
			for j, r := range reasons {
				sums[j] += r / float64(f.Rows)
			}
		}
		for j, s := range sums {
			if math.Abs(s) > 1e-9 {
				t.Fatalf("column %q: mean reason %v", m.Columns()[j], s)
			}
		}
	})
}

func letters(codes string, levels ...string) frame.Column {
	c := frame.Column{Name: "code", Kind: frame.Category, Levels: levels}
	for _, r := range codes {
		c.Codes = append(c.Codes, r-'a')
	}
	return c
}

func TestRareLevelsGoTogether(t *testing.T) {
	// six of I50.0, two each of I50.1 and I50.9, one J44, one Z and one missing (a code of -1)
	c := letters("aaaaaabbccde`", "I50.0", "I50.1", "I50.9", "J44", "Z")
	for _, w := range []struct {
		prefixes bool
		groups   string
		places   map[string]int
	}{
		{false, "[I50.0 (other) (missing)]", map[string]int{"I50.0": 0, "I50.1": 1, "J44": 1, "new": 1}},
		{true, "[I50.0 I50. (other) (missing)]", map[string]int{"I50.0": 0, "I50.1": 1, "I50.7": 1, "J44": 2, "I5": 2}},
	} {
		term, reason := learnCategory(&c, nil, DesignOptions{LeastRows: 4, Prefixes: w.prefixes})
		if reason != "" || fmt.Sprint(term.Category.Groups) != w.groups {
			t.Errorf("%v %s, want %s", term, reason, w.groups)
			continue
		}
		for level, want := range w.places {
			if got := term.Category.group(level); got != want {
				t.Errorf("%s is in group %d, want %d", level, got, want)
			}
		}
	}
}

func TestNumbers(t *testing.T) {
	c := &frame.Column{Name: "n", Kind: frame.Number, Numbers: []float32{0, 0, 0, 0, 1, 1, 2, 3, 900, missing}}
	term, reason := learnNumber(c, nil, DesignOptions{Clip: 0.2, Log: true, Knots: 2})
	if reason != "" {
		t.Fatal(reason)
	}
	k := term.Number
	if k.Low != 0 || k.High != 2 || k.Log || !k.Missing || len(k.Knots) != 1 || k.Knots[0] != 1 {
		t.Errorf("%+v", k)
	}
	if want := 1 - 0.9; math.Abs(term.Mean[2]-want) > 1e-12 {
		t.Errorf("share of missing %v, want %v", term.Mean[2], want)
	}
	term, _ = learnNumber(c, nil, DesignOptions{Log: true})
	if !term.Number.Log || math.Abs(term.Number.transform(900)-math.Log(901)) > 1e-12 {
		t.Errorf("%+v", term.Number)
	}
}

func TestColumnsLeftOutAreNamed(t *testing.T) {
	f := &frame.Frame{Rows: 3, Columns: []frame.Column{
		{Name: "same", Kind: frame.Number, Numbers: []float32{2, 2, 2}},
		{Name: "none", Kind: frame.Number, Numbers: []float32{missing, missing, missing}},
		{Name: "words", Kind: frame.Text, Texts: []string{"a", "b", "c"}},
		{Name: "level", Kind: frame.Category, Levels: []string{"x"}, Codes: []int32{0, 0, 0}},
		{Name: "empty", Kind: frame.Category, Codes: []int32{-1, -1, -1}},
		{Name: "ids", Kind: frame.Category, Levels: []string{"x", "y", "z"}, Codes: []int32{0, 1, 2}},
	}}
	_, notices, err := Learn(f, nil, DesignOptions{})
	if fault.CodeOf(err) != fault.Invalid || len(notices) != 6 {
		t.Errorf("%v %v", notices, err)
	}
	for _, n := range notices {
		if !strings.Contains(n.String(), "left out") {
			t.Error(n)
		}
	}
	f.Columns = append(f.Columns, frame.Column{Name: "age", Kind: frame.Number, Numbers: []float32{1, 2, 3}})
	d, _, err := Learn(f, nil, DesignOptions{})
	if err != nil || d.Features() != 1 {
		t.Errorf("%v %v", d, err)
	}
	if _, _, err := Learn(f, []float64{1}, DesignOptions{}); fault.CodeOf(err) != fault.Invalid {
		t.Error(err)
	}
}

// small is a model of two columns made by hand.
func small(t *testing.T) *Model {
	t.Helper()
	var m Model
	err := json.Unmarshal([]byte(`{"family": "logistic", "intercept": -2, "lambda": 0.1, "terms": [
		{"column": "age", "kind": "number", "number": {"low": 0, "high": 90, "missing": true, "deviation": [10]}, "mean": [50, 0.2], "coefficients": [0.1, -1]},
		{"column": "housing", "kind": "category", "category": {"groups": ["own", "(other)", "(missing)"], "other": 1, "missing": 2, "least_rows": 5}, "mean": [0.5, 0.25, 0.25], "coefficients": [0, 2, 4]}]}`), &m)
	if err != nil {
		t.Fatal(err)
	}
	return &m
}

func TestScoresByHand(t *testing.T) {
	m := small(t)
	f := &frame.Frame{Rows: 4, Columns: []frame.Column{
		{Name: "housing", Kind: frame.Category, Levels: []string{"hostel", "own"}, Codes: []int32{1, 0, -1, 1}},
		{Name: "age", Kind: frame.Number, Numbers: []float32{40, 200, missing, missing}},
	}}
	got := make([]float64, 4)
	if err := m.Score(t.Context(), f, got); err != nil {
		t.Fatal(err)
	}
	allNear(t, "score", got, []float64{-2 + 4, -2 + 9 + 2, -2 + 5 - 1 + 4, -2 + 5 - 1}, 1e-12)
	reasons := make([]float64, 2)
	base, err := m.Explain(f, 0, reasons)
	if err != nil {
		t.Fatal(err)
	}
	allNear(t, "reasons", append(reasons, base), []float64{4 - 4.8, -1.5, -2 + 4.8 + 1.5}, 1e-12)
	if n := m.Design().Unseen(f); len(n) != 0 {
		t.Errorf("as rare as they were: %v", n)
	}
	f.Columns[0].Codes = []int32{0, 0, 0, 0}
	if n := m.Design().Unseen(f); len(n) != 1 || !strings.Contains(n[0].Reason, "hostel") {
		t.Errorf("%v", n)
	}
}

func TestModelNeedsItsColumns(t *testing.T) {
	m := small(t)
	age := frame.Column{Name: "age", Kind: frame.Number, Numbers: []float32{1}}
	housing := frame.Column{Name: "housing", Kind: frame.Number, Numbers: []float32{3}}
	out := make([]float64, 1)
	err := m.Score(t.Context(), &frame.Frame{Rows: 1, Columns: []frame.Column{age}}, out)
	if fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), `"housing"`) {
		t.Error(err)
	}
	f := &frame.Frame{Rows: 1, Columns: []frame.Column{age, housing}}
	if err := m.Score(t.Context(), f, out); fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), "as a category") {
		t.Error(err)
	}
	f.Columns[1].Numbers[0] = missing // nothing is known: the kind does not matter
	if err := m.Score(t.Context(), f, out); err != nil || math.Abs(out[0]-(-2+0.1+4)) > 1e-6 {
		t.Error(out, err)
	}
	if _, err := m.Design().Apply(f); err != nil {
		t.Error(err)
	}
}

func FuzzModel(f *testing.F) {
	f.Add([]byte(`{"family": "poisson", "intercept": 0, "terms": [{"column": "a", "kind": "number", "number": {"low": 0, "high": 1, "knots": [0.5], "deviation": [1, 1]}, "mean": [0, 0], "coefficients": [1, 2]}]}`))
	f.Add([]byte(`{"family": "logistic", "terms": [{"column": "a", "kind": "category", "category": {"groups": ["x", "(missing)"], "prefix": [true, false], "other": -1, "missing": 1}, "mean": [0, 1], "coefficients": [1, 2]}]}`))
	f.Add([]byte(`{"family": "logistic", "terms": [{"column": "a", "kind": "number"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var m Model
		if err := json.Unmarshal(data, &m); err != nil {
			return
		}
		table := &frame.Frame{Rows: 2}
		for i := range m.Terms {
			c := frame.Column{Name: m.Terms[i].Column, Kind: frame.Kind(m.Terms[i].Kind), Numbers: []float32{1, missing}, Codes: []int32{0, -1}, Levels: []string{"xyz"}}
			table.Columns = append(table.Columns, c)
		}
		if err := m.Score(t.Context(), table, make([]float64, 2)); err != nil && !strings.Contains(err.Error(), "overflows") {
			t.Errorf("a model that was read does not score: %v", err)
		}
		again, err := json.Marshal(&m)
		if err != nil {
			t.Fatal(err)
		}
		var read Model
		if err := json.Unmarshal(again, &read); err != nil {
			t.Errorf("a model that was written is not read: %v", err)
		}
	})
}
