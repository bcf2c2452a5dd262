package glm

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"continuum/internal/fault"
	"continuum/internal/frame"
)

// crossed is a table in which living alone matters only after a fall, and nothing
// else goes together.
func crossed(rows int) (*frame.Frame, []float64) {
	r := rand.New(rand.NewPCG(13, 14))
	f := &frame.Frame{Rows: rows, Columns: []frame.Column{
		{Name: "falls", Kind: frame.Number},
		{Name: "home", Kind: frame.Category, Levels: []string{"alone", "with others"}},
		{Name: "age", Kind: frame.Number},
		{Name: "code", Kind: frame.Category, Levels: []string{"I50", "J44", "E11", "K70"}},
	}}
	y := make([]float64, rows)
	for i := range rows {
		falls, home := float32(r.IntN(4)), int32(r.IntN(2))
		age, code := float32(50+r.IntN(40)), int32(r.IntN(4))
		if i%17 == 0 {
			falls = missing
		}
		f.Columns[0].Numbers = append(f.Columns[0].Numbers, falls)
		f.Columns[1].Codes = append(f.Columns[1].Codes, home)
		f.Columns[2].Numbers = append(f.Columns[2].Numbers, age)
		f.Columns[3].Codes = append(f.Columns[3].Codes, code)
		eta := -2 + 0.02*float64(age-70) + 0.3*float64(code)
		if falls >= 2 && home == 0 {
			eta += 1.5
		}
		if r.Float64() < Logistic.Mean(eta) {
			y[i] = 1
		}
	}
	return f, y
}

// fitted learns and fits a logistic design with a ridge.
func fitted(t testing.TB, f *frame.Frame, y []float64, d DesignOptions, lambda float64) *Model {
	t.Helper()
	design, _, err := Learn(f, nil, d)
	if err != nil {
		t.Fatal(err)
	}
	x, err := design.Apply(f)
	if err != nil {
		t.Fatal(err)
	}
	c, err := Fit(t.Context(), x, y, nil, nil, lambda, Options{Family: Logistic})
	if err != nil {
		t.Fatal(err)
	}
	return design.Model(Logistic, c)
}

func TestPairsThatGoTogetherAreFound(t *testing.T) {
	f, y := crossed(20_000)
	main := fitted(t, f, y, DesignOptions{}, 1e-3)
	found, err := ChoosePairs(t.Context(), main, f, y, nil, nil, 5)
	if err != nil || fmt.Sprint(found) != "[[falls home]]" {
		t.Fatalf("%v %v", found, err)
	}
	both := fitted(t, f, y, DesignOptions{Pairs: found}, 1e-3)
	before, after := make([]float64, f.Rows), make([]float64, f.Rows)
	if err := main.Score(t.Context(), f, before); err != nil {
		t.Fatal(err)
	}
	if err := both.Score(t.Context(), f, after); err != nil {
		t.Fatal(err)
	}
	if a, b := pairs(before, y), pairs(after, y); b < a+0.01 {
		t.Errorf("AUC %v with the pair, %v without", b, a)
	}
	again, err := ChoosePairs(t.Context(), both, f, y, nil, nil, 5)
	if err != nil || len(again) != 0 {
		t.Errorf("once fitted, nothing is left to find: %v %v", again, err)
	}
}

// TestPairsAreKeptAndExplained: a model of pairs survives its file, its reasons add
// up, and what the pair adds is shared by its two columns.
func TestPairsAreKeptAndExplained(t *testing.T) {
	f, y := crossed(4000)
	m := fitted(t, f, y, DesignOptions{Pairs: [][2]string{{"falls", "home"}}}, 1e-3)
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var read Model
	if err := json.Unmarshal(data, &read); err != nil {
		t.Fatal(err)
	}
	score, reasons := make([]float64, f.Rows), make([]float64, 4)
	if err := read.Score(t.Context(), f, score); err != nil {
		t.Fatal(err)
	}
	for _, row := range []int{0, 1, 17, 3999} {
		sum, err := m.Explain(f, row, reasons)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range reasons {
			sum += r
		}
		if math.Abs(sum-score[row]) > 1e-9 {
			t.Errorf("row %d: reasons add up to %v, the score is %v", row, sum, score[row])
		}
	}
	if got := fmt.Sprint(read.Columns()); got != "[falls home age code]" {
		t.Errorf("columns %s", got)
	}
}

