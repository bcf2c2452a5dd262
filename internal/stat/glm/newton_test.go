package glm

import (
	"encoding/csv"
	"errors"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"continuum/internal/fault"
)

// cases are sixty made-up people of testdata/cases.csv, by column.
func cases(t testing.TB) map[string][]float64 {
	t.Helper()
	f, err := os.Open("testdata/cases.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]float64{}
	for j, name := range records[0] {
		for _, r := range records[1:] {
			v, err := strconv.ParseFloat(r[j], 64)
			if err != nil {
				t.Fatal(err)
			}
			out[name] = append(out[name], v)
		}
	}
	return out
}

func logs(values []float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = math.Log(v)
	}
	return out
}

func allNear(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %v, want %v", what, got, want)
		return
	}
	for i := range got {
		if !(math.Abs(got[i]-want[i]) <= tolerance*max(1, math.Abs(want[i]))) {
			t.Errorf("%s %d: %v, want %v", what, i, got[i], want[i])
		}
	}
}

// TestNewtonAgreesWithStatsmodels: coefficients, standard errors and deviance as
// statsmodels 0.15 GLM gives them for the same table.
func TestNewtonAgreesWithStatsmodels(t *testing.T) {
	c := cases(t)
	columns := [][]float64{c["x1"], c["x2"], c["x3"]}
	for _, w := range []struct {
		name              string
		family            Family
		y, weight, offset []float64
		beta, errors      []float64
		deviance          float64
	}{
		{
			"logistic", Logistic, c["event"], nil, nil,
			[]float64{-1.534187894, 0.01040842894, 0.3415174453, -0.05728848081},
			[]float64{1.401560274, 0.02626898873, 0.1549746337, 0.5530629554},
			75.48577617,
		},
		{
			"weighted", Logistic, c["event"], c["weight"], nil,
			[]float64{-0.9302988478, -0.002634491697, 0.3109378766, 0.03530569996},
			[]float64{1.204209226, 0.02277620661, 0.1315589197, 0.4864802196},
			97.40271346,
		},
		{
			"rates", Poisson, c["count"], c["weight"], logs(c["exposure"]),
			[]float64{-0.4884346932, -0.002109300768, 0.228436262, 0.3986781016},
			[]float64{0.5580864402, 0.01012913359, 0.05062525101, 0.2248663927},
			83.83258114,
		},
	} {
		e, err := Newton(w.family, columns, w.y, w.weight, w.offset)
		if err != nil {
			t.Errorf("%s: %v", w.name, err)
			continue
		}
		allNear(t, w.name, e.Coefficients, w.beta, 1e-8)
		for i := range w.errors {
			allNear(t, w.name+" error", []float64{e.Error(i)}, w.errors[i:i+1], 1e-6)
		}
		allNear(t, w.name+" deviance", []float64{e.Deviance}, []float64{w.deviance}, 1e-8)
	}
}

func TestNewtonSaysWhatCannotBeFitted(t *testing.T) {
	x := []float64{1, 2, 3, 4, 5, 6, 7, 8}
	up := []float64{0, 0, 0, 0, 1, 1, 1, 1}
	mixed := []float64{0, 1, 0, 0, 1, 1, 0, 1}
	rare := []float64{0, 0, 0, 0, 0, 0, 1, 1}
	nan := math.NaN()
	for _, c := range []struct {
		name    string
		family  Family
		columns [][]float64
		y, w, o []float64
		reason  string
	}{
		{"separated", Logistic, [][]float64{x}, up, nil, nil, "perfectly"},
		{"partly separated", Logistic, [][]float64{{0, 0, 0, 0, 0, 1, 0, 1}}, mixed, nil, nil, "perfectly"},
		{"a level without counts", Poisson, [][]float64{rare}, []float64{1, 2, 0, 1, 3, 1, 0, 0}, nil, nil, "perfectly"},
		{"constant", Logistic, [][]float64{{2, 2, 2, 2, 2, 2, 2, 2}}, mixed, nil, nil, "constant or repeats"},
		{"repeated", Logistic, [][]float64{x, x}, mixed, nil, nil, "constant or repeats"},
		{"no events", Logistic, nil, make([]float64, 8), nil, nil, "no events"},
		{"all events", Logistic, nil, []float64{1, 1}, nil, nil, "every row"},
		{"no people", Logistic, nil, nil, nil, nil, "no row"},
		{"no weight", Logistic, nil, []float64{1, 0}, []float64{0, 0}, nil, "no row"},
		{"nan outcome", Logistic, nil, []float64{nan, 0}, nil, nil, "row 1"},
		{"above 1", Logistic, nil, []float64{0, 2}, nil, nil, "row 2"},
		{"negative count", Poisson, nil, []float64{0, -2}, nil, nil, "row 2"},
		{"bad weight", Poisson, nil, []float64{0, 2}, []float64{1, nan}, nil, "weight"},
		{"bad offset", Poisson, nil, []float64{0, 2}, nil, []float64{math.Inf(-1), 0}, "exposure"},
		{"bad column", Poisson, [][]float64{{1, nan}}, []float64{0, 2}, nil, nil, "finite"},
		{"short column", Poisson, [][]float64{{1}}, []float64{0, 2}, nil, nil, "1 values"},
		{"no such family", "gamma", nil, []float64{0, 2}, nil, nil, "family"},
	} {
		_, err := Newton(c.family, c.columns, c.y, c.w, c.o)
		if fault.CodeOf(err) != fault.Invalid || !strings.Contains(err.Error(), c.reason) {
			t.Errorf("%s: %v", c.name, err)
		}
		if separated := c.reason == "perfectly"; errors.Is(err, ErrSeparated) != separated {
			t.Errorf("%s: is separated %v", c.name, !separated)
		}
	}
}

// TestNewtonTakesExtremeColumns: two people far out do not make a fit fail.
func TestNewtonTakesExtremeColumns(t *testing.T) {
	x, y := []float64{-36, 36}, []float64{1, 0}
	for i := range 400 {
		x, y = append(x, float64(i%7)-3), append(y, float64(i*i%3%2))
	}
	e, err := Newton(Logistic, [][]float64{x}, y, nil, nil)
	if err != nil || math.Abs(e.Coefficients[1]) > 1 {
		t.Errorf("%+v %v", e, err)
	}
}
