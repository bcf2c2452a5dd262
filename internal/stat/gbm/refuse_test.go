package gbm

import (
	"context"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"continuum/internal/fault"
	"continuum/internal/frame"
)

// refused checks that an error is the caller's to mend and says what.
func refused(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("nothing was refused; %q was expected", words)
	}
	if fault.CodeOf(err) != fault.Invalid {
		t.Errorf("code %s of %v", fault.CodeOf(err), err)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("%q is not in %q", w, err)
		}
	}
}

func TestTrainRefuses(t *testing.T) {
	nan := math.NaN()
	two := func() *frame.Frame {
		return &frame.Frame{Rows: 2, Columns: []frame.Column{{Name: "x", Kind: frame.Number, Numbers: []float32{1, 2}}}}
	}
	y := Target{Y: []float64{0, 1}}
	for name, c := range map[string]struct {
		frame  func(*frame.Frame)
		target Target
		o      Options
		words  []string
	}{
		"no events":      {target: Target{Y: []float64{0, 0}}, words: []string{"no events", "2 rows"}},
		"all the same":   {target: Target{Y: []float64{1, 1}}, words: []string{"same in all"}},
		"not a number":   {target: Target{Y: []float64{0, nan}}, words: []string{"outcome of row 2"}},
		"not a share":    {target: Target{Y: []float64{0, 3}}, words: []string{"outcome of row 2", "3"}},
		"negative count": {target: Target{Y: []float64{0, -1}}, o: Options{Loss: Poisson}, words: []string{"outcome of row 2"}},
		"too short":      {target: Target{Y: []float64{0}}, words: []string{"1 values for 2 rows"}},
		"weight":         {target: Target{Y: y.Y, Weight: []float64{1, -1}}, words: []string{"weight of row 2"}},
		"no weight":      {target: Target{Y: y.Y, Weight: []float64{0, 0}}, words: []string{"no rows"}},
		"offset":         {target: Target{Y: y.Y, Offset: []float64{0, nan}}, words: []string{"offset of row 2"}},
		"infinite":       {frame: func(f *frame.Frame) { f.Columns[0].Numbers[1] = float32(math.Inf(1)) }, target: y, words: []string{`"x"`, "row 2 is infinite"}},
		"short column":   {frame: func(f *frame.Frame) { f.Columns[0].Numbers = nil }, target: y, words: []string{`"x"`, "0 numbers"}},
		"twice":          {frame: func(f *frame.Frame) { f.Columns = append(f.Columns, f.Columns[0]) }, target: y, words: []string{`"x"`, "used before"}},
		"only texts":     {frame: func(f *frame.Frame) { f.Columns[0].Kind = frame.Text }, target: y, words: []string{"no columns"}},
		"level": {frame: func(f *frame.Frame) {
			f.Columns[0] = frame.Column{Name: "c", Kind: frame.Category, Codes: []int32{0, 4}, Levels: []string{"a"}}
		}, target: y, words: []string{"category 4 of 1"}},
		"level twice": {frame: func(f *frame.Frame) {
			f.Columns[0] = frame.Column{Name: "c", Kind: frame.Category, Codes: []int32{0, 1}, Levels: []string{"a", "a"}}
		}, target: y, words: []string{"listed twice"}},
		"not UTF-8":       {frame: func(f *frame.Frame) { f.Columns[0].Name = "x\xff" }, target: y, words: []string{"not UTF-8"}},
		"loss":            {target: y, o: Options{Loss: "hinge"}, words: []string{"loss", "hinge", "poisson"}},
		"rate":            {target: y, o: Options{Rate: 2}, words: []string{"rate"}},
		"depth":           {target: y, o: Options{Depth: 99}, words: []string{"depth", "99"}},
		"bins":            {target: y, o: Options{Bins: 1000}, words: []string{"bins"}},
		"L2":              {target: y, o: Options{L2: nan}, words: []string{"l2"}},
		"monotone":        {target: y, o: Options{Monotone: map[string]int{"z": 1}}, words: []string{`"z"`, "monotone"}},
		"monotone by two": {target: y, o: Options{Monotone: map[string]int{"x": 2}}, words: []string{`"x"`, "1, -1 or 0"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := two()
			if c.frame != nil {
				c.frame(f)
			}
			_, err := Train(t.Context(), f, c.target, nil, c.o)
			refused(t, err, c.words...)
		})
	}
}

func TestScoreRefusesOtherColumns(t *testing.T) {
	f, target := made(500, 51)
	m := trained(t, f, target, Options{Loss: Logistic, Trees: 3})
	other := f.Without("age", "noise")
	for i := range other.Columns {
		if other.Columns[i].Name == "ward" {
			other.Columns[i] = frame.Column{Name: "ward", Kind: frame.Number, Numbers: make([]float32, f.Rows)}
		}
	}
	refused(t, m.Score(context.Background(), other, make([]float64, f.Rows)), "missing: age, noise", "ward (a number, the model needs a category)")
}

