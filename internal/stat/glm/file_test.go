package glm

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"continuum/internal/fault"
	"continuum/internal/frame"
)

// admitted is a table of people, and who of them was admitted.
func admitted(rows int) (*frame.Frame, []float64) {
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
		if home == 0 {
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

func TestDamagedModelsAreRefused(t *testing.T) {
	f, y := admitted(2000)
	data, err := json.Marshal(fitted(t, f, y, DesignOptions{}, 1e-3))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ from, to, reason string }{
		{`"family":"logistic"`, `"family":"guess"`, "family"},
		{`"column":"age"`, `"column":"falls"`, "two terms"},
		{`"kind":"category"`, `"kind":"number"`, "a number or a category"},
		{`"kind":"number","number":{`, `"kind":"pair","pair":{`, "a number or a category"},
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
	f, _ := admitted(100)
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
