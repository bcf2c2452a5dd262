package learn_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"continuum/internal/fault"
	"continuum/internal/frame"
	"continuum/target/learn"
)

// TestReasonsAddUp: base, reasons and rest are the score, whatever is missing or new.
func TestReasonsAddUp(t *testing.T) {
	for _, kind := range []learn.Kind{learn.Binary, learn.Count} {
		here := invent(3000, 8, kind)
		m, r := train(t, here.request(kind))
		there := invent(300, 9, kind)
		there.data.Column("diag").Levels[5] = "Q99"
		there.data.Column("age").Codes[7] = -1
		scores, err := m.Raw(t.Context(), there.data)
		if err != nil {
			t.Fatal(err)
		}
		rows := make([]int, 300)
		for i := range rows {
			rows[i] = i
		}
		reasons, err := m.Reasons(t.Context(), there.data, rows, 3)
		if err != nil {
			t.Fatal(err)
		}
		for i, e := range reasons {
			sum := e.Base + e.Rest
			for _, reason := range e.Reasons {
				sum += reason.Effect
			}
			if math.Abs(sum-scores[i]) > 1e-6 || math.Abs(e.Raw-scores[i]) > 1e-6 || len(e.Reasons) != 3 {
				t.Fatalf("row %d: reasons add up to %v, the score is %v", i, sum, scores[i])
			}
		}
		total := 0.0
		for _, u := range r.Columns {
			total += u.Weight
		}
		if math.Abs(total-1) > 1e-9 || r.Columns[0].Name == "noise" {
			t.Errorf("weights %+v", r.Columns)
		}
	}
}

func TestFileKeepsTheModel(t *testing.T) {
	here := invent(2000, 8, learn.Binary)
	m, _ := train(t, here.request(learn.Binary))
	data := text(t, m)
	again, err := learn.Read("model.json", data)
	if err != nil {
		t.Fatal(err)
	}
	if again.Hash() != m.Hash() || !bytes.Equal(text(t, again), data) {
		t.Error("the model that was read is another")
	}
	a, _ := m.Predict(t.Context(), here.data)
	b, err := again.Predict(t.Context(), here.data)
	if err != nil {
		t.Fatal(err)
	}
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("row %d scores %v and %v", i, a[i], b[i])
		}
	}
	changed := bytes.Replace(data, []byte(`"intercept":`), []byte(`"intercept":1`), 1)
	if _, err := learn.Read("model.json", changed); err == nil || !strings.Contains(err.Error(), "model.json: ") {
		t.Errorf("a changed model was read: %v", err)
	}
	for _, bad := range []string{"", "{}", "[1]", `{"sha256":"","model":{}}`, string(data) + "x"} {
		if _, err := learn.Read("model.json", []byte(bad)); fault.CodeOf(err) != fault.Invalid {
			t.Errorf("%.20q was read: %v", bad, err)
		}
	}
}

func TestColumnsThatAreNotThere(t *testing.T) {
	here := invent(2000, 8, learn.Binary)
	m, _ := train(t, here.request(learn.Binary))
	_, err := m.Predict(t.Context(), here.data.Without("age", "visits"))
	if err == nil || !strings.Contains(err.Error(), "the model reads columns that are not there: age, visits") {
		t.Errorf("%v", err)
	}
	strange := frame.Frame{Rows: 1, Columns: []frame.Column{}}
	for _, c := range here.data.Columns {
		one := (&frame.Frame{Rows: here.data.Rows, Columns: []frame.Column{c}}).Take([]int{0}).Columns[0]
		if c.Name == "visits" {
			one = frame.Column{Name: "visits", Kind: frame.Category, Levels: []string{"many"}, Codes: []int32{0}}
		}
		strange.Columns = append(strange.Columns, one)
	}
	if _, err := m.Predict(t.Context(), &strange); err == nil || !strings.Contains(err.Error(), `column "visits": the model reads this column as numbers (found "many")`) {
		t.Errorf("%v", err)
	}
	drift, err := m.Drift(t.Context(), invent(500, 3, learn.Binary).data)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range drift {
		if d.Column == "age" && (d.Index > 0.1 || d.Unseen > 0) {
			t.Errorf("%+v of the same people", d)
		}
	}
}

// FuzzRead: whatever a file holds, it is a model that scores or a fault.
func FuzzRead(f *testing.F) {
	here := invent(300, 8, learn.Binary)
	r := here.request(learn.Binary)
	r.Unproven, r.Boost = true, quick
	r.Boost[0].Trees = 2
	m, _, err := learn.Train(f.Context(), r)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text(f, m))
	f.Add([]byte(`{"sha256":"","model":{"format":"continuum-model/1","kind":"binary"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := learn.Read("m", data)
		if err != nil {
			if fault.CodeOf(err) != fault.Invalid {
				t.Fatal(err)
			}
			return
		}
		if _, err := json.Marshal(m); err != nil {
			t.Fatal(err)
		}
		scores, err := m.Predict(t.Context(), here.data)
		for _, s := range scores {
			if err == nil && math.IsNaN(s) {
				t.Fatal("a score is no number")
			}
		}
	})
}

func FuzzParseTypes(f *testing.F) {
	f.Add([]byte("age: interval\nward: category\n"))
	f.Add([]byte("- a\n"))
	f.Add([]byte("a: number\na: date\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		roles, err := learn.ParseTypes("types.yaml", data)
		if err != nil && (fault.CodeOf(err) != fault.Invalid || !strings.HasPrefix(err.Error(), "types.yaml")) {
			t.Fatal(err)
		}
		for name, role := range roles {
			if role == learn.Constant || role == "" {
				t.Fatalf("%q is %q", name, role)
			}
		}
	})
}

func TestParseTypes(t *testing.T) {
	got, err := learn.ParseTypes("types.yaml", []byte("# ours\nage: interval\npostcode: ignored\n"))
	if err != nil || len(got) != 2 || got["age"] != learn.Interval {
		t.Errorf("%v %v", got, err)
	}
	for text, want := range map[string]string{
		"age: interval\nward: words\n": `types.yaml:2: column "ward": there is no such type (found "words"); write one line a column`,
		"a: number\na: date\n":         `types.yaml:2: column "a": the column stands twice`,
		"- a\n":                        "types.yaml:1: it does not list columns",
		"a: [1\n":                      "types.yaml: it is not YAML",
	} {
		if _, err := learn.ParseTypes("types.yaml", []byte(text)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func ExampleTrain() {
	people := invent(2000, 1, learn.Binary)
	model, report, err := learn.Train(context.Background(), people.request(learn.Binary))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report.Rows, "rows,", len(model.Columns()), "columns, validated by", report.Validity.How)
	// Output: 2000 rows, 6 columns, validated by 5 folds that keep groups together
}
