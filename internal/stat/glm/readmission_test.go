package glm

import (
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"continuum/internal/frame"
	"continuum/internal/testkit"
)

// table is a CSV file as it is read for these tests: every column of numbers but
// the ids is a number, everything else a category; "?" and "" are missing.
func table(t testing.TB, path string, categories ...string) (*frame.Frame, map[string][]string) {
	t.Helper()
	header, rows := testkit.Table(t, path)
	out := &frame.Frame{Rows: len(rows)}
	texts := map[string][]string{}
	for j, name := range header {
		values := make([]string, out.Rows)
		for i := range values {
			values[i] = rows[i][j]
		}
		texts[name] = values
		out.Columns = append(out.Columns, typed(name, values, slices.Contains(categories, name)))
	}
	return out, texts
}

func typed(name string, values []string, category bool) frame.Column {
	numbers := make([]float32, len(values))
	for i, v := range values {
		if v == "" || v == "?" {
			numbers[i] = float32(math.NaN())
			continue
		}
		n, err := strconv.ParseFloat(v, 32)
		if err != nil {
			category = true
			break
		}
		numbers[i] = float32(n)
	}
	if !category {
		return frame.Column{Name: name, Kind: frame.Number, Numbers: numbers}
	}
	c := frame.Column{Name: name, Kind: frame.Category, Codes: make([]int32, len(values))}
	at := map[string]int32{}
	for i, v := range values {
		if v == "" || v == "?" {
			c.Codes[i] = -1
			continue
		}
		if _, ok := at[v]; !ok {
			at[v] = int32(len(c.Levels))
			c.Levels = append(c.Levels, v)
		}
		c.Codes[i] = at[v]
	}
	return c
}

// folds cuts rows by whole people, dealt in the order in which they first come.
func folds(people []string, n int) []int {
	at := map[string]int{}
	out := make([]int, len(people))
	for i, p := range people {
		if _, ok := at[p]; !ok {
			at[p] = (len(at)*7919 + 13) % n
		}
		out[i] = at[p]
	}
	return out
}

func take[T any](values []T, rows []int) []T {
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = values[r]
	}
	return out
}

func readmissions(t testing.TB) (f *frame.Frame, y []float64, people []string) {
	dir := testkit.Vectors(t, "target")
	full, texts := table(t, filepath.Join(dir, "uci_readmit_train.csv.gz"),
		"admission_type_id", "discharge_disposition_id", "admission_source_id", "diag_1", "diag_2", "diag_3")
	for _, v := range texts["readmit30"] {
		n, _ := strconv.ParseFloat(v, 64)
		y = append(y, n)
	}
	return full.Without("encounter_id", "patient_nbr", "readmit30"), y, texts["patient_nbr"]
}

// pairs is the share of pairs in the right order, by ranks.
func pairs(score, y []float64) float64 {
	rows := make([]int, len(y))
	for i := range rows {
		rows[i] = i
	}
	slices.SortFunc(rows, func(a, b int) int { return cmpDown(score[b], score[a]) })
	var sum, n float64
	for from := 0; from < len(rows); {
		to, tied := from, 0.0
		for ; to < len(rows) && score[rows[to]] == score[rows[from]]; to++ {
			tied += y[rows[to]]
		}
		sum += tied * float64(from+1+to) / 2
		n += tied
		from = to
	}
	return (sum - n*(n+1)/2) / (n * (float64(len(y)) - n))
}

// outOfFold fits on the other folds and gives AUC and mean loss on one.
func outOfFold(t testing.TB, f *frame.Frame, y []float64, fold []int, k int, lambda float64) (auc, loss float64) {
	t.Helper()
	var in, out []int
	for i, g := range fold {
		if g == k {
			out = append(out, i)
		} else {
			in = append(in, i)
		}
	}
	train, learned := f.Take(in), take(y, in)
	m := fitted(t, train, learned, DesignOptions{LeastRows: 50, Log: true, Knots: 5, Prefixes: true}, lambda)
	truth, score := take(y, out), make([]float64, len(out))
	if err := m.Score(t.Context(), f.Take(out), score); err != nil {
		t.Fatal(err)
	}
	for j := range score {
		loss += m.Family.Loss(score[j], truth[j]) / float64(len(score))
	}
	return pairs(score, truth), loss
}

// TestVectorsReadmission: a ridge model of main effects orders an unseen fifth of
// the people as well as a careful reference does: AUC 0.669 over five folds whose
// standard deviation is 0.008. BenchmarkReadmission has all five.
func TestVectorsReadmission(t *testing.T) {
	f, y, people := readmissions(t)
	auc, loss := outOfFold(t, f, y, folds(people, 5), 0, 1e-3)
	t.Logf("AUC %.4f, log loss %.5f on a fifth of the people", auc, loss)
	if auc < 0.669-3*0.008 {
		t.Errorf("AUC %v", auc)
	}
}

// BenchmarkReadmission cross-validates a model of the readmission data, five folds
// by person.
func BenchmarkReadmission(b *testing.B) {
	f, y, people := readmissions(b)
	fold := folds(people, 5)
	for b.Loop() {
		var auc, loss float64
		for k := range 5 {
			a, l := outOfFold(b, f, y, fold, k, 1e-3)
			auc, loss = auc+a/5, loss+l/5
		}
		b.ReportMetric(auc, "auc")
		b.ReportMetric(loss, "loss")
	}
}