func TestLevelsNeverSeenAreMissing(t *testing.T) {
	f, target := made(5000, 52)
	m := trained(t, f, target, Options{Loss: Logistic, Trees: 20})
	other := f.Take([]int{0, 0, 0})
	ward := other.Column("ward")
	ward.Levels, ward.Codes = []string{"zz", "never"}, []int32{0, -1, 1}
	if raw := scored(t, m, other); raw[0] != raw[1] || raw[2] != raw[1] {
		t.Errorf("a level never seen scores %v, a missing one %v, one that no row had %v", raw[0], raw[1], raw[2])
	}
}

func TestDamagedModelsAreRefused(t *testing.T) {
	const head = `{"format":"continuum-gbm-1","options":{"loss":"logistic"},"base":0,"columns":[{"name":"x","kind":"number"},{"name":"c","kind":"category","levels":["a","b"]}],"trees":[`
	const leaves = `"leaves":[{"node":1,"value":1,"cover":1},{"node":2,"value":2,"cover":1}]}]}`
	for name, c := range map[string]struct{ text, word string }{
		"format":      {`{"format":"other"}`, "other"},
		"loss":        {`{"format":"continuum-gbm-1"}`, "loss"},
		"name twice":  {`{"format":"continuum-gbm-1","options":{"loss":"poisson"},"columns":[{"name":"x","kind":"number"},{"name":"x","kind":"number"}]}`, "used before"},
		"kind":        {`{"format":"continuum-gbm-1","options":{"loss":"poisson"},"columns":[{"name":"x","kind":"text"}]}`, "kind"},
		"empty":       {head + `{}]}`, "empty"},
		"cycle":       {head + `{"questions":[{"node":0,"column":0,"threshold":1,"left":0,"right":2}],` + leaves, "later nodes"},
		"outside":     {head + `{"questions":[{"node":0,"column":0,"threshold":1,"left":1,"right":9}],` + leaves, "later nodes"},
		"twice":       {head + `{"questions":[{"node":1,"column":0,"threshold":1,"left":1,"right":2}],` + leaves, "later nodes"},
		"column":      {head + `{"questions":[{"node":0,"column":7,"threshold":1,"left":1,"right":2}],` + leaves, "column 7 of 2"},
		"threshold":   {head + `{"questions":[{"node":0,"column":0,"left":1,"right":2}],` + leaves, "needs a threshold"},
		"level":       {head + `{"questions":[{"node":0,"column":1,"levels":[2],"left":1,"right":2}],` + leaves, "level 2"},
		"levels":      {head + `{"questions":[{"node":0,"column":1,"levels":[1,0],"left":1,"right":2}],` + leaves, "level 0"},
		"two parents": {head + `{"questions":[{"node":0,"column":0,"threshold":1,"left":1,"right":2},{"node":1,"column":0,"threshold":1,"left":2,"right":3}],"leaves":[{"node":2,"value":1,"cover":1},{"node":3,"value":1,"cover":1}]}]}`, "child of 2"},
		"cover":       {head + `{"leaves":[{"node":0,"value":1,"cover":-1}]}]}`, "cover -1"},
		"not JSON":    {`{"format":`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var m Model
			err := json.Unmarshal([]byte(c.text), &m)
			if name == "not JSON" {
				if err == nil {
					t.Error("half a model was read")
				}
				return
			}
			refused(t, err, c.word)
		})
	}
}

// FuzzModel: whatever is read either is refused or scores and explains rows.
func FuzzModel(f *testing.F) {
	table, target := made(300, 61)
	m, err := Train(context.Background(), table, target, nil, Options{Loss: Logistic, Trees: 2, Depth: 3})
	if err != nil {
		f.Fatal(err)
	}
	data, err := json.Marshal(m)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"format":"continuum-gbm-1","options":{"loss":"poisson"},"base":1,"columns":[{"name":"age","kind":"number"}],"trees":[{"leaves":[{"node":0,"value":1,"cover":1}]}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var m Model
		if json.Unmarshal(data, &m) != nil {
			return
		}
		b, err := m.Bind(table)
		if err != nil {
			return
		}
		raw, out := make([]float64, table.Rows), make([]float64, len(m.Columns))
		if err := b.Score(t.Context(), raw); err != nil {
			t.Fatal(err)
		}
		for row := range 5 {
			base, err := b.Explain(row, out)
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range out {
				base += v
			}
			if math.IsNaN(base) || math.IsNaN(raw[row]) {
				t.Fatalf("a score is not a number: %v, reasons %v", raw[row], out)
			}
		}
	})
}