func TestPairsThatCannotBe(t *testing.T) {
	f, _ := crossed(400)
	f.Columns = append(f.Columns, frame.Column{Name: "same", Kind: frame.Number, Numbers: make([]float32, 400)})
	_, notices, err := Learn(f, nil, DesignOptions{Pairs: [][2]string{{"falls", "gone"}, {"falls", "same"}, {"age", "falls"}, {"age", "falls"}}})
	if err != nil || len(notices) != 4 {
		t.Errorf("%v %v", notices, err)
	}
	_, notices, err = Learn(f.Without("same"), nil, DesignOptions{LeastRows: 395, Pairs: [][2]string{{"falls", "age"}}})
	if err != nil || !strings.Contains(fmt.Sprint(notices), "no combination has 395 rows") {
		t.Errorf("%v %v", notices, err)
	}
}

func TestDamagedModelsAreRefused(t *testing.T) {
	f, y := crossed(2000)
	data, err := json.Marshal(fitted(t, f, y, DesignOptions{Pairs: [][2]string{{"falls", "home"}}}, 1e-3))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ from, to, reason string }{
		{`"family":"logistic"`, `"family":"guess"`, "family"},
		{`"column":"age"`, `"column":"falls"`, "two terms"},
		{`"column":"home"`, `"column":"elsewhere"`, "before the terms"},
		{`"kind":"pair"`, `"kind":"number"`, "number, a category or a pair"},
		{`"first":{"column":"falls","kind":"number"`, `"first":{"column":"code","kind":"number"`, "another kind"},
		{`"cells":[[0,0],`, `"cells":[[0,9],`, "cell"},
		{`"cells":[[0,0],`, `"cells":[[0,1],`, "cell twice"},
		{`"cells":[[0,0],`, `"cells":[`, "one mean"},
		{`"deviation":[`, `"deviation":[1,`, "deviation"},
		{`"groups":["alone"`, `"groups":["with others"`, "group twice"},
		{`"other":-1`, `"other":7`, "no such group"},
		{`"low":0`, `"low":100`, "bounds"},
		{`{`, `[`, "no linear model"},
	} {
		damaged := strings.Replace(string(data), c.from, c.to, 1)
		if damaged == string(data) {
			t.Fatalf("%s is not in %s", c.from, data)
		}
		var m Model
		if err := m.UnmarshalJSON([]byte(damaged)); fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s: %v", c.to, err)
		}
	}
}

func TestTwoColumnsOfOneName(t *testing.T) {
	f, _ := crossed(100)
	f.Columns = append(f.Columns, f.Columns[0])
	if _, _, err := Learn(f, nil, DesignOptions{}); fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), `"falls"`) {
		t.Error(err)
	}
}

func ExampleModel_Explain() {
	f := &frame.Frame{Rows: 6, Columns: []frame.Column{{Name: "admissions", Kind: frame.Number, Numbers: []float32{0, 0, 1, 1, 2, 3}}}}
	design, _, _ := Learn(f, nil, DesignOptions{})
	x, _ := design.Apply(f)
	c, err := Fit(context.Background(), x, []float64{0, 1, 0, 1, 1, 1}, nil, nil, 0.1, Options{Family: Logistic})
	if err != nil {
		fmt.Println(err)
		return
	}
	m, reasons := design.Model(Logistic, c), make([]float64, 1)
	base, _ := m.Explain(f, 5, reasons)
	fmt.Printf("%.2f for the average, %+.2f for three admissions: risk %.0f%%\n", base, reasons[0], 100*m.Family.Mean(base+reasons[0]))
	// Output: 0.78 for the average, +1.21 for three admissions: risk 88%
}
